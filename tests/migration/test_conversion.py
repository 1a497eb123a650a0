"""HTML of other tools as Markdown: what is shown of it is what was shown before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from billet.migration.conversion import comment_to_markdown, escape_comment, to_markdown
from chalicelib.markdown.comment_renderer import render_comment
from chalicelib.markdown.html_tree import serialize
from chalicelib.markdown.renderer import parse
from chalicelib.markdown.sanitizer import clean_markdown

NO_TYPOGRAPHY = "ja"
SAME_MARKS = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
INLINE = {*SAME_MARKS, *SAME_MARKS.values(), "a", "abbr", "code", "img", "kbd", "span", "sup", "u", "wbr"}
COMPARED = {
    *SAME_MARKS.values(),
    "a",
    "blockquote",
    "code",
    "h2",
    "hr",
    "img",
    "kbd",
    "li",
    "pre",
    "sup",
    "td",
    "th",
}
BLANKS = re.compile(r"[ \t\r\n\f]+")


def test_a_text_of_common_html_is_markdown_as_an_author_would_write_it() -> None:
    converted = to_markdown(
        """
        <h2 class="wp-block-heading" id="ete">Été</h2><p style="text-align:justify">Du <b>gras</b>, <em>de
        l’italique </em>et <code>a*b</code> :<br>un <a href="/x_y_.html" target="_blank">lien</a>.</p>
        <ul class="wp-block-list"><li>un</li><li>deux<ol start="3"><li>trois</li></ol></li></ul>
        <ul><li>autre</li></ul>
        <p><!--more--></p><blockquote>cité<br><br>deux fois</blockquote><hr />
        <figure class="wp-block-image"><a href="b.jpg">
        <img src="a.jpg" alt="La mer" width="300" height="200"></a>
        <figcaption>À marée basse</figcaption></figure><dl><dt>mot</dt><dd>sens</dd></dl>
        <table><tr><th>a</th><th align="right">b|c</th></tr>
        <tr><td>x<br>y</td><td align="right">1</td></tr></table>
        <div class="post"><div>H<sub>2</sub>O</div><p>&nbsp;</p></div>
        """,
        "fr",
    )
    assert converted.text == (
        "## Été\n\nDu **gras**, *de l’italique* et `a*b` :\\\nun [lien](/x_y_.html).\n\n"
        "- un\n- deux\n\n  3. trois\n\n<!-- -->\n\n- autre\n\n"
        "<!-- more -->\n\n> cité\n>\n> deux fois\n\n---\n\n"
        '[![La mer|300x200](a.jpg "À marée basse")](b.jpg)\n\nmot\n:   sens\n\n'
        "| a | b\\|c |\n| --- | --: |\n| x<br>y | 1 |\n\nH<sub>2</sub>O\n"
    )
    assert converted.losses == ("style=",)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>1. un<br>- deux<br># trois</p>", "1\\. un\\\n\\- deux\\\n\\# trois"),
        ("<p>&gt; un<br>: deux<br>---</p>", "\\> un\\\n\\: deux\\\n\\---"),
        ("<p>*a* _b_ c_d 5 * 3 ~~c~~ ==d== `e`</p>", r"\*a\* \_b\_ c_d 5 \* 3 \~\~c\~\~ \=\=d\=\= \`e\`"),
        ("<p>:tada: à 10:30, 100 %, $x$, 5 $</p>", r"\:tada\: à 10:30, 100 %, \$x\$, 5 \$"),
        ("<p>{{ x }}, {% y %}</p>", r"\{{ x }}, \{% y %}"),
        ("<p>[x](y) [[z]] [^1] [sic] %%a%%</p>", r"\[x](y) \[[z]] \[^1] [sic] \%\%a\%\%"),
        ("<p>Bonjour&nbsp;! Ça coûte 5 $</p>", "Bonjour\xa0! Ça coûte 5 $"),
        ("<p>&amp;eacute; &lt;b&gt; 3 &lt; 4 R&amp;D</p>", "\\&eacute; \\<b> 3 < 4 R&D"),
        ("<p>http://a.fr www.a.fr a@b.fr</p>", "http\\://a.fr www\\.a.fr a\\@b.fr"),
        ('<p><a href="http://a.fr/b_c_">http://a.fr/b_c_</a></p>', "<http://a.fr/b_c_>"),
        ('<p><a href="a b(1).jpg">x</a></p>', "[x](<a b(1).jpg>)"),
        ("<p><strong>«Mot»</strong>collé</p>", "<strong>«Mot»</strong>collé"),
        ("<p><b>Titre<br></b>texte<b> </b></p>", "**Titre**\\\ntexte"),
        ("<p>Voir !<a href='x'>là</a></p>", "Voir \\![là](x)"),
        ("https://a.fr/b", "https\\://a.fr/b"),
        ("un<br>\n<br>deux", "un\n\ndeux"),
        ('<h3 id="autre">Titre #</h3>', "### Titre \\# {#autre}"),
    ],
)
def test_signs_are_escaped_where_they_would_mean_something(html: str, text: str) -> None:
    assert to_markdown(html, "fr").text == text + "\n"


@pytest.mark.parametrize(
    "html",
    [
        '<pre class="brush: php; gutter: true">echo 1;\n\n$x = "*a*";</pre>',
        '<pre><code class="language-php hljs">echo 1;\n\n$x = "*a*";\n</code></pre>',
        '<div class="language-php highlighter-rouge"><div class="highlight"><pre class="highlight"><code>'
        '<span class="k">echo</span> 1;\n\n<span class="n">$x</span> = "*a*";\n</code></pre></div></div>',
        '<div class="highlight"><pre class="chroma"><code class="language-php" data-lang="php">'
        '<span class="line"><span class="cl">echo 1;\n</span></span>\n'
        '<span class="cl">$x = "*a*";</span></code></pre></div>',
        '<figure class="highlight php"><table><tr><td class="gutter"><pre><span>1</span><br></pre></td>'
        '<td class="code"><pre><span class="line">echo 1;</span><br><br>'
        '<span class="line">$x = "*a*";</span><br>'
        "</pre></td></tr></table></figure>",
    ],
)
def test_blocks_of_code_are_fences_however_they_were_coloured(html: str) -> None:
    assert to_markdown(html, "fr").text == '```php\necho 1;\n\n$x = "*a*";\n```\n'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><td>a</table>", "<table>\n<tbody>\n<tr><td>a</td></tr>\n</tbody>\n</table>\n"),
        ("<center>a</center>", "<center>a</center>\n"),
        ('<p lang="en">a\n\n%%b%% {{ c</p>', '<p lang="en">a &#37;&#37;b&#37;&#37; &#123;&#123; c</p>\n'),
        ("<pre>a <i>b</i>\n\n\n[//]: c</pre>", "<div><pre>a <i>b</i>&#10;&#10;\n&#91;//]: c</pre></div>\n"),
        ('<video src="a.mp4"></video>', '<div><video src="a.mp4"></video></div>\n'),
    ],
)
def test_what_markdown_does_not_hold_stays_one_block_of_html(html: str, text: str) -> None:
    converted = to_markdown(html, "fr")
    assert converted.text == text


@pytest.mark.parametrize(
    ("html", "text", "losses"),
    [
        ('a<script src="x.js">y</script>', "a\n", ('<script src="x.js">',)),
        ("a<!-- note --><!-- wp:p -->", "a\n", ("<!-- note -->",)),
        ('<form action="/x"><input name="q">a</form>', "a\n", ('<form action="/x">', '<input name="q">')),
        ('<p>a</p><p style="display:none">b</p>', "a\n", ("style=", "hidden: b")),
        ('<object data="a.swf" type="x"></object>', "[a.swf](a.swf)\n", ('<object data="a.swf" type="x">',)),
        ('<a href="javascript:x()">a</a>', "a\n", ("javascript:x()",)),
        ('<img src="data:x" data-src="a.jpg"><noscript><img src="a.jpg"></noscript>', "![](a.jpg)\n", ()),
    ],
)
def test_what_is_left_out_is_told(html: str, text: str, losses: tuple[str, ...]) -> None:
    converted = to_markdown(html, "fr")
    assert (converted.text, converted.losses) == (text, losses)


@pytest.mark.parametrize(
    "html",
    [
        '<table class="tr-caption-container"><tr><td>{}<tr><td class="tr-caption">La mer</table>',
        '<div class="wp-caption alignright">{}<p class="wp-caption-text">La mer</p></div>',
        '<figure class="wp-caption">{}<figcaption class="wp-caption-text">La mer</figcaption></figure>',
    ],
)
def test_captions_of_old_tools_are_those_of_figures(html: str) -> None:
    picture = '<a href="b.jpg"><img src="s.jpg" alt="m"></a>'
    assert to_markdown(html.format(picture), "fr").text == '[![m](s.jpg "La mer")](b.jpg)\n'


def test_html_that_is_nested_too_deep_keeps_its_words() -> None:
    html = "<b>" * 400 + "*été* &amp; <i>mer</i>"
    assert to_markdown(html, "fr").text == "\\*été\\* \\& mer\n"
    assert to_markdown(html, "fr").losses == ("elements that are nested too deep, but for their words",)
    assert comment_to_markdown(html) == "\\*été\\* & mer"


def test_addresses_lead_on_before_texts_are_compared() -> None:
    addresses = {
        "/old": "new.md",
        "a.jpg": "../media/a.jpg",
        "p.jpg": "q.jpg",
        "data:image/gif;base64,x": "x.gif",
    }
    html = """<a href="/old">x</a> <a href="/other">y</a> <img src="a.jpg" srcset="b.jpg 2x">
    <img src="data:image/gif;base64,x"><video src="v.mp4" poster="p.jpg"></video>"""
    assert to_markdown(html, "fr", addresses.get).text == (
        "[x](new.md) [y](/other) ![](../media/a.jpg) ![](x.gif)\n\n"
        '<div><video poster="q.jpg" src="v.mp4"></video></div>\n'
    )


def shown(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Returns the words of some HTML, and its marks with where they lead, as a browser has them."""
    root = html5lib.parseFragment(html, container="div", namespaceHTMLElements=False)
    in_blocks = {id(code) for block in root.iter("pre") for code in block.iter("code")}
    marks = []
    for element in root.iter():
        tag = SAME_MARKS.get(str(element.tag), str(element.tag))
        letters = "".join("".join(element.itertext()).split())
        shows = letters or tag in ("hr", "img") or element.find(".//img") is not None
        if tag in COMPARED and shows and id(element) not in in_blocks:
            marks.append((tag, element.get("href") or element.get("src") or letters))
    return " ".join("".join(texts_of(root)).split()), marks


