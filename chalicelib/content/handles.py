"""What a file may be called by, and what an address calls: where nothing is in common, nothing leads.

So that a file that comes or goes makes us look again only at the texts that may mean it. Two things that
belong together by `LinkResolver` always have a handle in common; the other way round it need not be so.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import unquote

from chalicelib.content.article import Article
from chalicelib.content.slug import slugify


def of_article(article: Article) -> frozenset[str]:
    """What an article or page may be called by: file, folder, title, slug and old addresses."""
    paths = (article.key, posixpath.dirname(article.key), *article.aliases)
    return _spelt([article.title, article.slug, *article.names], paths)


def of_medium(key: str) -> frozenset[str]:
    """What a picture or another file beside the texts may be called by."""
    return _spelt([], [key])


def of_address(written: str, key: str) -> frozenset[str]:
    """What an address calls that is written in the file `key`."""
    path = unquote(written.partition("#")[0].partition("?")[0]).replace("\\", "/")
    place = posixpath.normpath(posixpath.join("/", posixpath.dirname(key), path.strip()))
    return _spelt([path], [path, place])


def of_name(written: str) -> frozenset[str]:
    """What a wikilink calls."""
    name = written.partition("#")[0]
    return _spelt([name], [name])


def _spelt(names: Iterable[str], paths: Iterable[str]) -> frozenset[str]:
    """Names in the one spelling they are compared in, with and without an ending; of paths the last part, and
    the folder where that is an index."""
    found: set[str] = set()
    for name in chain(names, chain.from_iterable(map(_ends, paths))):
        plain = unicodedata.normalize("NFC", name).strip()
        found.update(slugify(one) or one.casefold() for one in (plain, PurePosixPath(plain).stem))
    return frozenset(found)


def _ends(path: str) -> Iterable[str]:
    for one in {path, unquote(path).partition("?")[0]}:
        folder, last = posixpath.split(one.rstrip("/ "))
        yield last
        if PurePosixPath(last).stem == "index":
            yield posixpath.basename(folder)
