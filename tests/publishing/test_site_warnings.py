"""What `site.toml` names and is not there, told with its line until it comes."""

from __future__ import annotations

import pytest

from chalicelib.content.receipt import Receipt
from tests.conftest import Author

SITE = """legal = "nobody"
[author]
biography = "[moi](pages/moi.md) ![](media/moi.png) [ailleurs](https://example.org)"
portrait = "media/me.webp"
[footer]
latest = 3
worth_reading = ["pages/moi", "brouillon", "fini", "a"]
"""


def told(receipt: Receipt) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.code, problem.message) for problem in receipt.warnings]


def test_each_is_told_with_its_line_and_goes_by_itself(author: Author) -> None:
    receipts = author.publishes(
        site=SITE,
        a="---\ntitle: A\n---\nx",
        brouillon="---\ndraft: true\n---\n# B\n\nx",
        fini="---\ndate: 2025-01-01\nexpires: 2025-02-01\n---\n# F\n\nx",
    )
    assert told(receipts["site.toml"]) == [
        (1, "unknown-choice", "'legal' is 'nobody', and there is no such page"),
        (7, "unknown-choice", "'footer.worth_reading' names 'pages/moi', which is no article and no page"),
        (7, "unknown-choice", "'footer.worth_reading' names 'brouillon', which readers are not shown"),
        (7, "unknown-choice", "'footer.worth_reading' names 'fini', which readers are not shown"),
        (4, "missing-picture", "'author.portrait' is 'media/me.webp', and there is no such picture"),
        (3, "dead-link", "'author.biography' names 'pages/moi.md', and nothing is there"),
        (3, "missing-picture", "'author.biography' names 'media/moi.png', and nothing is there"),
    ]
    author.uploads("pages/moi.md", "# Moi\n\nx")
    author.uploads("media/moi.png", b"x")
    author.uploads("media/me.webp", b"x")
    receipts = author.publishes(
        site=SITE.replace("nobody", "moi"),
        brouillon="# B\n\nx",
        fini="# F\n\nx",
    )
    assert told(receipts["site.toml"]) == []


def test_a_favourite_that_nobody_wrote_is_told_in_the_article_that_names_it(author: Author) -> None:
    receipts = author.publishes(a="---\ntitle: A\nfavourite: personne\n---\nx")
    (problem,) = receipts["articles/a.md"].warnings
    assert (problem.line, problem.code) == (3, "dead-link")


@pytest.mark.parametrize("written", ["https://example.org/", "pages/moi.md", "/archive"])
def test_a_favourite_that_is_no_article_is_not_left_out_without_a_word(author: Author, written: str) -> None:
    author.uploads("pages/moi.md", "# Moi")
    receipts = author.publishes(a=f"---\ntitle: A\nfavourite: {written}\n---\nx", b="# B")
    (problem,) = receipts["articles/a.md"].warnings
    assert (problem.line, problem.code) == (3, "unknown-choice")
    assert receipts["articles/b.md"].warnings == ()
