"""Files that are replaced, or deleted and put again, between the list and the look: whatever a run met, the
index ends as that of the bucket."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from chalicelib.content.article import Source
from chalicelib.content.listing import ListedObject
from chalicelib.errors import Unavailable, Unreadable
from chalicelib.index.articles import all_articles, ids
from chalicelib.index.publishing_queries import media_files
from chalicelib.index.redirects import redirect_for
from chalicelib.index.storage import INDEX_KEY, load
from chalicelib.publishing import parsing, reconcile
from tests.publishing.memory_bucket import NOW, RENDERER, MemoryBucket

FILES = {
    "articles/a.md": b"---\ntitle: A\ndate: 2026-01-01\n---\nText.\n",
    "articles/b.md": b"---\ntitle: B\ndate: 2026-01-01\n---\nText.\n",
    "articles/c.md": b"---\ntitle: C\ndate: 2026-01-01\n---\nText.\n",
    "site.toml": b'title = "T"',
    "theme.css": b"a { color: red }",
    "media/a.svg": b'<svg width="10" height="20"/>',
}
OTHERS = {
    "articles/a.md": b"---\ntitle: Other\ndate: 2026-01-01\n---\nText.\n",
    "site.toml": b'title = "Other"',
    "theme.css": b"a { color: blue }",
    "media/a.svg": b'<svg width="30" height="20"/>',
}


class ChangingBucket(MemoryBucket):
    """A bucket that changes once, as soon as it has been listed, or before its list has passed a key."""

    after_list: Callable[[], object] | None = None
    in_list: tuple[str, Callable[[], object]] | None = None

    def objects(self) -> Iterator[ListedObject]:
        listing = list(super().objects())
        if self.in_list:
            (key, change), self.in_list = self.in_list, None
            change()
            listing = [listed for listed in listing if listed.key < key]
            listing += [listed for listed in super().objects() if listed.key >= key]
        if after_list := self.after_list:
            self.after_list = None
            after_list()
        return iter(listing)


def run(bucket: MemoryBucket) -> None:
    reconcile(bucket, lambda: NOW, RENDERER, pause=lambda _: None)


def contents(bucket: MemoryBucket) -> tuple[object, ...]:
    with load(bucket) as index:
        titles = {article.key: article.title for article in all_articles(index)}
        return titles, index.site.title, index.theme, media_files(index)


def built_anew() -> tuple[object, ...]:
    bucket = MemoryBucket(dict(FILES))
    run(bucket)
    return contents(bucket)


@pytest.mark.parametrize("key", OTHERS)
@pytest.mark.parametrize("meanwhile", ["replaced", "deleted", "too large"])
def test_a_file_that_is_soon_again_as_it_was_listed_is_published_as_it_is(key: str, meanwhile: str) -> None:
    bucket = ChangingBucket(dict(FILES))

    def change() -> None:
        del bucket.contents[key]
        if meanwhile == "replaced":
            bucket.contents[key] = OTHERS[key]
        if meanwhile == "too large":
            bucket.contents[key] = b"x" * 2**21

    bucket.after_list = change
    run(bucket)
    bucket.contents[key] = FILES[key]
    run(bucket)
    assert contents(bucket) == built_anew()


def test_so_is_one_that_was_not_in_the_last_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_BATCH_FILES", 2)
    bucket = ChangingBucket(dict(FILES))
    bucket.after_list = lambda: bucket.contents.pop("articles/a.md")
    run(bucket)
    bucket.contents["articles/a.md"] = FILES["articles/a.md"]
    run(bucket)
    assert contents(bucket) == built_anew()


@pytest.mark.parametrize("new", ["articles/0.md", "articles/d.md"])
def test_a_file_that_is_renamed_while_the_bucket_is_listed_keeps_its_id_and_its_address(new: str) -> None:
    bucket = ChangingBucket(dict(FILES))
    run(bucket)

    def rename() -> None:
        bucket.contents[new] = bucket.contents.pop("articles/c.md")

    bucket.in_list = "articles/b.md", rename
    run(bucket)
    run(bucket)
    with load(bucket) as index:
        assert ids(index)[new] == "articles/c"
        redirect = redirect_for(index, NOW, "/articles/c")
        assert redirect is not None
        assert redirect.key == new


def test_a_picture_that_could_not_be_measured_is_measured_by_the_next_run() -> None:
    bucket = MemoryBucket(dict(FILES))
    fetch = bucket.fetch

    def fails(key: str, **options: str) -> object:
        if key.startswith("media/"):
            raise Unavailable("slow down")
        return fetch(key, **options)

    bucket.fetch = fails  # type: ignore[method-assign, assignment]
    run(bucket)
    bucket.fetch = fetch  # type: ignore[method-assign]
    run(bucket)
    assert contents(bucket) == built_anew()


class ArchivedBucket(MemoryBucket):
    """A bucket that does not give its archived objects."""

    archived: str = ""

    def read(self, key: str, *, max_bytes: int = 0) -> Source:
        if key == self.archived:
            raise Unreadable("InvalidObjectState")
        return super().read(key, max_bytes=max_bytes)


@pytest.mark.parametrize("key", ["articles/a.md", "site.toml", "theme.css"])
def test_a_file_that_s3_does_not_give_keeps_no_other_from_being_published_and_is_read_when_it_can(
    key: str,
) -> None:
    bucket = ArchivedBucket(dict(FILES))
    bucket.archived = key
    report = reconcile(bucket, lambda: NOW, RENDERER, pause=lambda _: None)
    with load(bucket) as index:
        assert {"articles/b.md", "articles/c.md"} <= ids(index).keys()
    assert [receipt.errors[0].code for receipt in report.receipts if receipt.key == key] == ["unreadable"]
    before = bucket.contents[INDEX_KEY]
    run(bucket)
    assert bucket.contents[INDEX_KEY] == before
    bucket.archived = ""
    run(bucket)
    assert contents(bucket) == built_anew()
