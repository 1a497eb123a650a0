"""What a browser makes of a hostile text: html5lib reads the pages again."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.markdown import sanitizer
from tests.markdown.browser import assert_harmless, elements_of
from tests.markdown.shelf import html

FRAMES = ("e.org",)

_TAGS = """
    script style iframe noscript textarea title xmp noembed noframes plaintext template svg math mtext mi
    annotation-xml foreignObject desc video audio table td select option a p div pre h2 details form button
    img object
"""
TAGS = st.sampled_from(_TAGS.split())
ATTRIBUTES = st.sampled_from(
    [
        "",
        " src=https://e.org/",
        ' src="https://x.y/a.mp4"',
        " src=film.mp4",
        " href='java\tscript:alert(1)'",
        ' href="x',
        " title='<script>'",
        ' title="</iframe><script>alert(1)</script>"',
        " id=x onclick=alert(1)",
        " alt='`\">",
        " encoding=text/html",
        " style=x srcdoc='<script>' name=a/b",
    ]
)
TEXTS = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<!-- a -->",
        "<!--",
        "-->",
        "--!>",
        "<!-- more -->",
        "<![CDATA[",
        "]]>",
        "<?x ",
        "</",
        "<",
        ">",
        '"',
        "'",
        "&lt;script&gt;",
        "&quot;",
        "\n\n",
        "\n",
        "`x`",
        "**a**",
        "[a](<javascript:x>)",
        "$x<y$",
        "![[film.mp4]]",
        "[[autre]]",
        "x",
    ]
)


def _element(tag: str, attributes: str, content: str, end: str) -> str:
    return f"<{tag}{attributes}>{content}{end or f'</{tag}>'}"


def _crossed(outer: str, attributes: str, inner: str, content: str) -> str:
    """An element whose end stands once in another, where it may be text, and once behind it."""
    return f"<{outer}{attributes}><{inner} src=https://e.org/></{outer}>{content}</{inner}></{outer}>"


ENDS = st.sampled_from(["", "", "", "</iframe>", "</video>", "</script>", "</math>", "</table>", "<"])
OUTER = st.sampled_from(["video", "audio", "a", "table", "math", "h2"])
SOURCES = st.sampled_from(["", ' src="https://x.y/a.mp4"', " src=film.mp4", " href=autre"])
RAW = st.sampled_from(["iframe", "style", "noscript", "textarea", "title", "xmp", "svg"])


def _elements(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    content = st.lists(inside, max_size=3).map("".join)
    return st.builds(_element, TAGS, ATTRIBUTES, content, ENDS) | st.builds(
        _crossed, OUTER, SOURCES, RAW, content
    )


HOSTILE = st.recursive(TEXTS, _elements, max_leaves=12)


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """Nested elements, a piece of which is gone, doubled or elsewhere."""
    text = "".join(draw(st.lists(HOSTILE, min_size=1, max_size=3)))
    for _ in range(draw(st.integers(0, 2))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        piece = text[start:end]
        text = text[:start] + draw(st.sampled_from(["", piece * 2])) + text[end:]
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(["", piece])) + text[at:]
    return text


SCRIPT_IN_FRAME = (
    '<video src="https://x.y/a.mp4"><iframe src="https://e.org/"></video>'
    "<script>alert(1)</script></iframe></video>"
)


@settings(max_examples=300)
@given(mutants())
@example(SCRIPT_IN_FRAME)
@example("<pre>\n\n\nx</pre>")
def test_whatever_is_written_a_browser_finds_nothing_in_it_that_acts(text: str) -> None:
    for frames in ((), FRAMES):
        page = html(text, frames=frames)
        assert_harmless(page, frames)
        assert sanitizer.clean(page, frames) == page, "cleaning twice is cleaning once"


@given(mutants())
def test_a_feed_is_as_harmless(text: str) -> None:
    assert_harmless(html(text, base="https://blog.example.org"))


@given(mutants())
def test_the_last_pass_makes_anything_harmless_whatever_finishing_wrote(text: str) -> None:
    assert_harmless(sanitizer.clean(text))


@pytest.mark.parametrize(
    "source", ["https://evil.net/", "//e.org.evil.net/", "javascript:x", "http://e.org/"]
)
def test_the_sanitizer_itself_lets_no_frame_of_another_host_load(source: str) -> None:
    page = sanitizer.clean(f'<iframe src="{source}" sandbox="" srcdoc="x"></iframe>', FRAMES)
    (frame,) = elements_of(page)
    assert frame.attrib == {"sandbox": sanitizer.SANDBOX}
    assert "<iframe" not in sanitizer.clean(f'<iframe src="{source}"></iframe>')
