"""A backup of a blog in a folder, and its restoration in another stage."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from billet import project
from billet.commands import main
from billet.local import local_aws
from billet.operator.backups import archive, backup, table_restore
from billet.operator.backups import restore as restores
from billet.operator.backups.archive import MANIFEST, name_of
from billet.operator.backups.backup import DERIVED, BackupReport
from billet.operator.backups.backup_folder import JOURNAL, BackupFolder
from billet.operator.backups.restore import RestoreReport
from billet.operator.deployment import statics
from billet.parallel import silent
from chalicelib import services as wiring
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.message import Message
from chalicelib.errors import ConfigurationError, Unavailable
from chalicelib.publishing import reconcile
from chalicelib.services import Services
from tests.conftest import NOW, Answer, Author, FrozenClock, Reader
from tests.deciding import moderate
from tests.model_blog import model_blog

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"
BROKEN = "---\ntitle: A\ndate: soon\n---\nOther text.\n"
SECRET = "the same secret, so that forms have the same tokens"
SLUGS = ("a", "b", "undated", "draft", "soon", "gone", "twin", "ete", "nowhere")
PATHS = ("/", "/page/2", "/contact", "/robots.txt", "/media/photo.png", "/media/nowhere.png", "/pages/about")
INDEX = f"{DERIVED}site-1.sqlite.gz"


@dataclass
class Operator:
    """Stages, and one folder to move between them."""

    folder: Path
    clock: FrozenClock
    monkeypatch: pytest.MonkeyPatch

    def stage(self) -> Services:
        """Creates an empty stage; its pages are served from now on."""
        environment = model_blog(os.environ["AWS_ENDPOINT_URL"]).copy(SECRET)
        for name, value in {**environment, "BILLET_BASE_URL": "https://blog.example.org"}.items():
            self.monkeypatch.setenv(name, value)
        wiring.services.cache_clear()
        blog = wiring.services()
        blog.clock = self.clock
        return blog

    def backup(self, blog: Services) -> BackupReport:
        return backup.backup(blog.settings, "dev", self.folder, self.clock, silent)

    def restore(self, blog: Services, *, over: bool = False) -> RestoreReport:
        return restores.restore(self.folder, blog, "dev", silent, over=over)

    @property
    def files(self) -> set[str]:
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}


@pytest.fixture
def operator(
    aws: local_aws.LocalAws, tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Operator]:
    config = tmp_path / "config.json"
    config.write_text(project.CONFIG.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(project, "CONFIG", config)
    yield Operator(tmp_path / "backup", clock, monkeypatch)
    wiring.services.cache_clear()


@pytest.fixture
def source(operator: Operator) -> Services:
    """A blog with a file of each kind and in each state, comments and a message."""
    blog = operator.stage()
    author = Author(blog)
    author.uploads("pages/about.md", "# About\n\nMe.")
    author.uploads("media/photo.png", b"\x89PNG" + bytes(range(256)) * 9)
    blog.bucket.write("media/notes.pdf", b"pdf", content_type="application/pdf")
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
def small(operator: Operator) -> Services:
    """A blog of one article whose newest version is broken, one picture and one comment."""
    blog = operator.stage()
    author = Author(blog)
    author.uploads("media/photo.png", b"PNG")
    author.publishes(b=ARTICLE)
    author.publishes(b=BROKEN)
    blog.comments.add(Comment("c1", "articles/b", "Léa", "Bonjour", NOW))
    return blog


def pages(reader: Reader) -> dict[str, Answer]:
    return {path: reader.asks(path) for path in (*PATHS, *(f"/articles/{slug}" for slug in SLUGS))}


def objects_of(blog: Services) -> dict[str, Any]:
    """Returns ETag and type of each object, without those that publishing writes."""
    s3, objects = boto3.client("s3"), {}
    for key, etag in blog.bucket.etags(""):
        if not key.startswith(DERIVED):
            objects[key] = (etag, s3.get_object(Bucket=blog.settings.bucket, Key=key)["ContentType"])
    return objects


def items_of(blog: Services, table: str = "comments_table") -> dict[str, Any]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=getattr(blog.settings, table))
    return {item["id"]["S"]: item for page in pages for item in page["Items"]}


class Faults:
    """Records the AWS calls of this process, and makes them fail."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.after: Callable[[str, dict[str, Any]], None] = lambda operation, params: None
        self._fails: Callable[[str, dict[str, Any]], bool] = lambda operation, params: False

    def fail(self, operation: str, at: int = 1, key: str = "") -> None:
        """Makes call number `at` of an operation fail, and all after it."""
        self.called.clear()
        self._fails = lambda called, params: (
            called == operation
            and self.called.count(operation) >= at
            and params.get("Key", "").startswith(key)
        )

    def heal(self) -> None:
        self.called.clear()
        self._fails = lambda operation, params: False

    def check(self, operation: str, params: dict[str, Any]) -> None:
        self.called.append(operation)
        if self._fails(operation, params):
            raise ClientError({"Error": {"Code": "InternalError", "Message": "crash"}}, operation)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    faults = Faults()
    client: Any = BaseClient
    call = client._make_api_call

    def checked(self: Any, operation: str, params: dict[str, Any]) -> Any:
        faults.check(operation, params)
        answer = call(self, operation, params)
        faults.after(operation, params)
        return answer

    monkeypatch.setattr(client, "_make_api_call", checked)
    return faults


