from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content import front_matter
from chalicelib.content.front_matter import Field, FrontMatter
from chalicelib.content.problem import ContentError, Problem

FILE = "articles/x.md"


def read(text: str) -> FrontMatter:
    return front_matter.parse(FILE, front_matter.split(FILE, text))


def fields(text: str) -> dict[str, Field]:
    return dict(read(text).fields)


def values(text: str) -> dict[str, str | list[str]]:
    return {key: field.value for key, field in read(text).fields.items()}


def refusal(text: str) -> Problem:
    with pytest.raises(ContentError) as caught:
        read(text)
    assert caught.value.problem.file == FILE
    assert caught.value.problem.remedy
    return caught.value.problem


@pytest.mark.parametrize(
    ("text", "front", "dialect"),
    [
        ("---\ntitle: A\n---\nText\n", "title: A", "yaml"),
        ("---\ntitle: A\n...\nText\n", "title: A", "yaml"),
        ("---yaml\ntitle: A\n---\nText\n", "title: A", "yaml"),
        ("\n\n---\ntitle: A\n---\nText\n", "title: A", "yaml"),
        ("-----\ntitle: A\n-----\nText\n", "title: A", "yaml"),
        ("title: A\n---\nText\n", "title: A", "yaml"),
        ("title: A\ntags:\n- a\n---\nText\n", "title: A\ntags:\n- a", "yaml"),
        ("---\n---\nText\n", "", "yaml"),
        ("+++\ntitle = 'A'\n+++\nText\n", "title = 'A'", "toml"),
        ("---toml\ntitle = 'A'\n---\nText\n", "title = 'A'", "toml"),
        ('{\n"title": "A }"\n}\nText\n', '{\n"title": "A }"\n}', "json"),
        ('---json\n{"title": "A"}\n---\nText\n', '{"title": "A"}', "json"),
        (';;;\n"title": "A"\n;;;\nText\n', '"title": "A"', "json"),
        ('"title": "A"\n;;;\nText\n', '"title": "A"', "json"),
        ("Title: A\nTags: a,\n    b\n\nText\n", "Title: A\nTags: a,\n    b", "lines"),
        ("\ufeff---\ntitle: A\n---\nText\n", "title: A", "yaml"),
        ("---\r\ntitle: A\r\n---\r\nText\r\n", "title: A", "yaml"),
        ("---  \ntitle: A\n--- \nText\n", "title: A", "yaml"),
    ],
)
def test_a_file_is_cut_where_its_dialect_ends(text: str, front: str, dialect: str) -> None:
    parts = front_matter.split(FILE, text)
    assert (parts.front_matter, parts.body, parts.dialect) == (front, "Text\n", dialect)


