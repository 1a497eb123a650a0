"""`billet publish`: a folder on its way into the bucket."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_mock import MockerFixture

from billet.author import image_variants
from billet.author import upload as uploads
from billet.author.upload_status import PATIENCE_SECONDS, ReceiptWait, UploadStatus
from billet.parallel import silent
from chalicelib.content.card import card_at
from chalicelib.content.media import variant_key
from chalicelib.errors import Unavailable
from chalicelib.index.publishing_queries import media_files
from chalicelib.services import Services
from chalicelib.storage.s3 import Bucket
from tests.command.conftest import Billet
from tests.conftest import Author


def keys(blog: Services) -> list[str]:
    """The keys of the author's files and of copies, without cards."""
    return [stored.key for stored in blog.bucket.objects() if not card_at(stored.key)]


def puts(blog: Services) -> list[str]:
    """The author's keys, as often as they were put."""
    return [version.key for version in blog.bucket.versions("") if not version.key.startswith("_")]


def save_articles(content: Path, number: int) -> None:
    for n in range(number):
        (content / "articles" / f"n{n}.md").write_text(f"# N {n}\n\nx", encoding="utf-8")


def fail_for(key: str, work: Any, error: Exception) -> Any:
    """`work`, but for one key."""

    def fail(*arguments: Any) -> Any:
        if key in arguments:
            raise error
        return work(*arguments)

    return fail


def picture(path: Path, width: int, height: int, **options: Any) -> None:
    """Something that does not compress to nothing."""
    image = Image.frombytes("RGB", (64, 64), os.urandom(64 * 64 * 3)).resize((width, height))
    image.save(path, quality=95, **options)


def test_the_folder_is_published_and_its_receipts_are_shown(
    billet: Billet, content: Path, blog: Services
) -> None:
    shown = billet("publish", "--content", content)
    assert shown.exit_code == 0, shown.output
    assert keys(blog) == ["articles/a.md", "pages/moi.md", "site.toml"]
    assert re.match(r"3 uploaded(, 1 card for social networks)?, 0 as they were, 0 deleted\n", shown.stdout)
    assert re.search(r"^live +articles/a.md ", shown.stdout, re.MULTILINE)


def test_the_second_time_there_is_nothing_to_do(billet: Billet, content: Path, blog: Services) -> None:
    picture(content / "media" / "photo.jpg", 1000, 500)
    billet("publish", "--content", content)
    before = puts(blog)
    assert "0 uploaded, 4 as they were, 0 deleted" in billet("publish", "--content", content).stdout
    assert puts(blog) == before


def test_a_refused_file_is_named_with_its_line_and_the_exit_code_is_1(billet: Billet, content: Path) -> None:
    (content / "articles" / "b.md").write_text("---\ntitle: [\n---\nx", encoding="utf-8")
    shown = billet("publish", "--content", content)
    assert shown.exit_code == 1
    assert "REFUSED" in shown.stdout
    assert "articles/b.md:" in shown.stdout.splitlines()[-1]


def test_programs_get_all_of_it(billet: Billet, content: Path) -> None:
    result = json.loads(billet("publish", "--content", content, "--json").stdout)
    assert result["uploaded"] == ["articles/a.md", "pages/moi.md", "site.toml"]
    assert {receipt["key"]: receipt["state"] for receipt in result["receipts"]}["articles/a.md"] == "live"
    assert (result["failed"], result["deleted"], result["kept"]) == ([], [], 0)


def test_receipts_that_do_not_come_are_waited_for_a_minute(blog: Services) -> None:
    seconds = [0.0]

    def pause(more: float) -> None:
        seconds[0] += more

    wait = ReceiptWait(blog.bucket, silent, lambda: seconds[0], pause)
    assert wait.for_all({"site.toml": '"x"'}, blog.clock) == [UploadStatus("site.toml", "waiting", None)]
    assert seconds[0] == PATIENCE_SECONDS


def test_no_text_goes_up_before_what_it_shows(billet: Billet, content: Path, mocker: MockerFixture) -> None:
    picture(content / "media" / "photo.jpg", 600, 300)
    (content / "articles" / "a.md").write_text("![p](../media/photo.jpg)", encoding="utf-8")
    (content / "theme.css").write_text("a { color: red }", encoding="utf-8")
    put = mocker.spy(uploads, "put")
    billet("publish", "--content", content)
    order = [call.args[1] for call in put.call_args_list if not card_at(call.args[1])]
    assert order[0].startswith("media/_sizes/photo.jpg/")
    assert (order[1], sorted(order[2:4])) == ("media/photo.jpg", ["site.toml", "theme.css"])
    assert sorted(order[4:]) == ["articles/a.md", "pages/moi.md"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere", "there is no folder"), ("media", "nothing in articles/, pages/ or media/")],
)
def test_a_folder_with_nothing_to_publish_is_one_clear_line(
    name: str, message: str, billet: Billet, content: Path
) -> None:
    shown = billet("publish", "--content", content / name, "--delete", "--yes")
    assert (shown.exit_code, shown.stderr.count("\n")) == (1, 1)
    assert message in shown.stderr


