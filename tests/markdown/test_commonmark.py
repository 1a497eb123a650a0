"""Markdown as CommonMark and GFM have it, where older Markdown had it otherwise."""

from __future__ import annotations

import re

import pytest

from chalicelib.markdown.renderer import parse
from tests.markdown.examples import html, rendered


def shape(text: str, language: str = "fr") -> str:
    """The HTML of a text without line ends, spans and attributes but addresses."""
    page = re.sub(r"</?span[^>]*>|\n", "", html(text, language))
    page = re.sub(
        r' (?:class|id|rel|tabindex|role|loading|decoding|fetchpriority|aria-label)="[^"]*"', "", page
    )
    return page.replace("<div><pre>", "<pre>").replace("</pre></div>", "</pre>")


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("<blockquote>", "</blockquote>")],
    ids=["in the text", "in a quote"],
)
@pytest.mark.parametrize(
    ("lines", "page"),
    [
        ("Il faut :\n- un\n- deux", "<p>Il faut&nbsp;:</p><ul><li>un</li><li>deux</li></ul>"),
        ("Il faut :\n1. un\n2. deux", "<p>Il faut&nbsp;:</p><ol><li>un</li><li>deux</li></ol>"),
        ("Titre\n## Deux", "<p>Titre</p><h2>Deux</h2>"),
        ("Texte\n> cité", "<p>Texte</p><blockquote><p>cité</p></blockquote>"),
        ("Texte\n```\ncode\n```", "<p>Texte</p><pre><code>code</code></pre>"),
        ("Texte\n***", "<p>Texte</p><hr>"),
    ],
)
def test_a_block_needs_no_blank_line_before_it(lines: str, page: str, before: str, after: str) -> None:
    text = "\n".join(f"> {line}" for line in lines.split("\n")) if before else lines
    shown = re.sub(r"<div>(<h2>.*?</h2>)<a [^>]*></a></div>", r"\1", shape(text))
    assert shown == before + page + after


def test_a_callout_holds_a_list_below_a_line() -> None:
    page = shape("> [!NOTE]\n> Il faut :\n> - un\n> - deux")
    assert page.endswith("<p>Il faut&nbsp;:</p><ul><li>un</li><li>deux</li></ul></div>")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (
            "- un\n  - deux\n    - trois",
            "<ul><li>un<ul><li>deux<ul><li>trois</li></ul></li></ul></li></ul>",
        ),
        ("1. un\n   - deux", "<ol><li>un<ul><li>deux</li></ul></li></ol>"),
        ("1) un\n2) deux", "<ol><li>un</li><li>deux</li></ol>"),
        ("3. trois", '<ol start="3"><li>trois</li></ol>'),
        ("- un\n\n  suite\n\n  ```\n  code\n  ```\n- deux",
         "<ul><li><p>un</p><p>suite</p><pre><code>code</code></pre></li><li><p>deux</p></li></ul>"),
        # Blogs of old indent by four.
        ("- un\n    - deux\n        - trois",
         "<ul><li>un<ul><li>deux<ul><li>trois</li></ul></li></ul></li></ul>"),
        ("1. un\n    1. deux\n2. trois", "<ol><li>un<ol><li>deux</li></ol></li><li>trois</li></ol>"),
        ("10. dix\n    - deux", '<ol start="10"><li>dix<ul><li>deux</li></ul></li></ol>'),
        ("*   un\n\n    suite", "<ul><li><p>un</p><p>suite</p></li></ul>"),
        ("- un\n+ deux", "<ul><li>un</li></ul><ul><li>deux</li></ul>"),
        ("Né en\n1984. Puis", "<p>Né en1984. Puis</p>"),
    ],
)  # fmt: skip
def test_lists(text: str, page: str) -> None:
    assert shape(text) == page


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('```python:app.py\nprint("a")\n```', 'print("a")'),
        ("```\na ``` b\n````", "a ``` b"),
        ("~~~~\n```\n~~~~", "```"),
        ("```\n# non fermé\n\nsuite", "# non fermé\n\nsuite"),
        ("```c#\nint a;\n```", "int a;"),
        ("``` nolanguage\n<b>&amp;\n```", "<b>&amp;"),
        ("\t-- 'a' ...", "-- 'a' ..."),
        ('```\n\ttab -- "x"\n```', '\ttab -- "x"'),
    ],
)
def test_code_is_untouched(text: str, code: str) -> None:
    (block,) = [element for element in parse(text, "fr").root.descendants() if element.tag == "code"]
    parts = [child if isinstance(child, str) else "" for child in block.children]
    shown = "".join(parts) if all(parts) else re.sub("<[^>]*>", "", html(text)).replace("&nbsp;", " ")
    assert shown.rstrip("\n") == code


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Un.\n\n```\nx\n\ny", 3),
        ("```\nx\n```\n\n~~~\nx\n```", 5),
        ("%%\nnon\n%%\n\n```\nx", 5),
        ("> ```\n> x\n\nSuite.", 1),
        ("```\nx\n```", None),
        ("> ```\n> x\n> ````", None),
        ("- ```\n  x\n  ```", None),
        ("````\n```\n````", None),
    ],
)
def test_a_code_block_that_is_not_closed_is_told(text: str, line: int | None) -> None:
    from_end = parse(text, "fr").findings.unclosed_fence
    assert (text.count("\n") + 2 - from_end if from_end else None) == line