def texts_of(element: Element) -> Iterator[str]:
    """Yields the texts of an element, with a space where a line ends."""
    space = "" if element.tag in INLINE else " "
    yield space + BLANKS.sub(" ", element.text or "")
    for child in element:
        yield from texts_of(child)
        yield BLANKS.sub(" ", child.tail or "")
    yield space


def of_html(html: str) -> tuple[str, list[tuple[str, str]]]:
    return shown(clean_markdown(html))


def of_markdown(text: str) -> tuple[str, list[tuple[str, str]]]:
    return shown(serialize(parse(text, NO_TYPOGRAPHY).root))


_SIGNS = r"""
    * ** _ __ ` ``` ~ ~~ ~~~ == === # ## + - -- --- 1. 2) > >> | |a| --|-- : :tada: :+1: $ $$ $x$ \( \) \[ \]
    \ \\ [ ] [x] [^1] ^[ [^1]: [[ ]] [[a]] ![[ ![ ]( [a](b) [a]: [//]: [TOC] *[ERP]: {: } {:.a} {#id} {.a
    {{ }} {{< {% %} comment endcomment {# #} {/* */} {::comment} {:/comment} {{/* */}} %% %%% [!NOTE]
    post_url ({{ href="{{
    &lt; &gt; &amp; &amp;lt; &amp;#42; &lt;b&gt; &lt;!-- --&gt; &lt;!--more--&gt; &lt;div&gt;
    &lt;?php &lt;http://x.fr&gt;
    http://x.fr/a_b_(c) www.x.fr x@y.fr https:// " ' « » … ! ? ; @ &nbsp; été mot Mot a 10 <br> <br><br> <wbr>
    ==a==
    é* *é _é_ a_b ^
"""
SIGNS = st.sampled_from([*_SIGNS.split(), " ", "\n", "\t"])
TEXTS = st.lists(SIGNS, max_size=6).map("".join) | st.lists(SIGNS, max_size=6).map(" ".join)
_NAMED = ["", ' class="x"', ' id="n1"', ' style="color:red"', ' lang="en"', ' title="*t* &quot; {{ %%"']
_ADDRESSES = [
    "/a_b_",
    "http://x.fr/?a=1&amp;copy=2",
    "a b(1).jpg",
    "&lt;x&gt;",
    "a%20b\\*.md",
    "x|y",
    "#n1",
    "/{{ x }}%%a%%",
]
_PICTURES = [
    f'<img src="{address}" alt="{alt}" width="300">'
    for address in _ADDRESSES
    for alt in ("", "a*b*", "|20", "](")
]
_BLOCKS = ["<hr>", "<p><!--more--></p>", "<pre>a\n\n%%b%%\n[//]: x\n```\n</pre>"]


