"""The fields of an article: its addresses, lists and the rest, each taken from many possible keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from chalicelib.content.article import Kind
from chalicelib.content.field_reader import SWITCH, Values
from chalicelib.content.file_name import Name, day_of
from chalicelib.content.key_aliases import squeezed
from chalicelib.content.language_tag import canonical_tag
from chalicelib.content.old_address import decoded
from chalicelib.content.slug import slugify
from chalicelib.content.text import distinct, unquoted

_LANGUAGES = {"french": "fr", "francais": "fr", "francaise": "fr", "english": "en", "anglais": "en"}
_COMMENTS = SWITCH | {"open": True, "closed": False, "ouverts": True, "fermés": False}


@dataclass(frozen=True)
class Addresses:
    """The `slug` a file asks for, its old addresses with the `line` of their key, its other names, and the
    `day` in one of the addresses, such as ``/2013/04/02/lexique``; "" where there is none."""

    slug: str
    aliases: tuple[str, ...]
    line: int
    names: tuple[str, ...]
    day: str


def addresses(values: Values, kind: Kind) -> Addresses:
    """Returns the addresses a file asks for. Raises `ContentError` for a slug too long."""
    paths = [path for path in (_path(values, key) for key in ("permalink", "url", "path")) if path]
    slugs = [_last_segment(path) for path in (decoded(values.short("slug")), *paths)]
    slug = next(filter(None, slugs), "")
    # Who asks for the address that the article has names no old one.
    aliases = [path for path in paths if "/" in path and path.strip("/") != f"{kind}/{slug}"]
    names = []
    for written in _listed(values, "aliases"):
        address = _site_address(written)
        if _is_address(address):
            aliases.append(address)
        else:
            names.append(written)
    rooted = ("/" + alias.lstrip("/") for alias in aliases)
    day = next((day for alias in aliases if (day := day_of(alias.split("/")[:-1]))), "")
    first = values.first("aliases") or values.first("address")
    return Addresses(slug, distinct(rooted), first[1].line if first else 0, distinct(names), day)


def _is_address(text: str) -> bool:
    """Whether an alias is an old address, and no other name of the article."""
    path = text.partition("?")[0]
    looks_like_path = "/" in path or re.search(r"\.(?:html?|php)$", path) or re.match(r"\?[^\s?]+$", text)
    return bool(looks_like_path) and (text[0] == "/" or " " not in text)


def _path(values: Values, spelling: Literal["permalink", "url", "path"]) -> str:
    """Returns the address such a key holds, "" where it holds none or a pattern for many."""
    for key, field in values.all("address"):
        if squeezed(key) == spelling:
            written = values.single(key, field)
            if spelling == "url" and "//" in written:
                return ""  # of what the article is about
            is_pattern = _PATTERN.search(written) or written.lower() in _STYLES
            address = "" if is_pattern else _site_address(written)
            return address if address.strip("/") else ""
    return ""


_PATTERN = re.compile(r"[{}<>\[\]$*]|(?:^|[/_.-]):\w|%[A-Za-z_]{3,20}%")
_STYLES = frozenset({"pretty", "date", "none", "ordinal", "weekdate", *SWITCH})


def _site_address(written: str) -> str:
    """Returns an address without server and fragment, its path percent-decoded."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return ""
    if parts.scheme and parts.scheme not in ("http", "https"):
        return written if "/" not in written and " " in written else ""  # a title such as "Foo: bar"
    return decoded(parts.path) + (f"?{parts.query}" if parts.query else "")


def _last_segment(address: str) -> str:
    """Returns ``lexique`` for ``2013/04/lexique.html`` and ``lexique/index.html``."""
    path = address.partition("?")[0].strip().rstrip("/")
    bare = re.sub(r"(?:(?:^|/)index)?(?:\.(?:html?|php|md))?\Z", "", path, count=1)
    return slugify(bare.rpartition("/")[2])


def tags(values: Values, *, jekyll: bool) -> tuple[str, ...]:
    """Returns the tags of an article; where `jekyll` wrote it, a text without a comma is split at its
    blanks."""
    return distinct(word.lstrip("#").strip() for word in _listed(values, "tags", blanks=jekyll))


def categories(values: Values, *, jekyll: bool) -> tuple[str, ...]:
    """Returns the categories of an article, of which a singular key names one."""
    first = values.first("categories")
    blanks = jekyll and first is not None and squeezed(first[0]) == "categories"
    return distinct(_listed(values, "categories", blanks=blanks))


def term_lines(values: Values) -> tuple[int, int, int]:
    """Returns the lines of tags, categories and series, 0 where there are none."""
    return _line(values, "tags"), _line(values, "categories"), _line(values, "series")


def _line(values: Values, meaning: str) -> int:
    first = values.first(meaning)
    return first[1].line if first else 0


def _listed(values: Values, meaning: str, *, blanks: bool = False) -> Iterator[str]:
    """Yields the items of a list, or those of a text with commas, semicolons or lines between them."""
    first = values.first(meaning)
    texts = values.texts(meaning)
    if first and isinstance(first[1].value, str):
        text = texts[0]
        if text[0] == "[" and text[-1] == "]":
            text = text[1:-1]
        texts = re.split(r"[,;\n、，]", text)
        if blanks and len(texts) == 1:
            texts = text.split()
        texts = [unquoted(text.strip().removeprefix("- ")) for text in texts]
    yield from filter(None, (" ".join(text.split()) for text in texts))


def language(values: Values, name: Name, default: str) -> str:
    """Returns the language of an article, a tag of BCP 47: what it says, else its name, else the site's; what
    is no such tag gives a warning."""
    text = values.lesser("lang")
    tag = _LANGUAGES.get(squeezed(text)) or canonical_tag(text)
    if text and not tag:
        values.pass_over("lang", text, "Write a language tag such as fr, en-GB, de, pt-BR or zh-Hant")
    return tag or name.language or default


def translation(values: Values, name: Name) -> str:
    """Returns what an article has in common with the same one in other languages: what its file says, else
    the file's name without its language. (Pelican's ``translation: true`` says only that it is one.)"""
    written = values.lesser("translation")
    return name.shared if written.lower() in ("", "true", "false", "yes", "no") else written


def canonical(values: Values) -> str:
    """Returns the address of the original, which is a whole one."""
    text = values.lesser("canonical")
    if not text or re.match(r"https?://[^\s/]+", text):
        return text
    values.pass_over("canonical", text, "Write a whole address: https://…")
    return ""


def featured(values: Values) -> bool:
    """Whether it is to stand out; Hexo's ``sticky`` is a number."""
    text = values.lesser("featured")
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return int(text) > 0
    return values.choice("featured", SWITCH, default=False)


def contents(values: Values) -> bool | None:
    """Whether its headings are to be listed, None where it does not say."""
    text = values.lesser("contents").lower()
    if text and text not in SWITCH:
        values.pass_over("contents", text, "Write true or false")
    return SWITCH.get(text) if text else None


def comments(values: Values, *, default: bool) -> bool:
    """Whether readers may comment."""
    return values.choice("comments", _COMMENTS, default=default)
