"""docs/receipts.md and the code: each code in the document is caused here by a file with that mistake."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_mock import MockerFixture

from billet.commands import main
from billet.project import ROOT
from billet.translation import sentences_of, use_locale
from chalicelib.content.problem import Problem
from chalicelib.content.receipt import Receipt
from chalicelib.publishing import reconcile
from tests.conftest import Author
from tests.publishing.test_media import png

DOCUMENT = (ROOT / "docs" / "receipts.md").read_text(encoding="utf-8")
TABLES = dict(zip(("errors", "warnings", "only on your machine"), DOCUMENT.split("\n## ")[1:], strict=True))


def codes(table: str) -> set[str]:
    first_columns = re.findall(r"^\|([^|]+)\|", TABLES[table], re.MULTILINE)
    return {code for column in first_columns for code in re.findall(r"`([a-z0-9-]+)`", column)}


def file(front: str, body: str = "Un texte.") -> str:
    return f"---\n{front}\n---\n{body}\n"


def body(text: str) -> str:
    return file("title: A\ndate: 2026-01-01", text)


A = "articles/a.md"
B = "articles/b.md"
GOOD = body("Un texte.")

Files = dict[str, str | bytes]

# The receipt of the last file is checked.
ERRORS: dict[str, Files] = {
    "not-utf-8": {A: b"---\ntitle: \xe9\n---\nx"},
    "empty": {A: b"\n"},
    "too-large": {A: GOOD + "x" * 2**20},
    "fence-not-closed": {A: "---\ntitle: A\n"},
    "fence-of-dashes": {A: "—\ntitle: A\n—\nx"},
    "front-matter-too-large": {A: file("title: " + "x" * 17_000)},
    "front-matter-too-deep": {A: file("a: " + "[" * 50 + "]" * 50)},
    "yaml": {A: file("a: [1")},
    "toml": {A: "+++\na = x\n+++\nx"},
    "json": {A: '{"a": x}\n\nx'},
    "not-keys": {A: file("- a")},
    "yaml-alias": {A: file("a: &b x\ntitle: *b")},
    "yaml-tag": {A: file("title: !!str x")},
    "half-character": {A: file('title: "a\\uD800"')},
    "not-one-value": {A: file("title: [a, b]")},
    "date": {A: file("date: 38")},
    "ambiguous-date": {A: file("date: 03/04/2025")},
    "expires": {A: file("expires: never")},
    "draft": {A: file("draft: maybe")},
    "slug": {A: file("slug: " + "x" * 201)},
    "id": {A: file("id: " + "x" * 201)},
    "address-taken": {B: file("date: 2020-01-01\nslug: a"), A: GOOD},
    "cannot-be-rendered": {A: body("- " * 2000 + "a")},
    "heic": {"media/a.heic": b"x"},
    "site": {"site.toml": "title = 3"},
    "theme": {"theme.css": "a {\n  color: red"},
}

WARNINGS: dict[str, Files] = {
    "unquoted": {A: file("title: A: b")},
    "duplicate-key": {A: file("place: A\nplace: B")},
    "invisible-character": {A: file("place: A\x07")},
    "updated": {A: file("updated: hier")},
    "lang": {A: file("lang: German")},
    "interface-language": {"site.toml": 'language = "de"'},
    "order": {A: file("order: first")},
    "comments": {A: file("comments: perhaps")},
    "featured": {A: file("featured: perhaps")},
    "unlisted": {A: file("hidden: perhaps")},
    "canonical": {A: file("canonical: nowhere")},
    "expires-too-soon": {A: file("date: 2025-01-02\nexpires: 2025-01-01")},
    "no-text": {A: file("title: A", "")},
    "mdx": {"articles/a.mdx": file("title: A", "import X from 'x'\n\nUn texte.")},
    "id-taken": {B: file("id: i"), A: file("id: i")},
    "missing-picture": {A: body("![Une photo](../media/no.webp)")},
    "dead-link": {A: body("[un lien](no.md) et [[Personne]]")},
    "template-tag": {A: body("Un film : {% youtube abc %}")},
    "remote-picture": {A: body("![Une photo](https://example.org/a.png)")},
    "no-alt-text": {"media/a.png": png(1, 1), A: body("![](../media/a.png)")},
    "huge-picture": {"media/a.png": png(4000, 3000, padding=1_000_001)},
    "unknown-size": {"media/a.png": b"no picture"},
    "download": {"media/a.exe": b"x"},
    "cut-value": {A: file("title: Le ticket #42")},
    "placeholder": {A: file("title: '{{ .Title }}'")},
    "unknown-key": {A: file("tilte: A")},
    "conflict-copy": {"articles/a.sync-conflict-20260102-030405-ABCDEFG.md": GOOD},
    "first-of-list": {A: file("series: [A, B]")},
    "heading-lowered": {A: body("Un texte.\n\n# Un")},
    "dead-anchor": {A: body("[un lien](#nulle-part)")},
    "undefined-note": {A: body("Un texte[^1].")},
    "unused-note": {A: body("Un texte.\n\n[^1]: Une note.")},
    "duplicate-note": {A: body("Un texte[^1].\n\n[^1]: Une note.\n\n[^1]: Une autre.")},
    "undefined-reference": {A: body("[un lien][nom]")},
    "duplicate-reference": {A: body("[nom]\n\n[nom]: /a\n[nom]: /b")},
    "unclosed-comment": {A: body("Un texte.\n\n<!-- x")},
    "unclosed-tag": {A: body("<div>\n\nUn texte.")},
    "html-left-out": {A: body("Un texte, <nom>.")},
    "address-left-out": {A: body("[un lien](ftp://example.org)")},
    "frame": {A: body('<iframe src="https://example.org/"></iframe>')},
    "attribute-list": {A: body("Un texte.\n\n{: .x }")},
    "lost-cells": {A: body("| a |\n|---|\n| 1 | 2 |")},
    "second-front-matter": {A: body("Un texte.\n\n---\ntitle: B\n---\n")},
    "heading-skipped": {A: body("## Un\n\n#### Trois")},
    "unclosed-code": {A: body("Un texte.\n\n```\nx")},
    "formula": {A: body("$$\\inconnu{$$")},
    "alias-taken": {B: file("aliases: /old"), A: file("aliases: /old")},
    "alias-unreachable": {A: file("aliases: /contact")},
    "redirect-unreachable": {"site.toml": '[redirects]\n"/contact" = "/archive"'},
    "redirect-target": {"site.toml": '[redirects]\n"/old" = "/articles/nobody"'},
    "merged-label": {B: file("tags: [Été]"), A: file("tags: [ete]\ndraft: true")},
    "unlisted-label": {A: file(f"series: {'x' * 61}")},
    "unknown-choice": {"site.toml": 'featured = "nobody"'},
}


def receipt_of_last(author: Author, files: Files) -> Receipt:
    """Uploads the files one after the other, and returns the receipt of the last."""
    for key, data in files.items():
        author.uploads(key, data)
        receipts = author.reconciles()
    return receipts[list(files)[-1]]


def error_codes(receipt: Receipt) -> list[str]:
    return [problem.code for problem in receipt.errors]


def assert_french(*problems: Problem) -> None:
    """Says a problem in French: no word of English is left but what is quoted or a library says."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LC_ALL", "fr_FR.UTF-8")
        use_locale()
        sentences = [sentences_of(problem) for problem in problems]
    use_locale()
    english = r"\b(the|is|which|of|and|it|its|are|that|to|with|Write|or|has|in|a text)\b"
    for text in sentences:
        assert not re.search(english, re.sub(r"'[^']*'|\"[^\"]*\"|«[^»]*»|`[^`]*`|\(.*?\)", "", text)), text


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_names_its_place_and_what_to_do(author: Author, code: str) -> None:
    receipt = receipt_of_last(author, ERRORS[code])
    assert (receipt.state, error_codes(receipt)) == ("refused", [code])
    assert_french(*receipt.errors)
    for problem in receipt.errors:
        assert problem.file == receipt.key
        assert problem.line > 0 or receipt.key.startswith("media/")
        assert problem.remedy


