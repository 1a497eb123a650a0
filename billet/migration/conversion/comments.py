"""Comments of other tools to the little Markdown that comments have."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from billet.migration.conversion.html_reader import soup_of, words_of
from chalicelib.markdown.comment_renderer import render_comment

_SIGN = re.compile(r"\\(?=[!-/:-@\[-`{-~])|[`*\[]|<(?=[A-Za-z])|(?<!\w)_|_(?!\w)|]\(")
_ANY_SIGN = re.compile(r"[!#$%&*+./:=<>?@\[\\\]^_`{|}~-]")
_LINE_START = re.compile(
    r"^([ \t]*)([-+>~=](?=$|[ \t]|[-~=])|>|~~~|(\d{1,9})([.)])(?=$|[ \t]))", re.MULTILINE
)
_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.|mailto:|[\w.+-]+@)[^\s<>«»“”]+", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WEB = re.compile(r"(?:https?:|mailto:)\S", re.IGNORECASE)


def escape_comment(text: str) -> str:
    """Returns a plain text as a comment that shows each of its signs and begins its lines where it does;
    addresses in it are links."""
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # At the head of a line four spaces or a tab would show as little as one.
    text = re.sub(r"^[ \t]+|[ \t]+$", "", text, flags=re.MULTILINE).strip("\n")
    escaped = _escaped(text)
    return (
        escaped if _words_shown(escaped) == _words(text) else _start_escaped(_ANY_SIGN.sub(r"\\\g<0>", text))
    )


def comment_to_markdown(html: str) -> str:
    """Returns the HTML of a comment as its Markdown. What a comment of Billet cannot hold becomes text; links
    and pictures keep their text and their address."""
    try:
        return _converted(html)
    except RecursionError:
        return escape_comment(words_of(html))


def _converted(html: str) -> str:
    soup = soup_of(html)
    for tag in soup.find_all(("script", "style", "head")):
        tag.decompose()
    _write_addresses(soup)
    words = _words(soup.get_text("\n"))
    for escaping in (_escaped, partial(_ANY_SIGN.sub, r"\\\g<0>")):
        text = str(_Writer(escaping).convert_soup(soup)).strip()
        if _words_shown(text) == words:
            return text
    return escape_comment(soup.get_text("\n"))


class _Writer(MarkdownConverter):
    def __init__(self, escaping: Callable[[str], str]) -> None:
        super().__init__(bullets="-", newline_style="backslash")
        self._escaping = escaping

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        tags = parent_tags or set()
        if "pre" in tags:
            return str(el)
        text = re.sub(r"[ \t\r\n\f]+", " ", str(el))
        if tags & {"code", "pre"}:
            return text
        before = el.previous_sibling
        if not isinstance(before, (Tag, NavigableString)) or getattr(before, "name", "") in ("br", "p"):
            text = text.lstrip(" ")
            return _start_escaped(self._escaping(text))
        return self._escaping(text)

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        return f"\n\n{text}\n\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address = str(el.get("href") or "").strip()
        if not _WEB.match(address) or not text.strip():
            return text
        destination = re.sub(r"[<>\\]", r"\\\g<0>", address)
        return text if el.get_text() == address else f"[{text.strip()}](<{destination}>)"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{text.strip()} "

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{text.strip()}\n"

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_th = convert_td
    convert_s = convert_kbd = convert_samp = convert_q = convert_figcaption = convert_caption = convert_del
    convert_video = convert_del
    convert_dl = convert_dt = convert_dd = convert_td


def _write_addresses(soup: BeautifulSoup) -> None:
    """Makes links of pictures, and text of addresses that a comment does not link."""
    for picture in soup.find_all(("img", "iframe", "video", "audio", "embed")):
        address = str(picture.get("src") or "")
        link = (
            soup.new_tag("a", attrs={"href": address})
            if not picture.find_parent("a")
            else soup.new_tag("span")
        )
        link.string = str(picture.get("alt") or picture.get("title") or address)
        picture.replace_with(link)
    for link in soup.find_all("a"):
        address = str(link.get("href") or "").strip()
        if address and not _WEB.match(address) and not address.startswith(("#", "javascript:", "data:")):
            link.append(f" ({address})")


def _escaped(text: str) -> str:
    parts, position = [], 0
    for match in _ADDRESS.finditer(text):
        parts += [_SIGN.sub(r"\\\g<0>", text[position : match.start()]), match[0]]
        position = match.end()
    parts.append(_SIGN.sub(r"\\\g<0>", text[position:]))
    return _start_escaped("".join(parts))


def _start_escaped(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        blanks, sign, number, dot = match.groups()
        return f"{blanks}{number}\\{dot}" if number else f"{blanks}\\{sign}"

    return _LINE_START.sub(escape, text)


def _words_shown(comment: str) -> str:
    return _words(soup_of(render_comment(comment)).get_text("\n"))


def _words(text: str) -> str:
    return _BLANKS.sub("", text)
