"""Warnings about old addresses that lead nobody on, held against what there is when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chalicelib.content.article import Article
from chalicelib.content.old_address import decoded, old_address
from chalicelib.content.problem import Problem, warning
from chalicelib.content.redirects import WILDCARD
from chalicelib.content.site import FILE
from chalicelib.content.text import quoted
from chalicelib.index.file import IndexFile
from chalicelib.index.links import resolver
from chalicelib.index.living import is_living
from chalicelib.markdown.link_resolver import nfc


def alias_warnings(index: IndexFile, article: Article, now: datetime) -> Iterator[Problem]:
    """Returns the warnings about the old addresses that an article names."""
    for alias in article.aliases:
        if fault := _unreachable(index, article, alias, now) or _contested(index, article, alias):
            code, message, remedy = fault
            yield warning(article.key, article.aliases_line, message, remedy, code)


def redirect_warnings(index: IndexFile, now: datetime) -> Iterator[Problem]:
    """Returns the warnings about the redirects of ``site.toml``; none about what they lead to while files are
    left for a later run."""
    complete = bool(index.number("SELECT complete FROM state"))
    for redirect in index.site.redirects:
        old, new = redirect.old, redirect.new
        path = decoded(old)
        if "?" not in path and not old.endswith(WILDCARD) and is_living(index, now, path):
            message = f"there is a page at {quoted(old)}, so that nobody is led on from it"
            yield warning(FILE, redirect.line, message, "Take it out", "redirect-unreachable")
        elif complete and not new.endswith(WILDCARD) and leads_nowhere(index, new, now):
            message = f"{quoted(old)} leads to {quoted(new)}, and nothing is there"
            yield warning(FILE, redirect.line, message, "Correct its new address", "redirect-target")


def _unreachable(
    index: IndexFile, article: Article, alias: str, now: datetime
) -> tuple[str, str, str] | None:
    """Returns code, message and remedy for an alias at which readers see a page."""
    bare = nfc(alias).rstrip("/") or "/"
    if "?" in alias:
        return None
    if bare == article.path:
        message = f"the old address {quoted(alias)} is the address that it has"
    elif is_living(index, now, alias):
        holder = _key_at(index, bare)
        page = f"where readers see {holder}" if holder else "where readers see a page of the site"
        message = f"the old address {quoted(alias)} can never lead to it: it is {page}"
    else:
        return None
    return "alias-unreachable", message, "Take it out"


def _contested(index: IndexFile, article: Article, alias: str) -> tuple[str, str, str] | None:
    """Returns code, message and remedy for an alias that leads readers elsewhere as well."""
    address = old_address(alias)
    if redirect := index.site.redirect_table.exact(address):
        message = f"the old address {quoted(alias)} leads to {quoted(redirect.new)}, as {FILE} says"
        return "alias-taken", message, f"Take it out, or out of {FILE}"
    rows = index.rows(
        "SELECT key FROM aliases JOIN articles USING (article) WHERE path = :path ORDER BY draft, date, key",
        path=address,
    )
    keys = [row["key"] for row in rows]
    other = next((key for key in keys if key != article.key), "")
    if not other:
        return None
    message = f"the old address {quoted(alias)} is named by {other} as well: it leads to {keys[0]}, the older"
    return "alias-taken", message, "Take it out of one of the two"


def _key_at(index: IndexFile, path: str) -> str:
    kind, _, slug = path.lstrip("/").partition("/")
    row = index.row("SELECT key FROM articles WHERE kind = :kind AND slug = :slug", kind=kind, slug=slug)
    return row["key"] if row else ""


def leads_nowhere(index: IndexFile, address: str, now: datetime) -> bool:
    """Returns whether nothing is, or will be, at an address of ``site.toml`` that is a path of the site."""
    if not address.startswith("/"):
        return False
    link = resolver(index, now).resolve(address, FILE)
    if link.kind == "outside" or link.key:
        return False
    return link.kind == "dead" or not is_living(index, now, decoded(link.path.partition("#")[0]))
