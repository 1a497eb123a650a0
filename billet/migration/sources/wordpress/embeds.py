"""What WordPress shows of the address of a film that stands alone on its line: a frame."""

from __future__ import annotations

import re
from html import escape, unescape

_ALONE = re.compile(
    r"^(?P<before>[ \t]*(?:(?:<p(?:\s[^>]*)?>|<div class=\"wp-block-embed__wrapper\">)\s{0,9})?)"
    r"(?P<address>https?://[^\s<>\"\[\]]+)(?P<after>(?:\s{0,9}(?:</p>|</div>))?[ \t]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_PLAYERS = (
    (
        re.compile(
            r"https?://(?:(?:www|m)\.)?youtube(?:-nocookie)?\.com/"
            r"(?:watch\?(?:[^#]*&)?v=|shorts/|embed/|live/)([\w-]{6,20})"
        ),
        "https://www.youtube-nocookie.com/embed/{}",
    ),
    (re.compile(r"https?://youtu\.be/([\w-]{6,20})"), "https://www.youtube-nocookie.com/embed/{}"),
    (
        re.compile(r"https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d+)"),
        "https://player.vimeo.com/video/{}",
    ),
    (
        re.compile(r"https?://(?:www\.)?(?:dailymotion\.com/video|dai\.ly)/([a-z0-9]+)"),
        "https://www.dailymotion.com/embed/video/{}",
    ),
)


def frame(address: str) -> str:
    """Returns the frame that shows a film, a link where it is of no service that is known."""
    address = unescape(address.strip())
    for pattern, player in _PLAYERS:
        if match := pattern.match(address):
            return f'<p><iframe src="{player.format(match[1])}"></iframe></p>'
    return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'


def embed_addresses(text: str) -> str:
    """Returns a text in which films whose address stands alone on a line are shown. Other addresses stay."""
    return _ALONE.sub(_embedded, text)


def _embedded(match: re.Match[str]) -> str:
    shown = frame(match["address"])
    if "<iframe" not in shown:
        return match[0]
    is_wrapped = "<div" in match["before"].lower()
    return match["before"] + shown + match["after"] if is_wrapped else f"\n{shown}\n"