@pytest.mark.parametrize(
    ("info", "marked"),
    [
        ('python hl_lines="1 3"', "ac"),
        ("python {hl_lines=[1,3]}", "ac"),
        ('go {linenos=false,hl_lines=["2-3"]}', "bc"),
        ("js {1,3}", "ac"),
        ("js{2-3}", "bc"),
        ('{.python hl_lines="2"}', "b"),
        ("python hl_lines=9-99999", ""),
        ("python", ""),
    ],
)
def test_lines_of_code_are_marked(info: str, marked: str) -> None:
    page = html(f"```{info}\na\nb\nc\n```")
    assert "".join(re.findall(r'class="hll"><span[^>]*>(\w)', page)) == marked


def test_lines_of_code_are_numbered() -> None:
    page = html('```python linenums="9" title="a.py"\na\nb\n```')
    assert '<span class="filename">a.py</span>' in page
    assert re.findall(r'class="normal">([ \d]+)<', page) == [" 9", "10"]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("## Pourquoi C#", "<h2>Pourquoi C#</h2>"),
        ("## Titre ##", "<h2>Titre</h2>"),
        ("#aarrggbb", "<p>#aarrggbb</p>"),
        ("#python #blog", "<p>#python #blog</p>"),
        ("####### sept", "<p>####### sept</p>"),
        ("café.\\\nsuite", "<p>café.<br>suite</p>"),
        ("café.  \nsuite", "<p>café.<br>suite</p>"),
        ("\\<Button>", "<p>&lt;Button&gt;</p>"),
        ("\\~ \\& \\@ \\[sic\\] \\(2\\) \\\" \\'", "<p>~ &amp; @ [sic] (2) \" '</p>"),
        ("un\\-\\-deux \\`x\\`", "<p>un--deux `x`</p>"),
        ("snake_case_name et 2*3*4", "<p>snake_case_name et 2<em>3</em>4</p>"),
        ("**« gras »** et *l'été*.", "<p><strong>«&nbsp;gras&nbsp;»</strong> et <em>l’été</em>.</p>"),
        ("==marqué== et a==b, c == d", "<p><mark>marqué</mark> et a==b, c == d</p>"),
        ("==un *deux* `==`==", "<p><mark>un <em>deux</em> <code>==</code></mark></p>"),
        ("~~rayé~~ et ~ 20 €", "<p><del>rayé</del> et ~ 20&nbsp;€</p>"),
        ("Bravo :tada: ! :+1: :100: :inconnu: 10:30:15 `:tada:` :tada",
         "<p>Bravo 🎉\u202f! 👍 💯 :inconnu: 10:30:15 <code>:tada:</code> :tada</p>"),
        ("Oui :tada::heart: :inconnu::tada: :tada::inconnu: a::new::b ::tada::",
         "<p>Oui 🎉❤️ :inconnu:🎉 🎉:inconnu: a::new::b ::tada::</p>"),
        ("&copy; &amp;copy;x &eacute;", "<p>© &amp;copy;x é</p>"),
        ("| a |\n|---|\n| `ps \\| grep x` |",
         "<div><table><thead><tr><th>a</th></tr></thead><tbody><tr><td><code>ps | grep x</code></td></tr>"
         "</tbody></table></div>"),
        ("Texte\n\n| a | b |\n|:-:|--:|\n| 1 |",
         "<p>Texte</p><div><table><thead><tr><th>a</th><th>b</th></tr></thead>"
         "<tbody><tr><td>1</td><td></td></tr></tbody></table></div>"),
    ],
)  # fmt: skip
def test_marks(text: str, page: str) -> None:
    assert re.sub(r"<div>(<h2>.*?</h2>)<a [^>]*></a></div>", r"\1", shape(text)) == page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("[Hugo] [Jekyll]\n\n[hugo]: /h\n[jekyll]: /j",
         '<p><a href="/api/h">Hugo</a> <a href="/api/j">Jekyll</a></p>'),
        ("[x](https://fr.wikipedia.org/wiki/L'Avare_(pièce)), un classique.",
         '<p><a href="https://fr.wikipedia.org/wiki/L\'Avare_(pièce)">x</a>, un classique.</p>'),
        ("https://exemple.fr/a--b?x=\"1\"",
         '<p><a href="https://exemple.fr/a--b?x=&quot;1&quot;">https://exemple.fr/a--b?x="1"</a></p>'),
        ("Voir https://exemple.fr.", '<p>Voir <a href="https://exemple.fr">https://exemple.fr</a>.</p>'),
        ("(https://exemple.fr/a_(b)), oui",
         '<p>(<a href="https://exemple.fr/a_(b)">https://exemple.fr/a_(b)</a>), oui</p>'),
        ("Voir www.exemple.fr !", '<p>Voir <a href="http://www.exemple.fr">www.exemple.fr</a>\u202f!</p>'),
        ("à moi@exemple.fr.", '<p>à <a href="mailto:moi@exemple.fr">moi@exemple.fr</a>.</p>'),
        ("« https://exemple.fr\u00a0»",
         '<p>«&nbsp;<a href="https://exemple.fr">https://exemple.fr</a>&nbsp;»</p>'),
        ("<https://exemple.fr/?a=1&b=2>",
         '<p><a href="https://exemple.fr/?a=1&amp;b=2">https://exemple.fr/?a=1&amp;b=2</a></p>'),
        ("[un](a 'b')", '<p><a href="/api/articles/a" title="b">un</a></p>'),
        ("[a](Mon fichier.pdf)", '<p><a href="/api/articles/Mon%20fichier.pdf">a</a></p>'),
        ("[a](un deux)", "<p>[a](un deux)</p>"),
        ("`https://exemple.fr`", "<p><code>https://exemple.fr</code></p>"),
    ],
)  # fmt: skip
def test_links(text: str, page: str) -> None:
    assert shape(text) == page