def test_an_interrupted_run_goes_on_where_it_was(
    billet: Billet, content: Path, blog: Services, mocker: MockerFixture
) -> None:
    save_articles(content, 40)
    send = uploads.send
    sent: list[str] = []

    def interrupted(bucket: Bucket, upload: uploads.Upload) -> str:
        if len(sent) == 10:
            raise KeyboardInterrupt
        sent.append(upload.key)
        return send(bucket, upload)

    mocker.patch.object(uploads, "send", side_effect=interrupted)
    shown = billet("publish", "--content", content)
    assert shown.exit_code == 130
    assert "Interrupted: 10 of 43 are up, each of them whole. Run it again" in shown.stderr
    mocker.patch.object(uploads, "send", side_effect=send)
    assert billet("publish", "--content", content).exit_code == 0
    assert sorted(puts(blog)) == sorted(set(puts(blog)))
    assert len(keys(blog)) == 43


@pytest.mark.parametrize(
    ("step", "error"), [("put", Unavailable("too much")), ("read", PermissionError(13, "Permission denied"))]
)
def test_a_file_that_fails_is_named_and_the_others_are_uploaded(
    step: str, error: Exception, billet: Billet, content: Path, blog: Services, mocker: MockerFixture
) -> None:
    failing = fail_for("articles/a.md", getattr(uploads, step), error)
    mocker.patch.object(uploads, step, side_effect=failing)
    shown = billet("publish", "--content", content)
    assert shown.exit_code == 1
    assert f"failed: articles/a.md: {error}" in shown.stderr
    assert keys(blog) == ["pages/moi.md", "site.toml"]


def test_an_endpoint_that_takes_nothing_is_not_asked_for_ever(
    billet: Billet, content: Path, mocker: MockerFixture
) -> None:
    save_articles(content, 200)
    put = mocker.patch.object(uploads, "put", side_effect=Unavailable("no way"))
    shown = billet("publish", "--content", content)
    assert shown.exit_code == 1
    assert "Error: 25 files in a row could not be uploaded, the last because: no way" in shown.stderr
    assert put.call_count < 100


@pytest.fixture
def published(billet: Billet, content: Path) -> Path:
    assert billet("publish", "--content", content).exit_code == 0
    (content / "articles" / "a.md").unlink()
    return content


def test_what_is_not_in_the_folder_stays_without_the_option(
    billet: Billet, published: Path, blog: Services
) -> None:
    shown = billet("publish", "--content", published)
    assert "1 in the blog are not in the folder: --delete lists and deletes them" in shown.stdout
    assert "articles/a.md" in keys(blog)


def test_a_file_that_was_renamed_is_told_until_the_old_one_is_deleted(
    billet: Billet, content: Path, blog: Services
) -> None:
    billet("publish", "--content", content)
    (content / "articles" / "a.md").rename(content / "articles" / "b.md")
    for _ in range(2):
        shown = billet("publish", "--content", content)
        assert "articles/a.md is articles/b.md in the folder, and the blog has both" in shown.stdout
    shown = billet("publish", "--content", content, "--delete", "--yes", "--json")
    assert json.loads(shown.stdout)["renamed"] == {}
    assert "articles/a.md" not in keys(blog)


def test_nothing_is_deleted_where_nobody_can_confirm_it(
    billet: Billet, published: Path, blog: Services
) -> None:
    shown = billet("publish", "--content", published, "--delete", input="y\n")
    assert shown.exit_code == 1
    assert "  articles/a.md" in shown.stderr
    assert "add --yes" in shown.stderr
    assert "articles/a.md" in keys(blog)


@pytest.mark.parametrize(("answer", "stays"), [("n\n", True), ("y\n", False), ("", True)])
def test_deletions_are_listed_and_confirmed_on_a_terminal(
    answer: str, stays: bool, billet: Billet, published: Path, blog: Services, mocker: MockerFixture
) -> None:
    mocker.patch("billet.commands.author._is_interactive", return_value=True)
    shown = billet("publish", "--content", published, "--delete", input=answer)
    assert shown.stderr.startswith("Not in the folder, to be deleted from the blog (1):\n  articles/a.md\n")
    assert ("articles/a.md" in keys(blog)) is stays


def test_only_what_authors_put_there_is_deleted(billet: Billet, published: Path, blog: Services) -> None:
    others = ("_index/mine", "static/x.css", "site.toml.bak", "elsewhere/x.md")
    for key in others:
        blog.bucket.write(key, b"x")
    shown = billet("publish", "--content", published, "--delete", "--yes")
    assert shown.exit_code == 0, shown.output
    assert "deleted articles/a.md" in shown.stdout
    assert "articles/a.md" not in keys(blog)
    assert {*others} <= {key for key, _ in blog.bucket.etags("")}


