"""The list of personal data, and all that must be equal to it: pages, stack and code."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from billet.project import ROOT
from chalicelib import services as wiring
from chalicelib.conversation import retention
from chalicelib.services import Services
from tests.conftest import Author, Reader
from tests.house import cloudformation

LEGAL = "---\ntitle: Mentions\n---\nText.\n"
COMMENT = {"name": "Léa", "text": "Bonjour"}
MESSAGE = {"name": "Léa", "email": "lea@example.org", "subject": "S", "text": "T"}


def rows(page: str) -> list[str]:
    return re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)


@pytest.fixture(autouse=True)
def published(author: Author) -> None:
    author.uploads("pages/mentions.md", LEGAL)
    author.uploads("pages/other.md", LEGAL)
    author.publishes(site='legal = "mentions"', a="---\ntitle: A\ndate: 2026-01-01\n---\nText.\n")


@pytest.mark.parametrize(
    ("language", "caption", "day"),
    [("fr", "Données personnelles", "365\u00a0jours"), ("en", "Personal data", "365 days")],
)
def test_the_page_of_legal_notices_ends_with_a_table_of_personal_data(
    author: Author, reader: Reader, language: str, caption: str, day: str
) -> None:
    author.publishes(site=f'legal = "mentions"\nlanguage = "{language}"')
    page = reader.asks("/pages/mentions").text
    assert len(rows(page)) == len(retention.retentions(timedelta(1)))
    assert f"<caption>{caption}" in page
    assert day.replace("\u00a0", " ") in page.replace("\u00a0", " ")
    assert "<caption>" not in reader.asks("/pages/other").text


def test_the_table_has_the_retention_of_the_settings(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILLET_RETENTION_DAYS", "42")
    wiring.services.cache_clear()
    page = reader.asks("/pages/mentions").text.replace("\u00a0", " ")
    assert page.count("42 jours") == 4


def test_the_stack_keeps_logs_and_copies_as_long_as_the_table_says() -> None:
    resources = cloudformation.load(ROOT / ".chalice" / "resources.yaml")["Resources"].values()
    logs = [r["Properties"]["RetentionInDays"] for r in resources if r["Type"] == "AWS::Logs::LogGroup"]
    assert set(logs) == {retention.LOGS.days}
    tables = [r["Properties"] for r in resources if r["Type"] == "AWS::DynamoDB::Table"]
    # 35 days are the default, and the longest there is.
    assert [t["PointInTimeRecoverySpecification"] for t in tables] == [
        {"PointInTimeRecoveryEnabled": True}
    ] * 2
    assert retention.BACKUPS.days == 35


def test_what_is_sent_is_kept_as_long_as_the_table_says(reader: Reader, blog: Services) -> None:
    reader.comments("a", **COMMENT)
    reader.writes(**MESSAGE)
    (comment,), (message,) = blog.comments.in_state("pending"), blog.messages.in_box("inbox")
    kinds = retention.retentions(timedelta(days=blog.settings.retention_days))
    assert comment.expires
    assert comment.expires - comment.posted.replace(microsecond=0) == kinds["unpublished"][0]
    assert message.expires - message.received.replace(microsecond=0) == kinds["message"][0]


def test_the_demo_names_no_time_of_its_own() -> None:
    text = (ROOT / "content" / "pages" / "mentions-legales.md").read_text(encoding="utf-8")
    data = text.partition("## Données personnelles")[2].partition("## ")[0]
    assert not re.search(r"\d|\b(ans?|mois|jours?|heures?|minutes?)\b", data)
