"""Verdicts: why a text is set aside as spam. Nothing that has one is thrown away; the author decides."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import timedelta

from chalicelib.content.email_address import punycode
from chalicelib.content.folding import fold
from chalicelib.content.site import Comments
from chalicelib.conversation import HONEYPOT
from chalicelib.conversation.post import Post

# Codes of verdicts; "" is none.
TRAP, FAST, LINKS, REPEATED, BLOCKED, FLOOD = "trap", "fast", "links", "repeated", "blocked", "flood"
VERDICTS = (TRAP, FAST, LINKS, REPEATED, BLOCKED, FLOOD)

FASTEST = timedelta(seconds=2)
"""Nobody reads a form, fills it in and sends it sooner."""

SHORTEST_GIST = 40
"""Letters and digits of a text that two people do not write by chance."""

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_NAME = re.compile(r"[\w.-]+")
_NOT_GIST = re.compile(r"[\W_]+")


def judge(post: Post, values: Mapping[str, str], age: timedelta | None, settings: Comments) -> str:
    """Returns the verdict on a form that was issued `age` ago, "" where nothing speaks against it. `values`
    are its checked fields; a page that all readers share does not tell its age."""
    if post.fields.get(HONEYPOT):
        return TRAP
    if is_blocked(settings.blocklist, values, post):
        return BLOCKED
    if _LINK.search(values["name"]) or len(_LINK.findall(values["text"])) > settings.max_links:
        return LINKS
    return FAST if age is not None and age < FASTEST else ""


def gist(text: str) -> str:
    """Returns the letters and digits of a text, whatever their case and accents; "" where they are so few
    that other people may write the same."""
    letters = _NOT_GIST.sub("", fold(_without_formats(text)))
    return letters if len(letters.encode()) >= SHORTEST_GIST else ""


def is_blocked(blocklist: Iterable[str], values: Mapping[str, str], post: Post) -> bool:
    """Whether the author's list names a word or host of a form, its e-mail address, or where it comes
    from."""
    if not blocklist:
        return False
    text = _without_formats("\n".join(value for name, value in values.items() if name != "email"))
    email = punycode(values.get("email", "")).lower()
    names = (name.strip(".-_") for name in _NAME.findall(text))
    hosts = {*(_host(name) for name in names if "." in name), email.rpartition("@")[2]}
    folded = fold(text)
    return any(
        _is_from(entry, post)
        or _is_address(entry, email)
        or _is_host(entry, hosts)
        or _is_word(entry, folded)
        for entry in blocklist
    )


def _without_formats(text: str) -> str:
    """A text without the characters of no width that hide a word from a search."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def _host(name: str) -> str:
    """A host as it is asked for."""
    return punycode("@" + name)[1:].lower()


def _is_from(entry: str, post: Post) -> bool:
    """Whether an entry is an address or network that contains the sender's."""
    try:
        blocked = ipaddress.ip_network(entry, strict=False)
        return ipaddress.ip_address(post.address) in blocked
    except ValueError:
        return False


def _is_address(entry: str, email: str) -> bool:
    """Whether an entry is this e-mail address, or ``@`` and its domain."""
    name, at, domain = punycode(entry).lower().rpartition("@")
    return bool(at and email) and (email == f"{name}@{domain}" if name else email.endswith(f"@{domain}"))


def _is_host(entry: str, hosts: Iterable[str]) -> bool:
    """Whether an entry is one of these hosts, or a domain above it."""
    domain = _host(entry)
    return "." in entry and any(host == domain or host.endswith(f".{domain}") for host in hosts)


def _is_word(entry: str, text: str) -> bool:
    """Whether an entry, unless it is a host, stands in a folded text as a whole word or words."""
    word = fold(entry)
    if word not in text or ("." in entry and " " not in entry):
        return False
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