def within(tags: str, content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Returns HTML in one of some elements."""
    names = st.sampled_from([f"{tag} {attribute}" for tag in tags.split() for attribute in _NAMED])
    return st.builds(lambda name, inner: f"<{name}>{inner}</{name.split()[0]}>", names, content)


def rows(cells: list[list[str]]) -> str:
    """Returns a table with a head."""
    written = ["<tr><th>a</th><th>b</th></tr>", *(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in cells)]
    return f"<table>{''.join(written)}</table>"


LINES = st.recursive(
    TEXTS | st.sampled_from(_PICTURES),
    lambda inner: st.one_of(
        within("b em strong i s del sup kbd code span u abbr", inner),
        st.builds(
            lambda address, text: f'<a href="{address}">{text}</a>', st.sampled_from(_ADDRESSES), inner
        ),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=5,
)
BLOCKS = st.recursive(
    LINES | within("p h2 div pre blockquote", LINES) | st.sampled_from(_BLOCKS),
    lambda inner: st.one_of(
        within("div blockquote section details figure", inner),
        within("ul ol", st.lists(within("li", inner), max_size=3).map("".join)),
        st.builds(lambda term, meaning: f"<dl><dt>{term}</dt><dd>{meaning}</dd></dl>", LINES, inner),
        st.lists(st.lists(LINES, min_size=2, max_size=2), max_size=3).map(rows),
        st.lists(inner, min_size=2, max_size=4).map("\n".join),
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(BLOCKS)
@example("<td><b>a</b> <i>b</i><p>c</p></td>")
@example("<p>[^1]</p><p>[^1]: a</p><p>{::comment}</p><p>{:/comment}</p><p>&lt;!--</p>")
def test_what_is_shown_of_any_html_is_shown_of_its_markdown(html: str) -> None:
    assert of_markdown(to_markdown(html, "fr").text) == of_html(html)


def letters_of(html: str) -> str:
    return "".join(shown(html)[0].split())


@settings(max_examples=60)
@given(TEXTS)
def test_each_sign_of_a_plain_comment_is_shown(text: str) -> None:
    assert letters_of(render_comment(escape_comment(text))) == "".join(text.split())


@settings(max_examples=60)
@given(BLOCKS.filter(lambda html: "<img" not in html and "<!--" not in html))
def test_each_letter_of_a_comment_in_html_is_shown(html: str) -> None:
    without_links = re.sub("</?a[ >][^>]*>?", "", html)
    assert letters_of(render_comment(comment_to_markdown(without_links))) == letters_of(without_links)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "Un <b>b</b> et <a href='http://a.fr/_x_'>là</a><br>- a",
            "Un **b** et [là](<http://a.fr/_x_>)\n\\- a",
        ),
        ("<h2>T</h2><pre>a\n*b*</pre><del>c</del>", "T\n\n```\na\n*b*\n```\n\nc"),
        ('<img src="x.jpg" alt="photo">', "photo (x.jpg)"),
        ('<img src="http://a.fr/b.jpg" alt="mer">', "[mer](<http://a.fr/b.jpg>)"),
        ("a < b & *c* http://a.fr/b_c_d", "a < b & \\*c\\* http://a.fr/b_c_d"),
    ],
)
def test_a_comment_keeps_what_comments_have_and_the_words_of_the_rest(html: str, text: str) -> None:
    assert comment_to_markdown(html) == text
