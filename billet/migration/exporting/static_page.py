"""A page as a file: its links lead to files, and what headers say stands in it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from billet.migration.exporting.static_paths import file_of, is_own, link_between

# The pages are our own templates' and cleaned last: each value is in double quotes, each < of a text escaped.
_TAG = re.compile(r'<[a-z][^\s>/]*(?:\s+[\w:-]+(?:="[^"]*")?)*\s*/?>')
_ATTRIBUTE = re.compile(r'(\s(?:href|src|poster|srcset)=")([^"]*)"')
_URL = re.compile(r"(url\()([\"']?)([^\"')]+)\2\)")
_CONTENT = re.compile(r'\scontent="([^"]*)"')
_CHARSET = '<meta charset="utf-8">'

_ONLY_IN_HEADERS = ("frame-ancestors", "report-uri", "sandbox")
"""What browsers pass over in a policy that stands in a page (CSP 3, section 3.3)."""

_FROM_DISK = " file:"
"""A page on a disk has no origin: 'self' is nothing there."""

Lead = Callable[[str], str]
"""Is given each address of the site that something leads to, without its fragment, and returns the one that
it has as a file."""


def page_of(body: str, headers: Mapping[str, str], file: str, base: str, lead: Lead) -> str:
    """Returns the HTML of a page as it stands in `file`, "" for one that may be shown at any address. `base`
    is the public address of the home page."""

    def tag(match: re.Match[str]) -> str:
        for content in _CONTENT.findall(match[0]):
            if base and (address := html.unescape(content)).startswith(f"{base}/media/"):
                lead(address.removeprefix(base))
        return _ATTRIBUTE.sub(attribute, match[0])

    def attribute(match: re.Match[str]) -> str:
        written = html.unescape(match[2])
        if match[1].lstrip().startswith("srcset"):
            candidates = (candidate.strip().partition(" ") for candidate in written.split(", "))
            value = ", ".join(f"{_led(a, file, lead)}{blank}{width}" for a, blank, width in candidates)
        else:
            value = _led(written, file, lead)
        return f'{match[1]}{html.escape(value)}"'

    text = _TAG.sub(tag, body)
    return text.replace(_CHARSET, _CHARSET + _policies(headers), 1)


def stylesheet_of(css: str, file: str, lead: Lead) -> str:
    """Returns a style sheet whose addresses lead to files."""
    return _URL.sub(lambda match: f"{match[1]}{match[2]}{_led(match[3], file, lead)}{match[2]})", css)


def redirect_page(file: str, address: str, canonical: str, language: str, lead: Lead) -> str:
    """Returns a page that leads on to an address of the site, or elsewhere."""
    link = html.escape(_led(address, file, lead))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n{_CHARSET}\n'
        f"<title>{html.escape(address)}</title>\n"
        f'<link rel="canonical" href="{html.escape(canonical)}">\n'
        f'<meta http-equiv="refresh" content="0; url={link}">\n</head>\n'
        f'<body>\n<p><a href="{link}">{html.escape(address)}</a></p>\n</body>\n</html>\n'
    )


def _led(address: str, file: str, lead: Lead) -> str:
    """Returns a link of the site as one from `file`, any other as it is."""
    if not is_own(address):
        return address
    bare, _, fragment = address.partition("#")
    bare, _, own_fragment = lead(bare).partition("#")
    target, fragment = file_of(bare), own_fragment or fragment
    return f"#{fragment}" if target == file and fragment else link_between(file, target, fragment)


def _policies(headers: Mapping[str, str]) -> str:
    directives = [directive.strip() for directive in headers.get("Content-Security-Policy", "").split(";")]
    kept = [d for d in directives if d and d.split()[0] not in _ONLY_IN_HEADERS]
    policy = "; ".join(d.replace("'self'", "'self'" + _FROM_DISK) for d in kept)
    lines = (
        [f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=False)}">']
        if policy
        else []
    )
    if referrer := headers.get("Referrer-Policy", ""):
        lines.append(f'<meta name="referrer" content="{html.escape(referrer)}">')
    return "".join(f"\n{line}" for line in lines)
