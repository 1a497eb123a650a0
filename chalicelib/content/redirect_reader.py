"""The reader of ``[redirects]`` in ``site.toml``: it names each line that leads in circles, or where no
reader should be led."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chalicelib.content.redirects import WILDCARD, Redirect, RedirectTable, key_of
from chalicelib.content.setting_problems import SettingProblems
from chalicelib.content.text import quoted

MOST_REDIRECTS = 1_000
"""Lines of the table: each page's instance reads all of them."""

_OLD = re.compile(r"/(?!/)[^\s#*\\\x00-\x1f\x7f]{0,500}(?:(?<=/)\*)?")
_NEW = re.compile(r"/(?![/\\])[^\s?*\\\x00-\x1f\x7f]{0,500}(?:(?<=/)\*)?")
_ELSEWHERE = re.compile(
    r"https://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][^\s*\\<>\"\x00-\x1f\x7f]{0,500})?(?:(?<=/)\*)?"
)

_OLD_REMEDY = 'Write a path from the root of the site, such as "/2013/old.html", "/?p=12" or "/blog/*"'
_NEW_REMEDY = (
    'Write a path of the site without a query, such as "/articles/new", or one with https:// before it'
)


def read(path: tuple[str, ...], table: object, problems: SettingProblems) -> tuple[Redirect, ...]:
    """Returns the redirects in the table of the key `path`; what is wrong with one joins `problems`."""
    if not isinstance(table, dict):
        remedy = 'Write [redirects] on a line of its own, "/old" = "/new" below'
        problems.add(path, "'redirects' is not a table", remedy)
        return ()
    if len(table) > MOST_REDIRECTS:
        problems.add(
            path,
            f"'redirects' has {len(table)} lines",
            f'Write {MOST_REDIRECTS} at the most: a wildcard such as "/blog/*" stands for many',
        )
        return ()
    redirects: list[Redirect] = []
    for old, new in table.items():
        if fault := _fault(old, new):
            problems.add((*path, old), *fault)
        else:
            redirects.append(Redirect(old, new, problems.line_of(*path, old)))
    for redirect, message, remedy in _conflicts(redirects):
        problems.add((*path, redirect.old), message, remedy)
    return tuple(redirects)


def _fault(old: str, new: object) -> tuple[str, str] | None:
    """Returns what is wrong with one line, and the remedy."""
    if not _OLD.fullmatch(old) or ("?" in old and old.endswith(WILDCARD)):
        return f"{quoted(old)} is no old address", _OLD_REMEDY
    if not isinstance(new, str) or not (_NEW.fullmatch(new) or _ELSEWHERE.fullmatch(new)):
        return f"{quoted(old)} leads to {quoted(new)}", _NEW_REMEDY
    if new.endswith(WILDCARD) and not old.endswith(WILDCARD):
        return (
            f"{quoted(old)} leads to {quoted(new)}",
            f"Write the * in the old address too: {quoted(old + WILDCARD)}",
        )
    if key_of(old) == key_of(new.partition("#")[0]):
        return (
            f"{quoted(old)} leads to itself",
            "Take it out: case, '.html' and a slash at the end make no difference",
        )
    return None


def _conflicts(redirects: Sequence[Redirect]) -> Iterator[tuple[Redirect, str, str]]:
    """Returns the redirects that contradict another or lead in circles, each with message and remedy."""
    first: dict[str, Redirect] = {}
    for redirect in redirects:
        other = first.setdefault(key_of(redirect.old), redirect)
        if other is not redirect:
            message = f"{quoted(redirect.old)} is the same old address as {quoted(other.old)}"
            yield (
                redirect,
                message,
                "Keep one of the two: case, '.html' and a slash at the end make no difference",
            )
    table = RedirectTable(redirects)
    for redirect in redirects:
        if _leads_in_circles(redirect, table):
            message = f"{quoted(redirect.old)} leads in circles"
            yield redirect, message, "Write the address at which the page is today"


def _leads_in_circles(redirect: Redirect, table: RedirectTable) -> bool:
    """Returns whether redirects that follow one another come back to the first. A page below its own old
    address is no circle, nor is what is below the root: nothing is led on from where there is a page."""
    chain = [redirect]
    while chain[-1].new.startswith("/"):
        new = chain[-1].new.partition("#")[0]
        following = table.matching(new.removesuffix("*") + "x" if new.endswith(WILDCARD) else new)
        if following is chain[-1] and (not new.endswith(WILDCARD) or following.old == WILDCARD):
            return False
        if following is None:
            return False
        if following in chain:
            return following is redirect
        chain.append(following)
    return False
