"""A blog saved in a folder, and the same blog somewhere else."""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import FOLDER
from chalicelib.content.edition.front import Front
from chalicelib.content.index import Index
from chalicelib.reading import published
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from billet import project
from billet.commands import main
from billet.commands.common import progress
from billet.local import local_aws
from billet.operator.backups import archive, backup, edition, table_restore
from billet.operator.backups import restore as restoring
from billet.operator.backups.archive import MANIFEST, name_of
from billet.operator.backups.backup import Taken
from billet.operator.backups.backup_writer import JOURNAL, BackupWriter
from billet.operator.backups.restore import Restored
from billet.operator.deployment import statics
from chalicelib import checking
from chalicelib import services as wiring
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.commenting import moderate
from chalicelib.conversation.message import Message
from chalicelib.errors import ConfigurationError, Conflict
from chalicelib.publishing import reconcile
from chalicelib.services import Services
from chalicelib.storage.s3 import UPLOADED
from tests.conftest import NOW, Answer, Author, FrozenClock, Reader

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"
BROKEN = "---\ntitle: A\ndate: soon\n---\nOther text.\n"

SECRET = "the same secret, so that forms have the same tokens"

ROUTES = (
    "/",
    "/page/2",
    "/contact",
    "/robots.txt",
    "/media/photo.png",
    "/media/nowhere.png",
    "/pages/about",
    *(
        f"/articles/{slug}"
        for slug in ("a", "b", "undated", "draft", "soon", "gone", "twin", "ete", "nowhere")
    ),
)


def silent(label: str, length: int) -> AbstractContextManager[Callable[[int], object]]:
    return nullcontext(lambda _: None)


@dataclass
class Home:
    """Stages, and one folder to move between them."""

    folder: Path
    clock: FrozenClock
    monkeypatch: pytest.MonkeyPatch
    stages: list[str] = field(default_factory=list)

    def stage(self) -> Services:
        """A new and empty stage: the one whose pages are served from now on."""
        environment = local_aws.build(f"t{uuid.uuid4().hex[:12]}", signing=SECRET)
        for name, value in {**environment, "BILLET_BASE_URL": "https://blog.example.org"}.items():
            self.monkeypatch.setenv(name, value)
        wiring.services.cache_clear()
        blog = wiring.services()
        blog.clock = self.clock
        return blog

    def backup(self, blog: Services) -> Taken:
        return backup.backup(blog.settings, "dev", self.folder, self.clock, silent)

    def restore(self, blog: Services, *, over: bool = False) -> Restored:
        return restoring.restore(self.folder, blog.settings, "dev", self.clock, silent, over=over)

    @property
    def names(self) -> set[str]:
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}


@pytest.fixture
def home(
    aws: local_aws.LocalAws, tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Home]:
    config = tmp_path / "config.json"
    config.write_text(project.CONFIG.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(project, "CONFIG", config)
    yield Home(tmp_path / "backup", clock, monkeypatch)
    wiring.services.cache_clear()


@pytest.fixture
def source(home: Home) -> Services:
    """A blog to which most has happened."""
    blog = home.stage()
    author = Author(blog)
    author.uploads("pages/about.md", "# About\n\nMe.")
    author.uploads("media/photo.png", b"\x89PNG" + bytes(range(256)) * 9)
    blog.bucket.write("media/notes.pdf", b"pdf", content_type="application/pdf")
    for number in range(3):
        author.uploads(f"articles/more-{number}.md", f"# More {number}\n\nText.")
    author.publishes(
        site='title = "Carnet"\nlanguage = "en"\nfeatured = "a"',
        a=ARTICLE,
        b=ARTICLE.replace("title: A", "title: B\nslug: b"),
        undated="# Undated\n\nText.",
        draft=ARTICLE.replace("title", "draft: true\ntitle"),
        soon=ARTICLE.replace("2026-01-01", "2026-03-09"),
        gone=ARTICLE.replace("title: A", "title: Gone"),
        été=ARTICLE.replace("A\n", "Été\n"),
    )
    author.deletes("articles/gone.md")
    author.uploads("articles/b.md", BROKEN)
    author.uploads("articles/twin.md", ARTICLE.replace("title", "slug: a\ntitle"))
    author.uploads("articles/a.md", ARTICLE)  # the same bytes in another version
    author.reconciles()
    comment = Comment(
        "c1", "articles/a", "Léa", "Bonjour", NOW, "pending", "lea@example.org", NOW + timedelta(9)
    )
    for name, state in (("c1", "approved"), ("c2", "approved"), ("c3", "pending"), ("c4", "spam")):
        blog.comments.add(replace(comment, id=name))
        if state == "approved":
            moderate(name, "approved", blog.comments, timedelta(9), blog.clock)
    blog.comments.add(replace(comment, id="old", expires=NOW + timedelta(1)))
    blog.messages.add(Message("m1", "Noé", "noe@example.org", "S", "T\r\nT\u2028", NOW, NOW + timedelta(9)))
    return blog


@pytest.fixture
def small(home: Home) -> Services:
    """A blog of one article, one of whose versions is broken, one picture and one comment."""
    blog = home.stage()
    author = Author(blog)
    author.uploads("media/photo.png", b"PNG")
    author.publishes(b=ARTICLE)
    author.publishes(b=BROKEN)
    blog.comments.add(Comment("c1", "articles/b", "Léa", "Bonjour", NOW))
    return blog


def pages(reader: Reader) -> dict[str, Answer]:
    return {path: reader.asks(path) for path in ROUTES}


def index_of(blog: Services) -> Index:
    return published(blog.bucket)[1]


def objects_of(blog: Services) -> dict[str, Any]:
    """All a reader or a run of publishing can learn of the bucket, but for the versions' names."""
    found: dict[str, Any] = {}
    s3 = boto3.client("s3")
    for key, etag in blog.bucket.etags(""):
        if key.startswith(FOLDER) and key != fronts.KEY:
            continue  # which the front names, and is made of the rest
        answer = s3.get_object(Bucket=blog.settings.bucket, Key=key)
        found[key] = (etag, answer["ContentType"]) if key != fronts.KEY else answer["ContentType"]
    return found


def items_of(blog: Services, table: str = "comments_table") -> dict[str, Any]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=getattr(blog.settings, table))
    return {item["id"]["S"]: item for page in pages for item in page["Items"]}