@pytest.mark.parametrize("code", WARNINGS)
def test_a_warning_keeps_nothing_from_being_published(author: Author, code: str) -> None:
    receipt = receipt_of_last(author, WARNINGS[code])
    assert receipt.state != "refused"
    assert code in [problem.code for problem in receipt.warnings]
    assert all(problem.file == receipt.key and problem.remedy for problem in receipt.warnings)
    assert_french(*receipt.warnings)


def test_an_hour_of_another_zone_is_told_of(author: Author) -> None:
    author.uploads(A, "placeholder")
    uploaded = author.blog.bucket.read(A).uploaded
    author.blog.clock.now = uploaded  # type: ignore[attr-defined]  # the clock of the tests can be set
    hour = uploaded.replace(minute=0, second=0, microsecond=0)
    author.publishes(site='timezone = "Etc/GMT-12"')
    receipt = receipt_of_last(author, {A: file(f"date: {hour:%FT%H:%M}-06:00")})
    assert [problem.code for problem in receipt.warnings] == ["zone-mistake"]


def test_what_takes_too_long_is_refused(author: Author) -> None:
    from chalicelib.publishing.render_worker import RenderWorker

    render_worker = RenderWorker(0.5)
    author.uploads(A, body("[" * 60_000))
    try:
        (receipt,) = reconcile(author.blog.bucket, author.blog.clock, render_worker).receipts
    finally:
        render_worker.stop()
    assert error_codes(receipt) == ["too-slow"]


