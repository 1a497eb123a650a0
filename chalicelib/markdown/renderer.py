"""Markdown to HTML.

Markdown is read (`dialect`), what comes of it is cleaned (`cleaning`), and a last pass over its tags
leads every address where it belongs (`finishing`): the author's own HTML goes the same way.
"""

from __future__ import annotations

from chalicelib.markdown.dialect import reader_of
from chalicelib.markdown.finishing import Finish
from chalicelib.markdown.formulas import FormulaExtension
from chalicelib.markdown.headings import headings_of, with_permalinks
from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.markdown.link_writer import Addresses
from chalicelib.markdown.rendered import Reference, Rendered
from chalicelib.markdown.sanitizer import clean
from chalicelib.markdown.words import WORDS

__all__ = ["Reference", "Rendered", "render"]


def render(
    text: str,
    language: str,
    *,
    key: str = "",
    library: LinkResolver | None = None,
    base: str = "",
    frames: tuple[str, ...] = (),
) -> Rendered:
    """Render the Markdown of the file `key`, whose links lead into `library`.

    `language` ("fr" or "en") decides quotes and spacing. `base` is put before addresses of the site:
    the stage prefix, or the whole public address for readers elsewhere, whose HTML then has no
    links beside its headings. `frames` are the hosts that may be framed; others get a link.

    Raises `RecursionError` for a text that is nested too deep to be read.
    """
    words = WORDS[language]
    formulas = FormulaExtension()
    addresses = Addresses(library or LinkResolver(), key, base)
    html = Finish(addresses, words, frames)(clean(reader_of(text, language, formulas).convert(text)))
    return Rendered(
        html if addresses.is_for_elsewhere else with_permalinks(html, words),
        tuple(addresses.met),
        headings_of(html),
        tuple(formulas.unreadable),
    )
