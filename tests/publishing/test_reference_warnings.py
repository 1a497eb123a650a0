"""Warnings about what a text refers to: where it stands, and whether it is there when somebody asks."""

from __future__ import annotations

import unicodedata
from time import process_time

import pytest

from chalicelib.content.article import Article
from chalicelib.content.problem import Problem
from chalicelib.index.receipts import MAX_WARNINGS, receipt_of
from chalicelib.markdown.render_report import RenderReport
from chalicelib.publishing.parsing import ParsedFile
from chalicelib.publishing.text_facts import text_warnings
from tests.conftest import NOW, Author, Calls, FrozenClock
from tests.publishing.test_media import png

FRONT = "---\ntitle: Deux fois x\nimage: ../media/a.png\n---\n"
TEXT = "---\ntitle: A\ndate: 2026-01-01\n---\n"
A = "articles/a.md"


def warnings_of(author: Author, body: str, front: str = FRONT, **others: str) -> list[Problem]:
    author.uploads("media/a.png", png(1, 1))
    for name, text in others.items():
        author.uploads(f"articles/{name}.md", text)
    author.uploads(A, front + body)
    return list(author.reconciles()[A].warnings)


def codes(author: Author, key: str = A) -> list[str]:
    """The codes of the warnings that its receipt has now."""
    receipt = receipt_of(author.index, key, author.blog.clock())
    assert receipt is not None
    return [warning.code for warning in receipt.warnings]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("![](../media/a.png)", (5, 5)),
        ("![Vu](../media/a.png)\n\n![](../media/a.png)", (7, 5)),
        ("`![](../media/a.png)`\n\n![](../media/a.png)", (7, 5)),
        ("```\n![](../media/a.png)\n```\n\n![](../media/a.png)", (9, 5)),
        ("deux <img src=x>", (5, 15)),
        ("![Vu](x.png) ![](x)", (5, 18)),
    ],
)
def test_a_warning_names_the_very_place_of_a_picture(
    author: Author, body: str, place: tuple[int, int]
) -> None:
    (problem,) = [problem for problem in warnings_of(author, body) if problem.code == "no-alt-text"]
    assert (problem.line, problem.column) == place


def test_a_byte_order_mark_and_windows_line_ends_move_no_place(author: Author) -> None:
    front = "\ufeff" + FRONT.replace("\n", "\r\n")
    (problem,) = warnings_of(author, "![](../media/a.png)\r\n", front)
    assert (problem.line, problem.column) == (5, 5)


def test_a_heading_is_found_although_its_spaces_and_quotes_were_changed(author: Author) -> None:
    (problem,) = warnings_of(author, 'Un texte.\n\n#### Dit "oui" : quand ?\n')
    assert (problem.code, problem.line, problem.column) == ("heading-skipped", 7, 1)


def test_a_picture_at_the_head_that_is_not_there_is_told_of_with_its_line(author: Author) -> None:
    front = "---\ntitle: A\nimage: ../media/no.png\n---\n"
    (problem,) = warnings_of(author, "Un texte.", front)
    assert (problem.code, problem.line, problem.column) == ("missing-picture", 3, 8)
    author.uploads("media/no.png", png(1, 1))
    author.reconciles()
    assert codes(author) == []


@pytest.mark.parametrize("life", ["draft: true", "expires: 2021-01-01"])
def test_a_link_to_what_readers_are_not_shown_is_told_of(author: Author, life: str) -> None:
    hidden = f"---\ntitle: B\ndate: 2020-01-01\n{life}\n---\nUn texte.\n"
    (problem,) = warnings_of(author, "[un lien](b.md)", b=hidden)
    assert (problem.code, problem.line) == ("dead-link", 5)
    assert "draft" in problem.message
    author.uploads("articles/b.md", hidden.replace(life, "draft: false"))
    author.reconciles()
    assert codes(author) == []


@pytest.mark.parametrize("life", ["draft: true", "date: 2999-01-01"])
def test_a_link_that_will_lead_somewhere_is_no_matter(author: Author, life: str) -> None:
    """A draft may lead to a draft, and what is to come comes by itself."""
    other = f"---\ntitle: B\n{life}\n---\nUn texte.\n"
    front = FRONT.replace("image", f"{life}\nimage") if "draft" in life else FRONT
    assert not warnings_of(author, "[un lien](b.md)", front, b=other)


@pytest.mark.parametrize(
    "body",
    [
        "`{% raw %}` et `{{ x }}`",
        "```\n{{ page.title }}\n```",
        "$\\frac{{a}}{b}$",
        '[un lien]({{ "/contact" | relative_url }})',
    ],
)
def test_what_readers_do_not_see_of_templates_is_no_matter(author: Author, body: str) -> None:
    assert not warnings_of(author, body)


