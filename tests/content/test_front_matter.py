from __future__ import annotations

import json
import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content import front_matter
from chalicelib.content.front_matter import Field, FrontMatter
from chalicelib.content.problem import ContentError

FILE = "articles/x.md"


def read(text: str) -> FrontMatter:
    return front_matter.parse(FILE, front_matter.split(FILE, text))


def fields(text: str) -> dict[str, Field]:
    return dict(read(text).fields)


def refusal(text: str) -> ContentError:
    with pytest.raises(ContentError) as caught:
        read(text)
    assert caught.value.problem.file == FILE
    assert caught.value.problem.remedy
    return caught.value


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
    ],
)
def test_a_file_is_cut_where_its_dialect_ends(text: str, front: str, dialect: str) -> None:
    parts = front_matter.split(FILE, text)
    assert (parts.front_matter, parts.body, parts.dialect) == (front, "Text\n", dialect)


def test_bare_lines_end_at_the_first_that_is_none() -> None:
    parts = front_matter.split(FILE, "Title: A\nTags: a,\n    b\n\nText\n")
    assert (parts.front_matter, parts.body, parts.dialect) == (
        "Title: A\nTags: a,\n    b",
        "Text\n",
        "lines",
    )


@pytest.mark.parametrize(
    "text", ["\ufeff---\ntitle: A\n---\nT", "---\r\ntitle: A\r\n---\r\nT", "---  \ntitle: A\n--- \nT"]
)
def test_a_byte_order_mark_windows_lines_and_blanks_do_no_harm(text: str) -> None:
    parts = front_matter.split(FILE, text)
    assert (parts.front_matter, parts.body) == ("title: A", "T")


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


@pytest.mark.parametrize("text", ["---\ntitle: A\n\nText", "+++\ntitle = 'A'\n", '{\n"title": "A"\n\nText'])
def test_a_fence_that_is_never_closed_is_named(text: str) -> None:
    error = refusal(text)
    assert "never closed" in str(error)
    assert error.problem.line == 1


@pytest.mark.parametrize("dashes", ["—", "–-", "———"])
def test_a_fence_that_a_writing_aid_spoilt_is_no_text(dashes: str) -> None:
    error = refusal(f"{dashes}\ntitle: A\ndraft: true\n{dashes}\nText")
    assert error.problem.code == "fence-of-dashes"
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
    found = {key: field.value for key, field in fields(text).items()}
    assert found == {"cover.image": "x", "number": "38", "authors": [], "authors.name": ["A", "B"]}


@pytest.mark.parametrize(
    ("text", "line"),
    [
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
    found = read(f"---\na: 1\n{line}\nz: 2\n---\n")
    assert found.fields[line.partition(":")[0]].value == value
    (warning,) = found.warnings
    assert (warning.code, warning.fatal, warning.line) == ("unquoted", False, 3 + line.count("\n"))
    assert found.fields["z"].value == "2"


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
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
    error = refusal(text)
    assert (error.problem.code, error.problem.line) == (code, line)


@pytest.mark.parametrize("text", ["---\na: 1\nA: 2\n---\n", '{"a": 1,\n"A": 2}', "Title: 1\nA: 1\nA: 2\n\n"])
def test_of_a_key_written_twice_the_last_counts_with_a_warning(text: str) -> None:
    found = read(text)
    assert found.fields["a"].value == "2"
    assert [(warning.code, warning.line) for warning in found.warnings] == [
        ("duplicate-key", found.fields["a"].line)
    ]


def test_an_invisible_character_is_passed_over_with_a_warning() -> None:
    found = read("---\na: 1\ntitle: Un\x08 mot\n---\n")
    assert found.fields["title"].value == "Un mot"
    assert [(one.code, one.line, one.column) for one in found.warnings] == [("invisible-character", 3, 10)]


def test_aliases_and_tags_are_noted_and_never_followed() -> None:
    found = fields("---\na: &x [1]\nb: *x\nc: !!python/name:os.system x\nd: [*x]\n---\n")
    assert found["a"].value == ["1"]
    assert [bool(found[key].unread) for key in "abcd"] == [False, True, True, True]


@given(st.text(max_size=300), st.sampled_from(["---\n{}\n---\n", "+++\n{}\n+++\n", "{}", "title: {}\n---\n"]))
def test_any_text_is_read_or_refused_and_nothing_else(text: str, frame: str) -> None:
    try:
        found = fields(frame.replace("{}", text) + "body")
    except ContentError as error:
        assert error.problem.line >= 1
    else:
        assert all(isinstance(field.value, str | list) for field in found.values())


@pytest.mark.parametrize(
    "head", ["---\ntitle: A\n---\n", "+++\ntitle = 'A'\n+++\n", '{"title": "A"}\n', "title: A\n---\n"]
)
@given(st.text())
def test_the_text_below_the_fence_arrives_whole(head: str, body: str) -> None:
    parts = front_matter.split(FILE, f"{head}{body}")
    assert parts.body == body.replace("\r\n", "\n").replace("\r", "\n")


@given(st.text())
def test_no_text_is_lost_between_front_matter_and_body(text: str) -> None:
    try:
        parts = front_matter.split(FILE, text)
    except ContentError:
        return
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert parts.body == "\n".join(lines[parts.body_line - 1 :]) or parts.dialect == "json"


plain = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff"), max_size=40)
keys = st.from_regex(r"\A[a-z]{1,12}\Z")
tables = st.dictionaries(keys, plain | st.lists(plain, max_size=4) | st.booleans(), max_size=8)


def expected(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return [one.strip() for one in value] if isinstance(value, list) else str(value).strip()


def toml(table: dict[str, object]) -> str:
    dumped = "".join(f"{key} = {json.dumps(value).replace(chr(127), '')}\n" for key, value in table.items())
    tomllib.loads(dumped)
    return dumped


@given(tables)
def test_what_is_dumped_comes_back_equal(table: dict[str, object]) -> None:
    wanted = {key: expected(value) for key, value in table.items()}
    dumped = yaml.safe_dump(table, allow_unicode=True)
    for text in (f"---\n{dumped}---\n", json.dumps(table) + "\n", json.dumps(table, indent=2) + "\n"):
        assert {key: field.value for key, field in fields(text).items()} == wanted


@given(
    st.dictionaries(
        keys, st.text(st.characters(max_codepoint=0xFFF, blacklist_categories=["Cs", "Cc"]), max_size=40)
    )
)
def test_toml_comes_back_equal(table: dict[str, object]) -> None:
    text = f"+++\n{toml(table)}+++\n"
    assert {key: field.value for key, field in fields(text).items()} == {
        k: str(v).strip() for k, v in table.items()
    }


def test_the_bare_sign_of_a_text_that_ruby_wrote_is_no_tag() -> None:
    front = front_matter.parse("a.md", front_matter.split("a.md", "---\ntitle: ! 'Rails: new'\n---\nx"))
    assert (front.fields["title"].value, front.fields["title"].unread) == ("Rails: new", "")
