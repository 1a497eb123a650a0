"""Every word of the pages exists in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from jinja2 import Environment

from billet.project import ROOT

WEB, MAIL = ROOT / "chalicelib" / "web", ROOT / "chalicelib" / "mail"
FRENCH = WEB / "locale" / "fr" / "LC_MESSAGES" / "billet.po"


@pytest.fixture(scope="module")
def french() -> Catalog:
    with FRENCH.open("rb") as file:
        return read_po(file)


def messages() -> Iterator[str]:
    for path in [*WEB.glob("*.py"), *MAIL.glob("*.py"), *WEB.glob("templates/*.html")]:
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
        for _, message, _, _ in extract_from_file(method, str(path), options=options):
            yield message if isinstance(message, str) else message[0]


def test_every_message_is_translated_and_no_translation_is_idle(french: Catalog) -> None:
    assert {ids(m)[0] for m in french if m.id} == set(messages())
    for message in french:
        if message.id:
            assert all(texts(message)), message.id
            assert not message.fuzzy, message.id


def test_translations_have_the_places_of_their_messages(french: Catalog) -> None:
    assert [error for message in french for error in message.check(french)] == []


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def texts(message: Message) -> tuple[str, ...]:
    written = message.string or ""
    return (written,) if isinstance(written, str) else tuple(written)


def test_french_has_the_spaces_and_apostrophes_of_french(french: Catalog) -> None:
    for message in french:
        if message.id:
            text = "".join(texts(message))
            assert not re.search(r" [:;!?»]|« |\w'", text), text


def test_the_compiled_catalogue_is_the_written_one(french: Catalog) -> None:
    compiled = read_mo(BytesIO(FRENCH.with_suffix(".mo").read_bytes()))
    compiled_texts, written_texts = (
        {ids(m): texts(m) for m in catalogue if m.id} for catalogue in (compiled, french)
    )
    assert compiled_texts == written_texts


def test_no_word_stands_in_a_template_untranslated() -> None:
    known = {"LinkedIn", "Teams", "Atom", "JSON", "Feed", "required", "autofocus"}
    lexer = Environment(autoescape=True)
    for path in WEB.glob("templates/*.html"):
        source = path.read_text(encoding="utf-8")
        # Without its expressions and statements a template is HTML again.
        html = "".join(token for _, kind, token in lexer.lex(source) if kind == "data")
        spoken = re.findall(r'\b(?:alt|title|aria-label|placeholder)="([^"]+)"', html)
        text = re.sub(r'[\w-]+="[^"]*"', " ", re.sub(r"<[^>]*>", " ", html))
        words = set(re.findall(r"[A-Za-zÀ-ÿ]{3,}", " ".join([text, *spoken]))) - known
        assert not words, f"{path.name}: {sorted(words)}"