@pytest.mark.parametrize(
    "written",
    [
        "![La mer](../media/Photo d'été (1).jpg)",
        '![La mer](../media/Photo d\'été (1).jpg "Un titre") et',
        "![La mer](<../media/Photo d'été (1).jpg>)",
        "![La mer][été]\n\n[été]: <../media/Photo d'été (1).jpg>",
    ],
)
def test_the_name_of_a_picture_may_have_spaces(written: str) -> None:
    (reference,) = rendered(written).references
    assert (reference.kind, reference.written) == ("picture", "../media/Photo d'été (1).jpg")


@pytest.mark.parametrize(
    ("text", "is_list"),
    [
        ("Terme\n:   Sens", True),
        ("Terme\n: Sens", True),
        ("Terme\n\n: Sens\n: Autre", True),
        ("> Terme\n> :   sens", True),
        ("Il a dit\n: rien de plus.", False),
        ("Il a dit\net puis\n:   Rien de plus.", False),
        ("Environ\n~ 20 euros", False),
        ("Un texte :\n:-)", False),
    ],
)
def test_a_definition_list_needs_a_term_of_one_line(text: str, is_list: bool) -> None:
    assert ("<dl>" in html(text)) is is_list
    assert is_list or html(text).count("<p>") == 1


def test_in_english_no_line_begins_with_a_colon() -> None:
    assert "<dt>term</dt>" in html("term\n: what it means", "en")


