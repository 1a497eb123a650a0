"""The Markdown of comments."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markdown.comment_renderer import render_comment

LINK = '<a href="{}" rel="ugc nofollow noopener">{}</a>'


def plain(text: str) -> str:
    """Returns a comment as HTML, without the attribute that lets each paragraph have its own direction."""
    return render_comment(text).replace(' dir="auto"', "")


def link(address: str, shown: str = "") -> str:
    return LINK.format(address, shown or address)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("un\ndeux\n\ntrois", "<p>un<br>\ndeux</p>\n<p>trois</p>\n"),
        ("*a* **b** `c < d`", "<p><em>a</em> <strong>b</strong> <code>c &lt; d</code></p>\n"),
        ("```py\nx = 1\n```", "<pre><code>x = 1\n</code></pre>\n"),
        ("> cité", "<blockquote>\n<p>cité</p>\n</blockquote>\n"),
        ("Il faut :\n- un\n- deux", "<p>Il faut :</p>\n<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"),
        ("1986. Une année", '<ol start="1986">\n<li>Une année</li>\n</ol>\n'),
        ("# Titre", "<p># Titre</p>\n"),
        ("Titre\n===", "<p>Titre<br>\n===</p>\n"),
        ("| a |\n|---|\n| b |", "<p>| a |<br>\n|---|<br>\n| b |</p>\n"),
        ("    retrait", "<p>retrait</p>\n"),
        ("* * *", "<hr>\n"),
        ("<b>x</b> &amp; y", "<p>&lt;b&gt;x&lt;/b&gt; &amp;amp; y</p>\n"),
        ("\\*pas\\*", "<p>*pas*</p>\n"),
        ("![z](https://a.fr/i.png)", f"<p>!{link('https://a.fr/i.png', 'z')}</p>\n"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n"),
    ],
)
def test_what_people_write_in_a_letter_is_read_and_the_rest_stays(text: str, html: str) -> None:
    assert plain(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Https://exemple.fr/a", link("https://exemple.fr/a", "Https://exemple.fr/a")),
        *((f"https://exemple.fr/b{sign}", link("https://exemple.fr/b") + sign) for sign in "!;:….,?’'"),
        ("https://exemple.fr/g\u200b fin", link("https://exemple.fr/g") + "\u200b fin"),
        ("«https://exemple.fr/e»", f"«{link('https://exemple.fr/e')}»"),
        ("« https://exemple.fr/e »", f"« {link('https://exemple.fr/e')} »"),
        ('"https://exemple.fr/e"', f'"{link("https://exemple.fr/e")}"'),
        ("[https://exemple.fr/e]", f"[{link('https://exemple.fr/e')}]"),
        ("(https://exemple.fr/e)", f"({link('https://exemple.fr/e')})"),
        ("<https://exemple.fr/e>", link("https://exemple.fr/e")),
        ("**https://exemple.fr/e**", f"<strong>{link('https://exemple.fr/e')}</strong>"),
        ("https://exemple.fr/a_(b)", link("https://exemple.fr/a_(b)")),
        ("https://exemple.fr/L’Avare", link("https://exemple.fr/L’Avare")),
        ("https://société.fr/x", link("https://société.fr/x")),
        ("https://e.fr/?a=1&b=2", link("https://e.fr/?a=1&amp;b=2")),
        ("www.exemple.fr", link("http://www.exemple.fr", "www.exemple.fr")),
    ],
)
def test_an_address_is_a_link_as_people_paste_it(text: str, html: str) -> None:
    assert plain(text) == f"<p>{html}</p>\n"


def test_each_paragraph_has_the_direction_of_its_own_words() -> None:
    assert render_comment("مرحبا\n\nBonjour").count('<p dir="auto">') == 2


def test_what_is_nested_too_deep_loses_no_word() -> None:
    assert "profond" in render_comment(">" * 60 + " profond")
    assert "profond" in render_comment("- " * 60 + "profond")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags, self.attributes = "", set[str](), set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(alphabet=st.sampled_from("<>&\"' \n/:ahtpsjvcrip.()=x[]!#*_`~-+1\\@…«»é")))
def test_no_comment_holds_more_than_a_letter_does_nor_loses_a_word(text: str) -> None:
    parser = _Text()
    parser.feed(render_comment(text))
    assert parser.tags <= {
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "ul",
    }
    assert parser.attributes <= {"dir", "href", "rel", "start"}
    written = "".join(re.findall(r"[a-zé]+", _without_addresses(text)))
    shown = "".join(re.findall(r"[a-zé]+", parser.text))
    assert len(shown) >= len(written)


def _without_addresses(text: str) -> str:
    """Returns a text without what may stand behind a link, and the word after the signs that open code."""
    return re.sub(r"\(.*?\)|```.*|~~~.*", "", text, flags=re.DOTALL)
