"""Links by name, as Obsidian has them: ``[[Title]]``, ``[[file|shown]]``, ``![[photo.webp|300]]``."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from chalicelib.content.media import DOWNLOAD, type_of

NAME = "data-wikilink"
"""The attribute that holds a link's name until it is known where it leads."""

# [[1]](https://example.org) is a link that shows [1], [[^1]] a note, x[[1]] a list in a program; a name
# has no blank at its ends, as shell tests have.
_WIKILINK = r"(?<![\w\\])(!?)\[\[(?![\s^])([^\[\]\n|]+?)(?:\\?\|([^\[\]\n]*))?(?<!\s)\]\](?![(\[])"
_SIZE = re.compile(r"(\d{1,4})(?:x(\d{1,4}))?")


class WikilinkExtension(Extension):
    """Reads wikilinks after code and before escapes: in a table a name is followed by ``\\|``."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        md.inlinePatterns.register(_Wikilinks(_WIKILINK, md), "billet-wikilinks", 181)


class _Wikilinks(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802  # Markdown's own name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        del data
        name, label = m[2].strip(), (m[3] or "").strip()
        element = _picture(name, label) if m[1] and _is_medium(name) else _link(name, label)
        return element, m.start(0), m.end(0)


def _is_medium(name: str) -> bool:
    return type_of(name) != DOWNLOAD and type_of(name).startswith(("image/", "audio/", "video/"))


def _picture(name: str, label: str) -> Element:
    # It is resolved as any address of the folder is; these signs would end the path or begin a scheme.
    address = re.sub(r"[%:?#]", lambda sign: f"%{ord(sign[0]):02X}", name)
    picture = Element("img", {"src": address})
    if size := _SIZE.fullmatch(label):
        picture.set("width", size[1])
        if size[2]:
            picture.set("height", size[2])
        label = ""
    picture.set("alt", label)
    return picture


def _link(name: str, label: str) -> Element:
    link = Element("a", {NAME: name})
    link.text = label or " › ".join(part.strip() for part in name.split("#") if part.strip())
    return link
