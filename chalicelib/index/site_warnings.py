"""Warnings about what ``site.toml`` names, held against what there is when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chalicelib.content.article import Article
from chalicelib.content.language_tag import INTERFACE_LANGUAGES, primary
from chalicelib.content.media import type_of
from chalicelib.content.problem import Problem, warning
from chalicelib.content.site import FILE, Site
from chalicelib.index.articles import articles_where, places_of
from chalicelib.index.file import IndexFile
from chalicelib.index.links import resolver


def site_warnings(index: IndexFile, now: datetime) -> Iterator[Problem]:
    """Returns all of them, in the order of the settings, but those about redirects."""
    yield from _missing_words(index.site)
    yield from _unknown_choices(index, now)
    yield from _portrait(index, now)
    yield from _dead_links(index, now)


def _missing_words(site: Site) -> Iterator[Problem]:
    """Returns a warning where the pages have no words in the site's language."""
    if primary(site.language) in INTERFACE_LANGUAGES:
        return
    message = f"there are no words for pages in '{site.language}': dates, buttons and labels are in English"
    remedy = "Nothing needs to be done; or write fr or en, and 'lang' in each article"
    yield warning(FILE, site.line_of("language"), message, remedy, "interface-language")


def _unknown_choices(index: IndexFile, now: datetime) -> Iterator[Problem]:
    """Returns warnings for the articles and pages that are named and nobody wrote."""
    site = index.site
    for name, kind in (("featured", "articles"), ("favourite", "articles"), ("legal", "pages")):
        slug = getattr(site, name)
        if slug and not _article_at(index, f"{kind}/{slug}"):
            what = f"'{name}' is {slug!r}, and there is no such {kind.removesuffix('s')}"
            yield warning(
                FILE, site.line_of(name), what, "Write the last part of its address", "unknown-choice"
            )
    for address in site.footer.worth_reading:
        article = _article_at(index, address)
        if article is None or article.draft or (article.expires and article.expires <= now):
            what = "readers are not shown" if article else "is no article and no page"
            message = f"'footer.worth_reading' names {address!r}, which {what}"
            line = site.line_of("footer.worth_reading")
            yield warning(FILE, line, message, _remedy(article), "unknown-choice")


def _article_at(index: IndexFile, address: str) -> Article | None:
    """Returns what an address means, whether readers may see it or not."""
    for kind, slug in places_of(address):
        if matches := articles_where(index, "kind = :kind AND slug = :slug", kind=kind, slug=slug):
            return matches[0]
    return None


def _remedy(article: Article | None) -> str:
    return "Publish it, or take it out" if article else 'Write its address, such as "pages/playlist"'


def _portrait(index: IndexFile, now: datetime) -> Iterator[Problem]:
    """Returns a warning about a portrait that is no picture of the site's."""
    portrait = index.site.author.portrait
    if not portrait:
        return
    link = resolver(index, now).resolve(portrait, FILE)
    if link.medium is None or not type_of(link.key).startswith("image/"):
        message = f"'author.portrait' is {portrait!r}, and there is no such picture"
        remedy = "Upload it to media/, or correct its name: media/me.webp"
        yield warning(FILE, index.site.line_of("author.portrait"), message, remedy, "missing-picture")


def _dead_links(index: IndexFile, now: datetime) -> Iterator[Problem]:
    """Returns warnings about addresses in texts of the settings that lead nowhere; none while files are left
    for a later run."""
    site = index.site
    texts = site.texts()
    if not texts or not index.number("SELECT complete FROM state"):
        return
    from chalicelib.markdown.setting_text import render_setting

    links = resolver(index, now)
    for name, text in texts.items():
        for reference in render_setting(text, site.language, links).references:
            is_shown = reference.kind in ("picture", "player")
            if reference.target.kind == "dead":
                message = f"'{name}' names {reference.written!r}, and nothing is there"
                code = "missing-picture" if is_shown else "dead-link"
                remedy = "Correct it, or upload what it leads to"
                yield warning(FILE, site.line_of(name), message, remedy, code)