def crashes(work: Callable[[], object]) -> None:
    with pytest.raises((ClientError, Unavailable), match="crash"):
        work()


# A restored blog is equal to the one that was saved.


def test_a_restored_blog_answers_every_request_with_the_same_bytes(
    operator: Operator, source: Services, chalice_app: Any
) -> None:
    reader = Reader(chalice_app)
    before = pages(reader)
    assert "2 comments" in before["/articles/a"].words
    assert (before["/articles/b"].status, before["/articles/soon"].status) == (200, 404)
    operator.backup(source)
    operator.restore(operator.stage())
    assert pages(reader) == before
    operator.clock.advance(days=8)  # what was to come appears
    assert reader.asks("/articles/soon").status == 200


def test_publishing_after_a_restore_changes_nothing(
    operator: Operator, source: Services, faults: Faults
) -> None:
    operator.backup(source)
    target = operator.stage()
    operator.restore(target)
    faults.called.clear()
    report = reconcile(target.bucket, target.clock, target.render_worker)
    assert (list(report.receipts), list(report.deleted)) == ([], [])
    assert "PutObject" not in faults.called


def test_objects_comments_and_messages_are_equal_but_for_expired_items(
    operator: Operator, source: Services
) -> None:
    operator.backup(source)
    operator.clock.advance(days=2)
    target = operator.stage()
    report = operator.restore(target)
    assert objects_of(target) == objects_of(source)
    assert items_of(target) == {name: item for name, item in items_of(source).items() if name != "old"}
    assert items_of(target, "messages_table") == items_of(source, "messages_table")
    assert (report.items["comments"].expired, report.items["comments"].put) == (1, 5)


def test_a_broken_file_covers_its_published_version_as_before(
    operator: Operator, source: Services, chalice_app: Any
) -> None:
    operator.backup(source)
    target = operator.stage()
    operator.restore(target)
    assert target.bucket.read("articles/b.md").data == BROKEN.encode()
    assert Reader(chalice_app).asks("/articles/b").status == 200
    assert "versions/articles/b.md" in operator.files
    assert "versions/articles/a.md" not in operator.files  # the same bytes are not saved twice


def test_an_article_dated_by_its_upload_keeps_its_day_where_the_index_is_built_again(
    operator: Operator, source: Services, chalice_app: Any
) -> None:
    operator.backup(source)
    manifest = archive.load(operator.folder)
    long_ago = datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC)
    earlier = [replace(stored, uploaded=long_ago.isoformat()) for stored in manifest.objects]
    archive.save(operator.folder, replace(manifest, objects=tuple(earlier)))
    target = operator.stage()
    operator.restore(target)
    target.bucket.delete(INDEX)
    reconcile(target.bucket, target.clock, target.render_worker)
    assert "2019" in Reader(chalice_app).asks("/articles/undated").words
    operator.folder.rename(operator.folder.with_name("first"))
    operator.backup(target)  # a backup of what was restored keeps it as well
    assert long_ago.isoformat() in {stored.uploaded for stored in archive.load(operator.folder).objects}


