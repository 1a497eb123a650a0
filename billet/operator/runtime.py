"""The Python that functions run on: a function gets the version that deploys it."""

from __future__ import annotations

import re
import sys

from chalicelib.errors import ConfigurationError

OLDEST = (3, 12)
"""The oldest Python that functions run on: the SQLite of Lambda's 3.11 is 3.7.17, of 2013, which has no
full-text search and none of the index's SQL."""


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> None:
    """Raises `ConfigurationError` where `version` is too old to deploy from."""
    if version < OLDEST:
        raise ConfigurationError(
            f"functions need Python {_text(OLDEST)} or newer, and this is {_text(version)}: delete the "
            f"folder .venv, make it again with 'make serve PYTHON=python{_text(OLDEST)}', then run this again"
        )


def is_supported(runtime: str) -> bool:
    """Whether the index works on one of Lambda's runtimes, such as ``python3.13``."""
    version = re.fullmatch(r"python(\d+)\.(\d+)", runtime)
    return bool(version and (int(version[1]), int(version[2])) >= OLDEST)


def _text(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
