"""Articles that are like one."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from chalicelib.content.article import Article
from chalicelib.index.file import IndexFile, open_index
from chalicelib.index.related import COUNT, most_related
from chalicelib.index.writer import IndexWriter
from tests.conftest import NOW
from tests.index.examples import DATE, HOUR, article, index_of, packed_index, some_articles

OTHERS = {f"other{number}": f"word{number}" for number in range(30)}
"""Articles that make words rare."""


def related(example: Article, index: IndexFile, **more: Any) -> list[str]:
    return [summary.slug for summary in most_related(index, NOW, example, **more)]


def index_with_words(words: dict[str, str], **fields: dict[str, Any]) -> IndexFile:
    """Articles by name, each about some words."""
    writer = IndexWriter.of(packed_index(article(name, **fields.get(name, {})) for name in words))
    for name, text in words.items():
        writer.write_facts(f"articles/{name}.md", text.split(), [])
    return open_index(writer.packed())


def test_a_shared_tag_relates_and_two_relate_more() -> None:
    a = article("a", tags=("Ship", "Tree"))
    others = [article("b", tags=("ship",)), article("c", tags=("tree", "SHIP")), article("d", tags=("x",))]
    assert related(a, index_of([a, *others])) == ["c", "b"]


def test_a_category_alone_relates_nothing_and_decides_between_two() -> None:
    a = article("a", tags=("T",), categories=("C",))
    others = [
        article("b", tags=("T",), categories=("C",)),
        article("c", tags=("T",)),
        article("d", categories=("C",)),
    ]
    assert related(a, index_of([a, *others])) == ["b", "c"]


def test_two_rare_words_relate_and_one_does_not() -> None:
    index = index_with_words({"a": "cachalot harpoon", "b": "harpoon cachalot", "c": "cachalot", **OTHERS})
    assert related(article("a"), index) == ["b"]


def test_a_word_that_all_have_relates_nothing() -> None:
    index = index_with_words({"a": "we are here", "b": "we are here", "c": "we are here"})
    assert related(article("a"), index) == []


def test_of_two_as_close_the_newer_comes_first_and_few_are_shown() -> None:
    a = article("a", tags=("T",))
    others = [article(name, tags=("T",), date=DATE + n * HOUR) for n, name in enumerate("bcdefg")]
    index = index_of([a, *others])
    assert related(a, index) == ["g", "f", "e", "d"]
    assert len(related(a, index)) == COUNT
    assert related(a, index, count=1) == ["g"]


@given(some_articles())
def test_only_others_that_are_listed_are_related(examples: list[Article]) -> None:
    index = index_of(examples)
    listed = {a.slug for a in examples if a.kind == "articles" and not a.unlisted and a.is_public(NOW)}
    for example in examples:
        slugs = related(example, index, count=99)
        assert set(slugs) <= listed
        assert example.path not in {f"/articles/{slug}" for slug in slugs}
    assert related(article("unknown"), index) == []