def test_a_tag_of_another_tool_is_told_of_once_with_its_place(author: Author) -> None:
    (problem,) = warnings_of(author, '`{% raw %}`\n\nVoir {{< youtube id="x" >}} et {% gist 1 %}\n')
    assert (problem.code, problem.line, problem.column) == ("template-tag", 7, 6)
    assert "{{< youtube" in problem.message


def test_a_formula_is_shown_as_it_is_written(author: Author) -> None:
    (problem,) = warnings_of(author, "$\\frac{1}{$")
    assert "'\\frac{1}{'" in problem.message


def test_a_warning_goes_when_what_was_missing_comes_and_comes_when_it_goes(author: Author) -> None:
    author.publishes(a=TEXT + "![A cat](../media/cat.webp) [all](b.md) [[B]]\n")
    assert codes(author) == ["missing-picture", "dead-link", "dead-link"]
    author.uploads("media/cat.webp", b"x")
    author.reconciles()
    assert codes(author) == ["dead-link", "dead-link"]
    author.publishes(b=TEXT.replace("title: A", "title: B"))
    assert codes(author) == []
    author.deletes("media/cat.webp")
    author.reconciles()
    assert codes(author) == ["missing-picture"]


def test_what_is_missing_costs_no_calls_and_other_warnings_stay(author: Author, calls: Calls) -> None:
    author.publishes(a="---\nlang: Klingon\n" + TEXT.removeprefix("---\n") + "[[Nobody]]\n")
    calls.take()
    assert author.reconciles() == {}
    assert calls.take() == ["GetObject", "ListObjectsV2"]
    assert codes(author) == ["lang", "dead-link"]
    author.publishes(b=TEXT.replace("title: A", "title: Nobody"))
    assert codes(author) == ["lang"]


def test_a_link_to_what_expires_is_told_of_from_then_on(author: Author, clock: FrozenClock) -> None:
    ending = TEXT.replace("title: A", "title: B\nexpires: 2026-04-01")
    author.publishes(a=TEXT + "[b](b.md)", b=ending)
    assert codes(author) == []
    clock.advance(days=60)
    assert codes(author) == ["dead-link"]


def test_a_heavy_picture_is_told_of_until_smaller_copies_come(author: Author) -> None:
    author.uploads("media/a.png", png(4000, 3000, padding=1_000_001))
    author.publishes(a=TEXT + "![A cat](../media/a.png)\n")
    assert codes(author) == codes(author, "media/a.png") == ["huge-picture"]
    etag = author.blog.bucket.read("media/a.png").etag.strip('"')[:8]
    author.uploads(f"media/_sizes/a.png/{etag}-480.webp", b"x")
    author.reconciles()
    assert codes(author) == codes(author, "media/a.png") == []
    author.uploads("media/a.png", png(8000, 3000, padding=1_000_001))
    author.reconciles()
    assert codes(author) == ["huge-picture"], "the copies are of another picture"


def test_who_has_many_warnings_is_told_some_and_then_the_others(author: Author) -> None:
    links = "".join(f"[x](n{number}.md)\n" for number in range(MAX_WARNINGS + 3))
    author.publishes(a=TEXT + links)
    assert len(codes(author)) == MAX_WARNINGS
    author.publishes(a=TEXT + links, n0=TEXT, n1=TEXT, n2=TEXT, n3=TEXT)
    assert len(codes(author)) == MAX_WARNINGS - 1


def test_no_more_headings_are_looked_for_than_are_told() -> None:
    headings = [heading for number in range(10_000) for heading in ((1, "a"), (3, f"Note {number}"))]
    text = "".join(f"{'#' * level} {heading}\n\n" for level, heading in headings)
    article = Article(
        kind="articles", id="a", slug="a", title="A", date=NOW, language="en", key=A, etag="", version=""
    )
    report = RenderReport(headings=tuple(headings))
    begun = process_time()
    warnings = text_warnings(ParsedFile(article, text, report))
    assert (
        process_time() - begun < 1.0
    )  # ten times what it takes, and a hundredth of what looking for all would
    assert len(set(warnings)) == MAX_WARNINGS


def test_an_address_no_upload_can_meet_is_not_remembered(author: Author) -> None:
    author.publishes(a=TEXT + f"[all]({'x' * 5000})\n")
    assert codes(author) == []


def test_a_file_is_found_however_the_accents_of_its_name_are_written(author: Author) -> None:
    author.uploads(unicodedata.normalize("NFD", "media/été.webp"), b"x")
    author.publishes(a=TEXT + unicodedata.normalize("NFC", "![Été](../media/été.webp)\n"))
    assert codes(author) == []
