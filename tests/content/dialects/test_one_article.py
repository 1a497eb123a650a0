"""One article, written in every dialect there is, is one article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chalicelib.content import article_parser
from chalicelib.content.article import Article, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.old_address import old_path
from tests.content.reading import read

FILES = sorted(path for path in (Path(__file__).parent / "one").iterdir() if path.name[0] != ".")
SITE = Defaults("fr", ZoneInfo("Europe/Paris"))
UPLOADED = datetime(2026, 1, 5, 8, tzinfo=UTC)

WRITTEN = Article(
    key="articles/one.md",
    kind="articles",
    id="articles/one",
    slug="trois-sauvegardes",
    title="L’été\N{NO-BREAK SPACE}: trois sauvegardes & un disque",
    date=datetime(2025, 7, 14, 8, 30, tzinfo=UTC),
    updated=datetime(2025, 7, 20, 8, tzinfo=UTC),
    language="fr",
    excerpt="Ce qu’il faut garder.",
    minutes=1,
    etag="",
    version="",
    featured=True,
    tags=("Sauvegarde", "disque dur", "été"),
    categories=("Matériel",),
    author="Camille Durand",
    image="/media/disque.webp",
    translation="articles/one",
    has_standfirst=True,
    aliases=("/2025/07/14/trois-sauvegardes", "/2025/07/sauvegardes"),
)


def variants(data: bytes) -> Iterator[bytes]:
    """The same file from other editors."""
    text = data.decode()
    yield data
    yield ("\ufeff" + text).encode()
    yield text.replace("\n", "\r\n").encode()
    yield text.replace("\n", "\r").encode()
    yield text.encode("utf-16")
    yield ("\n\n" + text).encode()


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_it_is_the_same_article_in_every_dialect_and_from_every_editor(path: Path) -> None:
    for data in variants(path.read_bytes()):
        source = Source(f"articles/one{path.suffix}", data, "", "", UPLOADED)
        article = read(source, SITE)
        aliases = tuple(sorted({old_path(alias) for alias in article.aliases}))
        assert article.image_alt == ("Un disque" if path.name == "hugo-json.md" else "")
        assert replace(article, key=WRITTEN.key, aliases=aliases, image_alt="") == WRITTEN
        assert article_parser.body_of(article, data) == TEXT


TEXT = "Un texte, **deux** mots.\n\n## Suite\n"


def test_there_are_at_least_eight_dialects() -> None:
    assert len(FILES) >= 8
