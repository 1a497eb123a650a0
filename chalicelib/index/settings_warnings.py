"""Warnings about what ``site.toml`` and ``theme.css`` name, held against what there is when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter
from urllib.parse import unquote

from chalicelib.content import site as sites
from chalicelib.content import theme as themes
from chalicelib.content.language_tag import INTERFACE_LANGUAGES, primary
from chalicelib.content.media import FOLDER
from chalicelib.content.problem import Problem, warning
from chalicelib.content.site import Site
from chalicelib.content.text import quoted
from chalicelib.index.address_warnings import leads_nowhere, redirect_warnings
from chalicelib.index.file import IndexFile
from chalicelib.index.links import IndexTargets, resolver
from chalicelib.index.reference_warnings import faults_of, resolve
from chalicelib.markdown.link_resolver import nfc


def settings_warnings(index: IndexFile, key: str, now: datetime) -> list[Problem]:
    """Returns the warnings about a file that holds for the whole site."""
    if key == themes.FILE:
        return list(_missing_media_of_theme(index))
    return [
        *_unknown_choices(index),
        *_dead_menu(index, now),
        *_missing_pictures(index),
        *_faults_of_footer(index, now),
        *_missing_words(index.site),
        *redirect_warnings(index, now),
    ]


def _unknown_choices(index: IndexFile) -> Iterator[Problem]:
    """Returns warnings for the articles and pages that ``site.toml`` names and nobody wrote."""
    for name, kind in (("featured", "articles"), ("favourite", "articles"), ("legal", "pages")):
        slug = getattr(index.site, name)
        if slug and not index.row(
            "SELECT 1 FROM articles WHERE kind = :kind AND slug = :slug", kind=kind, slug=slug
        ):
            message = f"'{name}' is {slug!r}, and there is no such {kind.removesuffix('s')}"
            remedy = "Write the last part of its address"
            yield warning(sites.FILE, index.site.line_of(name), message, remedy, "unknown-choice")


def _dead_menu(index: IndexFile, now: datetime) -> Iterator[Problem]:
    """Returns warnings for the lines of the menu that lead to nothing; none while files are left for a later
    run."""
    if not index.number("SELECT complete FROM state"):
        return
    for link in index.site.menu:
        if leads_nowhere(index, link.target, now):
            message = f"the menu has {quoted(link.target)}, and nothing is there: it is left out"
            yield warning(sites.FILE, link.line, message, "Correct its address", "unknown-choice")


def _missing_pictures(index: IndexFile) -> Iterator[Problem]:
    for name in ("look.logo", "look.header", "look.favicon"):
        key = attrgetter(name)(index.site)
        if key and not _has_medium(index, key):
            message = f"'{name}' is {quoted(key)}, and there is no such file: it is left out"
            yield _missing_picture(sites.FILE, index.site.line_of(name), message)


def _faults_of_footer(index: IndexFile, now: datetime) -> Iterator[Problem]:
    """Returns warnings about what the text at the foot refers to; none while files are left for a later
    run."""
    site = index.site
    if not site.footer.text or not index.number("SELECT complete FROM state"):
        return
    from chalicelib.markdown.renderer import render  # imported late: most sites have no such text

    lasting, everything = resolver(index, now), resolver(index, None)
    text = render(site.footer.text, site.language, key=sites.FILE, resolver=lasting)
    for reference in text.references:
        hidden = resolve(everything, reference.kind, reference.written, sites.FILE)
        faults = faults_of(
            reference.kind,
            reference.written,
            reference.target,
            hidden,
            described=reference.described,
            frames=site.frames,
        )
        for code, message, remedy in faults:
            yield warning(sites.FILE, site.line_of("footer.text"), message, remedy, code)


def _missing_media_of_theme(index: IndexFile) -> Iterator[Problem]:
    for name, line in themes.media_of(index.theme):
        key = FOLDER + unquote(name)
        if not _has_medium(index, key):
            yield _missing_picture(themes.FILE, line, f"there is no file {quoted(key)}")


def _has_medium(index: IndexFile, key: str) -> bool:
    return IndexTargets(index, None).medium_of_file(nfc(key)) is not None


def _missing_picture(file: str, line: int, message: str) -> Problem:
    return warning(file, line, message, "Upload it to media/, or correct its name", "missing-picture")


def _missing_words(site: Site) -> Iterator[Problem]:
    """Returns a warning where the pages have no words in the site's language."""
    if primary(site.language) in INTERFACE_LANGUAGES:
        return
    message = f"there are no words for pages in '{site.language}': dates, buttons and labels are in English"
    remedy = "Nothing needs to be done; or write fr or en, and 'lang' in each article"
    yield warning(sites.FILE, 0, message, remedy, "interface-language")