def test_notes_stand_where_they_are_called_or_below() -> None:
    page = html("Un[^b], deux^[une *note*], trois[^b].\n\n[^b]: B.\n\n    Suite.\n[^c]: Jamais.\n\nFin[^d].")
    assert re.findall(r'<sup id="([^"]+)"><a href="([^"]+)" class="footnote-ref"[^>]*>(\d)</a>', page) == [
        ("fnref:b", "#fn:b", "1"),
        ("fnref:note-2", "#fn:note-2", "2"),
        ("fnref2:b", "#fn:b", "1"),
    ]
    assert page.count('class="footnote-backref"') == 3
    assert '<li id="fn:b">\n<p>B.</p>\n<p>Suite.&nbsp;<a ' in page
    assert "<p>une <em>note</em>&nbsp;<a " in page
    assert "Fin[^d]." in page


def test_notes_and_the_ways_there_and_back_say_what_they_are() -> None:
    page = html("Un[^b], deux[^b].\n\n[^b]: B.")
    name = r'<a href="#(\S+)" class="footnote-\w+" role="doc-(\w+)" aria-label="([^"]+)">'
    assert re.findall(name, page) == [
        ("fn:b", "noteref", "Note 1"),
        ("fn:b", "noteref", "Note 1"),
        ("fnref:b", "backlink", "Retour au texte, note 1"),
        ("fnref2:b", "backlink", "Retour au texte, note 1-2"),
    ]
    assert '<section class="footnote" role="doc-endnotes" aria-label="Notes">' in page


def test_of_two_notes_of_one_name_the_first_counts() -> None:
    page = html("Un[^1].\n\n[^1]: Une\n\n[^1]: Deux\n\nFin.")
    assert "Une" in page
    assert "Deux" not in page


def test_a_note_that_ends_in_a_list_has_a_way_back_below_it() -> None:
    page = html("Un[^1].\n\n[^1]: Note :\n\n    - a")
    assert '</ul>\n<p><a href="#fnref:1" class="footnote-backref"' in page


def test_attributes_and_abbreviations() -> None:
    page = html(
        '## Titre {#ici .vu}\n\nUn ERP.\n{: title="l\'ERP" }\n\n*[ERP]: Progiciel -- de gestion\n', "fr"
    )
    assert '<h2 id="ici" class="vu">Titre</h2>' in page
    assert '<p title="l\'ERP">Un <abbr title="Progiciel -- de gestion">ERP</abbr>.</p>' in page
    assert html("*Texte*{: wide lang=en }") == '<p><em lang="en">Texte</em></p>'
    assert html("Texte \\{.x}") == "<p>Texte {.x}</p>"


def test_tasks_in_tight_and_loose_lists() -> None:
    page = html("1. [x] un\n2. [ ] deux\n\n- [ ] trois\n\n- [x](y) quatre")
    assert page.count("<input") == 3
    assert (
        '<li class="task-list-item">\n<p><input type="checkbox" disabled="" aria-label="À faire"> trois'
        in page
    )


def test_escaped_signs_make_no_table_of_contents() -> None:
    assert html("\\[TOC]\n\n## A").startswith("<p>[TOC]</p>")
