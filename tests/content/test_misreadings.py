"""Front matter that is read otherwise than it is written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chalicelib.content.article import Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.problem import ContentError, Problem
from tests.content.reading import read


def warnings_of(file: str) -> tuple[Problem, ...]:
    source = Source("articles/a.md", file.encode(), '"e"', "v", datetime(2026, 1, 5, tzinfo=UTC))
    return read(source, Defaults("fr", UTC)).warnings


def fenced(lines: str) -> str:
    return f"---\n{lines}\n---\nUn texte.\n"


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ("title: Le ticket #42 est clos", ("cut-value", 2, 18)),
        ("title: Le ticket # 42", ("cut-value", 2, 18)),
        ("tags: #python #blog", ("cut-value", 2, 7)),
        ("tags:\n  - #python\n  - blog", ("cut-value", 3, 5)),
        ("tags: [a]\nsérie: Un #2", ("cut-value", 3, 11)),
        ("title: {{ page.title }}", ("placeholder", 2, 8)),
        ("title: A\ndate: {{ .Date }}", ("placeholder", 3, 7)),
        ('title: "{{ replace .Name }}"', ("placeholder", 2, 9)),
        ("title: <%= title %>", ("placeholder", 2, 8)),
        ("tilte: A", ("unknown-key", 2, 8)),
        ("title: A\ndescripton: B", ("unknown-key", 3, 13)),
        ("title: A\nCatégoreis: B", ("unknown-key", 3, 13)),
        ("title: A\ntgas: B", ("unknown-key", 3, 7)),
        ("title: A\ncannonicla: B", ("unknown-key", 3, 13)),
        ("title: A\ndarft: false", ("unknown-key", 3, 8)),
        ("title: A\nseries: [B, C]", ("first-of-list", 3, 1)),
        ("title: A\nsummary:\n  - B\n  - C", ("first-of-list", 3, 1)),
        ("title: A\ntitle: B", ("duplicate-key", 3, 8)),
    ],
)
def test_what_is_read_otherwise_than_it_is_written_is_told(lines: str, place: tuple[str, int, int]) -> None:
    (problem,) = warnings_of(fenced(lines))
    assert (problem.code, problem.line, problem.column) == place


@pytest.mark.parametrize(
    "file",
    [
        fenced("title: A # un titre".replace("A ", '"A" ')),
        fenced("title: 'C #42'\ntags: ['#a', b] # ceux du mois\ndraft: false #non"),
        fenced("title: A\ntags: # à remplir\nlayout: post #42"),
        fenced("title: |\n  A #42\n  B"),
        fenced("title: A\npermalink: '{{ page.date }}/'\neleventyComputed:\n  title: '{{ x }}'"),
        fenced("title: A\ndata: 4\ntabs: x\nposter: y\nlayout: z\ntype: post\nweight: 3\nmenu: main"),
        fenced("title: A\ntitel: B\nimages: [a.png, b.png]\nseries: [B]"),
        '+++\ntitle = "A #42"\ntags = ["#a"]\n+++\nUn texte.\n',
        "Title: A #42\nTags: #a, b\n\nUn texte.\n",
    ],
)
def test_what_is_read_as_it_is_meant_is_no_matter(file: str) -> None:
    assert not warnings_of(file)


def test_a_placeholder_is_told_in_any_dialect() -> None:
    for front in ('{\n  "title": "{{ .Title }}"\n}', '+++\ntitle = "{{ .Title }}"\n+++'):
        assert [problem.code for problem in warnings_of(f"{front}\nUn texte.\n")] == ["placeholder"]


@pytest.mark.parametrize("lines", ["darft: true", "drfat: oui", "brouilon: 1", "drat: x", "publih: false"])
def test_what_may_be_a_draft_is_asked_about_and_not_published(lines: str) -> None:
    with pytest.raises(ContentError, match=r"did you mean '(?:draft|brouillon|publish)'") as caught:
        warnings_of(fenced(f"title: A\n{lines}"))
    assert (caught.value.problem.code, caught.value.problem.line) == ("draft", 3)
