"""What is counted of who reads: the class of the program that asks, and the site that led there.

Neither tells one reader from another, and no more than this is ever logged of either header.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

Client = Literal["person", "feed reader", "robot"]

_FEED_READER = re.compile(
    r"feed|\brss\b|rssowl|newsblur|inoreader|netnewswire|miniflux|theoldreader|the old reader|bazqux|"
    r"newsboat|akregator|liferea|reeder|readkit|newsify|vienna|thunderbird|yarr\b|podcast|antennapod",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|archive|fetch|scan|monitor|preview|headless|lighthouse|externalhit|"
    r"facebookcatalog|embed|validator|checker|whatsapp|mediapartners|inspect|gptbot|claude|perplexity|bytespider",
    re.IGNORECASE,
)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?")


def client_of(agent: str) -> Client:
    """Returns the class of a program by the name it gives itself. All browsers call themselves Mozilla; what
    does not is no browser."""
    if _FEED_READER.search(agent):
        return "feed reader"
    if _ROBOT.search(agent) or not agent.startswith(("Mozilla/", "Opera/")):
        return "robot"
    return "person"


def referrer_of(headers: Mapping[str, str], own: str) -> str:
    """Returns the host of the page that led to a request, without ``www.``; "" for a page of our own, for
    none, and for what is no name of a host. `own` is the blog's address."""
    try:
        parts = urlsplit(headers.get("referer", ""))
        host, own_host = parts.hostname or "", urlsplit(own).hostname or headers.get("host", "")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or host == own_host:
        return ""
    return host.removeprefix("www.")
