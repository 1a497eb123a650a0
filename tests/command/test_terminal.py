"""What strangers wrote, on the author's terminal."""

from __future__ import annotations

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from billet.commands.common import short
from billet.commands.terminal import paragraphs, plain
from chalicelib.services import Services
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
    from billet.commands import main

    author.publishes(a="# A\n\nUn texte.")
    reader.comments("a", name="Léa", text=f"Bonjour {TURNED}")
    mocker.patch.object(stages, "blog_of", return_value=blog)
    shown = CliRunner().invoke(main, ["comments", "list"]).output
    assert "Léa" in shown
    assert "abc\\u202edef" in shown
