"""Checks the public address as a browser would: whether it is the site that was deployed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import urllib3
from urllib3.exceptions import HTTPError

from billet.operator.checks.finding import Finding
from chalicelib.version import deployed

SECONDS = 30
"""How long an answer may take: a first one wakes a function."""


_Answer = urllib3.BaseHTTPResponse
_http = urllib3.PoolManager()


def examine(address: str, stage: str) -> Iterator[Finding]:
    """Yields a finding for each request; the first one tells whether the address answers at all. `stage`
    is the one whose logs have the reasons."""
    logs = f"billet logs --stage {stage} --errors says why"
    try:
        yield from _check(address.rstrip("/") + "/", logs)
    except HTTPError as error:
        remedy = f"a new domain needs its DNS record first; else {logs}"
        yield Finding("address", f"{address} cannot be reached: {error}", remedy)


def _check(address: str, logs: str) -> Iterator[Finding]:
    home = _request(address)
    yield _expect("home page", home, 200, logs)
    if home.status != 200:
        return
    yield _has(home, "Content-Security-Policy", "default-src 'none'")
    yield _has(_request(address, **{"Accept-Encoding": "gzip"}), "Content-Encoding", "gzip")
    for what, pattern in (
        ("stylesheet", r'<link rel="stylesheet" href="([^"]+)"'),
        ("first article", r'href="([^"]*/articles/[^"]+)"'),
    ):
        if match := re.search(pattern, home.data.decode(errors="replace")):
            yield _expect(what, _request(urljoin(address, match[1])), 200)
    yield _expect("icon, which is binary", _request(urljoin(address, "favicon.ico")), 200)
    yield _expect("page that is not there", _request(urljoin(address, "nowhere/at/all")), 404)
    head = _request(address, method="HEAD")
    yield _expect("home page by HEAD", head, 200)
    health = _request(urljoin(address, "health"))
    yield _health(health, logs)
    yield from _search(health)


def _health(answer: _Answer, logs: str) -> Finding:
    try:
        health = json.loads(answer.data)
        version, status, age = health["version"], health["status"], health["index"]["age_seconds"]
    except (ValueError, TypeError, KeyError):
        return Finding("health", f"status {answer.status}, and not what Billet says", "deploy again")
    expected = deployed()
    if version != expected:
        return Finding("version", f"{version} answers, {expected} is here", "deploy again")
    if status != "ok":
        return Finding("health", str(status), logs)
    return Finding("health", f"version {expected}, index {age} seconds old")


def _search(answer: _Answer) -> Iterator[Finding]:
    """Yields whether the functions can search: without it the blog is as well."""
    try:
        health = json.loads(answer.data)
        sqlite, has_search = health["sqlite"], health["search"]
    except (ValueError, TypeError, KeyError):
        return
    state = "search" if has_search else "no search, for want of FTS5: the blog does not offer it"
    yield Finding("SQLite of the functions", f"{sqlite}, {state}")


def _expect(what: str, answer: _Answer, status: int, remedy: str = "deploy again") -> Finding:
    if answer.status == status:
        return Finding(what, f"{status}, {len(answer.data)} bytes")
    return Finding(what, f"{answer.status} where {status} was expected", remedy)


def _has(answer: _Answer, header: str, value: str) -> Finding:
    content = answer.headers.get(header, "")
    return Finding(header, content.split(";")[0] or "none", "" if value in content else "deploy again")


def _request(url: str, method: str = "GET", **headers: str) -> _Answer:
    sent = {"Accept": "text/html,*/*;q=0.8", **headers}
    return _http.request(
        method, url, headers=sent, redirect=False, retries=False, timeout=SECONDS, decode_content=False
    )
