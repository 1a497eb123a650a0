"""E-mail addresses: which texts are one, and how they are written for the mail system."""

from __future__ import annotations

import re
import unicodedata

from chalicelib.content.text import is_drawn

LONGEST_EMAIL = 254  # characters: RFC 3696, erratum 1690

# As browsers check <input type=email> (the HTML standard's "valid e-mail address"), with a dot
# in the domain: nobody writes to a visitor of a public site at a bare host name.
_LABEL = r"[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+", re.ASCII | re.IGNORECASE)
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.!#$%&'*+/=?^`{|}~-")

_DOTS = re.compile("[.\u3002\uff0e\uff61]")
"""What separates the labels of a domain (UTS #46, section 4)."""


def is_email(text: str) -> bool:
    """Whether `text` is one e-mail address and nothing else. Letters of any script may be on both sides of
    its ``@`` (RFC 6531)."""
    local, _, domain = text.rpartition("@")
    if not local or len(text) > LONGEST_EMAIL or not all(map(_is_in_local_part, local)):
        return False
    if not all(character.isascii() or _is_letter(character) for character in _DOTS.sub(".", domain)):
        return False
    return len(punycode(text)) <= LONGEST_EMAIL and _DOMAIN.fullmatch(_ascii_domain(domain)) is not None


def punycode(address: str) -> str:
    """Returns an address as it is sent, the domain in ASCII: ``rene@société.fr`` is sent to
    ``rene@xn--socit-esab.fr``. The part before the ``@`` is the receiving server's own and stays as it is."""
    local, at, domain = address.rpartition("@")
    return local + at + _ascii_domain(domain)


def _ascii_domain(domain: str) -> str:
    return ".".join(map(_ascii_label, _DOTS.split(domain)))


def _ascii_label(label: str) -> str:
    """Returns a label as browsers and registries write it. Python's codec "idna" has the rules of 2003, by
    which ``straße.de`` is another domain."""
    mapped = unicodedata.normalize("NFKC", label.lower())
    return mapped if mapped.isascii() else "xn--" + mapped.encode("punycode").decode("ascii")


def _is_in_local_part(character: str) -> bool:
    return character in _LOCAL or _is_letter(character)


def _is_letter(character: str) -> bool:
    """Whether a character is a letter, digit or mark that ASCII does not have."""
    category = unicodedata.category(character)[0]
    return not character.isascii() and (category == "M" or (category in "LN" and is_drawn(character)))
