"""The file a search goes through: built, amended, read again, and told when it is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.errors import Corrupt, Unavailable
from chalicelib.index.search_query import parse
from chalicelib.searching import base, database
from chalicelib.searching.catalogue import Catalogue
from chalicelib.searching.document import Document, from_json, to_json

NOW = datetime(2026, 3, 2, tzinfo=UTC)

texts = st.text(st.characters(codec="utf-8"), max_size=60)
moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
documents = st.builds(
    Document,
    path=st.sampled_from([f"/articles/{name}" for name in "abcdefg"]),
    title=texts,
    date=moments,
    language=st.sampled_from(["fr", "en"]),
    tags=st.lists(texts, max_size=3).map(tuple),
    categories=st.lists(texts, max_size=2).map(tuple),
    text=texts,
    expires=st.none() | moments,
)


def document(number: int, text: str = "du texte", **more: object) -> Document:
    date = NOW - timedelta(days=1000 - number)
    given = {"title": f"Titre {number}", "date": date, "language": "fr", **more}
    return Document(path=f"/articles/a-{number}", text=text, **given)  # type: ignore[arg-type]


def total(path: Path, query: str) -> int:
    return Catalogue.of_file(path).matches(parse(query), NOW, UTC).total


@given(st.lists(documents))
def test_the_list_of_recent_documents_comes_back_whatever_is_in_it(given: list[Document]) -> None:
    assert from_json(to_json(given)) == sorted(given, key=lambda one: one.path)


@given(st.lists(documents, unique_by=lambda one: one.path), st.randoms())
def test_its_bytes_do_not_depend_on_the_order(given: list[Document], chance: object) -> None:
    other = list(given)
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert to_json(other) == to_json(given)


@pytest.mark.parametrize("data", [b"", b"{}x", b"[1]", b'[{"path": 1}]', b"\xff", b'{"a": 1}', b"3"])
def test_another_object_is_no_list_of_documents(data: bytes) -> None:
    with pytest.raises(Corrupt):
        from_json(data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(documents), st.lists(st.tuples(st.lists(st.sampled_from("abcdefgh")), st.lists(documents))))
def test_a_base_that_was_amended_is_one_that_was_built(
    tmp_path: Path, first: list[Document], later: list[tuple[list[str], list[Document]]]
) -> None:
    amended, built = tmp_path / "amended", tmp_path / "built"
    base.build(amended, first)
    held = {one.path: one for one in first}
    for gone, coming in later:
        paths = [f"/articles/{name}" for name in gone]
        base.amend(amended, paths, coming)
        for path in paths:
            held.pop(path, None)
        held |= {one.path: one for one in coming}
    base.build(built, held.values())
    base.check(amended)
    found = [list(base.contents(path)) for path in (amended, built)]
    assert found[0] == found[1]
    # Also the words, which lie elsewhere.
    for word in ("0", "a", "texte", *(one.title for one in held.values())):
        assert total(amended, word) == total(built, word), word


def test_what_is_taken_out_is_not_found_any_more(tmp_path: Path) -> None:
    path = tmp_path / "base"
    base.build(path, [document(1, "cœur"), document(2, "Straße cœur")])
    assert total(path, "coeur") == 2
    base.amend(path, ["/articles/a-2", "/articles/never"], [document(1, "foie")])
    assert (total(path, "cœur"), total(path, "foie"), total(path, "strasse")) == (0, 1, 0)


def test_nothing_lies_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "base"
    base.build(path, [document(n) for n in range(50)])
    base.amend(path, ["/articles/a-3"], [document(99)])
    Catalogue.of_file(path).matches(parse("texte"), NOW, UTC)
    assert [one.name for one in tmp_path.iterdir()] == ["base"]


def test_half_characters_and_nul_are_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "base"
    base.build(path, [document(1, "a\ud800 b\0c mot", title="\udfff", tags=("\ud800",))])
    base.amend(path, ["/articles/a-1"], [document(2, "mot\0")])
    assert total(path, "mot") == 1


def test_what_the_author_of_the_documents_raises_is_not_damage(tmp_path: Path) -> None:
    def failing() -> Iterator[Document]:
        yield document(1)
        raise KeyError("elsewhere")

    with pytest.raises(KeyError):
        base.build(tmp_path / "base", failing())


HARMS = {"empty": b"", "none": b"<html>", "zeros": bytes(16384), "half": b"SQLite format 3\0" * 999}


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_no_base_is_damaged(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "base"
    path.write_bytes(HARMS[harm])
    with pytest.raises(Corrupt):
        list(base.contents(path))
    with pytest.raises(Corrupt):
        base.amend(path, [], [])
    with pytest.raises(Corrupt):
        base.check(path)


def test_a_base_that_is_not_there_is_damaged_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "base"
    with pytest.raises(Corrupt):
        list(base.contents(path))
    with pytest.raises(Corrupt):
        base.amend(path, [], [])
    assert not path.exists()


def test_a_base_of_another_version_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "base"
    base.build(path, [document(1)])
    monkeypatch.setattr(database, "FORMAT", database.FORMAT + 1)
    with pytest.raises(Corrupt):
        base.amend(path, [], [])
    with pytest.raises(Corrupt):
        list(base.contents(path))


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.99])
def test_a_base_that_is_cut_short_is_damaged(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "base"
    base.build(path, [document(n, f"mot{n} " * 50) for n in range(200)])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(Corrupt):
        list(base.contents(path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(place=st.floats(0, 0.999), junk=st.binary(min_size=1, max_size=600))
def test_bytes_that_have_changed_are_damage_or_do_no_harm(tmp_path: Path, place: float, junk: bytes) -> None:
    path = tmp_path / "base"
    if not (tmp_path / "good").exists():
        base.build(tmp_path / "good", [document(n, f"mot{n} texte " * 20) for n in range(60)])
    data = bytearray((tmp_path / "good").read_bytes())
    start = int(place * len(data))
    data[start : start + len(junk)] = junk[: len(data) - start]
    path.write_bytes(data)
    try:
        catalogue = Catalogue.of_file(path)
        for match in catalogue.matches(parse("mot3 texte 2000..2030"), NOW, UTC).best:
            catalogue.document(match.id)
        base.amend(path, ["/articles/a-3"], [document(3)])
        list(base.contents(path))
    except Corrupt:
        pass


def test_a_machine_without_full_text_search_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 7, 17))
    assert not database.is_supported()
    with pytest.raises(Unavailable, match=r"Python 3\.12") as caught:
        base.build(tmp_path / "base", [])
    assert not isinstance(caught.value, Corrupt)
