"""What each command has in common: version, help, examples, completion, exit codes."""

from __future__ import annotations

import re
import shlex
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from pytest_mock import MockerFixture

from billet import stages
from billet.commands import main
from billet.commands.help import INTERRUPTED, Command
from billet.project import ROOT
from chalicelib.services import Services
from chalicelib.version import VERSION
from tests.command.conftest import Billet

CODES = dict(
    re.findall(r"^\| (\d+) \| (.*?) \|$", (ROOT / "docs" / "commands.md").read_text("utf-8"), re.MULTILINE)
)
WITHOUT_A_LIST = {
    *("billet completion", "billet open", "billet init", "billet serve", "billet new", "billet sbom"),
    *("billet setup", "billet deploy", "billet destroy"),
    *("billet comments export", "billet comments import", "billet comments delete"),
    *("billet messages export", "billet messages import", "billet messages done", "billet messages delete"),
    *("billet privacy export", "billet privacy erase"),
}
"""Commands that print what they did, a file, or JSON anyway."""


def commands(group: click.Group, path: str = "billet") -> Iterator[tuple[str, click.Command]]:
    """Yields each command with what is typed for it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize(("path", "command"), list(commands(main)))
def test_the_example_of_a_help_text_is_what_the_command_takes(
    path: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("comments.jsonl", "messages.jsonl"):
        Path(name).touch()
    for example in command.example.splitlines():
        words = shlex.split(re.sub(r'^eval "\$\((.*)\)"$', r"\1", example).partition(" > ")[0])
        assert words[: len(path.split())] == path.split()
        with command.make_context(path, words[len(path.split()) :]):
            pass  # it opens files
    shown = CliRunner().invoke(main, [*path.split()[1:], "--help"]).stdout
    assert f"Example:\n  {command.example.splitlines()[0]}" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_every_list_is_there_for_programs_too() -> None:
    without = {path for path, command in commands(main) if "as_json" not in {p.name for p in command.params}}
    assert without == WITHOUT_A_LIST


def test_the_version_is_that_of_the_package() -> None:
    assert CliRunner().invoke(main, ["--version"], prog_name="billet").stdout == f"billet {VERSION}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion(shell: str) -> None:
    run = CliRunner().invoke(main, ["completion", shell])
    assert (run.exit_code, "_BILLET_COMPLETE" in run.stdout) == (0, True), run.output


@pytest.mark.parametrize(
    ("line", "proposals"),
    [("billet sta", "plain,stats\nplain,status\n"), ("billet publish --stage lo", "plain,local\n")],
)
def test_commands_and_stages_are_completed(line: str, proposals: str) -> None:
    words = line.split()
    variables = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), "_BILLET_COMPLETE": "bash_complete"}
    assert CliRunner().invoke(main, prog_name="billet", env=variables).stdout == proposals


def test_the_blog_is_opened_or_its_address_printed(billet: Billet, mocker: MockerFixture) -> None:
    browser = mocker.patch.object(webbrowser, "open", return_value=False)
    assert billet("open", "--print").stdout == "https://blog.example.org\n"
    browser.assert_not_called()
    shown = billet("open")
    browser.assert_called_once_with("https://blog.example.org")
    assert (shown.exit_code, shown.stdout) == (1, "https://blog.example.org\n")
    assert "no browser could be started" in shown.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--version"], 0),
        (["status", "nothing-like-it"], 1),
        (["status", "--nonsense"], 2),
        (["comments", "approve"], 2),
        (["messages", "delete", "ID"], 1),
    ],
)
def test_exit_codes_are_those_of_the_document(words: list[str], code: int, billet: Billet) -> None:
    assert str(code) in CODES
    assert billet(*words, input="n\n").exit_code == code


def test_what_is_interrupted_says_so_with_the_code_of_the_document(mocker: MockerFixture) -> None:
    assert str(INTERRUPTED) in CODES
    mocker.patch.object(stages, "blog_of", side_effect=KeyboardInterrupt)
    shown = CliRunner().invoke(main, ["status"])
    assert (shown.exit_code, shown.stdout, shown.stderr) == (INTERRUPTED, "", "Interrupted.\n")


def test_a_reader_of_the_output_that_has_enough_is_no_error(
    billet: Billet, blog: Services, mocker: MockerFixture
) -> None:
    mocker.patch.object(stages, "blog_of", side_effect=BrokenPipeError(32, "Broken pipe"))
    assert "Broken pipe" not in billet("status").output