def test_a_page_that_cannot_be_sent_is_refused(author: Author, mocker: MockerFixture) -> None:
    mocker.patch("chalicelib.publishing.render_worker.LARGEST_PAGE", 5)
    assert error_codes(receipt_of_last(author, {A: GOOD})) == ["page-too-large"]


def test_a_defect_is_told_as_one(author: Author, mocker: MockerFixture) -> None:
    mocker.patch("chalicelib.content.article_parser.parse", side_effect=ZeroDivisionError)
    assert error_codes(receipt_of_last(author, {A: GOOD})) == ["defect"]


def test_a_file_in_the_place_of_a_deleted_article_is_told_so(author: Author) -> None:
    receipt_of_last(author, {A: GOOD})
    author.deletes(A)
    author.reconciles()
    receipt = receipt_of_last(author, {A: GOOD.replace("title: A", "title: B")})
    assert [problem.code for problem in receipt.warnings] == ["comments-apart"]


def codes_of_check(*paths: Path) -> set[str]:
    result = CliRunner().invoke(main, ["check", "--json", *map(str, paths)])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return {problem["code"] for line in lines for problem in (*line["errors"], *line["warnings"])}


def test_check_tells_of_files_that_cannot_be_read_or_are_not_content(tmp_path: Path) -> None:
    deep = tmp_path.joinpath("articles", *["x" * 250] * 4)
    deep.mkdir(parents=True)
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "site.toml").touch()
    assert codes_of_check(tmp_path / "nowhere.md") == {"cannot-be-read"}
    assert codes_of_check(tmp_path / "folder.md") == {"not-a-file"}
    names = ("notes.md", "articles/_index.md", b"articles/caf\xe9.md".decode("utf-8", "surrogateescape"))
    files = [*(tmp_path / name for name in names), deep / ("y" * 245 + ".md")]
    for path in files:
        path.write_text("x")
    assert codes_of_check(*files) >= {"not-content", "not-published", "name-not-utf-8", "name-too-long"}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0garbage", "picture-unreadable"),
        ("a.png", png(20_000, 20_000) + b"\0\0\0\1IDATx", "picture-huge"),
    ],
)
def test_publish_tells_of_pictures_it_cannot_shrink(
    tmp_path: Path, author: Author, name: str, data: bytes, code: str
) -> None:
    from billet.author.uploader import Uploader
    from billet.parallel import silent

    (tmp_path / "media").mkdir()
    (tmp_path / "media" / name).write_bytes(data)
    uploader = Uploader(tmp_path, author.blog.bucket, silent)
    uploader.carry_out(uploader.plan())
    assert [problem.code for problem in uploader.warnings] == [code]


def test_the_document_and_these_tests_know_the_same_codes() -> None:
    assert codes("errors") == {*ERRORS, "too-slow", "page-too-large", "defect", "unreadable"}
    assert codes("warnings") == {*WARNINGS, "zone-mistake", "comments-apart"}
    assert codes("only on your machine") == {
        *("cannot-be-read", "not-a-file", "name-not-utf-8", "name-too-long"),
        *("not-content", "not-published", "picture-unreadable", "picture-huge", "no-font"),
    }


def codes_in(source: str) -> Iterator[str]:
    """Yields the codes that a module gives to its errors and warnings, where they are literals."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "code":
            yield from re.findall(r"^'([a-z0-9-]+)'$", ast.unparse(node.value))
        elif isinstance(node, ast.Call) and re.search(r"(refusal|warning|warn)$", ast.unparse(node.func)):
            for argument in node.args[3:]:
                yield from re.findall(r"^'([a-z0-9-]+)'$", ast.unparse(argument))


def test_every_code_in_the_code_is_in_the_document() -> None:
    known = set().union(*map(codes, TABLES))
    paths = [*(ROOT / "chalicelib").rglob("*.py"), *(ROOT / "billet" / "author").rglob("*.py")]
    used = {code: path for path in paths for code in codes_in(path.read_text(encoding="utf-8"))}
    assert {"yaml", "unquoted", "site", "updated"} <= used.keys()
    assert {code: path for code, path in used.items() if code not in known} == {}
