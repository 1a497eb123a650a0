"""docs/receipts.md, held to the code: each code in it is set off here, by a file that is wrong so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_mock import MockerFixture

from billet.commands import main
from billet.project import ROOT
from chalicelib.content.receipt import Receipt
from chalicelib.publishing import reconcile
from tests.conftest import Author
from tests.publishing.test_media import png

DOCUMENT = (ROOT / "docs" / "receipts.md").read_text(encoding="utf-8")
TABLES = dict(zip(("errors", "warnings", "here"), DOCUMENT.split("\n## ")[1:], strict=True))


def codes(table: str) -> set[str]:
    first_columns = re.findall(r"^\|([^|]+)\|", TABLES[table], re.MULTILINE)
    return {code for column in first_columns for code in re.findall(r"`([a-z0-9-]+)`", column)}


def written(front: str, body: str = "Un texte.") -> str:
    return f"---\n{front}\n---\n{body}\n"


def body(text: str) -> str:
    return written("title: A\ndate: 2026-01-01", text)


A = "articles/a.md"
B = "articles/b.md"
GOOD = body("Un texte.")

Files = dict[str, str | bytes]

# The file that is looked at comes last.
ERRORS: dict[str, Files] = {
    "not-utf-8": {A: b"---\ntitle: \xe9\n---\nx"},
    "too-large": {A: GOOD + "x" * 2**20},
    "fence-not-closed": {A: "---\ntitle: A\n"},
    "fence-of-dashes": {A: "—\ntitle: A\n—\nx"},
    "front-matter-too-large": {A: written("title: " + "x" * 17_000)},
    "front-matter-too-deep": {A: written("a: " + "[" * 50 + "]" * 50)},
    "yaml": {A: written("a: [1")},
    "toml": {A: "+++\na = x\n+++\nx"},
    "json": {A: '{"a": x}\n\nx'},
    "not-keys": {A: written("- a")},
    "yaml-alias": {A: written("a: &b x\ntitle: *b")},
    "yaml-tag": {A: written("title: !!str x")},
    "half-character": {A: written('title: "a\\uD800"')},
    "not-one-value": {A: written("title: [a, b]")},
    "date": {A: written("date: 38")},
    "ambiguous-date": {A: written("date: 03/04/2025")},
    "expires": {A: written("expires: never")},
    "draft": {A: written("draft: maybe")},
    "slug": {A: written("slug: " + "x" * 201)},
    "id": {A: written("id: " + "x" * 201)},
    "address-taken": {B: written("date: 2020-01-01\nslug: a"), A: GOOD},
    "cannot-be-rendered": {A: body("- " * 2000 + "a")},
    "medium-too-large": {"media/a.mp4": b"x" * 4_500_001},
    "site": {"site.toml": "title = 3"},
}

WARNINGS: dict[str, Files] = {
    "unquoted": {A: written("title: A: b")},
    "duplicate-key": {A: written("place: A\nplace: B")},
    "invisible-character": {A: written("place: A\x07")},
    "updated": {A: written("updated: hier")},
    "lang": {A: written("lang: de")},
    "order": {A: written("order: first")},
    "comments": {A: written("comments: perhaps")},
    "featured": {A: written("featured: perhaps")},
    "unlisted": {A: written("hidden: perhaps")},
    "canonical": {A: written("canonical: nowhere")},
    "expires-too-soon": {A: written("date: 2025-01-02\nexpires: 2025-01-01")},
    "no-text": {A: written("title: A", "")},
    "mdx": {"articles/a.mdx": written("title: A", "import X from 'x'\n\nUn texte.")},
    "id-taken": {B: written("id: i"), A: written("id: i")},
    "missing-picture": {A: body("![Une photo](../media/no.webp)")},
    "dead-link": {A: body("[un lien](no.md) et [[Personne]]")},
    "template-tag": {A: body("Un film : {% youtube abc %}")},
    "remote-picture": {A: body("![Une photo](https://example.org/a.png)")},
    "no-alt-text": {"media/a.png": png(1, 1), A: body("![](../media/a.png)")},
    "huge-picture": {"media/a.png": png(4000, 3000, padding=1_000_001)},
    "unknown-size": {"media/a.png": b"no picture"},
    "download": {"media/a.exe": b"x"},
    "heading-skipped": {A: body("## Un\n\n#### Trois")},
    "formula": {A: body("$$\\inconnu{$$")},
    "unknown-choice": {"site.toml": 'featured = "nobody"'},
}


def submission_id(author: Author, files: Files) -> Receipt:
    for key, data in files.items():
        author.uploads(key, data)
        receipts = author.reconciles()
    return receipts[list(files)[-1]]


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_names_its_place_and_what_to_do(author: Author, code: str) -> None:
    receipt = submission_id(author, ERRORS[code])
    assert (receipt.state, [problem.code for problem in receipt.errors]) == ("refused", [code])
    for problem in receipt.errors:
        assert problem.file == receipt.key
        assert problem.line > 0 or receipt.key.startswith("media/")
        assert problem.remedy


@pytest.mark.parametrize("code", WARNINGS)
def test_a_warning_keeps_nothing_from_being_published(author: Author, code: str) -> None:
    receipt = submission_id(author, WARNINGS[code])
    assert receipt.state != "refused"
    assert code in [problem.code for problem in receipt.warnings]
    assert all(problem.file == receipt.key and problem.remedy for problem in receipt.warnings)


def test_an_hour_of_another_zone_is_told_of(author: Author) -> None:
    author.uploads(A, "placeholder")
    uploaded = author.blog.bucket.read(A).uploaded
    author.blog.clock.now = uploaded  # type: ignore[attr-defined]  # the clock of the tests can be set
    hour = uploaded.replace(minute=0, second=0, microsecond=0)
    author.publishes(site='timezone = "Etc/GMT-12"')
    receipt = submission_id(author, {A: written(f"date: {hour:%FT%H:%M}-06:00")})
    assert [problem.code for problem in receipt.warnings] == ["zone-mistake"]


def test_what_takes_too_long_is_refused(author: Author) -> None:
    from chalicelib.publishing.render_worker import RenderWorker

    render_worker = RenderWorker(0.5)
    author.uploads(A, body("[" * 60_000))
    try:
        (receipt,) = reconcile(author.blog.bucket, author.blog.clock, render_worker).receipts
    finally:
        render_worker.stop()
    assert [problem.code for problem in receipt.errors] == ["too-slow"]


def test_a_page_that_cannot_be_sent_is_refused(author: Author, mocker: MockerFixture) -> None:
    mocker.patch("chalicelib.publishing.render_worker.LARGEST_PAGE", 5)
    assert [problem.code for problem in submission_id(author, {A: GOOD}).errors] == ["page-too-large"]


def test_a_defect_is_told_as_one(author: Author, mocker: MockerFixture) -> None:
    mocker.patch("chalicelib.content.article_parser.parse", side_effect=ZeroDivisionError)
    assert [problem.code for problem in submission_id(author, {A: GOOD}).errors] == ["defect"]


def checked(*names: str) -> list[str]:
    answer = CliRunner().invoke(main, ["check", "--json", *names])
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    return [problem["code"] for line in lines for problem in (*line["errors"], *line["warnings"])]


def test_what_check_says_of_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    assert checked(str(tmp_path / "nowhere.md")) == ["cannot-be-read"]
    assert checked(str(tmp_path / "folder.md")) == ["not-a-file"]


def test_what_check_says_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "articles" / ("x" * 250) / ("x" * 250) / ("x" * 250)).mkdir(parents=True)
    (tmp_path / "site.toml").touch()
    (tmp_path / "notes.md").touch()
    (tmp_path / "articles" / "_index.md").touch()
    (tmp_path / "articles" / b"caf\xe9.md".decode("utf-8", "surrogateescape")).touch()
    (tmp_path / "articles" / ("x" * 250) / ("x" * 250) / ("x" * 250) / ("y" * 245 + ".md")).write_text("x")
    said = checked(
        *(str(path) for path in tmp_path.rglob("*.md")),
    )
    assert {"not-content", "not-published", "name-not-utf-8", "name-too-long"} <= set(said)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0garbage", "picture-unreadable"),
        ("a.png", png(20_000, 20_000) + b"\0\0\0\1IDATx", "picture-huge"),
    ],
)
def test_what_publish_says_of_pictures(
    tmp_path: Path, author: Author, name: str, data: bytes, code: str
) -> None:
    from billet.author.uploader import Uploader
    from billet.parallel import silent

    (tmp_path / "media").mkdir()
    (tmp_path / "media" / name).write_bytes(data)
    publication = Uploader(tmp_path, author.blog.bucket, silent)
    publication.carry_out(publication.plan())
    assert [problem.code for problem in publication.warnings] == [code]


ELSEWHERE = {"too-slow", "page-too-large", "defect", "zone-mistake"}


def test_the_document_and_these_tests_know_the_same_codes() -> None:
    assert codes("errors") == set(ERRORS) | ELSEWHERE - {"zone-mistake"}
    assert codes("warnings") == set(WARNINGS) | {"zone-mistake"}
    assert codes("here") == {
        "cannot-be-read",
        "not-a-file",
        "name-not-utf-8",
        "name-too-long",
        "not-content",
        "not-published",
        "picture-unreadable",
        "picture-huge",
    }


def test_every_code_in_the_code_is_in_the_document() -> None:
    known = codes("errors") | codes("warnings") | codes("here")
    sources = [*(ROOT / "chalicelib").rglob("*.py"), *(ROOT / "billet" / "author").rglob("*.py")]
    for source in sources:
        for code in re.findall(r'code="([a-z0-9-]+)"', source.read_text(encoding="utf-8")):
            assert code in known, f"{code}, {source}"
