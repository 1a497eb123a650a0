"""`billet export`: what is written, and that nothing else is touched."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # no types

from billet.migration.exporting.export import ExportReport, export
from billet.migration.exporting.export_folder import MANIFEST
from billet.project import ROOT
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.message import Message
from chalicelib.errors import ConfigurationError
from chalicelib.services import Services
from tests.conftest import NOW, Author, Calls

PICTURE = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)

ABOUT = "---\r\ntitle: À propos\r\ndate: 2026-01-01\r\nid: about\r\n---\r\nMoi.\r\n"


def exported(blog: Services, folder: Path, name: str = "markdown") -> ExportReport:
    return export(blog, folder, name)


def content_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def comment(id: str, **values: Any) -> Comment:
    return Comment(id=id, article="articles/one", name="Ada", text="Oui.", posted=NOW, **values)


@pytest.fixture
def full_blog(blog: Services, author: Author) -> Services:
    """A blog with one of each kind."""
    author.uploads("media/été 1.gif", PICTURE)
    author.uploads("theme.css", "body { color: #123456 }\n")
    author.uploads("pages/about.md", ABOUT)
    author.publishes(
        site='title = "Carnet"\n# mine\n[redirects]\n"/old" = "/articles/one"\n',
        one="---\ntitle: Un\ndate: 2026-01-01\nid: articles/one\n---\nUn texte, ![](/media/été 1.gif)\n",
        draft="---\ntitle: Brouillon\ndraft: true\ndate: 2026-01-02\n---\nPas fini.\n",
        bare="Sans rien.\n",
    )
    blog.comments.add(comment("c1", state="approved"))
    blog.comments.add(comment("c2", parent="c1", email="a@example.org", expires=NOW.replace(year=2027)))
    blog.messages.add(
        Message("m1", "Bob", "b@example.org", "Bonjour", "Un mot.", NOW, NOW.replace(year=2027))
    )
    return blog


def test_the_authors_files_come_as_they_are_but_for_what_they_do_not_say(
    full_blog: Services, tmp_path: Path
) -> None:
    report = exported(full_blog, tmp_path / "out")

    files = content_of(tmp_path / "out")
    assert files["articles/one.md"].startswith(b"---\ntitle: Un\n")
    assert files["pages/about.md"] == ABOUT.encode()
    assert files["articles/draft.md"].startswith(b'---\nid: "articles/draft"\ntitle: Brouillon\n')
    assert files["articles/bare.md"].startswith(b'---\nid: "articles/bare"\ndate: 20')
    assert files["media/été 1.gif"] == PICTURE
    assert files["site.toml"].startswith(b'title = "Carnet"\n# mine\n')
    assert files["theme.css"] == b"body { color: #123456 }\n"
    assert [json.loads(line)["id"] for line in files["comments.jsonl"].splitlines()] == ["c1", "c2"]
    assert json.loads(files["messages.jsonl"])["email"] == "b@example.org"
    manifest = json.loads(files[MANIFEST])
    assert {file["path"] for file in manifest["files"]} == files.keys() - {MANIFEST}
    assert (report.articles, report.media, report.comments, report.messages) == (4, 1, 2, 1)
    assert report.notices == []


def test_an_export_writes_nothing_into_the_blog(full_blog: Services, calls: Calls, tmp_path: Path) -> None:
    exported(full_blog, tmp_path / "out")

    assert not [
        call for call in calls.take() if call.startswith(("Put", "Delete", "Update", "Copy", "Create"))
    ]


def test_a_former_address_and_an_id_of_another_name_are_written(
    blog: Services, author: Author, tmp_path: Path
) -> None:
    author.publishes(old="---\ntitle: T\ndate: 2026-01-01\nslug: old\n---\nUn texte que rien ne change.\n")
    author.uploads(
        "articles/new.md", "---\ntitle: T\ndate: 2026-01-01\nslug: new\n---\nUn texte que rien ne change.\n"
    )
    author.deletes("articles/old.md")
    author.reconciles()

    exported(blog, tmp_path / "out")

    assert content_of(tmp_path / "out")["articles/new.md"].startswith(
        b'---\nid: "articles/old"\naliases: ["/articles/old"]\ntitle: T\n'
    )


def test_what_was_refused_is_named_and_lies_apart_from_its_last_good_version(
    blog: Services, author: Author, tmp_path: Path
) -> None:
    good = "---\nid: a\ntitle: T\ndate: 2026-01-01\n---\nBon.\n"
    author.publishes(a=good, site='title = "Un"\n')
    bad = "---\nid: a\ntitle: T\ndate: soon\n---\nMauvais.\n"
    author.publishes(a=bad, never="---\ndate: later\n---\nJamais.\n", site="title = 1\n")

    report = exported(blog, tmp_path / "out")

    files = content_of(tmp_path / "out")
    assert files["articles/a.md"] == good.encode()
    assert files["unpublished/articles/a.md"] == bad.encode()
    assert files["site.toml"] == b'title = "Un"\n'
    assert {str(n.origin).split(",")[0] for n in report.notices} == {
        "articles/a.md",
        "articles/never.md",
        "site.toml",
    }
    assert "articles/never.md" not in files
    assert {"unpublished/articles/never.md", "unpublished/site.toml"} <= files.keys()


def test_a_second_export_writes_what_changed_and_deletes_what_is_gone(
    full_blog: Services, author: Author, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    exported(full_blog, folder)
    (folder / ".git").mkdir()
    (folder / "notes.txt").write_text("mine")
    author.deletes("media/été 1.gif")
    author.publishes(bare="Autre chose.\n")

    report = exported(full_blog, folder)

    assert (report.written, report.deleted) == (1, 1)
    assert not (folder / "media").exists()
    assert {".git", "notes.txt"} <= {path.name for path in folder.iterdir()}
    assert b"Autre chose" in (folder / "articles/bare.md").read_bytes()


def test_an_interrupted_export_does_not_look_whole_and_the_next_one_is(
    full_blog: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> list[Message]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(full_blog.messages), "in_box", stop)
        with pytest.raises(KeyboardInterrupt):
            exported(full_blog, tmp_path)

    assert not [name for name in content_of(tmp_path) if not name.startswith(".")]
    exported(full_blog, tmp_path)
    assert not [name for name in content_of(tmp_path) if name.startswith(".")]
    assert (tmp_path / MANIFEST).exists()


def test_a_folder_with_something_else_is_refused(full_blog: Services, tmp_path: Path) -> None:
    (tmp_path / "thesis.md").write_text("mine")

    with pytest.raises(ConfigurationError, match="something else"):
        exported(full_blog, tmp_path)
    exported(full_blog, tmp_path / "json", "json")
    with pytest.raises(ConfigurationError, match="an export as json"):
        exported(full_blog, tmp_path / "json")


@pytest.mark.skipif(os.name == "nt", reason="S3 has names that no folder has; so has Windows' own")
def test_no_name_leads_out_of_the_folder(full_blog: Services, author: Author, tmp_path: Path) -> None:
    for key in ("media/../../x.gif", "media//y.gif", "media/a", "media/a/b.gif"):
        author.uploads(key, PICTURE)
    author.reconciles()

    report = exported(full_blog, tmp_path / "out")

    assert {n.origin.file for n in report.notices} >= {"media/../../x.gif", "media//y.gif"}
    assert sum(n.origin.file in ("media/a", "media/a/b.gif") for n in report.notices) == 1
    assert not (tmp_path / "x.gif").exists()
    assert all(notice.left_out for notice in report.notices)


def test_the_document_has_the_text_as_written_and_as_shown(full_blog: Services, tmp_path: Path) -> None:
    full_blog.settings = replace(full_blog.settings, base_url="https://blog.example.org")

    exported(full_blog, tmp_path, "json")

    document = json.loads((tmp_path / "billet.json").read_bytes())
    schema = json.loads((ROOT / "docs" / "export.schema.json").read_bytes())
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(document)
    entries = {entry["path"]: entry for entry in document["entries"]}
    assert entries["articles/one.md"]["markdown"] == "Un texte, ![](/media/été 1.gif)\n"
    assert "https://blog.example.org/media/%C3%A9t%C3%A9%201.gif" in entries["articles/one.md"]["html"]
    assert entries["articles/draft.md"]["state"] == "draft"
    assert document["redirects"] == [{"from": "/old", "to": "/articles/one"}]
    assert (
        document["media"][0]["sha256"] == json.loads((tmp_path / MANIFEST).read_bytes())["files"][1]["sha256"]
    )
