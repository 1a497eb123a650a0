"""What a file may be called by, and what an address calls: where nothing is in common, nothing leads.

So that a file that comes or goes makes us look again only at the texts that may mean it. Two things that
belong together by `Library` always have a handle in common; the other way round it need not be so.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote

from chalicelib.content.article import Article
from chalicelib.content.slug import slugify


def of_article(article: Article) -> frozenset[str]:
    """What an article or page may be called by: file, folder, title, slug and old addresses."""
    names = [article.title, article.slug, *article.names, *map(_last, article.aliases)]
    return frozenset(handle for name in (*names, *_places(article.key)) for handle in _spelt(name))


def of_medium(key: str) -> frozenset[str]:
    """What a picture or another file beside the texts may be called by."""
    return frozenset(handle for name in _places(key) for handle in _spelt(name))


def of_address(written: str, key: str) -> frozenset[str]:
    """What an address calls that is written in the file `key`."""
    path = unquote(written.partition("#")[0].partition("?")[0]).replace("\\", "/")
    place = posixpath.normpath(posixpath.join("/", posixpath.dirname(key), path.strip()))
    bare = path.rstrip("/ ")
    folder = posixpath.dirname(bare) if _is_index(bare) else bare
    return frozenset(handle for one in (path, place, bare, folder) for handle in _spelt(_last(one)))


def of_name(written: str) -> frozenset[str]:
    """What a wikilink calls."""
    name = written.partition("#")[0]
    return frozenset(handle for one in (name, _last(name.strip("/ "))) for handle in _spelt(one))


def _places(key: str) -> Iterable[str]:
    return _last(key), _last(posixpath.dirname(key))


def _is_index(path: str) -> bool:
    return PurePosixPath(path).stem == "index"


def _last(path: str) -> str:
    bare = unquote(path).partition("?")[0].rstrip("/ ") if "/" in path else path
    if _is_index(bare):  # an old blog's way to write a folder
        return posixpath.basename(posixpath.dirname(bare)) or posixpath.basename(bare)
    return posixpath.basename(bare)


def _spelt(name: str) -> Iterable[str]:
    plain = unicodedata.normalize("NFC", name).strip()
    for one in (plain, PurePosixPath(plain).stem):
        yield slugify(one) or one.casefold()