@pytest.mark.parametrize(
    "text",
    [
        "Just text\n---\nmore",
        "Note: this is prose\n\nmore",
        "Lieu : Albi\n\nmore",
        "---\n\nA rule, and no front matter.\n\n---\n\nmore",
        "---\n\nA rule alone.",
        "+++\nmore",
        "{% include x.html %}\n",
        "{{< figure >}}\n",
        "Heading: two\n---\n",
        "Place: Albi\n---\n",
        "",
    ],
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    assert front_matter.split(FILE, text).body == text


@pytest.mark.parametrize("dashes", ["—", "–-", "———"])
def test_a_fence_that_a_writing_aid_spoilt_is_no_text(dashes: str) -> None:
    assert refusal(f"{dashes}\ntitle: A\ndraft: true\n{dashes}\nText").code == "fence-of-dashes"
    assert front_matter.split(FILE, f"{dashes}\n\nText").body.startswith(dashes)


def test_values_stay_as_written() -> None:
    assert fields("---\ntitle: 38\ndraft: yes\ndate: 9999-99-99\nTags: [a, 'b']\nx: ~\n---\n") == {
        "title": Field("38", 2),
        "draft": Field("yes", 3),
        "date": Field("9999-99-99", 4),
        "tags": Field(["a", "b"], 5),
        "x": Field("", 6),
    }


@pytest.mark.parametrize(
    "text",
    [
        "---\ncover:\n  image: x\nnumber: 38\nauthors:\n- name: A\n- name: B\n---\n",
        "+++\nnumber = 38\nauthors = [{name = 'A'}, {name = 'B'}]\n[cover]\nimage = 'x'\n+++\n",
        '{"cover": {"image": "x"}, "number": 38, "authors": [{"name": "A"}, {"name": "B"}]}\n',
    ],
)
def test_mappings_in_mappings_have_dotted_keys(text: str) -> None:
    assert values(text) == {"cover.image": "x", "number": "38", "authors": [], "authors.name": ["A", "B"]}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"a": [{"b": {"été": 1}}],\n"\\u00e9t\\u00e9": "x"}\n', 2),
        ("+++\na = [\n['x'],\n]\nb = \"\"\"\n'été' = 1\n\"\"\" # don't [\n'été' = 'x'\n+++\n", 8),
        ("\n---\na: 1\nÉTÉ: x\n---\n", 4),
        ("+++\na = 1\nb = 2\n'Été' = 'x'\n+++\n", 4),
        ('{\n"a": 1,\n"E\u0301te\u0301": "x"}\n', 3),
        ("Title: A\nété: x\n\n", 2),
    ],
)
def test_keys_are_compared_in_one_form_and_know_their_line(text: str, line: int) -> None:
    assert fields(text)["été"] == Field("x", line)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: A: B", "A: B"),
        ("title: Foo:", "Foo:"),
        ("title: @me", "@me"),
        ("title: `x` explained", "`x` explained"),
        ("title: %d", "%d"),
        ("title: *Bold* move", "*Bold* move"),
        ("title: [RFC] A plan", "[RFC] A plan"),
        ('title: "Le "grand" soir"', 'Le "grand" soir'),
        ("title: 'It's fine'", "It's fine"),
        ('title: "A" and B', '"A" and B'),
        ("title:A", "A"),
        ("tags:\n- a\n- @b", ["a", "@b"]),
    ],
)
def test_a_value_that_should_be_in_quotes_is_text_and_a_warning(line: str, value: object) -> None:
    text = f"---\na: 1\n{line}\nz: 2\n---\n"
    assert values(text) == {"a": "1", line.partition(":")[0]: value, "z": "2"}
    (warning,) = read(text).warnings
    assert (warning.code, warning.fatal, warning.line) == ("unquoted", False, 3 + line.count("\n"))


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("---\ntitle: A\n\nText", 1, "fence-not-closed"),
        ("+++\ntitle = 'A'\n", 1, "fence-not-closed"),
        ('{\n"title": "A"\n\nText', 1, "fence-not-closed"),
        ("---\na: 1\nb: [1, 2\n---\n", 3, "yaml"),
        ('---\na: 1\nb: "x\n---\n', 3, "yaml"),
        ("---\n- a\n- b\n---\n", 2, "not-keys"),
        ("---\na: " + "[" * 5000 + "]" * 5000 + "\n---\n", 2, "front-matter-too-deep"),
        ("---\n" + "".join(" " * n + "a:\n" for n in range(30)) + "---\n", 21, "front-matter-too-deep"),
        ("---\na:\n  - b\n - c\n---\n", 4, "yaml"),
        ("---\na: " + "x" * 20_000 + "\n---\n", 1, "front-matter-too-large"),
        ("---\na: " + "x," * 4000 + "\n---\n", 2, "front-matter-too-large"),
        ("+++\na = 1\nb = x\n+++\n", 3, "toml"),
        ("+++\na = " + "[" * 5000 + "\n+++\n", 2, "front-matter-too-deep"),
        ("+++\n" + "a." * 5000 + "b = 1\n+++\n", 2, "front-matter-too-deep"),
        ("+++\na = " + "9" * 5000 + "\n+++\n", 2, "toml"),
        ('{\n"a": 1,\n"b": x\n}\n', 3, "json"),
        ('{"a": ' + "[" * 5000 + "]" * 5000 + "}\n", 1, "front-matter-too-deep"),
    ],
)
def test_what_cannot_be_read_is_refused_by_line(text: str, line: int, code: str) -> None:
    problem = refusal(text)
    assert (problem.code, problem.line) == (code, line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\na: 1\nA: 2\n---\n", 3),
        ("+++\na = 1\nA = 2\n+++\n", 3),
        ('{"a": 1,\n"A": 2}', 2),
        ("Title: 1\nA: 1\nA: 2\n\n", 3),
    ],
)
def test_of_a_key_written_twice_the_last_counts_with_a_warning(text: str, line: int) -> None:
    result = read(text)
    assert result.fields["a"] == Field("2", line)
    (warning,) = result.warnings
    assert (warning.code, warning.line) == ("duplicate-key", line)
    assert f"the other is in line {line - 1}" in warning.remedy


def test_an_invisible_character_is_passed_over_with_a_warning() -> None:
    result = read("---\na: 1\ntitle: Un\x08 mot\n---\n")
    assert result.fields["title"].value == "Un mot"
    (warning,) = result.warnings
    assert (warning.code, warning.line, warning.column) == ("invisible-character", 3, 10)


def test_aliases_and_tags_are_noted_and_never_followed() -> None:
    result = fields(
        "---\na: &x [1]\nb: *x\nc: !!python/name:os.system x\nd: [*x]\ne: ! 'Ruby'\nf: &x 2\n---\n"
    )
    assert (result["a"].value, result["e"].value, result["f"].value) == (["1"], "Ruby", "2")
    assert [bool(result[key].unread) for key in "abcdef"] == [False, True, True, True, False, False]


HEADS = ("", "---\ntitle: A\n---\n", "+++\ntitle = 'A'\n+++\n", '{"title": "A"}\n', "title: A\n---\n")


@given(st.sampled_from(HEADS), st.text())
def test_the_text_below_the_front_matter_arrives_whole(head: str, body: str) -> None:
    try:
        parts = front_matter.split(FILE, head + body)
    except ContentError:
        assert not head
        return
    text = (head + body).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if head:
        assert parts.body == text.removeprefix(head)
    assert parts.body == "\n".join(text.split("\n")[parts.body_line - 1 :]) or parts.dialect == "json"


plain = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff"), max_size=40)
keys = st.from_regex(r"\A[a-z]{1,12}\Z")
tables = st.dictionaries(keys, plain | st.lists(plain, max_size=4) | st.booleans(), max_size=8)


def as_written(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return [text.strip() for text in value] if isinstance(value, list) else str(value).strip()


def toml(value: object) -> str:
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(character):08X}" for character in value) + '"'
    return f"[{', '.join(map(toml, value))}]" if isinstance(value, list) else str(value).lower()


@given(tables)
def test_a_table_is_the_same_in_each_dialect(table: dict[str, object]) -> None:
    expected = {key: as_written(value) for key, value in table.items()}
    for text in (
        f"---\n{yaml.safe_dump(table, allow_unicode=True)}---\n",
        "+++\n" + "".join(f"{key} = {toml(value)}\n" for key, value in table.items()) + "+++\n",
        json.dumps(table) + "\n",
        json.dumps(table, indent=2) + "\n",
    ):
        assert values(text) == expected
