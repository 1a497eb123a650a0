"""Warnings about a text that readers get otherwise than it is written, or not at all: each with its place."""

from __future__ import annotations

import pytest

from chalicelib.content.problem import Problem
from tests.conftest import Author

A = "articles/a.md"
FRONT = "---\ntitle: A\ndate: 2026-01-01\n---\n"
TARGET = (
    FRONT.replace("title: A", "title: B")
    + "## L'été\n\n## Faq\n\n## Faq\n\n## Autre {#ici}\n\n[^n]\n\n[^n]: N\n"
)


def warnings_of(author: Author, body: str, **others: str) -> list[Problem]:
    author.publishes(a=FRONT + body, **others)
    return warnings_now(author)


def warnings_now(author: Author) -> list[Problem]:
    from chalicelib.index.receipts import receipt_of

    receipt = receipt_of(author.index, A, author.blog.clock())
    assert receipt is not None
    return list(receipt.warnings)


def places(warnings: list[Problem]) -> list[tuple[str, int, int]]:
    return [(warning.code, warning.line, warning.column) for warning in warnings]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("Un.\n\n# Deux\n\n## Trois", ("heading-lowered", 7, 1)),
        ("Un.\n\n<h1>Deux</h1>", ("heading-lowered", 7, 5)),
        ("Un.\n\n[lien](#rien)", ("dead-anchor", 7, 8)),
        ("## Un\n\n[[#Deux]]", ("dead-anchor", 7, 3)),
        ("Un[^x].", ("undefined-note", 5, 3)),
        ("`[^x]` [^x]\n\n[^y]: Un.", ("undefined-note", 5, 8)),
        ("Un.\n\n[^y]: Deux.", ("unused-note", 7, 1)),
        ("Un[^1].\n\n[^1]: Deux.\n\n[^1]: Trois.", ("duplicate-note", 9, 1)),
        ("Un [texte][ref] ici.", ("undefined-reference", 5, 4)),
        ("[a][r]\n\n[r]: /a\n[r]: /b", ("duplicate-reference", 8, 6)),
        ("Un.\n\n<!-- deux\n\ntrois", ("unclosed-comment", 7, 0)),
        ("Un <!-- deux\n\ntrois", ("unclosed-comment", 5, 0)),
        ("<!-- a -->\n\n%%\ndeux\n\ntrois", ("unclosed-comment", 7, 0)),
        ("Un {::comment} deux", ("unclosed-comment", 5, 0)),
        ("`%%` Un.\n\nDeux %%trois\n\nquatre", ("unclosed-comment", 7, 0)),
        ("Un <?php echo 1 ?> deux", ("html-left-out", 5, 4)),
        ("Un.\n\n<![CDATA[ deux ]]>", ("html-left-out", 7, 1)),
        ("<div>\n\nUn.\n\n</div>\n\n<div>\n\nDeux.", ("unclosed-tag", 11, 1)),
        ("<details><summary>Un</summary>\n\nDeux.", ("unclosed-tag", 5, 1)),
        ("Un <b>deux.\n\nTrois.", ("unclosed-tag", 5, 4)),
        ("Un.\n\n<script>alert(1)</script>", ("html-left-out", 7, 1)),
        ("Un.\n\n<style>p { color: red }</style>", ("html-left-out", 7, 1)),
        ("Aller à http://<nom>.fr, puis <nom>", ("html-left-out", 5, 16)),
        ('<p onclick="x()">Un</p>', ("html-left-out", 5, 4)),
        ("<form><input></form> Un", ("html-left-out", 5, 1)),
        ("Un\n\n{: .classe}\n\n", ("attribute-list", 7, 1)),
        ("[a](/u) [b](ftp://x.fr)", ("address-left-out", 5, 13)),
        ("![a](data:image/png;base64,x)", ("address-left-out", 5, 6)),
        ("<a href='irc://x.fr'>a</a>", ("address-left-out", 5, 10)),
        ("Un.\n\n![texte][ref]", ("undefined-reference", 7, 2)),
        ('Un {width="50%"} deux', ("attribute-list", 5, 4)),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 | 5 |", ("lost-cells", 8, 1)),
        ("> | a | b |\n> |---|---|\n> | [[a|b]] | 4 |\n", ("lost-cells", 7, 3)),
        ("Un.\n\n---\ntitle: Deux\ntags:\n  - x\n---\n\nTrois.", ("second-front-matter", 7, 1)),
    ],
)  # fmt: skip
def test_what_gets_lost_is_told_with_its_place(
    author: Author, body: str, place: tuple[str, int, int]
) -> None:
    warnings = [warning for warning in warnings_of(author, body) if warning.code == place[0]]
    assert places(warnings) == [place]
    assert warnings[0].message
    assert warnings[0].remedy


