"""What of an author's HTML is kept: all that a text needs, and nothing that could act."""

from __future__ import annotations

import nh3

from chalicelib.markdown.wikilinks import NAME

_TEXT = """
    a abbr address article aside b bdi bdo big blockquote br center cite code data dd del details dfn div dl
    dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i ins kbd li main mark nav ol p pre q rp
    rt ruby s samp section small span strike strong sub summary sup time tt u ul var wbr
"""
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
_MEDIA = "area audio iframe img map source track video"
_MATH = """
    math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none menclose
"""

_ATTRIBUTES = {
    "*": "class dir id lang role title",
    "a": f"href hreflang name rel {NAME}",
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
}

_CLEANER = nh3.Cleaner(
    tags=set(f"{_TEXT} {_TABLES} {_MEDIA} {_MATH} input".split()),
    attributes={tag: set(names.split()) for tag, names in _ATTRIBUTES.items()},
    tag_attribute_values={
        "a": {"target": {"_blank"}},
        "input": {"type": {"checkbox"}},
        # Reached by keyboard where it scrolls, and never before its turn.
        "div": {"tabindex": {"0"}},
        "pre": {"tabindex": {"0"}},
    },
    generic_attribute_prefixes={"aria-"},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


def clean(html: str) -> str:
    """HTML that is whole and harmless: each element closed, each attribute as ``name="value"`` with
    ``& < > "`` escaped, each other ``<`` as ``&lt;``: what comes after may take tags by a pattern.

    What an ``iframe`` holds is the one exception: it is text to a browser, and stays as it was.
    """
    # It writes the space that lets no line break as an entity: the only one that is longer than its sign.
    return _CLEANER.clean(html).replace("&nbsp;", "\N{NO-BREAK SPACE}")
