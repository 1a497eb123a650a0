"""Texts in reStructuredText, as HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.document import Document
from chalicelib.content.front_matter import Field

_SETTINGS: dict[str, Any] = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": True,
    "halt_level": 5,
    "report_level": 2,
    "warning_stream": False,
    "input_encoding": "unicode",
    "output_encoding": "unicode",
    "doctitle_xform": True,
    "sectsubtitle_xform": False,
    "initial_header_level": 2,
    "syntax_highlight": "none",
    "embed_stylesheet": False,
    "toc_backlinks": False,
    "math_output": "LaTeX",
    "smart_quotes": False,
    "line_length_limit": 2**20,
}

_LITERAL = re.compile(r'<span class="docutils literal">((?:<span class="pre">[^<]*</span>|[^<])*)</span>')
_PLACE = re.compile(r"^<string>:\d*:?\s*\(\w+/\d\)\s*")


@dataclass(frozen=True)
class Converted:
    """A text in HTML, with the `title` and the `fields` that stood at its head; `messages` are what the
    parser says, each with its line."""

    html: str
    title: str
    fields: dict[str, Field]
    messages: list[tuple[int, str]]


def convert(text: str) -> Converted:
    """Returns a text in reStructuredText as HTML. What it includes from files is not read."""
    from docutils import nodes
    from docutils.core import publish_doctree, publish_from_doctree
    from docutils.writers.html5_polyglot import Writer

    from billet.migration.sources.generators.rst_extensions import register

    register()
    tree = publish_doctree(text, settings_overrides=_SETTINGS)
    fields: dict[str, Field] = {}
    for info in list(tree.findall(nodes.docinfo)):
        for child in info.children:
            assert isinstance(child, nodes.Element), "a field, or what the parser knows by name"
            is_field = isinstance(child, nodes.field)
            name = child[0].astext() if is_field else child.tagname
            value = child[1].astext() if is_field else child.astext()
            if isinstance(child, nodes.authors):
                value = ", ".join(author.astext() for author in child.children)
            fields[name.casefold()] = Field(" ".join(value.split()), child.line or 0)
        info.parent.remove(info)
    messages: dict[int, str] = {}  # the parser says some things twice
    for message in [*tree.findall(nodes.system_message), *tree.parse_messages]:
        if message.get("level", 0) >= _SETTINGS["report_level"]:
            messages.setdefault(message.get("line", 0), message.astext())
    for wrong in list(tree.findall(nodes.problematic)):
        wrong.parent.replace(wrong, nodes.Text(wrong.astext()))
    for message in list(tree.findall(nodes.system_message)):
        # What the parser does not know is shown as it is written.
        message["ids"] = []  # what refers to it goes, too
        message.replace_self([child for child in message.children if isinstance(child, nodes.literal_block)])
    title = tree.get("title", "")
    for heading in [child for child in tree.children if isinstance(child, nodes.title)]:
        tree.remove(heading)
    page = str(publish_from_doctree(tree, writer=Writer(), settings_overrides=_SETTINGS))
    patterns = (r"<main[^>]*>(.*)</main>", r"<body[^>]*>(.*)</body>", r"(.*)")
    body = next(match[1] for pattern in patterns if (match := re.search(pattern, page, re.DOTALL)))
    return Converted(_tidy(body), title, fields, list(messages.items()))


def converted(document: Document, builder: Builder) -> Document:
    """Returns a document whose body is HTML; what the parser says of it becomes notices."""
    result = convert(document.body)
    for line, message in result.messages:
        builder.notice(
            document.file,
            f"reStructuredText: {_PLACE.sub('', ' '.join(message.split()))[:200]}",
            "Look at the place in the new text",
            document.body_line + line - 1 if line else 0,
        )
    fields = {**result.fields, **document.fields}
    if result.title:
        fields.setdefault("title", Field(result.title, 0))
    return replace(document, body=result.html, fields=fields)


def _tidy(html: str) -> str:
    """Returns the HTML without what names the parser's own styles."""
    html = re.sub(r"<!--\s*(?:PELICAN_END_SUMMARY|TEASER_END)[^>]*-->", "<!-- more -->", html)
    html = _LITERAL.sub(lambda match: f"<code>{re.sub(r'</?span[^>]*>', '', match[1])}</code>", html)
    html = re.sub(r'<pre class="code ([\w+#-]+) literal-block">(.*?)</pre>', _code, html, flags=re.DOTALL)
    html = re.sub(
        r'<pre class="literal-block">(.*?)</pre>', r"<pre><code>\1</code></pre>", html, flags=re.DOTALL
    )
    return re.sub(r'\s(?:class="(?:simple|docutils|reference (?:ex|in)ternal|first|last)")', "", html).strip()


def _code(match: re.Match[str]) -> str:
    inner = re.sub(r"^<code>|</code>$", "", match[2].strip("\n"))
    return f'<pre><code class="language-{match[1]}">{inner}</code></pre>'