@pytest.mark.parametrize(
    "body",
    [
        "- [ ] à faire\n- [x] fait\n\n[sic] [...] [a](/)[b]",
        "[1][2] [@a][@b] a[i][j] [A-Z][a-z] `[a][b]` \\[a][b]",
        "`[^a-z]` et\n\n```\n[^1] <script> {: .x} [a][b]\n---\ntitle: x\n---\n```",
        "[//]: # (un)\n[//]: # (deux)\n\n[a]: https://x.org\n[A]: https://x.org\n\n[a][A] [b][a]",
        "Un[^1], deux[^1], ^[dans la ligne].\n\n[^1]: Un.",
        "[a](#) [a](#top) [a](#:~:text=x)",
        "[a](tel:12) [b](MAILTO:a@x.fr) `[c](ftp://x.fr)` <a href='/a:b'>d</a> [e](./a:b \"c:d\") 10:30",
        "<!-- fermé --> Un %%deux%% 100 %% {/* x */}",
        "`%%` https://x.fr/a?%%b [a](/x%%y) 5%% de plus <?xml version='1.0'?>",
        "<div>\n\n<div>\n\nUn.\n\n</div>\n\n</div>\n\n<p>Un\n<ul><li>deux</ul>\n\n<picture><source></picture>",
        "| a | b |\n|---|---|\n| 1 |\n| 1 | `a\\|b` | |\n\na | b\n--|--\n1 | 2",
        "$\\frac{a}{b}$ {a} {{x}} ${HOME} {.NET 4} {#}",
        "# A\n\nUn texte.\n\n## B\n\n---\n\nParis : une ville\n\n---\n\nDeux.",
        "## Un {: .classe }\n\n![x](https://example.org){: .y}",
    ],
)
def test_what_is_shown_as_it_is_meant_is_no_matter(author: Author, body: str) -> None:
    codes = {warning.code for warning in warnings_of(author, body)}
    assert codes <= {"dead-link", "remote-picture", "template-tag"}


def test_each_kind_of_html_is_told_once(author: Author) -> None:
    body = "<script>a()</script>\n\n<script>b()</script>\n\n" + '<p style="color:red">x</p>\n\n' * 3
    assert [warning.message for warning in warnings_of(author, body)] == [
        "the tag <script> is left out of the page",
        "the attribute 'style' of HTML is left out",
    ]


def test_levels_are_told_of_as_they_are_shown(author: Author) -> None:
    body = "Un.\n\n# A\n\n### B\n\n## C\n\n# D\n\n### E"
    lowered, *skipped = warnings_of(author, body)
    assert lowered.code == "heading-lowered"
    assert [(warning.line, warning.message[-43:]) for warning in skipped] == [
        (9, "is of level 4, and the one above it of level 2"[-43:]),
        (15, "is of level 4, and the one above it of level 2"[-43:]),
    ]
    assert "Write it with 2 signs" in skipped[0].remedy


@pytest.mark.parametrize(
    ("link", "is_place"),
    [
        ("[x](b.md#l-ete)", True),
        ("[x](b.md#lété)", True),
        ("[x](/articles/b#faq-1)", True),
        ("[x](b#ailleurs)", False),
        ("[x](b.md#autre)", True),
        ("[x](b.md#fn:n)", True),
        ("[x](b.md#:~:text=x)", True),
        ("[[B#L'été]]", True),
        ("[[B#Rien]]", False),
        ("[x](a.md#rien)", False),
        ("[x](../media/a.pdf#page=2)", True),
    ],
)
def test_a_link_to_a_place_in_another_text_is_held_against_that(
    author: Author, link: str, is_place: bool
) -> None:
    author.uploads("media/a.pdf", b"x")
    codes = [warning.code for warning in warnings_of(author, f"Un {link}.", b=TARGET)]
    assert codes == ([] if is_place else ["dead-anchor"])


def test_a_place_that_comes_later_ends_its_warning(author: Author) -> None:
    (problem,) = warnings_of(author, "Un [x](b.md#suite).", b=TARGET)
    assert (problem.code, problem.line, problem.column) == ("dead-anchor", 5, 8)
    author.publishes(b=TARGET + "\n## La suite {#suite}\n")
    assert not warnings_now(author)
    author.publishes(b=TARGET)
    assert places(warnings_now(author)) == [("dead-anchor", 5, 8)]


def test_a_page_elsewhere_that_is_not_framed_is_told_of_until_its_host_is_allowed(author: Author) -> None:
    body = '<iframe title="x" src="https://player.example.org/1"></iframe>'
    (problem,) = warnings_of(author, body)
    assert (problem.code, problem.line) == ("frame", 5)
    author.uploads("site.toml", b'frames = ["player.example.org"]\n')
    author.reconciles()
    assert not warnings_now(author)
