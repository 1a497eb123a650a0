"""Chromium, and pages of the app in this process shown in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Request, Route, sync_playwright

from tests.conftest import Answer, Reader

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

HOST = "https://blog.example.org"
"""The public address of the blogs of the tests."""


class DriverMissing(Exception):
    """What drives the browser, a program of Node's, does not start."""


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Runs Chromium. Raises `DriverMissing`, which has said why."""
    try:
        playwright = sync_playwright().start()
    except Exception as error:
        reason = f"the browser's driver does not start ({error}): apt install libatomic1"
        raise DriverMissing(reason) from error
    try:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM or "chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()
    finally:
        playwright.stop()


def serve(context: BrowserContext, answer_to: Callable[[Request], Answer]) -> None:
    """Answers what a context's pages request of `HOST`; requests to others fail."""

    def fulfill(route: Route) -> None:
        if not route.request.url.startswith(HOST + "/"):
            route.abort()
            return
        answer = answer_to(route.request)
        route.fulfill(status=answer.status, headers=answer.headers, body=answer.body)

    context.route("**/*", fulfill)


def ask(reader: Reader, address: str) -> Answer:
    """Requests an address of the app: a path and a query, or a whole one."""
    parts = urlsplit(address)
    return reader.asks(parts.path, query=parts.query)
