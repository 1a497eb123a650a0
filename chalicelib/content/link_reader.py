"""The reader of the links in ``site.toml``, ``[menu]`` and ``[footer.links]``: an address and a name on each
line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping

from chalicelib.content.setting_problems import SettingProblems
from chalicelib.content.site_links import MENU, Link
from chalicelib.content.text import is_blank, quoted

MOST_LINKS = 20
"""Links of a menu or a foot: each page has them all."""

LONGEST_NAME = 60
"""Characters of the name of a link."""

_OUTSIDE = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][^\s\\<>\"\x00-\x1f\x7f]{0,500})?")
_ON_THE_SITE = re.compile(r"/(?![/\\])[^\s?\\<>\"\x00-\x1f\x7f]{0,500}")
_PERSON = re.compile(
    r"(?:mailto:[^\s@<>\"?]+@[^\s@<>\"?]+|tel:\+?[\d.()-]{3,30}|xmpp:[^\s@<>\"?]+@[^\s@<>\"?]+)"
)
_TITLED = re.compile(r"/(?:articles|pages)/[^/]+")

_LINK_REMEDY = 'Write an address such as "https://mastodon.social/@me" or "mailto:me@example.org"'

Fault = tuple[str, str]
"""What is wrong, and what to do."""


def read_menu(path: tuple[str, ...], value: object, problems: SettingProblems) -> tuple[Link, ...]:
    """Returns the menu, in the order of the file. What is wrong with it joins `problems`, as below."""
    return _read(path, value, problems, _menu_fault)


def read_links(path: tuple[str, ...], value: object, problems: SettingProblems) -> tuple[Link, ...]:
    """Returns the links to where else the author is to be found."""
    return _read(path, value, problems, _link_fault)


def _read(
    path: tuple[str, ...],
    value: object,
    problems: SettingProblems,
    fault_of: Callable[[str, object], Fault | None],
) -> tuple[Link, ...]:
    setting = ".".join(path)
    if not isinstance(value, Mapping):
        remedy = f'Write [{setting}] on a line of its own, "address" = "name" below'
        problems.add(path, f"'{setting}' is not a table", remedy)
        return ()
    if len(value) > MOST_LINKS:
        problems.add(path, f"'{setting}' has {len(value)} lines", f"Write {MOST_LINKS} at the most")
        return ()
    links = []
    for target, name in value.items():
        fault = fault_of(target, name) or _name_fault(target, name)
        if fault:
            problems.add((*path, target), *fault)
        else:
            links.append(Link(target, name if isinstance(name, str) else "", problems.line_of(*path, target)))
    return tuple(links)


def _menu_fault(target: str, name: object) -> Fault | None:
    """Returns what is wrong with a line of the menu, but for its name."""
    if target == "pages" and name is not True:
        return f"'pages' is {quoted(name)}", "Write true: each standing page has its title"
    if target in MENU:
        return None
    if not any(pattern.fullmatch(target) for pattern in (_ON_THE_SITE, _OUTSIDE, _PERSON)):
        near = difflib.get_close_matches(target, MENU, n=1)
        words = f'one of {", ".join(MENU)}, a path such as "/pages/about", or an address with https://'
        return f"the menu has no {quoted(target)}", f"Did you mean '{near[0]}'?" if near else f"Write {words}"
    if name is True and not _TITLED.fullmatch(target):
        return f"{quoted(target)} has no name", "Write one in double quotes in place of true"
    return None


def _link_fault(target: str, name: object) -> Fault | None:
    """Returns what is wrong with a link at the foot, but for its name."""
    if not (_OUTSIDE.fullmatch(target) or _PERSON.fullmatch(target)):
        return f"{quoted(target)} is no address", _LINK_REMEDY
    if name is True:
        return f"{quoted(target)} has no name", "Write one in double quotes in place of true"
    return None


def _name_fault(target: str, name: object) -> Fault | None:
    if name is True or (isinstance(name, str) and not is_blank(name) and len(name) <= LONGEST_NAME):
        return None
    remedy = f"Write its name in double quotes, {LONGEST_NAME} characters at the most"
    return f"the name of {quoted(target)} is {quoted(name)}", remedy