class Faults:
    """Every call of this process to AWS: counted, told of, and made to fail."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.after: Callable[[str, dict[str, Any]], None] = lambda operation, params: None
        self.before: Callable[[str, dict[str, Any]], None] = lambda operation, params: None

    def count(self, operation: str) -> int:
        return self.made.count(operation)

    def fail(self, operation: str, at: int) -> None:
        """Let the call number `at` of an operation, and all after it, fail."""
        self.made.clear()

        def refuse(called: str, params: dict[str, Any]) -> None:
            if called == operation and self.count(operation) >= at:
                raise ClientError({"Error": {"Code": "InternalError", "Message": "crash"}}, called)

        self.before = refuse

    def heal(self) -> None:
        self.made.clear()
        self.before = lambda operation, params: None


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    found = Faults()
    client: Any = BaseClient
    call = client._make_api_call

    def noted(self: Any, operation: str, params: dict[str, Any]) -> Any:
        found.made.append(operation)
        found.before(operation, params)
        answer = call(self, operation, params)
        found.after(operation, params)
        return answer

    monkeypatch.setattr(client, "_make_api_call", noted)
    return found


def crashed(work: Callable[[], object]) -> None:
    with pytest.raises(ClientError, match="crash"):
        work()


# What is restored is what was there.


def test_a_restored_blog_answers_every_request_with_the_same_bytes(
    home: Home, source: Services, chalice_app: Any
) -> None:
    reader = Reader(chalice_app)
    before = pages(reader)
    assert "2 comments" in before["/articles/a"].words
    assert (before["/articles/b"].status, before["/articles/soon"].status) == (200, 404)
    home.backup(source)
    home.restore(home.stage())
    assert pages(reader) == before
    home.clock.advance(days=8)  # what was to come appears
    assert reader.asks("/articles/soon").status == 200


def test_a_run_of_publishing_after_a_restore_changes_nothing(
    home: Home, source: Services, faults: Faults
) -> None:
    home.backup(source)
    target = home.stage()
    home.restore(target)
    before = index_of(target)
    report = reconcile(
        target.bucket, target.clock, target.render_worker
    )  # which sees that the bucket is as it says
    assert (report.receipts, report.deleted) == ((), ())
    assert replace(index_of(target), generation=before.generation) == before
    faults.made.clear()
    reconcile(target.bucket, target.clock, target.render_worker)
    assert "PutObject" not in faults.made


def test_objects_comments_and_messages_are_the_same_but_for_what_expired(
    home: Home, source: Services
) -> None:
    home.backup(source)
    home.clock.advance(days=2)
    target = home.stage()
    done = home.restore(target)
    assert objects_of(target) == objects_of(source)
    assert items_of(target) == {name: item for name, item in items_of(source).items() if name != "old"}
    assert items_of(target, "messages_table") == items_of(source, "messages_table")
    assert (done.items["comments"].expired, done.items["comments"].put) == (1, 5)


def test_the_index_is_the_same_but_for_the_names_of_versions(home: Home, source: Services) -> None:
    home.backup(source)
    target = home.stage()
    home.restore(target)
    before, after = index_of(source), index_of(target)
    assert all(one.version not in {a.version for a in before.articles} for one in after.articles)
    same = tuple(replace(one, version=before.by_key[one.key].version) for one in after.articles)
    # The objects of its edition name versions too.
    assert replace(after, articles=same, tables=before.tables, kept=before.kept) == before
    assert [one.since for one in after.articles] == [one.since for one in before.articles]
    assert before.gone == {"articles/gone.md": "articles/gone", "articles/twin.md": "articles/twin"}
    assert before.crowded == ("articles/twin.md",)


def test_a_broken_file_lies_over_its_published_version_as_before(home: Home, source: Services) -> None:
    home.backup(source)
    target = home.stage()
    home.restore(target)
    assert target.bucket.read("articles/b.md").data == BROKEN.encode()
    pinned = index_of(target).by_key["articles/b.md"].version
    old = target.bucket.fetch("articles/b.md", version=pinned)
    assert old is not None
    assert b"title: B" in old.data
    assert "published/articles/b.md" in home.names
    assert "published/articles/a.md" not in home.names  # the same bytes once more are not kept twice


def test_an_article_dated_by_its_upload_keeps_its_day_where_the_index_is_made_anew(
    home: Home, source: Services
) -> None:
    first = index_of(source).by_key["articles/undated.md"].date
    home.backup(source)
    path = home.folder / MANIFEST
    manifest = archive.load(home.folder)
    long_ago = datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC)
    earlier = [replace(one, uploaded=long_ago.isoformat()) for one in manifest.stored]
    archive.save(home.folder, replace(manifest, stored=tuple(earlier)))
    target = home.stage()
    home.restore(target)
    assert index_of(target).by_key["articles/undated.md"].date == first
    target.bucket.delete(fronts.KEY)
    reconcile(target.bucket, target.clock, target.render_worker)
    assert index_of(target).by_key["articles/undated.md"].date == long_ago
    path.unlink()
    home.folder.rename(home.folder.with_name("first"))
    home.backup(target)  # a backup of what was restored remembers it as well
    assert {one.uploaded for one in archive.load(home.folder).stored if one.key != fronts.KEY} >= {
        long_ago.isoformat()
    }


@pytest.mark.parametrize("written", ["yesterday", "2019-05-06T07:08:09"])
def test_a_time_of_upload_that_is_no_moment_is_passed_over(home: Home, written: str) -> None:
    blog = home.stage()
    boto3.client("s3").put_object(
        Bucket=blog.settings.bucket, Key="articles/a.md", Body=b"x", Metadata={UPLOADED: written}
    )
    assert abs(blog.bucket.read("articles/a.md").uploaded - datetime.now(UTC)) < timedelta(minutes=5)


def test_an_upload_in_many_parts_is_unchanged_by_a_restore(home: Home) -> None:
    blog, s3, key = home.stage(), boto3.client("s3"), "articles/a.md"
    place: Any = {"Bucket": blog.settings.bucket, "Key": key}
    upload = s3.create_multipart_upload(**place)["UploadId"]
    part = s3.upload_part(**place, UploadId=upload, PartNumber=1, Body=ARTICLE.encode())
    parts: Any = {"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
    s3.complete_multipart_upload(**place, UploadId=upload, MultipartUpload=parts)
    reconcile(blog.bucket, blog.clock, blog.render_worker)
    assert "-1" in index_of(blog).seen[key]
    home.backup(blog)
    target = home.stage()
    home.restore(target)
    assert index_of(target).seen[key] == target.bucket.read(key).etag
    assert reconcile(target.bucket, target.clock, target.render_worker).receipts == ()
    assert home.restore(target).put == 0


def test_headers_and_metadata_of_an_object_move(home: Home) -> None:
    blog, s3 = home.stage(), boto3.client("s3")
    sent: Any = {"ContentType": "image/png", "CacheControl": "no-cache", "ContentDisposition": "inline"}
    s3.put_object(Bucket=blog.settings.bucket, Key="media/a.png", Body=b"x", Metadata={"by": "me"}, **sent)
    home.backup(blog)
    target = home.stage()
    home.restore(target)
    answer: Any = s3.get_object(Bucket=target.settings.bucket, Key="media/a.png")
    assert {name: answer[name] for name in sent} == sent
    assert answer["Metadata"]["by"] == "me"


def test_items_of_any_shape_move_whole(home: Home) -> None:
    blog, dynamodb = home.stage(), boto3.client("dynamodb")
    shapes: Any = {
        "id": {"S": "likes/articles/a"},
        "bytes": {"B": b"\x00\xff"},
        "B": {"BS": [b"2", b"1"]},
        "who": {"SS": ["b", "a"]},
        "deep": {"M": {"B": {"L": [{"B": b"x"}, {"NULL": True}, {"N": "12"}]}, "S": {"BOOL": False}}},
    }
    dynamodb.put_item(TableName=blog.settings.comments_table, Item=shapes)
    home.backup(blog)
    target = home.stage()
    assert home.restore(target).items["comments"].put == 1
    moved = items_of(target)["likes/articles/a"]
    assert {name: moved[name] for name in ("id", "bytes", "deep")} == {
        name: shapes[name] for name in ("id", "bytes", "deep")
    }
    assert (sorted(moved["B"]["BS"]), sorted(moved["who"]["SS"])) == ([b"1", b"2"], ["a", "b"])
    assert home.restore(target).items["comments"].there == 1


ODD_KEYS = [
    "articles/../escape.md",
    "../../escape",
    "/absolute",
    "media/folder/",
    "media/folder",
    "media/folder/inside.png",
    "media//twice.png",
    "media/A.png",
    "media/a.png",
    "media/été.png",
    "media/e\u0301te\u0301.png",
    "media/.hidden",
    "media/a.png.partial",
    "media/" + "x" * 1000,
    "media/tab\tand:more?*.png",
]


def test_whatever_a_key_is_its_file_stays_in_the_folder_and_comes_back(home: Home) -> None:
    blog = home.stage()
    for number, key in enumerate(ODD_KEYS):
        blog.bucket.write(key, f"{number}".encode())
    home.backup(blog)
    assert {path.name for path in home.folder.parent.iterdir()} == {"backup", "config.json"}
    assert "objects/media/a.png" in home.names  # a person finds what has a simple name
    target = home.stage()
    home.restore(target)
    assert [target.bucket.read(key).data for key in ODD_KEYS] == [
        str(n).encode() for n in range(len(ODD_KEYS))
    ]


@given(st.lists(st.text(alphabet="aAé./~\\\0 :-", min_size=1, max_size=8), min_size=2, max_size=6))
def test_no_two_keys_share_a_file_nor_is_a_file_anothers_folder(keys: list[str]) -> None:
    names = {key: name_of(key).casefold() for key in keys}
    assert len(set(names.values())) == len(set(keys))
    for name in names.values():
        parts = name.split("/")
        assert not {"", ".", ".."} & set(parts)
        assert all(re.fullmatch(r"[\w.~-]+", part) and len(part.encode()) < 200 for part in parts)
        assert not any(other.startswith(name + "/") for other in names.values())


# A backup while the blog lives.


def test_what_readers_saw_when_the_backup_began_is_in_it(
    home: Home, source: Services, faults: Faults, chalice_app: Any
) -> None:
    reader, author = Reader(chalice_app), Author(source)
    before = pages(reader)

    def meanwhile(operation: str, params: dict[str, Any]) -> None:
        if operation == "ListObjectsV2":
            faults.after = lambda operation, params: None
            author.deletes("articles/more-1.md")
            author.publishes(a=ARTICLE.replace("Text", "New text"), late=ARTICLE, b=ARTICLE)
            author.uploads("articles/undated.md", "# Undated\n\nNew text.")

    faults.after = meanwhile
    home.backup(source)
    target = home.stage()
    home.restore(target)
    assert pages(reader) == before
    assert sorted(
        receipt.key for receipt in reconcile(target.bucket, target.clock, target.render_worker).receipts
    ) == [
        "articles/a.md",
        "articles/b.md",
        "articles/undated.md",
    ]
    assert "articles/more-1.md" not in index_of(target).by_key


def test_an_article_deleted_and_not_yet_seen_to_is_still_shown(
    home: Home, source: Services, chalice_app: Any
) -> None:
    Author(source).deletes("articles/a.md")
    home.backup(source)
    target = home.stage()
    home.restore(target)
    assert Reader(chalice_app).asks("/articles/a").status == 200
    assert home.restore(target).put == 0
    assert reconcile(target.bucket, target.clock, target.render_worker).deleted == ("articles/a.md",)
    assert Reader(chalice_app).asks("/articles/ete").status == 200


def test_counts_that_were_read_in_the_middle_of_a_verdict_are_made_right(
    home: Home, source: Services
) -> None:
    boto3.client("dynamodb").put_item(
        TableName=source.settings.comments_table,
        Item={"id": {"S": "count/articles/a"}, "approved": {"N": "7"}, "likes": {"N": "3"}},
    )
    home.backup(source)
    target = home.stage()
    home.restore(target)
    assert target.comments.counts(["articles/a"]) == {"articles/a": 2}
    assert items_of(target)["count/articles/a"]["likes"] == {"N": "3"}
    assert home.restore(target).items["comments"].put == 0


def test_comments_judged_while_they_are_counted_are_counted_again(
    home: Home, source: Services, faults: Faults
) -> None:
    table = source.settings.comments_table
    dynamodb = boto3.client("dynamodb")
    key: Any = {"id": {"S": "count/articles/a"}}
    dynamodb.delete_item(TableName=table, Key=key)

    def judged(operation: str, params: dict[str, Any]) -> None:
        if operation == "Scan":
            faults.after = lambda operation, params: None
            moderate("c3", "approved", source.comments, timedelta(9), source.clock)

    faults.after = judged
    table_restore.recount(dynamodb, table)
    assert source.comments.counts(["articles/a"]) == {"articles/a": 3}


def test_an_index_nobody_can_read_is_no_backup(home: Home, small: Services) -> None:
    small.bucket.write(fronts.KEY, b"{")
    with pytest.raises(fronts.Unreadable):
        home.backup(small)
    assert MANIFEST not in home.names


# Interrupted runs.


@pytest.mark.parametrize("at", [3, 9, 20])
def test_an_interrupted_backup_goes_on_where_it_was(
    home: Home, source: Services, faults: Faults, at: int
) -> None:
    faults.fail("GetObject", at)
    crashed(lambda: home.backup(source))
    assert MANIFEST not in home.names
    faults.heal()
    taken = home.backup(source)
    came = at - 1 - 1  # the index is read again
    assert (taken.kept, taken.fetched) == (came, taken.objects - came)
    assert JOURNAL not in home.names
    target = home.stage()
    home.restore(target)
    assert objects_of(target) == objects_of(source)


def test_a_second_backup_fetches_what_changed_and_forgets_what_is_gone(home: Home, source: Services) -> None:
    first = home.backup(source)
    author = Author(source)
    author.deletes("media/photo.png")
    author.uploads("media/new.png", b"new")
    author.uploads("media/notes.pdf", b"changed")
    second = home.backup(source)
    assert (first.kept, second.fetched, second.objects) == (0, 3, first.objects)
    assert "objects/media/photo.png" not in home.names
    target = home.stage()
    home.restore(target)
    assert target.bucket.read("media/notes.pdf").data == b"changed"
    assert home.names == {MANIFEST} | {file.path for file in archive.load(home.folder).files()}


def test_the_backup_before_is_whole_until_the_next_one_is(
    home: Home, source: Services, faults: Faults
) -> None:
    home.backup(source)
    before = objects_of(source)
    author = Author(source)
    author.uploads("media/notes.pdf", b"changed")
    author.publishes(a=ARTICLE.replace("Text", "Changed"))
    faults.fail("Scan", 1)
    crashed(lambda: home.backup(source))
    faults.heal()
    target = home.stage()
    home.restore(target)
    assert objects_of(target) == before
    assert home.backup(source).removed > 0
    target = home.stage()
    home.restore(target)
    assert target.bucket.read("media/notes.pdf").data == b"changed"


def test_a_file_of_the_backup_that_is_damaged_is_fetched_again(home: Home, source: Services) -> None:
    home.backup(source)
    path = home.folder / "objects" / "media" / "photo.png"
    path.write_bytes(path.read_bytes().replace(b"P", b"p"))
    assert home.backup(source).fetched == 2
    assert path.read_bytes() == source.bucket.read("media/photo.png").data


def test_a_journal_cut_off_in_the_middle_of_a_line_is_good_up_to_there(
    home: Home, source: Services, faults: Faults
) -> None:
    faults.fail("Scan", 1)
    crashed(lambda: home.backup(source))
    journal = home.folder / JOURNAL
    journal.write_text(journal.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    crashed(lambda: home.backup(source))
    faults.heal()
    assert home.backup(source).fetched == 1


def test_so_is_one_cut_off_in_the_middle_of_a_character(home: Home, source: Services, faults: Faults) -> None:
    faults.fail("Scan", 1)
    crashed(lambda: home.backup(source))
    with (home.folder / JOURNAL).open("ab") as journal:
        journal.write('{"key": "media/é'.encode()[:-1])
    faults.heal()
    assert home.backup(source).fetched == 1  # the index is read again


@pytest.mark.parametrize(("operation", "at"), [("BatchWriteItem", 1), ("PutObject", 1), ("PutObject", 8)])
def test_an_interrupted_restore_goes_on_where_it_was(
    home: Home, source: Services, faults: Faults, operation: str, at: int
) -> None:
    home.backup(source)
    target = home.stage()
    faults.fail(operation, at)
    crashed(lambda: home.restore(target))
    faults.heal()
    done = home.restore(target)
    if operation == "PutObject":
        assert (done.there, done.items["comments"].put) == (at - 1, 0)
    assert objects_of(target) == objects_of(source)
    assert reconcile(target.bucket, target.clock, target.render_worker).receipts == ()


def test_a_restore_that_died_between_a_published_version_and_its_broken_successor_goes_on(
    home: Home, small: Services, faults: Faults
) -> None:
    home.backup(small)
    target = home.stage()

    def die(operation: str, params: dict[str, Any]) -> None:
        if operation == "PutObject" and BROKEN.encode() == params["Body"].read():
            raise ClientError({"Error": {"Code": "InternalError", "Message": "crash"}}, operation)
        if operation == "PutObject":
            params["Body"].seek(0)

    faults.before = die
    crashed(lambda: home.restore(target))
    faults.heal()
    home.restore(target)
    assert target.bucket.read("articles/b.md").data == BROKEN.encode()
    assert reconcile(target.bucket, target.clock, target.render_worker).receipts == ()


def test_a_second_restore_writes_nothing(home: Home, source: Services, faults: Faults) -> None:
    home.backup(source)
    target = home.stage()
    first = home.restore(target)
    faults.made.clear()
    second = home.restore(target)
    assert (second.put, second.there) == (0, first.put)
    assert not {"PutObject", "DeleteObject", "BatchWriteItem", "UpdateItem"} & set(faults.made)


# Runs of publishing in the middle, as the uploads of a restore set them off.


@pytest.mark.parametrize("backwards", [False, True])
def test_publishing_at_every_step_of_a_restore_changes_nothing_in_the_end(
    home: Home, source: Services, faults: Faults, monkeypatch: pytest.MonkeyPatch, *, backwards: bool
) -> None:
    home.backup(source)
    manifest = archive.load(home.folder)
    if backwards:  # receipts still first; of two files that want one address, now the other one
        stored = [*manifest.stored][::-1]
        stored.sort(key=lambda one: not one.key.startswith("_"))
        archive.save(home.folder, replace(manifest, stored=tuple(stored)))
    target = home.stage()
    monkeypatch.setattr("billet.parallel.WORKERS", 1)
    running = False

    def publishing(operation: str, params: dict[str, Any]) -> None:
        nonlocal running
        if operation == "PutObject" and not running:
            running = True
            reconcile(target.bucket, target.clock, target.render_worker)
            running = False

    faults.after = publishing
    home.restore(target)
    faults.after = lambda operation, params: None
    assert objects_of(target) == objects_of(source)
    assert index_of(target).seen.keys() == index_of(source).seen.keys()
    assert reconcile(target.bucket, target.clock, target.render_worker).receipts == ()


def test_a_run_that_writes_after_the_index_cannot_replace_it_and_its_receipts_are_mended(
    home: Home, source: Services, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.backup(source)
    target = home.stage()
    late = target.bucket

    def after_the_index(operation: str, params: dict[str, Any]) -> None:
        if operation == "PutObject" and params["Key"] == fronts.KEY:
            faults.after = lambda operation, params: None
            late.write("_receipts/articles/b.md.json", b"as of a half filled bucket")
            late.delete("_receipts/articles/a.md.json")

    faults.after = after_the_index
    home.restore(target)
    assert objects_of(target) == objects_of(source)


def test_an_index_by_something_that_had_not_read_ours_is_said(
    home: Home, small: Services, faults: Faults
) -> None:
    home.backup(small)
    target = home.stage()

    def overwrite(operation: str, params: dict[str, Any]) -> None:
        if operation == "PutObject" and params["Key"] == fronts.KEY:
            faults.after = lambda operation, params: None
            target.bucket.write(fronts.KEY, fronts.dump(Front(1)))

    faults.after = overwrite
    with pytest.raises(Conflict, match="run it again"):
        home.restore(target)
    home.restore(target)
    assert index_of(target).generation == index_of(small).generation


def test_receipts_that_change_all_the_while_are_said(home: Home, source: Services, faults: Faults) -> None:
    home.backup(source)
    target = home.stage()

    def spoil(operation: str, params: dict[str, Any]) -> None:
        if operation == "ListObjectsV2":
            target.bucket.delete("_receipts/articles/a.md.json")

    faults.made.clear()
    faults.before = spoil
    with pytest.raises(Conflict, match="publishing is at work"):
        home.restore(target)
    assert faults.count("ListObjectsV2") == edition.ROUNDS


# What is refused, before anything is written.


def untouched(blog: Services) -> bool:
    return not (list(blog.bucket.etags("")) or items_of(blog) or items_of(blog, "messages_table"))


def refused(home: Home, saying: str) -> None:
    target = home.stage()
    with pytest.raises(ConfigurationError, match=saying):
        home.restore(target)
    assert untouched(target)


@pytest.mark.parametrize(
    "file", ["objects/media/photo.png", "published/articles/b.md", "tables/comments.jsonl"]
)
def test_a_damaged_file_is_named(home: Home, small: Services, file: str) -> None:
    home.backup(small)
    path = home.folder / file
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"?")
    refused(home, re.escape(str(path)))
    path.unlink()
    (home.folder / "objects" / "articles" / "b.md").unlink()
    refused(home, "damaged: .* and 1 more")


def test_a_manifest_that_is_damaged_newer_or_missing_is_said(home: Home, small: Services) -> None:
    refused(home, "no finished backup in .*: make one with 'billet backup'")
    home.backup(small)
    path = home.folder / MANIFEST
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("text/plain", "text/plane"), encoding="utf-8")
    refused(home, "damaged .its checksum is another")
    path.write_text(whole[:-9], encoding="utf-8")
    refused(home, "damaged")
    path.write_text(whole.replace('"format": 1', '"format": 2'), encoding="utf-8")
    refused(home, "format 2, and this Billet reads 1: use a newer Billet")


@pytest.mark.parametrize(
    "path", ["../config.json", "/etc/passwd", "objects/../../config.json", "manifest.json"]
)
def test_a_manifest_that_names_files_of_others_is_refused(home: Home, small: Services, path: str) -> None:
    home.backup(small)
    manifest = archive.load(home.folder)
    first = manifest.stored[0]
    forged = replace(first, file=replace(first.file, path=path))
    archive.save(home.folder, replace(manifest, stored=(forged, *manifest.stored[1:])))
    refused(home, "which is none of a backup")


def test_a_table_this_billet_does_not_know_is_refused(home: Home, small: Services) -> None:
    home.backup(small)
    manifest = archive.load(home.folder)
    other = replace(manifest.tables[0], name="likes")
    archive.save(home.folder, replace(manifest, tables=(*manifest.tables, other)))
    refused(home, "the backup has likes")


def test_a_bucket_without_versions_cannot_take_published_versions(home: Home, small: Services) -> None:
    home.backup(small)
    target = home.stage()
    boto3.client("s3").put_bucket_versioning(
        Bucket=target.settings.bucket, VersioningConfiguration={"Status": "Suspended"}
    )
    with pytest.raises(ConfigurationError, match="turn its versioning on"):
        home.restore(target)
    assert untouched(target)


def test_a_stage_that_holds_something_else_is_replaced_only_when_told_to(
    home: Home, source: Services, chalice_app: Any
) -> None:
    home.backup(source)
    target = home.stage()
    author = Author(target)
    author.publishes(a=ARTICLE.replace("Text", "Of this stage"), own=ARTICLE)
    comment = Comment("c9", "articles/a", "Zoé", "Ici", NOW, "pending", "", NOW + timedelta(9))
    target.comments.add(comment)
    moderate("c9", "approved", target.comments, timedelta(9), target.clock)
    with pytest.raises(ConfigurationError, match=r"\(2 objects, 1 comments\).*--over"):
        home.restore(target)
    assert b"Of this stage" in target.bucket.read("articles/a.md").data
    home.restore(target, over=True)
    assert target.bucket.read("articles/a.md").data == ARTICLE.encode()
    assert target.comments.counts(["articles/a"]) == {"articles/a": 3}
    assert set(author.reconciles()) == {"articles/own.md"}
    assert Reader(chalice_app).asks("/articles/own").status == 200


def test_a_stage_that_has_published_nothing_yet_is_empty(home: Home, small: Services) -> None:
    home.backup(small)
    target = home.stage()
    reconcile(target.bucket, target.clock, target.render_worker)
    home.restore(target)
    assert objects_of(target) == objects_of(small)


def test_when_a_stage_was_last_checked_and_what_it_deployed_are_its_own_affair(
    home: Home, small: Services
) -> None:
    checking.note(small.bucket, small.clock, 2)
    statics.put(small.bucket)
    home.backup(small)
    assert not {name for name in home.names if "static" in name or "checked" in name}
    target = home.stage()
    home.clock.advance(hours=1)
    checking.note(target.bucket, target.clock, 0)
    statics.put(target.bucket)
    home.restore(target)
    assert checking.examine(target.bucket, target.clock).age_seconds == 0


def test_a_blog_that_never_published_moves_too(home: Home) -> None:
    blog = home.stage()
    Author(blog).uploads("articles/a.md", ARTICLE)
    home.backup(blog)
    target = home.stage()
    home.restore(target)
    assert reconcile(target.bucket, target.clock, target.render_worker).generation == 1


def test_a_folder_that_holds_something_else_is_left_alone(home: Home, small: Services) -> None:
    home.folder.mkdir()
    (home.folder / "thesis.doc").write_bytes(b"x")
    with pytest.raises(ConfigurationError, match="holds something else than a backup"):
        home.backup(small)
    assert home.names == {"thesis.doc"}
    (home.folder / "thesis.doc").rename(home.folder / ".DS_Store")
    home.backup(small)
    with pytest.raises(ConfigurationError, match="backup of another blog"):
        home.backup(home.stage())
    home.folder = home.folder / MANIFEST
    with pytest.raises(ConfigurationError, match="is no folder"):
        home.backup(small)


def test_two_runs_do_not_write_into_one_folder(home: Home, small: Services) -> None:
    bucket = small.settings.bucket
    with (
        BackupWriter(home.folder, "dev", bucket),
        pytest.raises(ConfigurationError, match="another backup is being"),
    ):
        home.backup(small)
    home.backup(small)


def test_the_folder_is_its_owners_and_the_secret_is_not_in_it(home: Home, small: Services) -> None:
    home.backup(small)
    assert home.folder.stat().st_mode & 0o077 == 0
    assert not any(SECRET.encode() in path.read_bytes() for path in home.folder.rglob("*") if path.is_file())


def test_settings_that_differ_are_written_for_the_next_deployment(home: Home, small: Services) -> None:
    small.settings = replace(small.settings, retention_days=30)
    home.backup(small)
    done = home.restore(home.stage())
    assert (done.settings, done.deploy) == ({"BILLET_RETENTION_DAYS": "30"}, True)
    assert project.environment("dev")["BILLET_RETENTION_DAYS"] == "30"
    assert "BILLET_FORM_HOURS" not in project.environment("dev")
    assert json.loads((home.folder / MANIFEST).read_text(encoding="utf-8"))["settings"] == {
        "BILLET_FRESHNESS_SECONDS": "60",
        "BILLET_FORM_HOURS": "24",
        "BILLET_LARGEST_ARTICLE": "1048576",
        "BILLET_RENDER_SECONDS": "5",
        "BILLET_RETENTION_DAYS": "30",
    }


# The commands.


def billet(*words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--stage", "dev"], catch_exceptions=False)


@pytest.fixture
def commanded(home: Home, small: Services) -> Home:
    """`--stage dev` is the stage made last."""
    project.configure("dev", {name: os.environ[name] for name in os.environ if name.startswith("BILLET_")})
    return home


def test_the_commands_say_what_they_did(commanded: Home) -> None:
    folder = str(commanded.folder)
    said = billet("backup", folder).output
    assert said.startswith(f"dev in {folder}: 7 objects (")
    assert "bytes), 1 items of comments, 0 items of messages\n7 fetched, 0 here already, 0 old" in said
    assert "The secret that signs forms is not in it" in said
    said = billet("restore", folder).output
    assert re.fullmatch(
        r"dev has all it had at .*: 5 objects, 1 items of comments, 0 items of messages\n", said
    )


def test_the_commands_speak_json_to_programs(commanded: Home) -> None:
    folder = str(commanded.folder)
    taken = json.loads(billet("backup", folder, "--json").stdout)
    assert (taken["stage"], taken["objects"], taken["items"]) == ("dev", 7, {"comments": 1, "messages": 0})
    done = json.loads(billet("restore", folder, "--json").stdout)
    assert (done["put"], done["there"]) == (0, 5)
    assert done["items"]["comments"] == {"put": 0, "there": 1, "expired": 0}
    assert (done["settings"], done["deploy"]) == ({}, False)


def test_what_goes_wrong_is_one_line(commanded: Home) -> None:
    file = commanded.folder.parent / "config.json"
    for words, saying in (
        (("restore", "nowhere"), "there is no finished backup in nowhere"),
        (("backup", str(file)), f"{file} is no folder"),
        (("backup", f"{file}/below"), "Not a directory"),
    ):
        result = billet(*words)
        assert (result.exit_code, result.output.count("\n")) == (1, 1)
        assert saying in result.output


@pytest.mark.parametrize("somebody", [True, False])
def test_a_bar_is_shown_to_a_person_and_not_to_a_program(
    monkeypatch: pytest.MonkeyPatch, *, somebody: bool
) -> None:
    stream = StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: somebody)
    monkeypatch.setattr(sys, "stderr", stream)
    with progress("Fetching", 3) as advance:
        advance(2)
    assert ("Fetching" in stream.getvalue(), "66%" in stream.getvalue()) == (somebody, somebody)
