"""Old addresses as they are compared: whatever their case, their ending, the order of their query and the
encoding of their letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode

Fields = frozenset[tuple[str, str]]
"""The names and values of a query, as they are compared: API Gateway does not tell their order."""

MOST_FIELDS = 6
"""Fields of a request's query among which those of an old address are looked for: 63 choices."""

_PART = re.compile(
    r"(/.+?)/(?:page/\d+|comment-page-\d+|trackback|embed|amp"
    r"|(?:feed|rss2?|atom|rdf)(?:/(?:feed|rss2?|atom|rdf))?)/?",
    re.IGNORECASE,
)
_COPY = re.compile(r"(/.+)(?:-\d{2,5}x\d{2,5}|-scaled)(\.\w{2,5})")
"""What WordPress adds to the address of an article, of a list, and to the name of a picture."""

_ENDING = re.compile(r"(?:/index)?(?:\.html?|\.php)?\Z")


def decoded(text: str) -> str:
    """Returns percent-encoded text as it is read. Bytes that are not UTF-8 are read as Windows-1252, which
    blogs wrote before: ``%E9t%E9`` is ``été``."""
    data = unquote_to_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def encoded(address: str) -> str:
    """Returns an address in which what none may hold is percent-encoded; what is encoded already stays."""
    return quote(address, safe="%/:?#[]@!$&'()*+,;=~")


def old_path(path: str) -> str:
    """Returns a path as it is compared: blogs of old have it in another case, with ``.html``, a slash at its
    end, or the name of an index."""
    return "/" + _ENDING.sub("", _comparable(path).rstrip("/"), count=1).strip("/")


def whole_address(path: str) -> str:
    """Returns the address of which a path is a part in other tools: a further page of a list, the feed of an
    article's comments, a smaller copy of a picture. "" for any other."""
    if match := _PART.fullmatch(path) or _COPY.fullmatch(path):
        return "".join(filter(None, match.groups()))
    return ""


def old_address(address: str) -> str:
    """Returns a percent-decoded path, with the query where it has one, as it is compared."""
    path, _, query = address.partition("?")
    return _joined(old_path(path), query_fields(query))


def query_fields(query: str) -> Fields:
    """Returns the fields of a query as an author writes it, ``&amp;`` between them too."""
    query = query.replace("&amp;", "&")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        pairs = parse_qsl(query, keep_blank_values=True, encoding="cp1252", errors="replace")
    return comparable_fields(pairs)


def comparable_fields(pairs: Iterable[tuple[str, str]]) -> Fields:
    """Returns decoded names and values as they are compared."""
    return frozenset((_comparable(name), _comparable(value)) for name, value in pairs)


def addresses_with_query(path: str, fields: Fields) -> Iterator[tuple[str, Fields]]:
    """Yields the old addresses that a path with these fields may be, each with those of the fields that
    belong to it, most of them first. Others, such as ``utm_source``, were added later."""
    candidates = sorted(fields, key=lambda field: (field[0].startswith("utm_"), field))[:MOST_FIELDS]
    bare = old_path(path)
    for count in range(len(candidates), 0, -1):
        for chosen in combinations(candidates, count):
            yield _joined(bare, frozenset(chosen)), frozenset(chosen)


def _joined(path: str, fields: Fields) -> str:
    query = urlencode(sorted(fields), safe="/", errors="replace")
    return f"{path}?{query}" if query else path


def _comparable(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
