"""What is true of any text at all."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from chalicelib.markdown import sanitizer
from chalicelib.markdown.html_tree import Element, parse, serialize
from chalicelib.markdown.plain_text import text_of
from tests.markdown.browser import assert_harmless, elements_of
from tests.markdown.examples import KEY, RESOLVER, html, rendered

ADDRESSES = {"href", "src", "poster", "cite"}
BASE = "https://base.example/api"

_FRAGMENTS = r"""
    <script> </script> <style> <svg> <math> <mtext> <annotation-xml encoding=text/html> <iframe src= </iframe>
    <img src= <a href= <video> <audio src= </video> <source src= <track src= <p> </p> <div> </div> <h2 id=x>
    </h2> <table> <td> <details> <template> <noscript> <textarea> <title> <!-- --> <![CDATA[ ]]> <?x
    javascript:alert(1) onerror=alert(1) onload= style=x srcdoc= formaction= xlink:href= data:text/html,x
    //evil.example /\\evil.example https://a.example /x ../media/photo.webp son.mp3 film.mp4 autre.md #x
    " ' \\ ` ``` $ $$ \( \) \[ \] [[ ]] ![[ ![a]( [b]( ) | > - # *a* ~~ [!NOTE] [^1] [^1]: {: } {:onclick=x}
    {:hidden} == ^[ *[x]: :tada: - [ ] > {{ www.x.fr x@y.fr https://x.fr %% {::comment} ~~~
    {% post_url {{ %} }} = &lt; &#106; &Tab; &colon; data-wikilink= \text{ \href{ } é
"""
FRAGMENTS = st.sampled_from(_FRAGMENTS.split())
HOSTILE = st.lists(st.one_of(FRAGMENTS, st.sampled_from([" ", "\n", "\n\n", "\t", "    "])), max_size=25).map(
    "".join
)


@given(HOSTILE)
@example("<a href='/\\evil.example'>x</a>")
@example("<a href='\t//evil.example'>x</a>")
@example("<video><video src=https://a.example><source src=https://a.example></video></video>")
def test_no_address_leaves_the_site_unsaid(text: str) -> None:
    page = html(text, base=BASE, frames=("a.example",))
    assert_harmless(page, ("a.example",))
    for element in elements_of(page):
        for name in ADDRESSES & set(element.attrib):
            address = element.attrib[name]
            if address.startswith((BASE + "/", "#", "?")) or (name == "href" and not address):
                continue
            # What is elsewhere is followed, never loaded; but in a frame that the author allows.
            assert name in ("href", "cite") or element.tag.endswith("}iframe")
            assert re.match(r"(https?:|mailto:|tel:|[/\\]{2})", address, re.IGNORECASE)
        candidates = element.attrib.get("srcset", BASE).split(", ")
        assert all(candidate.startswith(BASE) for candidate in candidates)


@given(
    st.dictionaries(
        st.sampled_from(["class", "title", "aria-label"]),
        st.text(st.characters(blacklist_characters="\r\0", blacklist_categories=["Cs"])),
    )
)
def test_an_attribute_that_is_cleaned_and_read_says_what_was_written(attributes: dict[str, str]) -> None:
    cleaned = sanitizer.clean_markdown(serialize(Element("", {}, [Element("p", attributes)])))
    (paragraph,) = parse(cleaned).descendants()
    assert paragraph.attributes == attributes


@given(st.one_of(HOSTILE, st.text()))
def test_a_tree_is_written_as_it_was_read(text: str) -> None:
    cleaned = sanitizer.clean_markdown(text)
    without_frames = re.sub(r"(<iframe[^>]*>).*?</iframe>", r"\1</iframe>", cleaned, flags=re.DOTALL)
    assert unescape(serialize(parse(cleaned))) == unescape(without_frames)


PLAIN = st.text(alphabet=st.sampled_from("abcéà ,.'\"!?:;()«»\n5"), max_size=200)


@given(PLAIN)
@example("Cela coûte 5 $ et 10 $ ; ou ($5) ?")
def test_plain_text_loses_no_word(text: str) -> None:
    assume(
        not re.search(r"^ *5+[.)](\s|$)", text, re.MULTILINE)
    )  # the number of a list's item is the browser's
    assume(not re.search(r":[a-z5]+:", text))  # an emoji
    read = text_of(parse(html(text)))
    letters = re.compile(r"[a-zéà5]+")
    assert letters.findall(read) == letters.findall(text)


@given(st.text(max_size=80), st.sampled_from(["fr", "en"]))
def test_any_text_is_rendered(text: str, language: str) -> None:
    assert_harmless(html(text, language))


@given(HOSTILE)
def test_what_was_met_holds_in_the_library_it_was_met_in(text: str) -> None:
    assert rendered(text).holds(RESOLVER, KEY)


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 1500,
        "![[" * 1000,
        "$" * 5000,
        "$x" * 3000,
        "\\[" * 5000,
        "<video>" * 200,
        "*a" * 3000,
        "{{" * 5000,
    ],
)
def test_signs_that_are_never_closed_end(hostile: str) -> None:
    assert unescape(html(hostile)) is not None


def test_a_text_that_is_nested_too_deep_is_an_error_and_no_half_page() -> None:
    deep = "".join("    " * level + "- a\n\n" for level in range(1500))
    try:
        page = html(deep)
    except RecursionError:
        return
    assert page.count("<li") == 1500
