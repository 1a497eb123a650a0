"""What is put where an article was deleted: the same article again, with its comments, or another one."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.content.receipt import Receipt
from chalicelib.index.articles import ids
from chalicelib.index.file import IndexFile
from chalicelib.index.publishing_queries import retired_ids, slug_conflicts
from chalicelib.index.receipts import receipt_of
from chalicelib.index.redirects import redirect_for
from chalicelib.index.storage import INDEX_KEY, load
from chalicelib.publishing import reconcile
from tests.publishing.memory_bucket import NOW, RENDERER, MemoryBucket

A, B, C = (f"articles/{name}.md" for name in "abc")


def text(title: str = "L'été", body: str = "Text.", more: str = "") -> str:
    heading = f"title: {title}\n" if title else ""
    return f"---\n{heading}date: 2026-01-01\n{more}---\n{body}\n"


@dataclass
class Author:
    bucket: MemoryBucket = field(default_factory=MemoryBucket)

    def publishes(self, **files: str | None) -> dict[str, Receipt]:
        """Puts files by name, or deletes them, and runs; returns the receipts."""
        for name, content in files.items():
            if content is None:
                del self.bucket.contents[f"articles/{name}.md"]
            else:
                self.bucket.contents[f"articles/{name}.md"] = content.encode()
        report = reconcile(self.bucket, lambda: NOW, RENDERER, pause=lambda _: None)
        return {receipt.key: receipt for receipt in report.receipts}

    @property
    def index(self) -> IndexFile:
        return load(self.bucket)

    @property
    def ids(self) -> dict[str, str]:
        return ids(self.index)

    def redirected(self, path: str) -> str:
        article = redirect_for(self.index, NOW, path)
        return article.key if article else ""

    def receipt(self, key: str) -> Receipt:
        receipt = receipt_of(self.index, key, NOW)
        assert receipt is not None
        return receipt


@pytest.fixture
def author() -> Author:
    """One whose article a.md was published and deleted."""
    author = Author()
    author.publishes(a=text())
    author.publishes(a=None)
    return author


def test_another_text_at_its_place_has_an_id_of_its_own_and_the_receipt_says_how_to_have_the_comments(
    author: Author,
) -> None:
    receipt = author.publishes(a=text("Another", "Another text."))[A]
    assert author.ids == {A: "articles/a~"}
    (warning,) = receipt.warnings
    assert (warning.code, warning.fatal) == ("comments-apart", False)
    assert "'articles/a'" in warning.message
    author.publishes(a=text("Another again", "Edited."))
    assert author.ids == {A: "articles/a~"}
    assert author.receipt(A).warnings == (warning,)
    author.publishes(a=text("Another again", more="id: articles/a~\n"))
    assert (author.ids, author.receipt(A).warnings) == ({A: "articles/a~"}, ())
    author.publishes(a=text("Another again", more="id: articles/a\n"))
    assert (author.ids, author.receipt(A).warnings) == ({A: "articles/a"}, ())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (text(), "its bytes are the same"),
        (text("L'ÉTÉ", "Other."), "its title is the same"),
        (text("Other", "Other.", "id: articles/a\n"), "its 'id' says so"),
        (text("", "# L'été\n\nOther."), "its title is the same"),
    ],
)
def test_the_same_article_has_its_comments_again_and_the_receipt_says_why(
    author: Author, content: str, reason: str
) -> None:
    receipt = author.publishes(a=content)[A]
    assert author.ids == {A: "articles/a"}
    assert receipt.note == f"It is the article that was deleted here, and has its comments: {reason}."
    assert author.receipt(A) == receipt
    assert receipt.warnings == ()


def test_a_title_that_only_the_name_of_the_file_gives_says_nothing() -> None:
    author = Author()
    author.publishes(a=text(""))
    author.publishes(a=None)
    author.publishes(a=text("", "Another text."))
    assert author.ids == {A: "articles/a~"}


def test_the_same_bytes_under_another_name_later_bring_comments_and_a_redirect(author: Author) -> None:
    receipt = author.publishes(b=text())[B]
    assert author.ids == {B: "articles/a"}
    assert author.redirected("/articles/a") == B
    assert f"deleted at {A}" in receipt.note
    author.publishes(a=text("Another", "Another text."))
    assert author.ids == {A: "articles/a~", B: "articles/a"}
    assert author.receipt(A).warnings == (), "nothing of it is kept back"


def test_so_does_its_title_at_its_address_and_its_address_may_change_meanwhile(author: Author) -> None:
    author.publishes(b=text(body="Other.", more="slug: a\n"))
    assert author.ids == {B: "articles/a"}
    author.publishes(b=None)
    author.publishes(b=text(body="Other again.", more="slug: z\n"))
    assert (author.ids, author.redirected("/articles/a")) == ({B: "articles/a"}, B)


def test_a_file_that_is_refused_first_is_judged_when_it_is_good(author: Author) -> None:
    broken = text("Other", more="expires: soon\n")
    assert author.publishes(a=broken)[A].state == "refused"
    author.publishes(a=text(body="Mended."))
    assert author.ids == {A: "articles/a"}


def test_a_file_that_was_there_all_the_time_is_the_same_article_whatever_is_in_it() -> None:
    author = Author()
    author.publishes(a=text())
    author.publishes(a=text("Another", "Another text."))
    assert (author.ids, author.receipt(A).warnings) == ({A: "articles/a"}, ())


def test_one_that_waits_for_the_address_of_another_has_its_comments_when_it_comes(author: Author) -> None:
    author.publishes(c=text("C", "C.", "slug: a\n"))
    assert author.publishes(a=text())[A].state == "refused"
    author.publishes(a=None)
    author.publishes(a=text())
    author.publishes(c=None)
    assert author.ids == {A: "articles/a"}


def test_one_that_only_waited_for_an_address_and_went_was_never_an_article() -> None:
    author = Author()
    author.publishes(c=text("C", "C.", "slug: a\n"))
    author.publishes(a=text())
    author.publishes(a=None, c=None)
    assert author.publishes(a=text("Another", "Another text."))[A].warnings == ()
    assert author.ids == {A: "articles/a"}


def test_an_article_that_moves_to_and_fro_keeps_its_comments(author: Author) -> None:
    author.publishes(a=text())
    for old, new in ("ab", "ba", "ab"):
        author.publishes(**{new: text()})
        author.publishes(**{old: None})
        assert list(author.ids.values()) == ["articles/a"]


@pytest.mark.parametrize("is_damaged", [False, True])
def test_an_index_made_anew_tells_them_apart_as_before(author: Author, is_damaged: bool) -> None:
    author.publishes(a=text("Another", "Another text."), b=text("B", "B."), c=text("C", "C."))
    author.publishes(b=None)
    index = author.bucket.contents.pop(INDEX_KEY)
    author.bucket.contents["_index/site-0.sqlite.gz"] = index
    if is_damaged:
        author.bucket.contents["_index/site-7.sqlite.gz"] = b"damaged"
    author.publishes(b=text("Other", "Other."), c=None)
    author.publishes(c=text("Other C", "Other C."))
    assert author.ids == {A: "articles/a~", B: "articles/b~", C: "articles/c~"}
    author.publishes(c=None)
    author.publishes(c=text("C", "It was deleted when the index was made anew."))
    assert author.ids[C] == "articles/c"


@dataclass(frozen=True)
class Known:
    """What readers last saw of an article."""

    key: str
    etag: str
    title: str
    date: str
    slug: str
    named_by_file: bool


def known(index: IndexFile) -> dict[str, Known]:
    """The published articles by their ids."""
    rows = index.rows("SELECT *, json_extract(details, '$.titled_by_name') AS named FROM articles")
    return {
        row["id"]: Known(
            row["key"], row["etag"], row["title"], row["written_date"], row["slug"], row["named"]
        )
        for row in rows
    }


def is_same(old: Known, new: Known, *, at_once: bool) -> bool:
    """Whether two articles are one by their bytes, or by the title in the same place; where one went in the
    look at the bucket that saw the other come, also by two of address, title and date."""
    titled = old.title == new.title
    in_place = old.key == new.key or old.slug == new.slug
    by_title = titled and in_place and not old.named_by_file and not new.named_by_file
    two = titled + (old.slug == new.slug) + (old.date == new.date) >= 2
    return old.etag == new.etag or by_title or (at_once and two)


CONTENTS = st.builds(
    text,
    st.sampled_from(["Un", "Deux", ""]),
    st.sampled_from(["Text.", "Other."]),
    st.sampled_from(["", "", "slug: s\n", "id: articles/a\n", "id: mine\n"]),
)
LOOKS = st.lists(
    st.dictionaries(st.sampled_from("abc"), st.none() | CONTENTS, min_size=1, max_size=2), max_size=8
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(LOOKS)
def test_whatever_comes_and_goes_nobody_has_the_comments_of_another_and_nobody_loses_its_own(
    looks: list[dict[str, str | None]],
) -> None:
    author, last, before = Author(), dict[str, Known](), dict[str, Known]()
    waiting: set[str] = set()
    for look in looks:
        present = {name for name in "abc" if f"articles/{name}.md" in author.bucket.contents}
        files = {name: data for name, data in look.items() if data is not None or name in present}
        author.publishes(**files)
        after = known(author.index)
        held = {row.id for row in retired_ids(author.index) if row.status == "waiting"}
        keys_before = {old.key for old in before.values()}
        for id, new in after.items():
            names_id = b"\nid: " in author.bucket.contents[new.key]
            if new.key in waiting:
                continue  # it was judged when it came
            if id in last and not names_id and (id not in before or before[id].key != new.key):
                assert is_same(last[id], new, at_once=id in before)
            if id not in last and not names_id and new.key not in keys_before:
                # A file that stayed has given up its id for another, and is not lost.
                lost = [
                    old
                    for other, old in last.items()
                    if other not in {*after, *before, *held} and old.key not in keys_before
                ]
                assert not any(is_same(old, new, at_once=False) for old in lost)
        last |= after
        before, waiting = after, slug_conflicts(author.index)
