"""One Chromium for all tests of a process."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import CHROMIUM, DriverMissing, running_chromium


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running browser; in CI there must be one."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no Chromium is installed: apt install chromium")
    try:
        with running_chromium() as browser:
            yield browser
    except DriverMissing as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
