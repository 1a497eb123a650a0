"""Pictures, sounds and films."""

from __future__ import annotations

import re
from html import escape
from pathlib import PurePosixPath
from urllib.parse import unquote

from chalicelib.content.media import MediaFile, srcset_of, type_of
from chalicelib.markdown import tags
from chalicelib.markdown.link_resolver import ResolvedLink
from chalicelib.markdown.link_writer import Addresses
from chalicelib.markdown.tags import Attributes

COLUMN = "(min-width: 37rem) 35rem, 94vw"
"""How wide a picture is shown at the most: the column of the stylesheet."""

_SIZED = re.compile(r"(.*?)\|(\d{1,4})(?:x(\d{1,4}))?", re.DOTALL)


class Pictures:
    """What becomes of ``<img>``. `fold` is how many characters into the HTML a first picture may
    stand and still be seen at once."""

    fold = 4000

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._seen = 0

    def img(self, attributes: Attributes, position: int, *, in_link: bool) -> str:
        """The HTML of an author's ``<img>`` that begins at `position`; `in_link` tells whether it
        shows a link."""
        written = attributes.get("src", "")
        alt = _with_size(attributes)
        if not written:
            return escape(alt, quote=False)
        kind = kind_of(self._addresses.look("picture", written))
        if kind in ("audio", "video") and not in_link:
            return self._player(kind, attributes)
        target = self._addresses.meet("picture", written, described="alt" in attributes)
        address = self._addresses.write(target)
        if target.kind in ("outside", "anchor") or kind in ("audio", "video"):
            # Nobody but this site is asked for anything when a page is read.
            text = alt or _name(target)
            outside = target.kind == "outside"
            return escape(text, quote=False) if in_link else tags.link(address, text, outside=outside)
        attributes["src"] = address
        attributes.setdefault("alt", "")
        if target.medium:
            self._measure(attributes, target, target.medium)
        self._seen += 1
        if self._seen == 1 and position < self.fold:
            attributes.update(loading="eager", fetchpriority="high", decoding="async")
        else:
            attributes.update(loading="lazy", decoding="async")
        return tags.tag("img", attributes)

    def _player(self, kind: str, attributes: Attributes) -> str:
        target = self._addresses.meet("player", attributes["src"], described=bool(attributes.get("alt")))
        address = self._addresses.write(target)
        label = attributes.pop("alt", "") or attributes.pop("title", "")
        if target.kind == "outside":
            return tags.link(address, label or _name(target), outside=True)
        player = {"controls": "", "preload": "none" if kind == "audio" else "metadata", "src": address}
        if label:
            player["aria-label"] = label
        player |= {
            name: attributes[name] for name in ("class", "id", "width", "height") if name in attributes
        }
        if target.medium and kind == "video" and target.medium.width and target.medium.height:
            _proportion(player, target.medium)
        return f"{tags.tag(kind, player)}{tags.link(address, label or _name(target), outside=False)}</{kind}>"

    def _measure(self, attributes: Attributes, target: ResolvedLink, medium: MediaFile) -> None:
        if not (medium.width and medium.height):
            return
        _proportion(attributes, medium)
        sizes = srcset_of(target.key, medium)
        if not sizes:
            return
        attributes["srcset"] = ", ".join(f"{self._addresses.write_path(path)} {w}w" for path, w in sizes)
        shown = attributes.get("width", "")
        narrow = shown.isdecimal() and int(shown) < medium.width
        attributes["sizes"] = f"min({shown}px, 94vw)" if narrow else COLUMN


def _proportion(attributes: Attributes, medium: MediaFile) -> None:
    """Give width and height, where the author has not given both; one of them decides the other."""
    width, height = attributes.get("width", ""), attributes.get("height", "")
    if not width and not height:
        attributes.update(width=str(medium.width), height=str(medium.height))
    elif width.isdecimal() and not height:
        attributes["height"] = str(max(1, round(int(width) * medium.height / medium.width)))
    elif height.isdecimal() and not width:
        attributes["width"] = str(max(1, round(int(height) * medium.width / medium.height)))


def _with_size(attributes: Attributes) -> str:
    """The text of a picture, its size taken out as Obsidian has it: ``![A cat|300](cat.webp)``."""
    if sized := _SIZED.fullmatch(attributes.get("alt", "")):
        attributes["alt"] = sized[1].strip()
        attributes.setdefault("width", sized[2])
        if sized[3]:
            attributes.setdefault("height", sized[3])
    return attributes.get("alt", "")


def kind_of(target: ResolvedLink) -> str:
    """``image``, ``audio``, ``video`` or another kind of media type, by the name at its address."""
    return type_of(re.split(r"[?#]", target.path)[0]).split("/")[0]


def _name(target: ResolvedLink) -> str:
    """What to call a file that has no text: its name, or its address."""
    return unquote(PurePosixPath(re.split(r"[?#]", target.path)[0]).name) or target.path
