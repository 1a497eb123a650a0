"""What is true of any text at all."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from chalicelib.markdown import sanitizer, tags
from tests.markdown.shelf import html, rendered

VOID = {"area", "br", "col", "hr", "img", "input", "source", "track", "wbr"}
ADDRESSES = {"href", "src", "poster", "cite"}
BASE = "https://base.example/api"

_FRAGMENTS = r"""
    <script> </script> <style> <svg> <math> <mtext> <annotation-xml encoding=text/html> <iframe src= </iframe>
    <img src= <a href= <video> <audio src= </video> <source src= <track src= <p> </p> <div> </div> <h2 id=x>
    </h2> <table> <td> <details> <template> <noscript> <textarea> <title> <!-- --> <![CDATA[ ]]> <?x
    javascript:alert(1) onerror=alert(1) onload= style=x srcdoc= formaction= xlink:href= data:text/html,x
    //evil.example /\\evil.example https://a.example /x ../media/photo.webp son.mp3 film.mp4 autre.md #x
    " ' \\ ` ``` $ $$ \( \) \[ \] [[ ]] ![[ ![a]( [b]( ) | > - # *a* ~~ [!NOTE] [^1] [^1]: {: } {:onclick=x}
    {% post_url {{ %} }} = &lt; &#106; &Tab; &colon; data-wikilink= \text{ \href{ } é
"""
FRAGMENTS = st.sampled_from(_FRAGMENTS.split())
HOSTILE = st.lists(st.one_of(FRAGMENTS, st.sampled_from([" ", "\n", "\n\n", "\t", "    "])), max_size=25).map(
    "".join
)


class Parsed(HTMLParser):
    """The tags of a page, which must be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice"
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError("a declaration")


@given(HOSTILE)
@example("<a href='/\\evil.example'>x</a>")
@example("<a href='\t//evil.example'>x</a>")
@example("<video><video src=https://a.example><source src=https://a.example></video></video>")
def test_nothing_that_acts_comes_out_and_no_address_leaves_unsaid(text: str) -> None:
    parsed = Parsed(html(text, base=BASE, frames=("a.example",)))
    for tag, attributes in parsed.tags:
        assert tag not in {
            "script",
            "style",
            "svg",
            "form",
            "button",
            "object",
            "embed",
            "base",
            "link",
            "meta",
        }
        assert not any(name.startswith("on") or name in ("style", "srcdoc") for name in attributes)
        for name in ADDRESSES & set(attributes):
            address = attributes[name]
            if address.startswith((BASE + "/", "#", "?")) or (name == "href" and not address):
                continue
            # What is elsewhere is followed, never loaded; but in a frame that the author allows.
            assert name in ("href", "cite") or tag == "iframe"
            assert re.match(r"(https?:|mailto:|tel:|[/\\]{2})", address, re.IGNORECASE)
        assert all(one.startswith(BASE) for one in attributes.get("srcset", BASE).split(", "))


@given(st.one_of(HOSTILE, st.text()))
def test_cleaned_html_has_tags_of_one_form_only(text: str) -> None:
    cleaned = re.sub(
        rf"(<iframe{tags.ATTRIBUTES}>).*?</iframe>", r"\1</iframe>", sanitizer.clean(text), flags=re.S
    )
    assert "<" not in re.sub(rf"</?[a-z][a-z0-9]*{tags.ATTRIBUTES}>", "", cleaned)


@given(
    st.dictionaries(
        st.sampled_from(["class", "title", "aria-label"]),
        st.text(st.characters(blacklist_characters="\r\0", blacklist_categories=["Cs"])),
    )
)
def test_a_tag_that_is_cleaned_and_read_says_what_was_written(attributes: dict[str, str]) -> None:
    cleaned = sanitizer.clean(tags.tag("p", attributes))
    assert tags.read(cleaned[2 : cleaned.index(">")]) == attributes


PLAIN = st.text(alphabet=st.sampled_from("abcéà ,.'\"!?:;()«»\n5"), max_size=200)


@given(PLAIN)
@example("Cela coûte 5 $ et 10 $ ; ou ($5) ?")
def test_plain_text_loses_no_word(text: str) -> None:
    assume(not re.search(r"^ *5+\. ", text, re.MULTILINE))  # the number of a list's item is the browser's
    read = Parsed(html(text)).text
    letters = re.compile(r"[a-zéà5]+")
    assert letters.findall(read) == letters.findall(text)


@given(st.text(max_size=80), st.sampled_from(["fr", "en"]))
def test_any_text_is_rendered(text: str, language: str) -> None:
    Parsed(html(text, language))


@given(HOSTILE)
def test_what_was_met_holds_in_the_library_it_was_met_in(text: str) -> None:
    from tests.markdown.shelf import KEY, LIBRARY

    assert rendered(text).holds(LIBRARY, KEY)


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 1500,
        "![[" * 1000,
        "$" * 5000,
        "$x" * 3000,
        "\\[" * 5000,
        "<video>" * 2000,
        "*a" * 3000,
        "{{" * 5000,
    ],
)
def test_signs_that_are_never_closed_end(hostile: str) -> None:
    assert unescape(html(hostile)) is not None


def test_a_text_that_is_nested_too_deep_is_an_error_and_no_half_page() -> None:
    deep = "".join("    " * level + "- a\n\n" for level in range(1500))
    try:
        found = html(deep)
    except RecursionError:
        return
    assert found.count("<li") == 1500
