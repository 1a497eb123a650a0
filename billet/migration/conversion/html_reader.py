"""The HTML of other tools as the tree that Billet would show of it, and what of it Billet leaves out."""

from __future__ import annotations

import re
from html import unescape

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import Doctype, NavigableString, ProcessingInstruction

from billet.migration.conversion.captions import make_figures
from billet.migration.model import TargetOf
from billet.migration.nesting import without_deep_elements
from chalicelib.markdown import html_tree
from chalicelib.markdown.comments import MORE as MORE_COMMENT
from chalicelib.markdown.html_tree import Element
from chalicelib.markdown.sanitizer import MORE, SCHEMES, TAGS, clean_markdown

_ADDRESSES = ("href", "src", "poster", "data", "cite")
_LAZY = ("data-lazy-src", "data-src", "data-original", "data-orig-file")
"""Where scripts that load pictures late keep their addresses."""

_PLACEHOLDER = re.compile(r"data:|.*(?:blank|placeholder|spacer|lazy|transparent|1x1)[^/]*$", re.IGNORECASE)
_KEPT = TAGS | {"iframe"}
_NEEDLESS = frozenset(
    {"picture", "nobr", "noscript", "label", "param", "col", "source", "html", "head", "body"}
)
"""What readers miss nothing without."""

_GONE = frozenset({"input", "script", "style", "meta", "link", "base", "template"})
"""What is left out with all that is in it."""

_LOOK = re.compile(r"on[a-z]{3,}|style|align|bgcolor|background")
_ALIGNMENT = re.compile(r"text-align\s*:\s*(left|right|center)")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_OF_TOOL = re.compile(r"\s*(?:/?wp:|\[if\b|<!\[endif|\[endif|/?ko\b|\s*$)", re.IGNORECASE)
"""Comments that other tools have written for themselves."""

_MORE_WITH_LABEL = re.compile(r"more\s")
"""What WordPress writes where the author named the link to the rest of an article."""

_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LONGEST = 120


def read_html(html: str, target_of: TargetOf) -> tuple[Element, tuple[str, ...]]:
    """Returns the tree of some HTML, its addresses replaced by what `target_of` returns for them, and what
    was left out, each once."""
    soup = soup_of(html)
    losses: dict[str, None] = {}
    for node in soup.find_all(
        string=lambda text: isinstance(text, (Comment, Doctype, ProcessingInstruction))
    ):
        _read_comment(soup, node, losses)
    _show_lazy_pictures(soup)
    make_figures(soup)
    for tag in soup.find_all(True):
        _lead_on(tag, target_of)
        _read_look(tag, losses)
    for tag in soup.find_all(True):
        is_kept = tag.name in _KEPT and (tag.name != "input" or tag.get("type") == "checkbox")
        if not is_kept and not tag.decomposed:
            _leave_out(soup, tag, losses)
    return html_tree.parse(clean_markdown(_body(soup))), tuple(losses)


def soup_of(html: str) -> BeautifulSoup:
    """Returns the elements of some HTML, as a browser has them."""
    # The library warns of a text without an element that might be an address or a file's name.
    shallow = without_deep_elements(_UNPRINTABLE.sub("", html))
    return BeautifulSoup(f"<body>{shallow}", "html5lib")


def words_of(html: str) -> str:
    """Returns the words of some HTML on one line, whatever its elements are."""
    return " ".join(unescape(_TAG.sub(" ", _UNPRINTABLE.sub("", html))).split())


def _body(soup: BeautifulSoup) -> str:
    for pre in soup.find_all("pre"):
        if pre.get_text().startswith("\n"):  # whoever reads it drops a first line end
            pre.insert(0, "\n")
    body = soup.body
    return body.decode_contents(formatter="minimal") if body else ""