def test_an_upload_in_many_parts_is_unchanged_by_a_restore(operator: Operator) -> None:
    blog, s3, key = operator.stage(), boto3.client("s3"), "articles/a.md"
    place: Any = {"Bucket": blog.settings.bucket, "Key": key}
    upload = s3.create_multipart_upload(**place)["UploadId"]
    part = s3.upload_part(**place, UploadId=upload, PartNumber=1, Body=ARTICLE.encode())
    parts: Any = {"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
    s3.complete_multipart_upload(**place, UploadId=upload, MultipartUpload=parts)
    reconcile(blog.bucket, blog.clock, blog.render_worker)
    operator.backup(blog)
    target = operator.stage()
    operator.restore(target)
    assert target.bucket.read(key).etag != blog.bucket.read(key).etag
    assert list(reconcile(target.bucket, target.clock, target.render_worker).receipts) == []
    assert operator.restore(target).put == 0


def test_headers_and_metadata_of_an_object_are_restored(operator: Operator) -> None:
    blog, s3 = operator.stage(), boto3.client("s3")
    sent: Any = {"ContentType": "image/png", "CacheControl": "no-cache", "ContentDisposition": "inline"}
    s3.put_object(Bucket=blog.settings.bucket, Key="media/a.png", Body=b"x", Metadata={"by": "me"}, **sent)
    operator.backup(blog)
    target = operator.stage()
    operator.restore(target)
    answer: Any = s3.get_object(Bucket=target.settings.bucket, Key="media/a.png")
    assert {name: answer[name] for name in sent} == sent
    assert answer["Metadata"]["by"] == "me"


def test_items_of_any_shape_are_restored(operator: Operator) -> None:
    blog, dynamodb = operator.stage(), boto3.client("dynamodb")
    item: Any = {
        "id": {"S": "likes/articles/a"},
        "bytes": {"B": b"\x00\xff"},
        "B": {"BS": [b"2", b"1"]},
        "who": {"SS": ["b", "a"]},
        "deep": {"M": {"B": {"L": [{"B": b"x"}, {"NULL": True}, {"N": "12"}]}, "S": {"BOOL": False}}},
    }
    dynamodb.put_item(TableName=blog.settings.comments_table, Item=item)
    operator.backup(blog)
    target = operator.stage()
    assert operator.restore(target).items["comments"].put == 1
    restored = items_of(target)["likes/articles/a"]
    assert all(restored[name] == item[name] for name in ("id", "bytes", "deep"))
    assert (sorted(restored["B"]["BS"]), sorted(restored["who"]["SS"])) == ([b"1", b"2"], ["a", "b"])
    assert operator.restore(target).items["comments"].existing == 1


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


def test_any_key_has_its_file_in_the_folder_and_is_restored(operator: Operator) -> None:
    blog = operator.stage()
    for number, key in enumerate(ODD_KEYS):
        blog.bucket.write(key, f"{number}".encode())
    operator.backup(blog)
    assert {path.name for path in operator.folder.parent.iterdir()} == {"backup", "config.json"}
    assert "objects/media/a.png" in operator.files  # a person finds a file by its simple name
    target = operator.stage()
    operator.restore(target)
    restored = [target.bucket.read(key).data for key in ODD_KEYS]
    assert restored == [f"{number}".encode() for number in range(len(ODD_KEYS))]


@given(st.lists(st.text(alphabet="aAé./~\\\0 :-", min_size=1, max_size=8), min_size=2, max_size=6))
def test_no_two_keys_share_a_file_and_no_file_is_the_folder_of_another(keys: list[str]) -> None:
    names = {key: name_of(key).casefold() for key in keys}
    assert len(set(names.values())) == len(set(keys))
    for name in names.values():
        parts = name.split("/")
        assert not {"", ".", ".."} & set(parts)
        assert all(re.fullmatch(r"[\w.~-]+", part) and len(part.encode()) < 200 for part in parts)
        assert not any(other.startswith(name + "/") for other in names.values())


# A backup while the blog changes.


def test_uploads_and_deletions_during_a_backup_are_published_by_the_restore(
    operator: Operator, source: Services, faults: Faults, chalice_app: Any
) -> None:
    author = Author(source)

    def change(operation: str, params: dict[str, Any]) -> None:
        if operation == "GetObject" and params["Key"] == INDEX:
            faults.after = lambda operation, params: None
            author.deletes("articles/soon.md")
            author.publishes(a=ARTICLE.replace("Text", "New text"), late=ARTICLE)

    faults.after = change
    operator.backup(source)
    operator.restore(operator.stage())
    reader = Reader(chalice_app)
    assert "New text" in reader.asks("/articles/a").words
    assert reader.asks("/articles/late").status == 200
    operator.clock.advance(days=8)
    assert reader.asks("/articles/soon").status == 404


def test_counts_that_were_read_in_the_middle_of_a_verdict_are_corrected(
    operator: Operator, source: Services
) -> None:
    boto3.client("dynamodb").put_item(
        TableName=source.settings.comments_table,
        Item={"id": {"S": "count/articles/a"}, "approved": {"N": "7"}, "likes": {"N": "3"}},
    )
    operator.backup(source)
    target = operator.stage()
    operator.restore(target)
    assert target.comments.counts(["articles/a"]) == {"articles/a": 2}
    assert items_of(target)["count/articles/a"]["likes"] == {"N": "3"}
    assert operator.restore(target).items["comments"].put == 0


def test_comments_judged_while_they_are_counted_are_counted_again(
    operator: Operator, source: Services, faults: Faults
) -> None:
    dynamodb, table = boto3.client("dynamodb"), source.settings.comments_table
    dynamodb.delete_item(TableName=table, Key={"id": {"S": "count/articles/a"}})

    def judge(operation: str, params: dict[str, Any]) -> None:
        if operation == "Scan":
            faults.after = lambda operation, params: None
            moderate("c3", "approved", source.comments, timedelta(9), source.clock)

    faults.after = judge
    table_restore.recount(dynamodb, table, source.clock())
    assert source.comments.counts(["articles/a"]) == {"articles/a": 3}


def test_comments_that_expire_are_marked_again_where_the_mark_is_not_in_the_backup(
    operator: Operator, source: Services
) -> None:
    comment = source.comments.approved("articles/a").comments[0]
    source.comments.change(comment, replace(comment, expires=source.clock() + timedelta(days=9)))
    operator.backup(source)
    target = operator.stage()
    operator.restore(target)
    assert target.expiring_threads.marked() == ["articles/a"]
    assert target.comments.counts(["articles/a"]) == {"articles/a": 2}


# Interrupted runs.


@pytest.mark.parametrize("at", [2, 9])
def test_an_interrupted_backup_continues(
    operator: Operator, source: Services, faults: Faults, at: int
) -> None:
    faults.fail("GetObject", at)
    crashes(lambda: operator.backup(source))
    assert MANIFEST not in operator.files
    faults.heal()
    report = operator.backup(source)
    kept = at - 1 - 1  # the index is read again
    assert (report.kept, report.fetched) == (kept, report.objects - kept)
    assert JOURNAL not in operator.files
    target = operator.stage()
    operator.restore(target)
    assert objects_of(target) == objects_of(source)


def test_a_second_backup_fetches_changes_and_deletes_old_files(operator: Operator, source: Services) -> None:
    first = operator.backup(source)
    author = Author(source)
    author.deletes("media/photo.png")
    author.uploads("media/new.png", b"new")
    author.uploads("media/notes.pdf", b"changed")
    second = operator.backup(source)
    assert (first.kept, second.fetched, second.objects) == (0, 3, first.objects)
    assert "objects/media/photo.png" not in operator.files
    target = operator.stage()
    operator.restore(target)
    assert target.bucket.read("media/notes.pdf").data == b"changed"
    assert operator.files == {MANIFEST} | {file.path for file in archive.load(operator.folder).files()}


def test_the_backup_before_stays_whole_until_the_next_one_is_finished(
    operator: Operator, source: Services, faults: Faults
) -> None:
    operator.backup(source)
    before = objects_of(source)
    author = Author(source)
    author.uploads("media/notes.pdf", b"changed")
    author.publishes(a=ARTICLE.replace("Text", "Changed"))
    faults.fail("Scan")
    crashes(lambda: operator.backup(source))
    faults.heal()
    target = operator.stage()
    operator.restore(target)
    assert objects_of(target) == before
    assert operator.backup(source).removed > 0
    target = operator.stage()
    operator.restore(target)
    assert target.bucket.read("media/notes.pdf").data == b"changed"


def test_a_damaged_file_of_a_backup_is_fetched_again(operator: Operator, source: Services) -> None:
    operator.backup(source)
    path = operator.folder / "objects" / "media" / "photo.png"
    path.write_bytes(path.read_bytes().replace(b"P", b"p"))
    assert operator.backup(source).fetched == 2
    assert path.read_bytes() == source.bucket.read("media/photo.png").data


@pytest.mark.parametrize(
    ("tail", "fetched"), [(b'{"key": "media/', 1), ('{"key": "media/é'.encode()[:-1], 1)]
)
def test_a_journal_with_a_line_cut_off_is_read_up_to_there(
    operator: Operator, source: Services, faults: Faults, tail: bytes, fetched: int
) -> None:
    faults.fail("Scan")
    crashes(lambda: operator.backup(source))
    with (operator.folder / JOURNAL).open("ab") as journal:
        journal.write(tail)
    crashes(lambda: operator.backup(source))
    faults.heal()
    assert operator.backup(source).fetched == fetched  # the index is read again


@pytest.mark.parametrize(
    ("operation", "at", "key"),
    [
        ("BatchWriteItem", 1, ""),
        ("PutObject", 1, ""),
        ("PutObject", 8, ""),
        ("PutObject", 2, "articles/b.md"),  # between a published version and its broken successor
        ("PutObject", 1, DERIVED),
    ],
)
def test_an_interrupted_restore_continues(
    operator: Operator, source: Services, faults: Faults, operation: str, at: int, key: str
) -> None:
    operator.backup(source)
    target = operator.stage()
    faults.fail(operation, at, key)
    crashes(lambda: operator.restore(target))
    faults.heal()
    report = operator.restore(target)
    if operation == "PutObject":
        assert report.items["comments"].put == 0
    assert objects_of(target) == objects_of(source)
    assert target.bucket.read("articles/b.md").data == BROKEN.encode()
    assert list(reconcile(target.bucket, target.clock, target.render_worker).receipts) == []


def test_a_second_restore_puts_nothing_but_the_index(
    operator: Operator, source: Services, faults: Faults
) -> None:
    operator.backup(source)
    target = operator.stage()
    first = operator.restore(target)
    written: list[str] = []
    faults.called.clear()
    faults.after = lambda operation, params: (
        written.append(params["Key"]) if operation == "PutObject" else None
    )
    second = operator.restore(target)
    assert (second.put, second.existing) == (0, first.put)
    assert {key for key in written if not key.startswith(DERIVED)} == set()
    assert not {"DeleteObject", "BatchWriteItem", "UpdateItem"} & set(faults.called)


def test_publishing_at_every_step_of_a_restore_changes_nothing_in_the_end(
    operator: Operator, source: Services, faults: Faults, monkeypatch: pytest.MonkeyPatch, chalice_app: Any
) -> None:
    reader = Reader(chalice_app)
    before = pages(reader)
    operator.backup(source)
    target = operator.stage()
    monkeypatch.setattr("billet.parallel.WORKERS", 1)
    running = False

    def publish(operation: str, params: dict[str, Any]) -> None:
        nonlocal running
        if operation == "PutObject" and not running:
            running = True
            reconcile(target.bucket, target.clock, target.render_worker)
            running = False

    faults.after = publish
    operator.restore(target)
    faults.after = lambda operation, params: None
    assert objects_of(target) == objects_of(source)
    assert pages(reader) == before


# What is refused, before anything is written.


def is_empty(blog: Services) -> bool:
    return not (list(blog.bucket.etags("")) or items_of(blog) or items_of(blog, "messages_table"))


def refuses(operator: Operator, message: str) -> None:
    target = operator.stage()
    with pytest.raises(ConfigurationError, match=message):
        operator.restore(target)
    assert is_empty(target)


@pytest.mark.parametrize(
    "file", ["objects/media/photo.png", "versions/articles/b.md", "tables/comments.jsonl"]
)
def test_a_damaged_file_is_named(operator: Operator, small: Services, file: str) -> None:
    operator.backup(small)
    path = operator.folder / file
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    refuses(operator, re.escape(str(path)))
    path.unlink()
    (operator.folder / "objects" / "articles" / "b.md").unlink()
    refuses(operator, "damaged: .* and 1 more")


def test_a_manifest_that_is_missing_damaged_or_newer_is_refused(operator: Operator, small: Services) -> None:
    refuses(operator, "no finished backup in .*: make one with 'billet backup'")
    operator.backup(small)
    path = operator.folder / MANIFEST
    text = path.read_text(encoding="utf-8")
    for damaged, message in (
        (text.replace("text/plain", "text/plane"), "damaged .its checksum is another"),
        (text[:-9], "damaged"),
        ("[]", "damaged"),
        (text.replace('"format": 1', '"format": 2'), "format 2, and this Billet reads 1: use a newer one"),
    ):
        path.write_text(damaged, encoding="utf-8")
        refuses(operator, message)


def test_a_manifest_with_a_file_outside_of_the_backup_or_an_unknown_table_is_refused(
    operator: Operator, small: Services
) -> None:
    operator.backup(small)
    manifest = archive.load(operator.folder)
    first, *rest = manifest.objects
    for path in ("../config.json", "/etc/passwd", "objects/../../config.json", "manifest.json"):
        forged = replace(first, file=replace(first.file, path=path))
        archive.save(operator.folder, replace(manifest, objects=(forged, *rest)))
        refuses(operator, "which is none of a backup")
    likes = replace(manifest.tables[0], name="likes")
    archive.save(operator.folder, replace(manifest, tables=(*manifest.tables, likes)))
    refuses(operator, "the backup has likes")


def test_a_bucket_without_versions_cannot_take_older_versions(operator: Operator, small: Services) -> None:
    operator.backup(small)
    target = operator.stage()
    boto3.client("s3").put_bucket_versioning(
        Bucket=target.settings.bucket, VersioningConfiguration={"Status": "Suspended"}
    )
    with pytest.raises(ConfigurationError, match="turn its versioning on"):
        operator.restore(target)
    assert is_empty(target)


def test_a_stage_that_holds_something_else_is_replaced_only_with_over(
    operator: Operator, source: Services, chalice_app: Any
) -> None:
    operator.backup(source)
    target = operator.stage()
    Author(target).publishes(a=ARTICLE.replace("Text", "Of this stage"), own=ARTICLE)
    comment = Comment("c9", "articles/a", "Zoé", "Ici", NOW, "pending", "", NOW + timedelta(9))
    target.comments.add(comment)
    moderate("c9", "approved", target.comments, timedelta(9), target.clock)
    with pytest.raises(ConfigurationError, match=r"\(2 objects, 1 comments\).*--over"):
        operator.restore(target)
    assert b"Of this stage" in target.bucket.read("articles/a.md").data
    operator.restore(target, over=True)
    assert target.bucket.read("articles/a.md").data == ARTICLE.encode()
    assert target.comments.counts(["articles/a"]) == {"articles/a": 3}
    assert Reader(chalice_app).asks("/articles/own").status == 200


def test_what_publishing_and_deploying_write_is_no_content(operator: Operator, small: Services) -> None:
    statics.put(small.bucket)
    small.bucket.write(f"{DERIVED}other.json", b"{}")
    operator.backup(small)
    assert not {name for name in operator.files if "static" in name or "other" in name}
    target = operator.stage()
    statics.put(target.bucket)
    reconcile(target.bucket, target.clock, target.render_worker)
    operator.restore(target)
    assert objects_of(target) == objects_of(small)


def test_a_blog_that_never_published_is_published_by_the_restore(
    operator: Operator, chalice_app: Any
) -> None:
    blog = operator.stage()
    Author(blog).uploads("articles/a.md", ARTICLE)
    operator.backup(blog)
    operator.restore(operator.stage())
    assert Reader(chalice_app).asks("/articles/a").status == 200


def test_a_folder_that_holds_something_else_is_not_written_into(operator: Operator, small: Services) -> None:
    operator.folder.mkdir()
    (operator.folder / "thesis.doc").write_bytes(b"x")
    with pytest.raises(ConfigurationError, match="holds something else than a backup"):
        operator.backup(small)
    assert operator.files == {"thesis.doc"}
    (operator.folder / "thesis.doc").rename(operator.folder / ".DS_Store")
    operator.backup(small)
    with pytest.raises(ConfigurationError, match="backup of another blog"):
        operator.backup(operator.stage())
    operator.folder = operator.folder / MANIFEST
    with pytest.raises(ConfigurationError, match="is no folder"):
        operator.backup(small)


def test_two_runs_do_not_write_into_one_folder(operator: Operator, small: Services) -> None:
    first = BackupFolder(operator.folder, "dev", small.settings.bucket)
    with pytest.raises(ConfigurationError, match="another backup is being"):
        operator.backup(small)
    first.close()
    operator.backup(small)


def test_the_folder_is_its_owners_alone_and_the_secret_is_not_in_it(
    operator: Operator, small: Services
) -> None:
    operator.backup(small)
    assert operator.folder.stat().st_mode & 0o077 == 0
    assert not any(
        SECRET.encode() in path.read_bytes() for path in operator.folder.rglob("*") if path.is_file()
    )


def test_settings_that_differ_are_written_for_the_next_deployment(
    operator: Operator, small: Services
) -> None:
    small.settings = replace(small.settings, retention_days=30)
    operator.backup(small)
    report = operator.restore(operator.stage())
    assert (report.settings, report.deploy) == ({"BILLET_RETENTION_DAYS": "30"}, True)
    assert project.environment("dev")["BILLET_RETENTION_DAYS"] == "30"
    assert "BILLET_FORM_HOURS" not in project.environment("dev")
    settings = archive.load(operator.folder).settings
    assert settings["BILLET_FORM_HOURS"] == "24"
    assert all(value.isdigit() for value in settings.values())


# The commands.


def billet(*words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--stage", "dev"], catch_exceptions=False)


@pytest.fixture
def folder(operator: Operator, small: Services) -> str:
    """The folder for a backup of `--stage dev`, which is the small blog."""
    project.configure("dev", {name: os.environ[name] for name in os.environ if name.startswith("BILLET_")})
    return str(operator.folder)


def test_the_commands_tell_people_what_they_did(folder: str) -> None:
    output = billet("backup", folder).output
    assert output.startswith(f"dev in {folder}: 4 objects (")
    assert "bytes), 1 items of comments, 0 items of messages\n4 fetched, 0 here already, 0 old" in output
    assert "The secret that signs forms is not in it" in output
    output = billet("restore", folder).output
    expected = r"dev has all it had at .*: 3 objects, 1 items of comments, 0 items of messages\n"
    assert re.fullmatch(expected, output)


def test_the_commands_report_to_programs_in_json(folder: str) -> None:
    report = json.loads(billet("backup", folder, "--json").stdout)
    expected = ("dev", 4, {"comments": 1, "messages": 0})
    assert (report["stage"], report["objects"], report["items"]) == expected
    report = json.loads(billet("restore", folder, "--json").stdout)
    assert (report["put"], report["existing"]) == (0, 3)
    assert report["items"]["comments"] == {"put": 0, "existing": 1, "expired": 0}
    assert (report["settings"], report["deploy"]) == ({}, False)


def test_an_error_is_one_line(folder: str) -> None:
    file = Path(folder).parent / "config.json"
    for words, message in (
        (("restore", "nowhere"), "there is no finished backup in nowhere"),
        (("backup", str(file)), f"{file} is no folder"),
        (("backup", f"{file}/below"), "Not a directory"),
    ):
        result = billet(*words)
        assert (result.exit_code, result.output.count("\n")) == (1, 1)
        assert message in result.output
