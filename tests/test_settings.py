from __future__ import annotations

import pytest

from chalicelib.errors import ConfigurationError
from chalicelib.settings import Settings

REQUIRED = {
    "BILLET_BUCKET": "b",
    "BILLET_COMMENTS_TABLE": "c",
    "BILLET_MESSAGES_TABLE": "m",
    "BILLET_SECRET_PARAMETER": "/s",
}


def test_the_environment_is_read_once_and_has_defaults() -> None:
    settings = Settings.from_environment({**REQUIRED, "BILLET_FRESHNESS_SECONDS": "5", "HOME": "/root"})
    assert (settings.bucket, settings.freshness_seconds, settings.form_hours) == ("b", 5, 24)


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_missing_variable_is_named(missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing):
        Settings.from_environment({**REQUIRED, missing: " "})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BILLET_FRESHNESS_SECONDS", "-1"),
        ("BILLET_FORM_HOURS", "²"),
        ("BILLET_RETENTION_DAYS", "0"),
        ("BILLET_BASE_URL", "example.org"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        Settings.from_environment({**REQUIRED, variable: value})