def _read_comment(soup: BeautifulSoup, node: NavigableString, losses: dict[str, None]) -> None:
    if isinstance(node, Comment) and (
        MORE_COMMENT.fullmatch(f"<!--{node}-->") or _MORE_WITH_LABEL.match(node)
    ):
        if soup.find("wbr", attrs={MORE: True}):  # a summary ends once
            node.extract()
        else:
            node.replace_with(soup.new_tag("wbr", attrs={MORE: ""}))
        return
    if isinstance(node, Comment) and not _OF_TOOL.match(node):
        losses[f"<!-- {_shortened(node)} -->"] = None
    node.extract()


def _show_lazy_pictures(soup: BeautifulSoup) -> None:
    """Gives pictures that a script would load the address of what it would load."""
    for noscript in soup.find_all("noscript"):
        before = noscript.find_previous_sibling()
        pictures = [before, *before.find_all("img")] if before and noscript.find("img") else []
        if any(name in picture.attrs for picture in pictures for name in _LAZY):
            noscript.decompose()
        else:
            noscript.unwrap()
    for picture in soup.find_all(("img", "iframe")):
        late = next((picture[name] for name in _LAZY if picture.get(name)), None)
        source = str(picture.get("src") or "")
        if late and (not source or _PLACEHOLDER.match(source)):
            picture["src"] = late


def _lead_on(tag: Tag, target_of: TargetOf) -> None:
    for name in _ADDRESSES:
        address = tag.get(name)
        if isinstance(address, str) and address.strip():
            tag[name] = target_of(address.strip()) or address.strip()


def _read_look(tag: Tag, losses: dict[str, None]) -> None:
    """Keeps how a cell is set, and notes other looks and what acts."""
    if tag.name in ("td", "th"):
        style = _ALIGNMENT.search(str(tag.get("style", "")))
        alignment = style[1] if style else str(tag.get("align", "")).lower()
        if alignment in ("left", "right", "center"):
            tag["class"] = alignment
            tag.attrs.pop("align", None)
            tag["style"] = _ALIGNMENT.sub("", str(tag.get("style", ""))).strip("; ")
    if tag.name in _GONE:
        return
    for name, value in tag.attrs.items():
        if _LOOK.fullmatch(name) and value:
            losses[f"{name}="] = None
        scheme = _SCHEME.match(str(value)) if name in _ADDRESSES else None
        if scheme and scheme[1].lower() not in SCHEMES and tag.name in _KEPT:
            losses[_shortened(str(value))] = None
    is_hidden = "hidden" in tag.attrs or _HIDING.search(str(tag.get("style", "")))
    if is_hidden and (words := _shortened(tag.get_text(" "))):
        losses[f"hidden: {words}"] = None


def _leave_out(soup: BeautifulSoup, tag: Tag, losses: dict[str, None]) -> None:
    if tag.name in ("object", "embed", "param") and (link := _link_to_file(soup, tag)):
        losses[_written(tag)] = None
        tag.replace_with(link)
    elif tag.name in _NEEDLESS:
        if tag.name == "source" and tag.parent and tag.parent.name in ("audio", "video"):
            return
        if tag.name not in ("html", "head", "body"):
            tag.unwrap()
    else:
        losses[_written(tag)] = None
        if tag.name in _GONE:
            tag.decompose()


def _link_to_file(soup: BeautifulSoup, tag: Tag) -> Tag | None:
    """Returns a link to what a plug-in would have shown, where nothing else is shown in its place."""
    if tag.name == "param" or tag.get_text(strip=True) or tag.find(("img", "a", "iframe")):
        return None
    inner = tag.find("embed")
    address = tag.get("data") or tag.get("src") or (inner.get("src") if isinstance(inner, Tag) else None)
    if not isinstance(address, str):
        return None
    link = soup.new_tag("a", attrs={"href": address})
    link.string = address.rsplit("/", 1)[-1] or address
    return link


def _written(tag: Tag) -> str:
    details = [
        f'{name}="{tag[name]}"' for name in ("src", "data", "action", "href", "name", "type") if tag.get(name)
    ]
    return f"<{' '.join([tag.name, _shortened(' '.join(details))]).strip()}>"


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
