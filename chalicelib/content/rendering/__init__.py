"""Markdown to HTML.

Markdown is read (`dialect`), what comes of it is cleaned (`cleaning`), and a last pass over its tags
leads every address where it belongs (`finishing`): the author's own HTML goes the same way.
"""

from __future__ import annotations

from chalicelib.content.library import Library
from chalicelib.content.rendering.addresses import Addresses
from chalicelib.content.rendering.cleaning import clean
from chalicelib.content.rendering.dialect import reader_of
from chalicelib.content.rendering.finishing import Finish
from chalicelib.content.rendering.formulas import FormulaExtension
from chalicelib.content.rendering.headings import headings_of, with_permalinks
from chalicelib.content.rendering.rendered import Reference, Rendered
from chalicelib.content.rendering.words import WORDS

__all__ = ["Reference", "Rendered", "render"]


def render(
    text: str,
    language: str,
    *,
    key: str = "",
    library: Library | None = None,
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
    addresses = Addresses(library or Library(), key, base)
    html = Finish(addresses, words, frames)(clean(reader_of(text, language, formulas).convert(text)))
    return Rendered(
        html if addresses.is_for_elsewhere else with_permalinks(html, words),
        tuple(addresses.met),
        headings_of(html),
        tuple(formulas.unreadable),
    )
