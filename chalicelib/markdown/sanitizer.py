"""What of a text's HTML is kept: all that a text needs, and nothing that could act.

The HTML is cleaned twice: what Markdown makes of a text, so that it can be read as a tree; and the finished
text, which nothing changes after that.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

import nh3

from chalicelib.markdown.wikilinks import NAME

MORE = "data-more"
"""The attribute of the ``<wbr>`` that stands where the author ends the summary of a text."""

SANDBOX = "allow-forms allow-popups allow-presentation allow-same-origin allow-scripts"

MOST_PASSES = 10
"""How often a text is cleaned before it is shown as its code. Of 20,000 hostile ones none took more than
three passes."""

_TEXT = """
    a abbr address article aside b bdi bdo big blockquote br center cite code data dd del details dfn div dl
    dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i ins kbd li main mark nav ol p pre q rp
    rt ruby s samp section small span strike strong sub summary sup time tt u ul var wbr
"""
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
_MEDIA = "area audio img input map source track video"
_MATH = """
    math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none menclose
"""
TAGS = frozenset(f"{_TEXT} {_TABLES} {_MEDIA} {_MATH}".split())

ATTRIBUTES = {
    tag: frozenset(names.split())
    for tag, names in {
        "*": "class dir id lang role title",
        "a": "href hreflang name rel",
        "area": "alt coords href shape",
        "audio": "controls loop muted preload src",
        "blockquote": "cite",
        "col": "span",
        "colgroup": "span",
        "data": "value",
        "del": "cite datetime",
        "details": "name open",
        "iframe": "allowfullscreen height src width",
        "img": "alt height src usemap width",
        "input": "checked disabled",
        "ins": "cite datetime",
        "li": "value",
        "map": "name",
        "ol": "reversed start type",
        "q": "cite",
        "source": "src type",
        "td": "colspan headers rowspan",
        "th": "abbr colspan headers rowspan scope",
        "time": "datetime",
        "track": "default kind label src srclang",
        "video": "controls height loop muted playsinline poster preload src width",
        "math": "alttext display",
        "mo": "accent fence form largeop lspace maxsize minsize movablelimits rspace stretchy symmetric",
        "mi": "mathvariant",
        "mspace": "depth height linebreak width",
        "mpadded": "depth height lspace voffset width",
        "mfrac": "linethickness",
        "mstyle": "displaystyle scriptlevel",
        "mtable": "columnalign columnlines columnspacing displaystyle rowlines rowspacing",
        "mtd": "columnalign columnspan rowspan",
        "menclose": "notation",
        "munder": "accentunder",
        "mover": "accent",
        "munderover": "accent accentunder",
    }.items()
}
"""What authors may write."""

_OF_MARKDOWN = {"*": frozenset({"hidden", "style"}), "a": frozenset({NAME}), "wbr": frozenset({MORE})}
_OF_FINISHING = {
    "iframe": frozenset({"loading", "referrerpolicy"}),
    "img": frozenset({"decoding", "fetchpriority", "loading", "sizes", "srcset"}),
}
VALUES = {
    "a": {"target": frozenset({"_blank"})},
    "input": {"type": frozenset({"checkbox"})},
    # Reached by keyboard where it scrolls, and never before its turn.
    "div": {"tabindex": frozenset({"0"})},
    "pre": {"tabindex": frozenset({"0"})},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def clean_markdown(html: str) -> str:
    """Returns the HTML that Markdown has written, clean.

    Each element is closed, each attribute is ``name="value"``, each other ``<`` is ``&lt;``, but in an
    ``iframe``, whose content is text to a browser.
    """
    return _MARKDOWN.clean(html)


def clean(html: str, frames: tuple[str, ...] = ()) -> str:
    """Returns a finished text as readers get it. `frames` are the hosts whose pages it may show.

    Nothing may cut or join the HTML after this. It is cleaned until cleaning changes nothing: what leaves out
    an element may leave others where a browser does not put them, and the tree that a browser makes must be
    the one that was looked at.
    """
    cleaner = _finished(frames)
    for _ in range(MOST_PASSES):
        cleaned = cleaner.clean(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    return escape(html)


def frame_host(address: str) -> str:
    """Returns the host of a page that may be framed: one that comes encrypted; "" for any other."""
    if "\\" in address:  # a slash to a browser (WHATWG URL, "special authority"), and none to `urlsplit`
        return ""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("https", "") and parts.port in (None, 443) else ""
    except ValueError:
        return ""


def _cleaner(
    tags: frozenset[str], more_attributes: dict[str, frozenset[str]], frames: tuple[str, ...] = ()
) -> nh3.Cleaner:
    attributes = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    for tag, names in more_attributes.items():
        attributes[tag] = attributes.get(tag, set()) | names

    def filter_attribute(tag: str, name: str, value: str) -> str | None:
        return None if tag == "iframe" and name == "src" and frame_host(value) not in frames else value

    return nh3.Cleaner(
        tags=set(tags),
        attributes=attributes,
        attribute_filter=filter_attribute if frames else None,
        tag_attribute_values={
            tag: {name: set(v) for name, v in values.items()} for tag, values in VALUES.items()
        },
        set_tag_attribute_values={"iframe": {"sandbox": SANDBOX}} if frames else {},
        generic_attribute_prefixes={"aria-"},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


_MARKDOWN = _cleaner(TAGS | {"iframe"}, _OF_MARKDOWN)


@lru_cache(maxsize=8)
def _finished(frames: tuple[str, ...]) -> nh3.Cleaner:
    return _cleaner(TAGS | {"iframe"} if frames else TAGS, _OF_FINISHING, frames)
