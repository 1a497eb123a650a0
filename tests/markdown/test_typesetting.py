"""Typography in a text, which has marks, code and HTML in it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.markdown.examples import html_with_spaces

NB, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


PROSE = st.lists(
    st.sampled_from(
        [
            *"\"'-.:;!?«»()",
            " ",
            "  ",
            " - ",
            "--",
            "...",
            "mot",
            "L'",
            "été",
            "5",
            "20 000",
            "%",
            "M.",
            ":)",
            "**",
            "*",
        ]
    ),
    max_size=6,
).map("".join)
VERBATIM = st.sampled_from(
    [
        "`a'b--c...`",
        '`` "x" : y ! ``',
        '<code>git -m "x" --amend</code>',
        "<kbd>--help</kbd>",
        "<samp>a : 'b' ...</samp>",
        "<tt>--x 5 %</tt>",
        "<var>x' ; y</var>",
        "<https://a.fr/b--c?d='e'>",
        "<a--b@c--d.fr>",
        "{% link \"x--y\" 'z' %}",
        "{{< figure src=\"a--b.jpg\" title='5 %' >}}",
        '{{ page.title | x: "--" }}',
    ]
)


def words_of(page: str) -> str:
    """The text of a page without spaces."""
    return re.sub(r"\s", "", unescape(re.sub(r"<[^>]*>", "", page)))


def shown(text: str, language: str = "fr") -> str:
    """What is read, with the tags of elements in a line."""
    page = html_with_spaces(text, language)
    return re.sub(r' (?:href|rel|id|class|title)="[^"]*"|</?p>', "", page).replace("\n", " ").strip()


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("*Oui*!", f"<em>Oui</em>{THIN}!"),
        ('*"a"* : **« b »**!', f"<em>«{NB}a{NB}»</em>{NB}: <strong>«{NB}b{NB}»</strong>{THIN}!"),
        ('"*mot*" et (*"x"*)', f"«{NB}<em>mot</em>{NB}» et (<em>«{NB}x{NB}»</em>)"),
        ("L'*été*, l'`x`", "L’<em>été</em>, l’<code>x</code>"),
        ("Un [« lien »](/a)!", f"Un <a>«{NB}lien{NB}»</a>{THIN}!"),
        ("`a` : `b` !", f"<code>a</code>{NB}: <code>b</code>{THIN}!"),
        ('Il dit : "oui\net non".', f"Il dit{NB}: «{NB}oui et non{NB}»."),
        ('a\\\n"b"', f"a<br> «{NB}b{NB}»"),
        ('- "a" :\n\n  "b" ?', f"<ul> <li> «{NB}a{NB}»{NB}: «{NB}b{NB}»{THIN}? </li> </ul>"),
        ('<b>"gras"</b> !', f"<b>«{NB}gras{NB}»</b>{THIN}!"),
        ('&quot;a&quot; \\"b\\"', '"a" "b"'),
        ('https://a.fr/x--y?"z" : "a"', f'<a>https://a.fr/x--y?"z"</a>{NB}: «{NB}a{NB}»'),
        ("a@b--c.fr...", "<a>a@b--c.fr</a>…"),
    ],
)
def test_marks_in_a_line_do_not_part_words_from_their_quotes_and_spaces(text: str, page: str) -> None:
    assert shown(text) == page


@pytest.mark.parametrize(
    "verbatim",
    [
        '<code>git commit --amend -m "x"</code>',
        "<kbd>--help</kbd>",
        "<samp>a : 'b' ...</samp>",
        "<tt>--x</tt>",
        "<var>x'</var>",
        '<code>a <b>"b"</b> -- c</code>',
    ],
)
def test_what_is_verbatim_stays(verbatim: str) -> None:
    assert shown(f'Un "mot" : {verbatim} !') == f"Un «{NB}mot{NB}»{NB}: {verbatim}{THIN}!"


def test_a_verbatim_tag_that_is_not_closed_ends_with_its_paragraph() -> None:
    assert "“b”" in shown('<code>"a"\n\n"b"', "en")


@pytest.mark.parametrize("text", ['`"a" -- b`', '```\n"a" -- b...\n```', '    "a" -- b', "$a'$"])
def test_code_and_formulas_are_not_set(text: str) -> None:
    page = html_with_spaces(text)
    assert not re.search("[«“’–…]", page)


@given(PROSE, VERBATIM, PROSE)
def test_nothing_around_it_changes_what_is_verbatim(before: str, verbatim: str, after: str) -> None:
    text = f"x {before} {verbatim} {after}"
    assume(text.count("%%") < 2)  # a comment
    inner = re.sub(r"\s", "", re.sub(r"^(?:`+|<\w+>|<(?=[ha]))|(?:`+|</\w+>|(?<=[\w'])>)$", "", verbatim))
    assert inner in words_of(html_with_spaces(text))


@given(st.lists(PROSE | VERBATIM | st.text("aé5 \"'-.:;!?«»%°\n", max_size=20), max_size=6).map(" ".join))
def test_typography_changes_no_letter_and_no_digit(text: str) -> None:
    def letters(language: str) -> str:
        return re.sub(r"[\W_]", "", words_of(html_with_spaces(text, language)))

    assert letters("fr") == letters("en") == letters("zxx")
