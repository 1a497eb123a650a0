"""Rows are written where they differ, and what is deleted leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.media import MediaFile
from chalicelib.content.problem import Problem
from chalicelib.content.site import Site
from chalicelib.errors import Corrupt
from chalicelib.index.articles import all_articles
from chalicelib.index.file import storable
from chalicelib.index.handover import handed_on
from chalicelib.index.publishing_queries import text_etags
from chalicelib.index.retired_id import RetiredId
from chalicelib.index.rows import FileRow, ReferenceRow
from chalicelib.index.writer import IndexWriter
from tests.index.examples import article, database_of, packed_index
from tests.publishing.index_contents import contents_of

RICH = article(
    "a", tags=("Ship", "ship"), categories=("C",), series="S", aliases=("/old.html",), names=("N",)
)
KEY = RICH.key
WRITES: dict[str, Callable[[IndexWriter, str], None]] = {
    "state": lambda writer, text: writer.write_state(
        generation=1, listing_digest=text, complete=True, parser_version=1, site=Site(title=text)
    ),
    "file": lambda writer, text: writer.write_file(
        FileRow("articles/x.md", text, 1, problems=(Problem("articles/x.md", 1, text, "Mend it", code="c"),))
    ),
    "article": lambda writer, text: writer.write_article(replace(RICH, excerpt=text), UTC),
    "terms": lambda writer, text: writer.write_article(replace(RICH, tags=(text,)), UTC),
    "words": lambda writer, text: writer.write_facts(KEY, [text], []),
    "references": lambda writer, text: writer.write_facts(
        KEY, [], [ReferenceRow("link", text, described=True, line=3, column=4)]
    ),
    "medium": lambda writer, text: writer.write_medium("media/x.png", MediaFile(text, 9, widths=(1, 2))),
    "former path": lambda writer, text: writer.write_former_path("/articles/x", text),
    "retired id": lambda writer, text: writer.write_retired_id(RetiredId("articles/y.md", text)),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_row_that_does_not_differ_is_no_change(write: Callable[[IndexWriter, str], None]) -> None:
    writer = IndexWriter.of(packed_index([RICH]))

    def changes(text: str) -> bool:
        write(writer, text)
        return writer.changed

    odd = "half \ud800 character and NUL \0"
    assert changes(odd)
    writer.mark_saved('"etag"')
    assert not changes(odd)
    assert changes("another")
    assert writer.index.etag == '"etag"'


def test_articles_exchange_their_slugs() -> None:
    a, b = article("a"), article("b")
    writer = IndexWriter.of(packed_index([a, b]))
    writer.release_slugs([a.key, b.key])
    for example in (replace(a, slug="b"), replace(b, slug="a")):
        writer.write_article(example, UTC)
    assert {example.key: example.slug for example in all_articles(writer.index)} == {a.key: "b", b.key: "a"}


def test_what_was_deleted_is_in_no_table_and_in_no_byte() -> None:
    secret = "confidential"
    writer = IndexWriter.of(packed_index([article("b")]))
    before = contents_of(writer.index)
    hidden = replace(
        RICH, title=secret, tags=(secret,), series=secret, aliases=(f"/{secret}",), names=(secret,)
    )
    with writer.transaction():
        writer.write_article(hidden, UTC)
        writer.write_facts(KEY, [secret], [ReferenceRow("link", secret, described=True, line=1, column=1)])
        writer.write_file(FileRow(KEY, secret, 1, title=secret))
        writer.write_medium("media/x.png", MediaFile(secret))
    assert secret.encode() in database_of(writer.packed())
    with writer.transaction():
        writer.delete_file(KEY)
        writer.delete_medium("media/x.png")
    assert contents_of(writer.index) == before
    assert secret.encode() not in database_of(writer.packed())


def test_a_text_left_for_later_is_one_that_was_not_read() -> None:
    writer = IndexWriter.of(None)
    writer.write_file(FileRow("articles/a.md", '"e"', since=3))
    writer.mark_saved("")
    writer.mark_unread(["articles/b.md"])
    assert not writer.changed
    writer.mark_unread(["articles/a.md"])
    assert text_etags(writer.index) == {"articles/a.md": ""}
    writer.write_file(FileRow("articles/a.md", '"e"', since=3))
    assert text_etags(writer.index) == {"articles/a.md": '"e"'}


def test_former_paths_are_kept_as_long_as_anyone_may_have_their_id() -> None:
    writer = IndexWriter.of(packed_index([article("a", id="alive")]))
    writer.write_retired_id(RetiredId("articles/b.md", "retired"))
    for id in ("alive", "retired", "lost"):
        writer.write_former_path(f"/articles/{id}", id)
    writer.forget_lost_paths()
    assert handed_on(writer.packed()).former_paths == [
        ("/articles/alive", "alive"),
        ("/articles/retired", "retired"),
    ]


def test_any_index_hands_on_what_no_file_can_tell_again() -> None:
    uploaded = article("a", dated_by_upload=True)
    writer = IndexWriter.of(packed_index([uploaded, article("b")]))
    retired = [RetiredId.of(article("c", id="c", title=title)) for title in ("C", "Été")]
    retired[1] = replace(retired[1], id="c~")
    for row in retired:
        writer.write_retired_id(row)
    assert handed_on(writer.packed()).ids == [
        *retired,
        *(RetiredId.of(published, "published") for published in (uploaded, article("b"))),
    ]
    with pytest.raises(Corrupt):
        handed_on(b"nothing")


@given(st.text(st.characters()))
def test_any_text_can_be_stored(text: str) -> None:
    stored = storable(text)
    assert b"\0" not in stored.encode()
    assert storable(stored) == stored
    assert len(stored) == len(text)
