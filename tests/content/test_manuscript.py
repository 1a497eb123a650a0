from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content import manuscript
from chalicelib.content.article import Article, Source, kind_of
from chalicelib.content.manuscript import Defaults
from chalicelib.content.problem import ContentError

UPLOADED = datetime(2026, 1, 5, 8, tzinfo=UTC)
PARIS = Defaults("fr", ZoneInfo("Europe/Paris"))


def parse(text: str | bytes, key: str = "articles/mon-article.md") -> Article:
    data = text.encode() if isinstance(text, str) else text
    return manuscript.parse(Source(key, data, '"e"', "v1", UPLOADED), "articles", PARIS)


def front(lines: str) -> Article:
    return parse(f"---\n{lines}\n---\nUn texte.\n")


def test_what_the_file_says_is_what_the_article_is() -> None:
    article = front(
        "title: L'été\ndate: 2025-10-16\nupdated: 2025-10-17T10:00+02:00\nslug: Été 2025\n"
        "lang: en-GB\nsummary: Short.\nplace: Albi\ndraft: true\ncomments: non\norder: 3\nid: one"
    )
    assert article.title == "L'été"
    assert article.date == datetime(2025, 10, 15, 22, tzinfo=UTC)  # midnight in Paris
    assert article.updated == datetime(2025, 10, 17, 8, tzinfo=UTC)
    assert (article.slug, article.language, article.excerpt) == ("ete-2025", "en", "Short.")
    assert (article.place, article.draft, article.comments, article.order) == ("Albi", True, False, 3)
    assert article.id == "one"


def test_what_the_file_leaves_out_is_taken_from_the_file() -> None:
    article = parse("# Le titre\n\nUn texte.\n")
    assert (article.title, article.slug, article.date) == ("Le titre", "mon-article", UPLOADED)
    assert (article.language, article.excerpt) == ("fr", "Un texte.")
    assert parse("Un texte.").title == "Mon article"


def test_a_file_name_may_give_the_date() -> None:
    article = parse("# T\n\nx", key="articles/2013-04-02-lexique.md")
    assert (article.slug, article.date) == ("lexique", datetime(2013, 4, 1, 22, tzinfo=UTC))
    assert parse("# T\n\nx", key="articles/2013-99-02-lexique.md").slug == "2013-99-02-lexique"
    with pytest.raises(ContentError, match="no date"):
        parse("# T\n\nx", key="articles/0001-01-01-x.md")


def test_the_heading_that_is_the_title_is_not_shown_twice() -> None:
    text = "# Le titre\n\nUn texte."
    assert manuscript.body_of(parse(text), text.encode()).strip() == "Un texte."
    text = "---\ntitle: A\n---\n# Autre\n\nUn texte."
    assert "# Autre" in manuscript.body_of(parse(text), text.encode())


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        ("date: 9999-99-99", 2, "no date"),
        ("title: A\ndate: hier", 3, "no date"),
        ("draft: peut-être", 2, "true or false"),
        ("lang: de", 2, "fr, en"),
        ("order: first", 2, "whole number"),
        ("title: [a, b]", 2, "is a list"),
        ("date: 0001-01-01", 2, "no date"),
        ("updated: 9999-12-31T23:59Z", 2, "no date"),
        ("id: " + "x" * 201, 2, "has 201 bytes"),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_a_remedy(lines: str, line: int, words: str) -> None:
    with pytest.raises(ContentError) as caught:
        front(lines)
    assert words in str(caught.value)
    assert caught.value.problem.line == line


def test_bytes_that_are_not_utf8_are_named_by_line() -> None:
    with pytest.raises(ContentError) as caught:
        parse("---\ntitle: été\n---\n".encode("latin-1"))
    assert caught.value.problem.line == 2


SECOND = timedelta(seconds=1)


def test_an_article_appears_and_goes_at_its_second() -> None:
    article = front("date: 2026-02-01T10:00Z\nexpires: 2026-02-02T10:00Z")
    begins, ends = article.date, article.expires
    assert ends is not None
    seen = [article.is_public(t) for t in (begins - SECOND, begins, ends - SECOND, ends)]
    assert seen == [False, True, True, False]


def test_a_draft_never_appears() -> None:
    assert not front("date: 2020-01-01\ndraft: true").is_public(UPLOADED)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("articles/a.md", "articles"),
        ("articles/2025/deep/a.MD", "articles"),
        ("pages/a.md", "pages"),
        ("articles/a.txt", None),
        ("articles/.a.md", None),
        ("articles/_draft/a.md", None),
        ("media/a.md", None),
        ("a.md", None),
        ("articles.md", None),
    ],
)
def test_only_markdown_below_the_two_folders_is_content(key: str, kind: str | None) -> None:
    assert kind_of(key) == kind


names = st.from_regex(r"\A([0-9]{4}-[01][0-9]-[0-3][0-9]-)?[a-zé!. ]{1,8}\Z")
zones = st.sampled_from(["Pacific/Kiritimati", "Pacific/Niue", "Europe/Paris"]).map(ZoneInfo)


@given(st.binary(max_size=400), names, zones)
def test_any_file_makes_an_article_or_a_refusal(data: bytes, name: str, zone: ZoneInfo) -> None:
    source = Source(f"articles/{name}.md", b"---\n" + data + b"\n---\n", "", "", UPLOADED)
    try:
        article = manuscript.parse(source, "articles", Defaults("fr", zone))
    except ContentError as error:
        assert error.problem.message
        assert error.problem.remedy
    else:
        assert article.slug
        assert article.title
        article.date.astimezone(zone)
