from __future__ import annotations

from pathlib import Path

from billet.folder import Change, upload
from chalicelib.blog import Blog


def test_the_bucket_follows_the_folder(tmp_path: Path, blog: Blog) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "été.md").write_text("one", encoding="utf-8")
    (tmp_path / "site.toml").write_text("", encoding="utf-8")
    assert upload(tmp_path, blog.bucket) == [Change("articles/été.md"), Change("site.toml")]
    assert upload(tmp_path, blog.bucket) == []
    (tmp_path / "articles" / "été.md").write_text("two", encoding="utf-8")
    (tmp_path / "site.toml").unlink()
    assert upload(tmp_path, blog.bucket) == [Change("articles/été.md"), Change("site.toml", deleted=True)]
    assert blog.bucket.read("articles/été.md").data == b"two"


def test_what_editors_leave_lying_about_stays_at_home(tmp_path: Path, blog: Blog) -> None:
    (tmp_path / "articles" / ".git").mkdir(parents=True)
    for name in (".a.md.swp", "a.md~", ".git/x.md"):
        (tmp_path / "articles" / name).write_text("x", encoding="utf-8")
    (tmp_path / "notes.md").write_text("x", encoding="utf-8")
    assert upload(tmp_path, blog.bucket) == []


def test_what_is_not_the_folders_is_left_alone(tmp_path: Path, blog: Blog) -> None:
    blog.bucket.write("_index/site.json", b"{}")
    upload(tmp_path, blog.bucket)
    assert blog.bucket.read("_index/site.json").data == b"{}"
