"""A bucket follows the content folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from PIL import Image
from pytest_mock import MockerFixture

from billet.author import upload as uploads
from billet.folder import Folder
from chalicelib.content.card import card_key
from chalicelib.content.media import variant_key
from chalicelib.errors import Unavailable
from chalicelib.services import Services


class Author:
    """Saves files in a folder and lets the bucket follow."""

    def __init__(self, path: Path, blog: Services) -> None:
        self.path, self.bucket, self.folder = path, blog.bucket, Folder(path)

    def saves(self, key: str, text: str = "x") -> Path:
        path = self.path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def uploads(self) -> list[str]:
        """The keys that changed, with - before those that were deleted."""
        changes = self.folder.upload(self.bucket)
        return [f"-{change.key}" if change.deleted else change.key for change in changes]


@pytest.fixture
def author(tmp_path: Path, blog: Services) -> Author:
    (tmp_path / "content").mkdir()
    return Author(tmp_path / "content", blog)


def test_the_bucket_follows_the_folder(author: Author) -> None:
    author.saves("articles/été.md", "before")
    settings, _ = author.saves("site.toml"), author.saves("theme.css")
    assert author.uploads() == ["articles/été.md", "site.toml", "theme.css"]
    assert author.uploads() == []
    author.saves("articles/été.md", "after")
    settings.unlink()
    assert author.uploads() == ["articles/été.md", "-site.toml"]
    assert author.bucket.read("articles/été.md").data == b"after"


def test_a_file_saved_by_renaming_another_over_it_is_uploaded(author: Author) -> None:
    author.saves("articles/a.md", "old")
    author.uploads()
    author.saves("articles/a.tmp", "new").replace(author.path / "articles" / "a.md")
    assert author.uploads() == ["articles/a.md"]
    assert author.bucket.read("articles/a.md").data == b"new"


def test_a_file_read_while_it_was_written_is_read_again(author: Author, mocker: MockerFixture) -> None:
    path = author.saves("articles/a.md", "whole")
    os.utime(path, (2**33, 2**33))  # a clock that is no finer than the two writes
    mocker.patch.object(uploads, "read", return_value=b"who")
    author.uploads()
    mocker.stopall()
    assert author.uploads() == ["articles/a.md"]
    assert author.bucket.read("articles/a.md").data == b"whole"


def test_a_folder_renamed_or_deleted_takes_its_files_with_it(author: Author) -> None:
    for number in range(12):
        author.saves(f"articles/trip/{number:02}.md")
    author.uploads()
    (author.path / "articles" / "trip").rename(author.path / "articles" / "tour")
    keys = [f"articles/tour/{number:02}.md" for number in range(12)]
    assert author.uploads() == [*keys, *(f"-{key.replace('tour', 'trip')}" for key in keys)]
    shutil.rmtree(author.path / "articles")
    assert author.uploads() == [f"-{key}" for key in keys]


def test_nothing_is_read_and_the_bucket_is_not_asked_where_nothing_changed(
    author: Author, mocker: MockerFixture
) -> None:
    path = author.saves("articles/a.md")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    author.uploads()
    read, etags = mocker.spy(uploads, "read"), mocker.spy(author.bucket, "etags")
    author.uploads()
    assert (read.call_count, etags.call_count) == (0, 0)


def test_files_of_editors_and_other_files_are_not_uploaded(author: Author) -> None:
    for key in ("articles/.a.md.swp", "articles/a.md~", "articles/.git/x.md", "notes.md", "site.toml.bak"):
        author.saves(key)
    assert author.uploads() == []


def test_objects_that_others_uploaded_stay(author: Author) -> None:
    keys = ["_index/site.json", "articles/other.md"]
    for key in keys:
        author.bucket.write(key, b"x")
    settings = author.saves("site.toml")
    author.uploads()
    settings.unlink()
    author.uploads()
    assert [key for key, _ in author.bucket.etags("")] == keys


def test_a_file_that_others_wrote_over_stays_until_it_changes_in_the_folder(author: Author) -> None:
    path = author.saves("articles/a.md", "ours")
    author.uploads()
    author.bucket.write("articles/a.md", b"theirs")
    assert author.uploads() == []
    author.saves("articles/a.md", "ours again")
    assert author.uploads() == ["articles/a.md"]
    author.bucket.write("articles/a.md", b"theirs")
    path.unlink()
    assert author.uploads() == []
    assert author.bucket.read("articles/a.md").data == b"theirs"


def test_a_deleted_file_that_others_upload_again_stays(author: Author) -> None:
    path = author.saves("articles/a.md")
    author.uploads()
    path.unlink()
    assert author.uploads() == ["-articles/a.md"]
    author.bucket.write("articles/a.md", b"x")
    assert author.uploads() == []


def test_a_picture_without_its_place_is_compared_with_the_same_in_the_bucket(author: Author) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    (author.path / "media").mkdir()
    Image.new("RGB", (9, 9)).save(author.path / "media" / "p.jpg", exif=exif)
    assert author.uploads() == ["media/p.jpg"]
    author.folder = Folder(author.path)
    assert author.uploads() == []
    assert author.bucket.read("media/p.jpg").data != (author.path / "media" / "p.jpg").read_bytes()


def test_a_folder_that_is_gone_empties_no_bucket(author: Author) -> None:
    author.saves("articles/a.md")
    author.uploads()
    author.path.rename(author.path.with_name("elsewhere"))
    with pytest.raises(FileNotFoundError):
        author.uploads()
    assert author.bucket.read("articles/a.md").data == b"x"


def test_one_file_that_cannot_be_uploaded_stops_no_other(author: Author, mocker: MockerFixture) -> None:
    for key in ("articles/a.md", "articles/b.md", "articles/c.md", "articles/caf\udce9.md"):
        author.saves(key)
    write = author.bucket.write

    def fail(key: str, data: bytes, **options: str) -> None:
        if key == "articles/b.md":
            raise Unavailable("too much")
        write(key, data, content_type=options["content_type"])

    mocker.patch.object(author.bucket, "write", side_effect=fail)
    assert author.uploads() == ["articles/a.md", "articles/c.md"]
    mocker.stopall()
    assert author.uploads() == ["articles/b.md"]


def test_a_link_that_leads_out_of_the_folder_publishes_nothing_outside(author: Author) -> None:
    (author.path.parent / "secret").write_bytes(b"x")
    path = author.saves("articles/b.md")
    path.with_name("out.md").symlink_to(author.path.parent / "secret")
    path.with_name("in.md").symlink_to(path)
    assert author.uploads() == ["articles/b.md", "articles/in.md"]


def test_the_copies_of_a_deleted_picture_go_with_it(author: Author) -> None:
    author.saves("media/a/vue.png").with_name("vue.png2").touch()
    author.uploads()
    copies = [variant_key(f"media/a/{name}", '"e"', 480) for name in ("vue.png", "vue.png2")]
    for key in copies:
        author.bucket.write(key, b"copy")
    (author.path / "media" / "a" / "vue.png").unlink()
    assert author.uploads() == ["-media/a/vue.png"]
    assert [key for key, _ in author.bucket.etags("media/_sizes/")] == copies[1:]


def test_the_card_of_a_deleted_article_goes_with_it(author: Author) -> None:
    path = author.saves("articles/a.md")
    author.saves("articles/a.md.md")
    author.uploads()
    cards = [card_key(key, "12345678") for key in ("articles/a.md", "articles/a.md.md")]
    for key in cards:
        author.bucket.write(key, b"card")
    path.unlink()
    assert author.uploads() == ["-articles/a.md"]
    assert [key for key, _ in author.bucket.etags("media/_sizes/")] == cards[1:]


HEIC = "\0\0\0\x18ftypheic\0\0\0\0mif1heic"


def test_what_a_refused_picture_was_before_goes_with_its_file(author: Author) -> None:
    author.saves("media/a.jpg")
    assert author.uploads() == ["media/a.jpg"]
    path = author.saves("media/a.jpg", HEIC)
    assert author.uploads() == []
    path.unlink()
    assert author.uploads() == ["-media/a.jpg"]


def test_a_picture_that_browsers_do_not_show_is_refused_once_with_the_reason(
    author: Author, caplog: pytest.LogCaptureFixture
) -> None:
    os.utime(author.saves("media/a.jpg", HEIC), (0, 0))
    assert (author.uploads(), author.uploads()) == ([], [])
    (line,) = caplog.messages
    assert "media/a.jpg: it is a picture in HEIC" in line
    assert "Save it as JPEG" in line
