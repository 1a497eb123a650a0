"""What is shown on the author's terminal: texts of strangers, tables, progress."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pytest_mock import MockerFixture
from rich.cells import cell_len

from billet.commands import main
from billet.commands.common import short
from billet.terminal import Colored, paragraphs, plain, print_table, progress
from chalicelib.services import Services
from tests.command.conftest import Billet
from tests.conftest import Author, Reader

RED = "\x1b[31mrouge\x1b[0m"
TURNED = "abc\u202edef"


@given(st.text())
def test_only_printable_characters_reach_the_terminal(text: str) -> None:
    assert all(character.isprintable() for character in plain(text) + short(text))
    assert all(character.isprintable() or character == "\n" for character in paragraphs(text))


def test_a_message_keeps_its_lines() -> None:
    assert paragraphs(f"Bonjour,\n\n{RED}\n{TURNED}") == "Bonjour,\n\n\\x1b[31mrouge\\x1b[0m\nabc\\u202edef"


def test_a_comment_cannot_control_the_terminal_of_its_moderator(
    author: Author, reader: Reader, blog: Services, mocker: MockerFixture
) -> None:
    from billet import stages

    author.publishes(a="# A\n\nUn texte.")
    reader.comments("a", name="Léa", text=f"Bonjour {TURNED}")
    mocker.patch.object(stages, "blog_of", return_value=blog)
    shown = CliRunner().invoke(main, ["comments", "list"]).output
    assert "Léa" in shown
    assert "abc\\u202edef" in shown


class Terminal(StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns that knows colours."""
    for name, value in (("TERM", "xterm-256color"), ("COLUMNS", "80")):
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def output_on(stream: StringIO) -> Iterator[None]:
    """Sends results and messages to one stream, as a terminal does."""
    with redirect_stdout(stream), redirect_stderr(stream):
        yield


HEADERS = ("State", "File", "Title", "Problems")
LONG = "articles/2024-01-01-un-tres-long-nom-de-fichier-de-plus.md"
ROWS = [
    (Colored("REFUSED", "red"), LONG, "[bold]é[/] :tada: 日本", 12),
    (Colored("live", "green"), "a", RED, None),
]


def test_a_table_fits_the_terminal_and_leaves_no_character_out() -> None:
    with output_on(screen := Terminal()):
        print_table(HEADERS, ROWS, right=("Problems",))
    lines = re.sub("\x1b\\[[0-9;]*m", "", screen.getvalue()).splitlines()
    assert max(map(cell_len, lines)) <= 80
    first, last = lines[0].index("File"), lines[0].index("Title")
    assert "".join(line[first:last].strip() for line in lines[2:]) == f"{LONG}a"
    assert {"[bold]é[/]", ":tada:", "日本", "\\x1b[31mrouge\\x1b[0m"} <= set(" ".join(lines).split())
    assert lines[2].endswith("12")


@pytest.mark.parametrize(("columns", "count"), [("0", 12), ("8", 12), ("80", 40)])
def test_no_terminal_is_too_narrow_for_a_character(
    columns: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    with output_on(screen := StringIO()):
        print_table(["id", *["head"] * count], [["0123456789ABCDEF", *["abcdefghij"] * count]], whole=["id"])
    assert "0123456789ABCDEF" in screen.getvalue()
    shown = "".join(screen.getvalue().split()).replace("─", "")
    assert sorted(shown) == sorted("id0123456789ABCDEF" + "headabcdefghij" * count)


@pytest.mark.parametrize(
    ("variables", "has_color"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_is_for_terminals_whose_owner_wants_it(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch, *, has_color: bool
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with output_on(screen := Terminal()):
        print_table(HEADERS, ROWS)
    assert ("\x1b[" in screen.getvalue()) == has_color


@pytest.mark.parametrize(
    ("stream", "variables", "is_shown"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (StringIO(), {}, False),
        (StringIO(), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_a_bar_is_shown_to_a_person_and_not_to_a_program(
    stream: StringIO, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch, *, is_shown: bool
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with output_on(stream), progress("Fetching [x]", 4) as advance:
        advance(2)
    shown = stream.getvalue()
    assert ("Fetching [x]" in shown, "50%" in shown) == (is_shown, is_shown)


def test_what_is_printed_meanwhile_stands_above_the_bar_in_whole_lines() -> None:
    with output_on(screen := Terminal()), progress("Fetching", 2) as advance:
        click.echo("a result")
        click.echo("a message", err=True)
        advance(2)
    lines = [line.rpartition("\x1b[2K")[2].rstrip() for line in screen.getvalue().splitlines()]
    assert [line for line in lines if line.startswith("a ")] == ["a result", "a message"]


@pytest.mark.parametrize("words", [["status"], ["status", "--json"]])
def test_no_encoding_of_a_terminal_is_an_error(words: list[str], author: Author, billet: Billet) -> None:
    author.publishes(a="---\ntitle: L’été 🌻\n---\nUn texte.")
    run = CliRunner(charset="latin-1").invoke(main, words)
    assert run.exit_code == 0, run.output
    assert "L?été ?" in run.stdout or json.loads(run.stdout)[0]["title"] == "L’été 🌻"
