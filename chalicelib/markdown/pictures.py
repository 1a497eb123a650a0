"""Pictures, sounds and films."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from chalicelib.content.media import MediaFile, path_instead_of, srcset_of, type_of
from chalicelib.markdown.html_tree import Element, Node
from chalicelib.markdown.link_resolver import ResolvedLink
from chalicelib.markdown.link_writer import LinkWriter, link_to
from chalicelib.markdown.words import Words

COLUMN = "(min-width: 37rem) 35rem, 94vw"
"""How wide a picture is shown at the most: the column of the stylesheet."""

COLUMN_WIDTH = 640
"""About the same in pixels."""

_SIZED = re.compile(r"(.*?)\|(\d{1,4})(?:x(\d{1,4}))?", re.DOTALL)


FOLD = 3000
"""Characters of text before a first picture that may still be seen at once."""

Attributes = dict[str, str]


class Pictures:
    """Finishes the pictures of one text."""

    def __init__(self, links: LinkWriter, words: Words) -> None:
        self._links = links
        self._words = words
        self._count = 0

    def finish(self, attributes: Attributes, position: int, *, in_link: bool) -> Node:
        """Returns what stands in the place of an author's ``<img>``, which `position` characters of text
        precede; `in_link` tells whether it shows a link, or what opens and closes. One that is larger than
        it is shown leads to its original."""
        written = attributes.get("src", "")
        alt = _alt_without_size(attributes)
        if not written:
            return alt
        kind = kind_of(self._links.resolve("picture", written))
        if kind in ("audio", "video") and not in_link:
            return self._player(kind, attributes)
        target = self._links.resolve_and_note("picture", written, described="alt" in attributes)
        address = self._links.address_of(target)
        if target.kind in ("outside", "anchor") or kind in ("audio", "video"):
            # Nobody but this site is asked for anything when a page is read.
            text = alt or _name(target)
            return text if in_link else link_to(address, text, outside=target.kind == "outside")
        attributes["src"] = address
        attributes.setdefault("alt", "")
        if target.medium:
            if path := path_instead_of(target.key, target.medium):
                attributes["src"] = self._links.address_of_path(path)
            self._measure(attributes, target, target.medium)
        self._count += 1
        if self._count == 1 and position < FOLD and attributes.get("loading") != "lazy":
            attributes.update(loading="eager", fetchpriority="high", decoding="async")
        else:
            attributes.update(loading="lazy", decoding="async")
        picture = Element("img", attributes)
        if in_link or "usemap" in attributes or not (target.medium and _is_larger(target.medium, attributes)):
            return picture
        link = {"class": "original", "href": attributes["src"]}
        if not attributes["alt"]:
            link |= {"aria-label": self._words.original, **self._words.attributes}
        return Element("a", link, [picture])

    def _player(self, kind: str, attributes: Attributes) -> Element:
        described = bool(attributes.get("alt"))
        target = self._links.resolve_and_note("player", attributes["src"], described=described)
        address = self._links.address_of(target)
        label = attributes.pop("alt", "") or attributes.pop("title", "")
        if target.kind == "outside":
            return link_to(address, label or _name(target), outside=True)
        player = {"controls": "", "preload": "none" if kind == "audio" else "metadata", "src": address}
        if label:
            player["aria-label"] = label
        player |= {
            name: attributes[name] for name in ("class", "id", "width", "height") if name in attributes
        }
        if target.medium and kind == "video" and target.medium.width and target.medium.height:
            _set_size(player, target.medium)
        return Element(kind, player, [link_to(address, label or _name(target), outside=False)])

    def _measure(self, attributes: Attributes, target: ResolvedLink, medium: MediaFile) -> None:
        if not (medium.width and medium.height):
            return
        _set_size(attributes, medium)
        sizes = srcset_of(target.key, medium)
        if not sizes:
            return
        attributes["srcset"] = ", ".join(
            f"{self._links.address_of_path(path)} {width}w" for path, width in sizes
        )
        width = attributes.get("width", "")
        is_narrow = width.isdecimal() and int(width) < medium.width
        attributes["sizes"] = f"min({width}px, 94vw)" if is_narrow else COLUMN


def _is_larger(medium: MediaFile, attributes: Attributes) -> bool:
    """Whether a picture has more pixels than it is shown with, to some readers at least."""
    width = attributes.get("width", "")
    shown = min(int(width), COLUMN_WIDTH) if width.isdecimal() else COLUMN_WIDTH
    return bool(medium.widths) or medium.width > shown


def _set_size(attributes: Attributes, medium: MediaFile) -> None:
    """Sets width and height where the author has not set both; one of them decides the other."""
    width, height = attributes.get("width", ""), attributes.get("height", "")
    if not width and not height:
        attributes.update(width=str(medium.width), height=str(medium.height))
    elif width.isdecimal() and not height:
        attributes["height"] = str(max(1, round(int(width) * medium.height / medium.width)))
    elif height.isdecimal() and not width:
        attributes["width"] = str(max(1, round(int(height) * medium.width / medium.height)))


def _alt_without_size(attributes: Attributes) -> str:
    """Returns the text of a picture without the size that Obsidian has in it: ``![A cat|300](cat.webp)``. The
    size becomes attributes."""
    if match := _SIZED.fullmatch(attributes.get("alt", "")):
        attributes["alt"] = match[1].strip()
        attributes.setdefault("width", match[2])
        if match[3]:
            attributes.setdefault("height", match[3])
    return attributes.get("alt", "")


def kind_of(target: ResolvedLink) -> str:
    """Returns ``image``, ``audio``, ``video`` or another kind of media type, by the name at its address."""
    return type_of(re.split(r"[?#]", target.path)[0]).split("/")[0]


def _name(target: ResolvedLink) -> str:
    """Returns what to call a file that has no text: its name, or its address."""
    return unquote(PurePosixPath(re.split(r"[?#]", target.path)[0]).name) or target.path
