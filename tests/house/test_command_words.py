"""Every text of the command exists in both languages: what commands say, and what they show of errors and
receipts."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from billet.project import ROOT
from billet.translation.catalogue import DOMAIN, FOLDER, language_of
from billet.translation.click_texts import click_texts

FRENCH = FOLDER / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po"
KEYWORDS = {"_": None, "ngettext": (1, 2), "plural": (1, 2)}
SHOWING = ("click.echo", "click.confirm", "click.prompt", "print_table")
"""What commands call to show something, besides errors."""


@pytest.fixture(scope="module")
def french() -> Catalog:
    with FRENCH.open("rb") as file:
        return read_po(file)


def messages() -> set[str | tuple[str, ...]]:
    """Returns all texts that `make messages` finds, as it finds them."""
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel has no types here
    extracted: set[str | tuple[str, ...]] = set()
    for folder in ("billet", "chalicelib"):
        patterns = [pattern for pattern, _ in methods if pattern.startswith(f"{folder}/")]
        own_methods = [(relative(pattern), method) for pattern, method in methods if pattern in patterns]
        own_options = {relative(pattern): options[pattern] for pattern in patterns}
        texts = extract_from_dir(ROOT / folder, own_methods, own_options, KEYWORDS)
        extracted |= {message for _, _, message, _, _ in texts}
    return extracted


def relative(pattern: str) -> str:
    """Returns a pattern of files without the folder that it begins with."""
    return pattern.partition("/")[2]


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def texts(message: Message) -> tuple[str, ...]:
    written = message.string or ""
    return (written,) if isinstance(written, str) else tuple(written)


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def test_every_text_is_translated_and_no_translation_is_idle(french: Catalog) -> None:
    assert {message.id for message in entries(french)} == messages()
    assert [m.id for m in entries(french) if not all(texts(m)) or m.fuzzy] == []


def test_translations_have_the_places_of_their_texts(french: Catalog) -> None:
    def places(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sr]|\{\w+(?:![rs])?\}", text))

    for message in entries(french):
        assert places(texts(message)[-1]) == places(ids(message)[-1]), message.id


def test_french_has_the_spaces_and_apostrophes_of_french(french: Catalog) -> None:
    for message in entries(french):
        text = "".join(texts(message))
        assert not re.search(r" [:;!?»]|« |\w'\w", text), text


def test_the_compiled_catalogue_is_the_written_one(french: Catalog) -> None:
    compiled = read_mo(BytesIO(FRENCH.with_suffix(".mo").read_bytes()))
    assert {ids(m): texts(m) for m in entries(compiled)} == {ids(m): texts(m) for m in entries(french)}


def test_the_texts_of_click_are_those_of_the_click_that_is_installed() -> None:
    source = "".join(
        ast.unparse(ast.parse(path.read_text(encoding="utf-8")))
        for path in Path(click.__file__).parent.glob("*.py")
    )
    missing = [text for text in click_texts() if repr(text).strip("'\"") not in source]
    assert missing == []


def unmarked(path: Path) -> Iterator[str]:
    """Yields the literals with words that a module of commands shows as they are."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=function, args=[*arguments]) if ast.unparse(
                function
            ) in SHOWING or ast.unparse(function).endswith(("Error", "Exception")):
                yield from (text for argument in arguments for text in literals(argument))
            case ast.JoinedStr():  # Babel sees no call in an f-string
                calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
                yield from (ast.unparse(call) for call in calls if ast.unparse(call.func) in ("_", "plural"))


def literals(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if re.search(r"[A-Za-z]{3}", text):
            yield text
        case ast.JoinedStr(values=parts):
            yield from (text for part in parts for text in literals(part))
        case ast.Tuple(elts=parts):
            yield from (text for part in parts for text in literals(part))
        case ast.IfExp(body=body, orelse=other):
            yield from (*literals(body), *literals(other))


def test_every_text_that_a_command_shows_is_marked() -> None:
    paths = sorted((ROOT / "billet" / "commands").glob("*.py"))
    assert {path.name: list(unmarked(path)) for path in paths if any(unmarked(path))} == {}


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr_CA@euro"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "frr_DE.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "fr"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:fr:en"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "en:fr"}, "en"),
        ({"LANG": "C", "LANGUAGE": "fr"}, "en"),
        ({"LANGUAGE": "fr"}, "fr"),
    ],
)
def test_the_language_is_that_of_the_locale(
    variables: Mapping[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert language_of(variables) == language
    if language == "fr":  # Click asks the library, which is to find the same file
        for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
            monkeypatch.setenv(name, variables.get(name, ""))
        assert gettext.find(DOMAIN, str(FOLDER))
