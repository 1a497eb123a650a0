"""What the search file holds of one article, and how its text is compressed."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.index.words import storable, words

_DICTIONARY_BYTES = 8 * 1024
_DICTIONARY_WORDS = 2000


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """An article as it is searched.

    `key` and `etag` name the bytes in the bucket that it was made of; `tags` and `categories` are as their
    author writes them, `text` is all that readers see of it, as plain text.
    """

    key: str
    etag: str
    title: str
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    text: str = ""

    @property
    def columns(self) -> tuple[str, str, str]:
        """The words of its body, title and tags as the table of words takes them."""
        labels = "\n".join((*self.tags, *self.categories))
        body, title, tags = (" ".join(words(text)) for text in (self.text, self.title, labels))
        return body, title, tags


def pack(document: SearchDocument, dictionary: bytes) -> bytes:
    """Returns all of a document but key and ETag, compressed."""
    parts = (document.title, document.tags, document.categories, document.text)
    content = storable(json.dumps(parts, ensure_ascii=False, separators=(",", ":")))
    compressor = zlib.compressobj(5, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, dictionary)
    return compressor.compress(content.encode()) + compressor.flush()


def unpack(key: str, etag: str, content: bytes, dictionary: bytes) -> SearchDocument:
    """Returns the document again. Raises `zlib.error` or `ValueError` for what is damaged."""
    decompressor = zlib.decompressobj(-15, dictionary)
    parts = json.loads(decompressor.decompress(content) + decompressor.flush())
    title, tags, categories, text = parts
    return SearchDocument(
        key=key, etag=etag, title=title, tags=tuple(tags), categories=tuple(categories), text=text
    )


def common_words(documents: Iterable[SearchDocument]) -> bytes:
    """Returns the dictionary of zlib that compresses such documents best."""
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update(re.findall(r"\w+", storable(document.text)))
    # Those that save most, the best of them last: zlib takes fewer bits for what is near.
    best = sorted(counts, key=lambda word: (-counts[word] * len(word), word))[:_DICTIONARY_WORDS]
    return " ".join(reversed(best)).encode()[-_DICTIONARY_BYTES:]
