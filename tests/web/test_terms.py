"""Tags, categories and series whose labels differ in signs alone, in all places that name them."""

from __future__ import annotations

import json
import re
from math import inf
from typing import Any
from urllib.parse import quote, quote_plus, unquote

import pytest

from chalicelib.publishing.search_documents import update_search
from chalicelib.services import Services
from tests.conftest import Answer, Author, FrozenClock, Reader

LANGUAGES = {
    "c": ("C", "c"),
    "cpp": ("C++", "c-plus-plus"),
    "cs": ("C#", "c-sharp"),
    "fs": ("F#", "f-sharp"),
    "net": (".NET", "dot-net"),
    "node": ("Node.js", "node-js"),
    "rd": ("R&D", "r-d"),
    "fete": ("🎉", "party-popper"),
    "quoi": ("???", "question-mark-question-mark-question-mark"),
}


def text(**front_matter: Any) -> str:
    head = "".join(
        f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in front_matter.items()
    )
    return f"---\ntitle: Titre\ndate: 2026-01-01\n{head}---\nDu texte.\n"


def labelled(label: str) -> str:
    return text(tags=[label], categories=[label], series=label)


def listed(page: Answer) -> list[str]:
    """The names of the articles that a list shows."""
    return re.findall(r'href="/articles/([\w-]+)"', page.text.partition("<main")[2].partition("</main>")[0])


@pytest.fixture
def _published(author: Author, blog: Services) -> None:
    author.publishes(**{name: labelled(label) for name, (label, _) in LANGUAGES.items()})
    assert update_search(blog.bucket, author.index, blog.render_worker, {}, lambda: inf)


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize("name", LANGUAGES)
def test_pages_lists_links_feeds_and_search_agree_on_each_label(reader: Reader, name: str) -> None:
    label, slug = LANGUAGES[name]
    for taxonomy in ("tags", "categories", "series"):
        address = f"/{taxonomy}/{slug}"
        assert f'href="{address}"' in reader.asks(f"/{taxonomy}").text
        assert f'href="{address}"' in reader.asks(f"/articles/{name}").text
        assert listed(reader.asks(address)) == [name]
        typed = reader.asks(f"/{taxonomy}/{quote(label, safe='')}")
        assert (typed.status, typed.headers["location"]) == (301, address)
    for feed in (f"/tags/{slug}/feed.xml", f"/categories/{slug}/feed.json"):
        assert re.findall(r"/articles/([\w-]+)", reader.asks(feed).text)[0] == name
    for query in (f"tag={quote_plus(label)}", f"q={quote_plus(f'tag:{label}')}"):
        assert listed(reader.asks("/search", query=query))[0] == name


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize("name", ["c", "cpp", "cs", "fs", "net", "node"])
def test_a_language_is_searched_by_its_name(reader: Reader, name: str) -> None:
    page = reader.asks("/search", query=f"q={quote_plus(LANGUAGES[name][0])}")
    assert listed(page) == [name]


def test_a_label_with_a_slash_counts_before_its_last_part(author: Author, reader: Reader) -> None:
    author.publishes(a=labelled("TCP/IP"), b=labelled("IP"))
    for path, address in (("/tags/TCP/IP", "/tags/tcp-ip"), ("/category/net/IP", "/categories/ip")):
        assert reader.asks(path).headers["location"] == address


def test_the_address_that_a_label_had_before_leads_to_it_until_another_has_it(
    author: Author, reader: Reader, clock: FrozenClock
) -> None:
    author.publishes(a=labelled("C++"), b=labelled("C#"), d=labelled("C#"))
    for path, address in (
        ("/tags/c", "/tags/c-sharp"),
        ("/tags/C", "/tags/c-sharp"),
        ("/tags/c/feed.xml", "/tags/c-sharp/feed.xml"),
    ):
        answer = reader.asks(path)
        assert (answer.status, answer.headers["location"]) == (302, address), path
    author.publishes(c=labelled("C"))
    clock.advance(minutes=2)
    assert listed(reader.asks("/tags/c")) == ["c"]
    assert reader.asks("/tags/python").status == reader.asks("/tags/%00").status == 404


@pytest.mark.parametrize(
    "label",
    [
        "..",
        ".",
        "/",
        "%2F",
        "?",
        "#1",
        "a#b",
        "\u0301",
        "\u0301\u0301",
        "עִבְרִית",
        "مرحبا",
        "x" * 60,
        "́é",
        "<b>",
        "\u200f",
    ],
)
def test_any_label_leads_to_its_own_list(author: Author, reader: Reader, label: str) -> None:
    author.publishes(a=text(categories=[label]))
    (address,) = re.findall(r'href="(/categories/[^"]+)"', reader.asks("/articles/a").text)
    assert unquote(address).count("/") == 2
    assert listed(reader.asks(address)) == ["a"]


def test_a_file_is_told_which_of_its_labels_lists_write_in_another_way(author: Author) -> None:
    author.publishes(a=text(tags=["Été"]), b=text(tags=["Été"], categories=["Voyage"]))
    receipts = author.publishes(c=text(categories=["voyage"], tags=["ete", "C", "C++"], series="S"))
    warnings = receipts["articles/c.md"].warnings
    assert [(warning.code, warning.line, warning.message) for warning in warnings] == [
        ("merged-label", 5, "'ete' and 'Été' are one tag, shown as 'Été'"),
        ("merged-label", 4, "'voyage' and 'Voyage' are one category, shown as 'Voyage'"),
    ]
    assert not author.publishes(d=text(tags=["Été", "C", "C++"]))["articles/d.md"].warnings


def test_two_spellings_in_one_file_are_told_there(author: Author) -> None:
    (receipt,) = author.publishes(a=text(tags=["peut-être", "Peut être"])).values()
    (warning,) = receipt.warnings
    assert warning.message == "'Peut être' and 'peut-être' are one tag, shown as 'peut-être'"


def test_a_label_without_a_list_is_told(author: Author, reader: Reader) -> None:
    tags = [*(f"tag {number}" for number in range(21)), "x" * 61]
    (receipt,) = author.publishes(a=text(tags=tags)).values()
    assert [(warning.code, warning.line, warning.message) for warning in receipt.warnings] == [
        ("unlisted-label", 4, "the tag 'tag 20' has no list: 20 stand before it"),
        ("unlisted-label", 4, "the tag '" + "x" * 59 + "…' has no list: it has 61 characters"),
    ]
    assert "tag 20" in reader.asks("/articles/a").words
