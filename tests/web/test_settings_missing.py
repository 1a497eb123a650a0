"""A function that was deployed without its settings, or on a Python whose SQLite is too old."""

from __future__ import annotations

import pytest
from pytest_mock import MockerFixture

from chalicelib import services as wiring
from chalicelib.errors import ConfigurationError
from chalicelib.index import sqlite_features
from chalicelib.services import Services
from tests.conftest import Reader


def test_each_page_and_the_log_say_what_is_missing_in_both_languages(
    blog: Services, reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BILLET_BUCKET", "")
    wiring.services.cache_clear()
    for path in ("/", "/articles/a", "/static/style.css", "/nowhere"):
        answer = reader.asks(path)
        assert answer.status == 503
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "This blog is not set up yet" in answer.words
        assert "Ce blog n’est pas encore installé" in answer.words
        assert "BILLET_BUCKET is not set: &#39;billet setup&#39;" in answer.text
    assert "the blog is not set up: BILLET_BUCKET is not set" in caplog.text


def test_an_old_sqlite_says_which_python_to_deploy_from(
    blog: Services, reader: Reader, mocker: MockerFixture
) -> None:
    error = ConfigurationError("SQLite 3.7.17 cannot read the index: deploy from Python 3.12 or newer")
    mocker.patch.object(sqlite_features, "require_index_features", side_effect=error)
    wiring.services.cache_clear()
    assert "deploy from Python 3.12 or newer" in reader.asks("/").text
