"""What is counted of who reads, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.web.audience import client_of, referrer_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
GOOGLEBOT = (
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; "
    "+http://www.google.com/bot.html) Chrome/141.0 Safari/537.36"
)


AGENTS = [
    (FIREFOX, "person"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "person"),
    ("Opera/9.80 (Windows NT 6.1) Presto/2.12 Version/12.16", "person"),
    (GOOGLEBOT, "robot"),
    ("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", "robot"),
    ("facebookexternalhit/1.1", "robot"),
    ("Mozilla/5.0 (X11) HeadlessChrome/140.0", "robot"),
    ("curl/8.5.0", "robot"),
    ("", "robot"),
    ("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)", "feed reader"),
    ("Mozilla/5.0 (compatible; Miniflux/2.2; +https://miniflux.app)", "feed reader"),
    ("NetNewsWire (RSS Reader; https://netnewswire.com/)", "feed reader"),
]
REFERRERS = [
    ("https://www.linkedin.com/feed/?secret=1", "linkedin.com"),
    ("http://forum.example:8080/t/1", "forum.example"),
    ("https://blog.example/articles/a", ""),
    ("", ""),
    ("android-app://com.google.android.gm/", ""),
    ("https://user:pass@a.example/", "a.example"),
    ("https://[::1]/", ""),
    ("https://[broken", ""),
    ("https://é.example/", ""),
    ("https://a.example\x1b[31m/", ""),
    ("https://" + "a" * 300 + ".example/", ""),
]
"""A referrer, and the host that is counted; the blog's own is blog.example."""


@pytest.mark.parametrize(("agent", "client"), AGENTS)
def test_programs_are_told_by_their_own_name(agent: str, client: str) -> None:
    assert client_of(agent) == client


@pytest.mark.parametrize(("referrer", "host"), [*REFERRERS, ("https://gateway.example/", "")])
def test_a_referrer_is_the_name_of_another_site_and_no_more(referrer: str, host: str) -> None:
    own = "" if "gateway" in referrer else "https://blog.example"
    assert referrer_of({"referer": referrer, "host": "gateway.example"}, own) == host


@given(st.text())
def test_any_referrer_is_a_host_or_nothing(text: str) -> None:
    host = referrer_of({"referer": "https://" + text}, "")
    assert set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    assert len(host) <= 100
