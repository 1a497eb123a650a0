"""Typography in a text, which has marks, code and HTML in it."""

from __future__ import annotations

import re

import pytest

from tests.markdown.examples import html_with_spaces

NB, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


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
