from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pytest_mock import MockerFixture

from billet.folder import Change, Folder
from chalicelib.errors import Unavailable
from chalicelib.services import Services


def test_the_bucket_follows_the_folder(tmp_path: Path, blog: Services) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "été.md").write_text("one", encoding="utf-8")
    (tmp_path / "site.toml").write_text("", encoding="utf-8")
    folder = Folder(tmp_path)
    assert folder.upload(blog.bucket) == [Change("articles/été.md"), Change("site.toml")]
    assert folder.upload(blog.bucket) == []
    (tmp_path / "articles" / "été.md").write_text("two", encoding="utf-8")
    (tmp_path / "site.toml").unlink()
    assert folder.upload(blog.bucket) == [
        Change("articles/été.md"),
        Change("site.toml", deleted=True),
    ]
    assert blog.bucket.read("articles/été.md").data == b"two"


def test_what_editors_leave_lying_about_stays_at_home(tmp_path: Path, blog: Services) -> None:
    (tmp_path / "articles" / ".git").mkdir(parents=True)
    for name in (".a.md.swp", "a.md~", ".git/x.md"):
        (tmp_path / "articles" / name).write_text("x", encoding="utf-8")
    for name in ("notes.md", "site.toml.bak"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert Folder(tmp_path).upload(blog.bucket) == []


def test_what_others_have_uploaded_is_left_alone(tmp_path: Path, blog: Services) -> None:
    others = ("_index/site.json", "articles/other.md")
    for key in others:
        blog.bucket.write(key, b"x")
    folder = Folder(tmp_path)
    (tmp_path / "site.toml").write_text("", encoding="utf-8")
    folder.upload(blog.bucket)
    (tmp_path / "site.toml").unlink()
    folder.upload(blog.bucket)
    assert [key for key, _ in blog.bucket.etags("")] == list(others)


def test_what_others_do_to_a_file_of_ours_stays_until_it_changes_here(tmp_path: Path, blog: Services) -> None:
    (tmp_path / "articles").mkdir()
    file = tmp_path / "articles" / "a.md"
    file.write_text("ours", encoding="utf-8")
    folder = Folder(tmp_path)
    folder.upload(blog.bucket)
    blog.bucket.write("articles/a.md", b"theirs")
    assert folder.upload(blog.bucket) == []
    file.write_text("ours again", encoding="utf-8")
    assert folder.upload(blog.bucket) == [Change("articles/a.md")]
    blog.bucket.write("articles/a.md", b"theirs")
    file.unlink()
    assert folder.upload(blog.bucket) == []
    assert blog.bucket.read("articles/a.md").data == b"theirs"


def test_what_was_deleted_here_and_published_from_elsewhere_stays(tmp_path: Path, blog: Services) -> None:
    (tmp_path / "articles").mkdir()
    file = tmp_path / "articles" / "a.md"
    file.write_text("x", encoding="utf-8")
    folder = Folder(tmp_path)
    folder.upload(blog.bucket)
    file.unlink()
    assert folder.upload(blog.bucket) == [Change("articles/a.md", deleted=True)]
    blog.bucket.write("articles/a.md", b"x")
    assert folder.upload(blog.bucket) == []


def test_pictures_lose_their_place_and_need_not_be_put_again(tmp_path: Path, blog: Services) -> None:
    (tmp_path / "media").mkdir()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (9, 9)).save(tmp_path / "media" / "p.jpg", exif=exif)
    assert Folder(tmp_path).upload(blog.bucket) == [Change("media/p.jpg")]
    assert Folder(tmp_path).upload(blog.bucket) == []
    assert blog.bucket.read("media/p.jpg").data != (tmp_path / "media" / "p.jpg").read_bytes()


def test_a_folder_that_is_gone_empties_no_bucket(tmp_path: Path, blog: Services) -> None:
    (tmp_path / "c" / "articles").mkdir(parents=True)
    (tmp_path / "c" / "articles" / "a.md").write_text("x", encoding="utf-8")
    folder = Folder(tmp_path / "c")
    folder.upload(blog.bucket)
    (tmp_path / "c").rename(tmp_path / "d")
    with pytest.raises(FileNotFoundError):
        folder.upload(blog.bucket)
    assert blog.bucket.read("articles/a.md").data == b"x"


def test_a_name_that_is_not_utf8_stops_nothing(tmp_path: Path, blog: Services) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "caf\udce9.md").write_bytes(b"x")
    (tmp_path / "articles" / "b.md").write_bytes(b"x")
    assert [change.key for change in Folder(tmp_path).upload(blog.bucket)] == ["articles/b.md"]


def test_a_file_that_cannot_be_uploaded_keeps_no_other_at_home(
    tmp_path: Path, blog: Services, mocker: MockerFixture
) -> None:
    (tmp_path / "articles").mkdir()
    for name in "abc":
        (tmp_path / "articles" / f"{name}.md").write_text(name, encoding="utf-8")
    write = blog.bucket.write

    def fail(key: str, data: bytes, **options: str) -> None:
        if key == "articles/b.md":
            raise Unavailable("too much")
        write(key, data, content_type=options["content_type"])

    mocker.patch.object(blog.bucket, "write", side_effect=fail)
    folder = Folder(tmp_path)
    assert [change.key for change in folder.upload(blog.bucket)] == ["articles/a.md", "articles/c.md"]
    mocker.stopall()
    assert [change.key for change in folder.upload(blog.bucket)] == ["articles/b.md"]


def test_a_link_that_leads_out_of_the_folder_publishes_nothing_of_what_is_there(
    tmp_path: Path, blog: Services
) -> None:
    folder = tmp_path / "content"
    (folder / "articles").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"x")
    (folder / "articles" / "b.md").write_bytes(b"x")
    (folder / "articles" / "out.md").symlink_to(tmp_path / "secret")
    (folder / "articles" / "in.md").symlink_to(folder / "articles" / "b.md")
    uploaded = [change.key for change in Folder(folder).upload(blog.bucket)]
    assert uploaded == ["articles/b.md", "articles/in.md"]
