"""Links by name, as Obsidian has them: ``[[Title]]``, ``[[file|shown]]``, ``![[photo.webp|300]]``."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from chalicelib.content.media import DOWNLOAD, type_of

NAME = "data-wikilink"
"""The attribute that holds a link's name until it is known where it leads."""

# [[1]](https://example.org) is a link that shows [1], [[^1]] a note, x[[1]] a list in a program; a name
# has no blank at its ends, as shell tests have.
_WIKILINK = re.compile(
    r"(?<![\w\[])(!?)\[\[(?![\s^])([^\[\]\n|]+?)(?:\\?\|([^\[\]\n]*))?(?<!\s)\]\](?![(\[])"
)
_SIZE = re.compile(r"(\d{1,4})(?:x(\d{1,4}))?")


def plugin(md: MarkdownIt) -> None:
    """Reads wikilinks, before links."""
    md.inline.ruler.before("link", "wikilink", _wikilink)


def _wikilink(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "![" or state.linkLevel:
        return False
    match = _WIKILINK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        name, label = match[2].strip(), (match[3] or "").strip()
        if match[1] and _is_medium(name):
            token = state.push("wikilink_picture", "img", 0)
            token.attrs = _picture(name, label)
        else:
            token = state.push("wikilink_open", "a", 1)
            token.attrs = {NAME: name}
            token = state.push("text", "", 0)
            token.content = label or " › ".join(part.strip() for part in name.split("#") if part.strip())
            state.push("wikilink_close", "a", -1)
    state.pos = match.end()
    return True


def _is_medium(name: str) -> bool:
    return type_of(name) != DOWNLOAD and type_of(name).startswith(("image/", "audio/", "video/"))


def _picture(name: str, label: str) -> dict[str, str | int | float]:
    # It is resolved as any address of the folder is; these signs would end the path or begin a scheme.
    attributes: dict[str, str | int | float] = {
        "src": re.sub(r"[%:?#]", lambda sign: f"%{ord(sign[0]):02X}", name)
    }
    if size := _SIZE.fullmatch(label):
        attributes["width"] = size[1]
        if size[2]:
            attributes["height"] = size[2]
        label = ""
    return attributes | {"alt": label}