def test_nothing_is_deleted_after_a_failure(
    billet: Billet, published: Path, blog: Services, mocker: MockerFixture
) -> None:
    (published / "articles" / "b.md").write_text("# B\n\nx", encoding="utf-8")
    mocker.patch.object(uploads, "put", side_effect=Unavailable("no"))
    shown = billet("publish", "--content", published, "--delete", "--yes")
    assert shown.exit_code == 1
    assert "articles/a.md" in keys(blog)


def test_copies_of_pictures_that_are_gone_or_changed_go_with_them(
    billet: Billet, content: Path, blog: Services
) -> None:
    for name in ("kept", "changed", "gone"):
        picture(content / "media" / f"{name}.jpg", 600, 300)
    billet("publish", "--content", content)
    (kept,) = [key for key in keys(blog) if key.startswith("media/_sizes/kept.jpg/")]
    (content / "media" / "gone.jpg").unlink()
    picture(content / "media" / "changed.jpg", 700, 300)
    billet("publish", "--content", content, "--delete", "--yes")
    left = [key for key in keys(blog) if key.startswith("media/_sizes/")]
    assert len(left) == 2
    assert kept in left
    assert any(key.startswith("media/_sizes/changed.jpg/") for key in left)


def test_copies_are_webp_of_the_three_widths_and_upright(
    billet: Billet, content: Path, blog: Services
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # it lies on its side: upright it is 1500 wide
    (content / "media" / "a").mkdir()
    path = content / "media" / "a" / "photo.jpg"
    picture(path, 750, 1500, exif=exif)
    billet("publish", "--content", content)
    etag = blog.bucket.read("media/a/photo.jpg").etag
    for width in image_variants.WIDTHS:
        key = variant_key("media/a/photo.jpg", etag, width)
        with Image.open(io.BytesIO(blog.bucket.read(key).data)) as copy:
            assert (copy.format, copy.size) == ("WEBP", (width, width // 2))
            assert not copy.getexif()


def test_copies_of_a_picture_beside_its_article_are_found_there(
    billet: Billet, content: Path, author: Author
) -> None:
    (content / "articles" / "trip").mkdir()
    (content / "articles" / "trip" / "index.md").write_text("# Trip\n\n![A cat](cat.jpg)", encoding="utf-8")
    picture(content / "articles" / "trip" / "cat.jpg", 700, 300)
    billet("publish", "--content", content)
    author.reconciles()
    with author.index as index:
        assert media_files(index)["articles/trip/cat.jpg"].widths == (480,)
    assert billet("publish", "--content", content, "--delete", "--yes").exit_code == 0
    assert author.reconciles() == {}, "it knows its own copies again"


def test_files_that_need_no_copies_get_none(billet: Billet, content: Path, blog: Services) -> None:
    media = content / "media"
    frames = [Image.new("RGB", (600, 600), colour) for colour in ("red", "green")]
    frames[0].save(media / "moving.gif", save_all=True, append_images=frames[1:])
    frames[0].save(media / "moving.webp", save_all=True, append_images=frames[1:])
    Image.new("1", (600, 600)).save(media / "plain.png")  # one colour: smaller than any copy
    picture(media / "small.jpg", 480, 200)
    (media / "drawing.svg").write_text("<svg viewBox='0 0 9999 9999'/>", encoding="utf-8")
    shown = billet("publish", "--content", content)
    assert [key for key in keys(blog) if key.startswith("media/_sizes")] == []
    assert "media/" not in shown.stderr


def test_a_broken_picture_is_uploaded_as_it_is_with_a_warning(
    billet: Billet, content: Path, blog: Services
) -> None:
    (content / "media" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0garbage")
    shown = billet("publish", "--content", content)
    assert shown.exit_code == 0, shown.output
    assert "media/broken.jpg: it cannot be read as a picture" in shown.stderr
    assert blog.bucket.read("media/broken.jpg").data == b"\xff\xd8\xff\xe0garbage"


def test_a_picture_in_heic_is_refused_with_the_reason_whatever_it_is_called(
    billet: Billet, content: Path, blog: Services
) -> None:
    (content / "media" / "phone.jpg").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    shown = billet("publish", "--content", content)
    assert shown.exit_code == 1
    assert "failed: media/phone.jpg: it is a picture in HEIC, which most browsers do not show" in shown.stderr
    assert "media/phone.jpg" not in keys(blog)


def test_a_picture_that_would_fill_the_memory_is_not_unpacked(
    billet: Billet, content: Path, mocker: MockerFixture
) -> None:
    mocker.patch.object(image_variants, "MAX_PIXELS", 1000)
    picture(content / "media" / "bomb.png", 600, 600)
    shown = billet("publish", "--content", content)
    assert shown.exit_code == 0
    assert "media/bomb.png: it has 600 × 600 pixels. It is uploaded without smaller copies" in shown.stderr


def test_the_authors_own_picture_is_not_changed(billet: Billet, content: Path, blog: Services) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    path = content / "media" / "photo.jpg"
    picture(path, 100, 100, exif=exif)
    before = path.read_bytes()
    billet("publish", "--content", content)
    assert path.read_bytes() == before
    assert blog.bucket.read("media/photo.jpg").data != before
