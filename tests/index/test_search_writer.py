"""The search file: equal whatever its history, alone in its folder, and refused when it is damaged."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from chalicelib.errors import Corrupt, Unavailable
from chalicelib.index import search_file, sqlite_features
from chalicelib.index.search import Results, search
from chalicelib.index.search_document import SearchDocument
from chalicelib.index.search_file import open_search_file
from chalicelib.index.search_query import parse
from chalicelib.index.search_writer import origins, update
from tests.conftest import NOW
from tests.index.search_examples import article, document, index_of

NAMES = "abcdefg"
INDEX = index_of(map(article, NAMES))
SIXTY = index_of(article(f"a-{number}") for number in range(60))

texts = st.text(st.characters(codec="utf-8"), max_size=60).map(lambda text: text.replace("\0", " "))
documents = st.builds(
    document,
    st.sampled_from(NAMES),
    text=texts,
    title=texts,
    etag=st.sampled_from("12"),
    tags=st.lists(texts, max_size=3).map(tuple),
    categories=st.lists(texts, max_size=2).map(tuple),
)
updates = st.tuples(st.lists(documents), st.lists(st.sampled_from("abcdefgh")))


def contents(path: Path) -> list[SearchDocument | None]:
    opened = open_search_file(path)
    return [opened.document(key) for key in sorted(origins(path))]


def results(path: Path, typed: str) -> Results:
    return search(open_search_file(path), INDEX, parse(typed), 1, NOW)


def count(path: Path, typed: str) -> int:
    return results(path, typed).total


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(updates, min_size=1, max_size=6))
def test_a_file_of_any_history_is_one_that_was_made_at_once(
    tmp_path: Path, history: list[tuple[list[SearchDocument], list[str]]]
) -> None:
    grown, new = tmp_path / "grown", tmp_path / "new"
    for path in (grown, new):
        path.unlink(missing_ok=True)
    expected: dict[str, SearchDocument] = {}
    for changed, names in history:
        gone = [f"articles/{name}.md" for name in names]
        before = dict(expected)
        existed = grown.exists()
        is_changed = update(grown, changed, gone)
        for key in gone:
            expected.pop(key, None)
        expected |= {example.key: example for example in changed}
        if existed and expected != before:
            assert is_changed
    update(new, expected.values())
    assert contents(grown) == contents(new) == [expected[key] for key in sorted(expected)]
    for word in ("0", "a", "texte", *(example.title for example in expected.values())):
        assert results(grown, word) == results(new, word), word


def test_nothing_changes_where_nothing_is_new(tmp_path: Path) -> None:
    path = tmp_path / "search"
    examples = [document(name, f"texte {name}") for name in NAMES]
    assert update(path, examples)
    before = path.read_bytes()
    assert not update(path, examples, ["articles/never.md"])
    assert path.read_bytes() == before


def test_a_file_made_of_nothing_finds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "search"
    assert update(path, [])
    assert origins(path) == {}
    assert count(path, "texte") == 0


def test_what_was_removed_is_not_found_any_more(tmp_path: Path) -> None:
    path = tmp_path / "search"
    update(path, [document("a", "cœur"), document("b", "Straße cœur")])
    assert count(path, "coeur") == 2
    update(path, [document("a", "foie", etag="2")], ["articles/b.md", "articles/never.md"])
    assert (count(path, "cœur"), count(path, "foie"), count(path, "strasse")) == (0, 1, 0)
    assert {key: origin.etag for key, origin in origins(path).items()} == {"articles/a.md": "2"}


def test_nothing_lies_beside_the_file_and_no_connection_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "search"
    update(path, [document(name) for name in NAMES])
    update(path, [document("a", "mot")], ["articles/c.md"])
    opened = open_search_file(path)
    assert [file.name for file in tmp_path.iterdir()] == ["search"]
    finalizer = opened._closed
    del opened
    gc.collect()
    assert not finalizer.alive


def test_a_file_is_read_on_after_it_was_removed(tmp_path: Path) -> None:
    path = tmp_path / "search"
    update(path, [document("a", "mot")])
    opened = open_search_file(path)
    path.unlink()
    assert search(opened, INDEX, parse("mot"), 1, NOW).total == 1


def test_half_characters_and_nul_are_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "search"
    update(path, [document("a", "a\ud800 b\0c mot", title="\udfff", tags=("\ud800",))])
    update(path, [document("b", "mot\0")], ["articles/a.md"])
    assert count(path, "mot") == 1


def test_an_error_of_the_documents_flies_as_it_is_and_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "search"

    def failing() -> Iterator[SearchDocument]:
        yield document("a")
        raise KeyError("elsewhere")

    for _ in range(2):
        with pytest.raises(KeyError):
            update(path, failing())
        assert not path.exists()
        update(path, [document("a")])


HARMS = {"empty": b"", "html": b"<html>", "zeros": bytes(16384), "half": b"SQLite format 3\0" * 999}


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_no_search_file_is_damaged(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "search"
    for use in (open_search_file, origins, lambda path: update(path, [])):
        path.write_bytes(HARMS[harm])
        with pytest.raises(Corrupt):
            use(path)


@pytest.mark.parametrize("version", ["SCHEMA_VERSION", "RULES"])
def test_a_file_of_another_version_or_of_other_words_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    path = tmp_path / "search"
    update(path, [document("a")])
    monkeypatch.setattr(search_file, version, getattr(search_file, version) + 1)
    for use in (open_search_file, origins):
        with pytest.raises(Corrupt):
            use(path)


@pytest.mark.parametrize("part", [0.3, 0.7, 0.99])
def test_a_file_that_is_cut_short_is_damaged(tmp_path: Path, part: float) -> None:
    path = tmp_path / "search"
    update(path, [document(f"a-{number}", f"mot{number} " * 50) for number in range(200)])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    for use in (open_search_file, origins):
        with pytest.raises(Corrupt):
            use(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(place=st.floats(0, 0.999), junk=st.binary(min_size=1, max_size=600))
def test_bytes_that_have_changed_are_damage_or_do_no_harm(tmp_path: Path, place: float, junk: bytes) -> None:
    path, good = tmp_path / "search", tmp_path / "good"
    if not good.exists():
        update(good, [document(f"a-{number}", f"mot{number} texte " * 20) for number in range(60)])
    data = bytearray(good.read_bytes())
    start = int(place * len(data))
    data[start : start + len(junk)] = junk[: len(data) - start]
    path.write_bytes(data)
    try:
        search(open_search_file(path), SIXTY, parse("mot3 texte"), 1, NOW)
        update(path, [document("a-3", "autre")], ["articles/a-4.md"])
    except Corrupt:
        pass


def test_a_machine_without_full_text_search_says_so(tmp_path: Path, mocker: MockerFixture) -> None:
    mocker.patch.object(sqlite_features, "has_full_text_search", return_value=False)
    with pytest.raises(Unavailable, match="has no FTS5") as caught:
        update(tmp_path / "search", [])
    assert not isinstance(caught.value, Corrupt)
