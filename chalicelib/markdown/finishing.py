"""The last pass over the HTML: addresses that lead where they should, and what reading asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from chalicelib.markdown import tags
from chalicelib.markdown.link_resolver import ResolvedLink
from chalicelib.markdown.link_writer import Addresses
from chalicelib.markdown.pictures import Pictures
from chalicelib.markdown.rendered import ReferenceKind
from chalicelib.markdown.tags import ATTRIBUTES, Attributes
from chalicelib.markdown.wikilinks import NAME
from chalicelib.markdown.words import Words

# A frame holds text, and a player with none within it is taken as a whole.
_SUBJECT = re.compile(
    rf"<iframe(?P<frame>{ATTRIBUTES})>.*?</iframe>"
    rf"|<(?P<player>audio|video)(?P<played>{ATTRIBUTES})>"
    r"(?P<inside>[^<]*(?:<(?!/?(?:audio|video)\b)[^<]*)*)</(?P=player)>"
    rf"|<(?P<name>a|area|img|input|source|track|audio|video|blockquote|q|ins|del|table)(?P<attributes>{ATTRIBUTES})>"
    r"|</(?:a|table)>",
    re.DOTALL,
)
_KINDS: Mapping[str, ReferenceKind] = {
    "href": "link",
    "cite": "link",
    "src": "player",
    "poster": "picture",
}
_SOURCE = re.compile(rf"<source({ATTRIBUTES})>")
_SANDBOX = "allow-forms allow-popups allow-presentation allow-same-origin allow-scripts"


class Finish:
    """Finishes one cleaned text. `frames` are the hosts whose pages may be shown within it."""

    def __init__(self, addresses: Addresses, words: Words, frames: tuple[str, ...]) -> None:
        self._addresses = addresses
        self._words = words
        self._frames = frames
        self._pictures = Pictures(addresses)
        self._in_link = False
        self._tables = 0

    def __call__(self, html: str) -> str:
        """The finished HTML."""
        html = _SUBJECT.sub(self._finished, html)
        # Code that scrolls must be reachable by keyboard.
        return html.replace('<div class="highlight"><pre>', '<div class="highlight"><pre tabindex="0">')

    def _finished(self, found: re.Match[str]) -> str:
        if found["frame"] is not None:
            return self._frame(tags.read(found["frame"]))
        if player := found["player"]:
            return self._player(player, tags.read(found["played"]), found["inside"])
        name = found["name"]
        if name is None:
            return self._ends(found[0])
        if name == "table":
            return self._table(found[0])
        attributes = tags.read(found["attributes"])
        if name == "img":
            return self._pictures.img(attributes, found.start(), in_link=self._in_link)
        finished = {"a": self._link, "input": self._box}.get(name)
        return finished(attributes) if finished else self._other(name, attributes)

    def _ends(self, tag: str) -> str:
        if tag == "</a>":
            self._in_link = False
            return tag
        self._tables -= 1
        return tag if self._tables else f"{tag}</div>"

    def _table(self, tag: str) -> str:
        """A table in a frame that scrolls: a wide one must not widen the page, nor be out of reach of
        the keyboard."""
        self._tables += 1
        return tag if self._tables > 1 else f'<div class="wide" role="group" tabindex="0">{tag}'

    def _link(self, attributes: Attributes) -> str:
        self._in_link = True
        if place := attributes.pop("name", ""):  # what an id was before HTML 5
            attributes.setdefault("id", place)
        named = attributes.pop(NAME, "")
        written = attributes.pop("href", None)
        if named:
            target = self._addresses.meet("wikilink", named)
            if target.kind == "dead":  # a link that leads nowhere is none
                return tags.tag("a", attributes)
        elif written is not None:
            target = self._addresses.meet("link", written)
        else:
            return tags.tag("a", attributes)
        attributes = {"href": self._addresses.write(target)} | attributes
        if target.kind == "outside" and tags.is_web(target.path):
            own = [word for word in attributes.get("rel", "").split() if word not in tags.EXTERNAL.split()]
            attributes["rel"] = " ".join([*own, tags.EXTERNAL])
        return tags.tag("a", attributes)

    def _other(self, name: str, attributes: Attributes) -> str:
        """What else has an address. A sound or film elsewhere is not loaded: a source has none then."""
        for attribute, kind in _KINDS.items():
            if attribute not in attributes:
                continue
            target = self._addresses.meet(kind, attributes[attribute])
            if kind == "link" or _is_here(target):
                attributes[attribute] = self._addresses.write(target)
            else:
                del attributes[attribute]
        if name in ("source", "track") and "src" not in attributes:
            return ""
        return tags.tag(name, attributes)

    def _player(self, name: str, attributes: Attributes, inside: str) -> str:
        elements = [attributes, *(tags.read(source) for source in _SOURCE.findall(inside))]
        written = [element["src"] for element in elements if element.get("src")]
        targets = [self._addresses.look("player", one) for one in written]
        if any(_is_here(target) for target in targets):
            attributes.setdefault("controls", "")
            attributes.setdefault("preload", "none" if name == "audio" else "metadata")
            return self._other(name, attributes) + _SUBJECT.sub(self._finished, inside) + f"</{name}>"
        if not targets or self._in_link:
            return _SUBJECT.sub(self._finished, inside)
        target = self._addresses.meet("player", written[0])
        label = attributes.get("aria-label") or attributes.get("title") or written[0]
        return tags.link(self._addresses.write(target), label, outside=True)

    def _frame(self, attributes: Attributes) -> str:
        written = attributes.get("src", "")
        if not written:
            return ""
        target = self._addresses.meet("link", written)
        address = self._addresses.write(target)
        host = _host(address) if target.kind == "outside" else ""
        if host not in self._frames:
            label = attributes.get("title") or written
            if self._in_link:
                return escape(label, quote=False)
            return tags.link(address, label, outside=target.kind == "outside")
        frame = {
            "src": address,
            "title": attributes.get("title") or self._words.frame.format(host),
            "loading": "lazy",
            "allowfullscreen": "",
            "sandbox": _SANDBOX,
            "referrerpolicy": "strict-origin-when-cross-origin",
        }
        frame |= {name: attributes[name] for name in ("class", "height", "id", "width") if name in attributes}
        return tags.tag("iframe", frame) + "</iframe>"

    def _box(self, attributes: Attributes) -> str:
        """A task's box; any other field has no form here."""
        if attributes.get("type") != "checkbox":
            return ""
        done = "checked" in attributes
        label = attributes.get("aria-label") or (self._words.done if done else self._words.to_do)
        return f'<input type="checkbox" disabled{" checked" if done else ""} aria-label="{escape(label)}">'


def _is_here(target: ResolvedLink) -> bool:
    return target.kind in ("page", "medium", "dead")


def _host(address: str) -> str:
    """The host of a page that may be framed: one that comes encrypted; "" for any other."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("https", "") and parts.port in (None, 443) else ""
    except ValueError:
        return ""
