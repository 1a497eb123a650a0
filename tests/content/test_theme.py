"""The author's own style sheet: read, and told of its mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content import theme as themes
from chalicelib.content import theme_file
from chalicelib.content.problem import Problem
from chalicelib.content.theme_file import InvalidTheme


def problems(css: str) -> list[Problem]:
    with pytest.raises(InvalidTheme) as caught:
        theme_file.parse(css.encode())
    return caught.value.problems


@pytest.mark.parametrize(
    ("css", "line", "words"),
    [
        ('@charset "utf-8";\n@import "x.css";', 2, "other style sheets are not loaded"),
        ("@IM\\50ORT url(#x);", 1, "other style sheets are not loaded"),
        ("a {\n background: url(https://example.org/x.png) }", 2, "forbids it. Put the file into media/"),
        ("a { background: url(//example.org/x.png) }", 1, "the policy of its pages forbids it"),
        ("a { background: url(data:image/png;base64,AA) }", 1, "the policy of its pages forbids it"),
        ("a { --x: url('HTTPS://example.org/x.png') }", 1, "the policy of its pages forbids it"),
        ("@media print { a { b: src('//example.org') } }", 1, "the policy of its pages forbids it"),
        ("a { background: url(sky.png) }", 1, "'sky.png' is no file in media/. Write its name with"),
        ("a { background: url(media/../x.png) }", 1, "is no file in media/"),
        ("a { background: image-set('media/x.png' 1x) }", 1, 'Write url("…") around it'),
        ("@font-face {\n src: url(media/x.woff2) }", 1, "fonts are not loaded. Name one that readers have"),
        ("a {\n colour red;\n color: red }", 2, "this is neither a rule nor a declaration"),
        ("a { color: red } }", 1, "this is neither a rule nor a declaration"),
        ("a { color: red; }\n\nb {\n color: red;", 3, "never closed: a '}' is missing"),
        ("a { color: red }\n/* b", 2, "never closed: a '*/' is missing"),
        ("a {}\nb { color: red; /*/", 2, "never closed: a '*/' is missing"),
        ("a { width: calc(1px + 2px; }", 1, "never closed: a ')' is missing"),
        ('a { content: "x\n }', 1, "a text in quotes is not closed"),
        ("a { background: url(media/x y.png) }", 1, 'cannot be read. Write url("media/…"), with quotes'),
        ('a { background: u\\72l("media/x.png") }', 1, 'cannot be read. Write url("media/…"), with quotes'),
        ("a" + "{" * 9000, 1, "nested too deep"),
    ],
)  # fmt: skip
def test_each_problem_has_its_line_and_its_remedy(css: str, line: int, words: str) -> None:
    problem = problems(css)[0]
    assert words in str(problem)
    assert (problem.line, problem.code) == (line, "theme")


def test_a_theme_that_was_emptied_is_refused() -> None:
    assert [problem.code for problem in problems(" \n")] == ["empty"]


MODERN = """
@layer a, b;
:root { --paper: #fff; --own: { a: b } }
a { margin: 1\\65 5; --e: url(#\\1); content: 'l\\'été' }
.text { & > p:first-child { color: color-mix(in oklch, red 40%, white); &:hover { color: red } } }
@media (width >= 40rem) { @supports (display: grid) { h1::before { content: "\\201C{"; } } }
@keyframes x { from { opacity: 0 } 50% { opacity: .5 } }
@font-face { font-family: X; src: local("Georgia") }
@container (inline-size > 30rem) { a:is(.b, [c="d}"]) { mask: url(#m); } }
@property --y { syntax: "<color>"; inherits: false; initial-value: red }
li:nth-child(2n+1), tr:nth-last-child(-n+3) { margin: .5em.5em } /* a *//**/
@scope (.a) to (.b) { c { grid-template-areas: "a b" "c d" !important } }
"""


def test_what_browsers_of_today_know_is_taken_as_it_is_written() -> None:
    assert theme_file.parse(MODERN.encode()) == MODERN


@pytest.mark.parametrize(
    "written", ["media/é t.png", "/media/é t.png", "../media/%C3%A9%20t.png", "./media/é t.png"]
)
def test_media_are_found_from_where_the_sheet_is_served(written: str) -> None:
    css = f"/* é */\n\na {{ background: red URL( '{written}' ) no-repeat,url(media/x.png) }} b {{}}"
    theme = theme_file.parse(css.encode())
    served = 'a { background: red url("../media/%C3%A9%20t.png") no-repeat,url("../media/x.png") } b {}'
    assert theme == f"/* é */\n\n{served}"
    assert list(themes.media_of(theme)) == [("%C3%A9%20t.png", 3), ("x.png", 3)]


def test_a_part_of_a_drawing_is_named_as_anywhere_else() -> None:
    theme = theme_file.parse(b"a { mask: url(media/icons%231.svg?v=2#heart) }")
    assert theme == 'a { mask: url("../media/icons%231.svg?v=2#heart") }'
    assert list(themes.media_of(theme)) == [("icons%231.svg", 1)]


@given(st.text(st.sampled_from("a{}[]():;,@!#.\"'/*\\ \nurlimporsc-&0%"), max_size=40))
def test_any_text_is_a_theme_without_foreign_addresses_or_a_refusal(css: str) -> None:
    try:
        theme = theme_file.parse(css.encode())
    except InvalidTheme as error:
        assert all(problem.remedy and problem.line for problem in error.problems)
        return
    # Served, it is told of nothing more, and nothing in it is on another site.
    assert "//" not in "".join(addresses(tinycss2.parse_component_value_list(theme)))
    assert theme_file.parse(theme.encode()) == theme


def addresses(tokens: list[Any]) -> Iterator[str]:
    """Yields all that stands in ``url(…)``."""
    for token in tokens:
        if token.type == "url" or (token.type == "function" and token.lower_name == "url"):
            yield token.value if token.type == "url" else tinycss2.serialize(token.arguments)
        yield from addresses(getattr(token, "arguments", None) or getattr(token, "content", None) or [])
