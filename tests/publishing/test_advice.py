"""Where warnings say something stands, and what they hold a link against."""

from __future__ import annotations

import pytest

from chalicelib.content.problem import Problem
from tests.conftest import Author
from tests.publishing.test_media import png

FRONT = "---\ntitle: Deux fois x\nimage: ../media/a.png\n---\n"
A = "articles/a.md"


def told(author: Author, body: str, front: str = FRONT, **others: str) -> list[Problem]:
    author.uploads("media/a.png", png(1, 1))
    for name, text in others.items():
        author.uploads(f"articles/{name}.md", text)
    author.uploads(A, front + body)
    return list(author.reconciles()[A].warnings)


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
    (problem,) = [one for one in told(author, body) if one.code == "no-alt-text"]
    assert (problem.line, problem.column) == place


def test_a_byte_order_mark_and_windows_line_ends_move_no_place(author: Author) -> None:
    front = "\ufeff" + FRONT.replace("\n", "\r\n")
    (problem,) = told(author, "![](../media/a.png)\r\n", front)
    assert (problem.line, problem.column) == (5, 5)


def test_a_heading_is_found_although_its_spaces_and_quotes_were_changed(author: Author) -> None:
    (problem,) = told(author, 'Un texte.\n\n#### Dit "oui" : quand ?\n')
    assert (problem.code, problem.line, problem.column) == ("heading-skipped", 7, 1)


def test_a_picture_at_the_head_that_is_not_there_is_told_of_with_its_line(author: Author) -> None:
    front = "---\ntitle: A\nimage: ../media/no.png\n---\n"
    (problem,) = told(author, "Un texte.", front)
    assert (problem.code, problem.line, problem.column) == ("missing-picture", 3, 8)
    author.uploads("media/no.png", png(1, 1))
    assert not author.reconciles()[A].warnings


@pytest.mark.parametrize("life", ["draft: true", "expires: 2021-01-01"])
def test_a_link_to_what_readers_are_not_shown_is_told_of(author: Author, life: str) -> None:
    hidden = f"---\ntitle: B\ndate: 2020-01-01\n{life}\n---\nUn texte.\n"
    (problem,) = told(author, "[un lien](b.md)", b=hidden)
    assert (problem.code, problem.line) == ("dead-link", 5)
    assert "draft" in problem.message
    author.uploads("articles/b.md", hidden.replace(life, "draft: false"))
    assert not author.reconciles()[A].warnings


@pytest.mark.parametrize("life", ["draft: true", "date: 2999-01-01"])
def test_a_link_that_will_lead_somewhere_is_no_matter(author: Author, life: str) -> None:
    """A draft may lead to a draft, and what is to come comes by itself."""
    other = f"---\ntitle: B\n{life}\n---\nUn texte.\n"
    front = FRONT.replace("image", f"{life}\nimage") if "draft" in life else FRONT
    assert not told(author, "[un lien](b.md)", front, b=other)


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
    assert not told(author, body)


def test_a_tag_of_another_tool_is_told_of_once_with_its_place(author: Author) -> None:
    (problem,) = told(author, '`{% raw %}`\n\nVoir {{< youtube id="x" >}} et {% gist 1 %}\n')
    assert (problem.code, problem.line, problem.column) == ("template-tag", 7, 6)
    assert "{{< youtube" in problem.message


def test_a_formula_is_shown_as_it_is_written(author: Author) -> None:
    (problem,) = told(author, "$\\frac{1}{$")
    assert "'\\frac{1}{'" in problem.message
