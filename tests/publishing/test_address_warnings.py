"""Warnings about old addresses that lead nobody on: they come and go with what they are about."""

from __future__ import annotations

import pytest

from chalicelib.index.receipts import receipt_of
from tests.conftest import Author

A, B, SITE = "articles/a.md", "articles/b.md", "site.toml"


def article(*lines: str, date: str = "2026-01-02") -> str:
    return "\n".join(["---", "title: A", f"date: {date}", *lines, "---", "Texte.\n"])


def warnings_of(author: Author, key: str) -> list[str]:
    """The warnings of its receipt as it stands now, one a line."""
    receipt = receipt_of(author.index, key, author.blog.clock())
    assert receipt is not None
    return [str(warning) for warning in receipt.warnings]


def test_both_files_that_name_one_old_address_are_told_who_has_it(author: Author) -> None:
    author.publishes(a=article("aliases: [/old]"), b=article("aliases: [/Old.html]", date="2026-01-01"))
    assert warnings_of(author, A) == [
        f"{A}:4: the old address '/old' is named by {B} as well: it leads to {B}, the older. "
        "Take it out of one of the two."
    ]
    assert warnings_of(author, B) == [
        f"{B}:4: the old address '/Old.html' is named by {A} as well: it leads to {B}, the older. "
        "Take it out of one of the two."
    ]
    author.publishes(b=article())
    assert warnings_of(author, A) == []


@pytest.mark.parametrize(
    ("alias", "words"),
    [
        ("/articles/b/", f"can never lead to it: it is where readers see {B}"),
        ("/articles/a", "is the address that it has"),
        ("/contact", "where readers see a page of the site"),
        ("/", "where readers see a page of the site"),
        ("/search/", "where readers see a page of the site"),
        ("/tags/ete", "where readers see a page of the site"),
        ("/archive/2026", "where readers see a page of the site"),
        ("/media/x.txt", "where readers see a page of the site"),
    ],
)
def test_an_old_address_at_which_there_is_a_page_is_told(author: Author, alias: str, words: str) -> None:
    author.uploads("media/x.txt", b"x")
    author.publishes(a=article(f"aliases: [{alias}]"), b=article("tags: [été]"))
    (warning,) = warnings_of(author, A)
    assert words in warning
    assert warning.startswith(f"{A}:4: ")


@pytest.mark.parametrize(
    "line",
    [
        "aliases: ['/contact?p=1', '/?p=12', /tags/personne, /feed, /articles/c, /articles/B]",
        "permalink: /articles/a/",
        "aliases: [/old, /old/]",
    ],
)
def test_an_old_address_that_leads_on_gives_no_warning(author: Author, line: str) -> None:
    author.publishes(a=article(line), b=article())
    assert warnings_of(author, A) == []


def test_an_old_address_that_the_settings_lead_elsewhere_is_told(author: Author) -> None:
    author.publishes(a=article("aliases: [/old]"), site='[redirects]\n"/Old/" = "/archive"')
    (warning,) = warnings_of(author, A)
    assert "leads to '/archive', as site.toml says. Take it out, or out of site.toml." in warning


def test_a_redirect_is_told_that_has_a_page_or_leads_to_none(author: Author) -> None:
    lines = [
        '"/articles/a" = "/archive"',
        '"/contact" = "/archive"',
        '"/old" = "/articles/personne"',
        '"/older" = "/tags/personne"',
        '"/oldest" = "/articles/draft"',
        '"/contact?p=1" = "/archive"',
        '"/x" = "/articles/a#fin"',
        '"/y" = "/articles/soon"',
        '"/z" = "/x"',
        '"/w/*" = "/articles/*"',
    ]
    author.publishes(
        a=article(),
        soon=article(date="2050-01-01"),
        draft=article("draft: true"),
        site="[redirects]\n" + "\n".join(lines),
    )
    assert [warning.partition(". ")[0] for warning in warnings_of(author, SITE)] == [
        f"{SITE}:2: there is a page at '/articles/a', so that nobody is led on from it",
        f"{SITE}:3: there is a page at '/contact', so that nobody is led on from it",
        f"{SITE}:4: '/old' leads to '/articles/personne', and nothing is there",
        f"{SITE}:5: '/older' leads to '/tags/personne', and nothing is there",
        f"{SITE}:6: '/oldest' leads to '/articles/draft', and nothing is there",
    ]
    author.publishes(personne=article("tags: [personne]"), draft=article())
    assert len(warnings_of(author, SITE)) == 2
