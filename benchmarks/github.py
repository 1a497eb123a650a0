"""What GitHub's own parser makes of a text, to compare with ours: both as a list of tags and texts.

What differs on purpose is undone here, each in a function that says so, or does not occur in the texts
compared: definition lists, formulas, wikilinks, callouts, marked text, notes in the line, abbreviations,
attribute lists, tables of contents, comments that are left out, single tildes, which stay, addresses before
French quotes, which end there, tasks in nested lists, which have a box, and pictures with a caption.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import fields, replace

import cmarkgfm
from cmarkgfm.cmark import Options as CmarkOptions

from benchmarks.html_events import Event, events
from chalicelib.markdown.dialect import markdown_for
from chalicelib.markdown.reader import Options
from chalicelib.markdown.text_findings import TextFindings

_OPTIONS = (
    CmarkOptions.CMARK_OPT_UNSAFE
    | CmarkOptions.CMARK_OPT_FOOTNOTES
    | CmarkOptions.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
)
_EXTENSIONS = ["table", "strikethrough", "autolink", "tasklist"]


def on_github(text: str) -> list[Event]:
    """What GitHub shows."""
    page = cmarkgfm.markdown_to_html_with_extensions(text, options=_OPTIONS, extensions=_EXTENSIONS)
    # The box of a task stands before its paragraph there, in it here.
    return events(_without_ways_back(re.sub(r"(<input [^>]*>)\s*<p>", r"<p>\1", page)))


def here(text: str, without: Collection[str] = ()) -> list[Event]:
    """What is shown here, before cleaning, in a language without rules of typography. `without` names options
    of the reader and stages of the pipeline that are left out."""
    options = Options.of(text, is_french=False, math=False)
    names = {field.name for field in fields(Options)}
    options = replace(options, **dict.fromkeys(names.intersection(without), False))
    md = markdown_for(text, "zxx", TextFindings(), options=options)
    for stages in (md.preprocessors, md.treeprocessors):
        for name in set(without) - names:
            stages.deregister(name, strict=False)
    return events(_without_ways_back(md.convert(text)))


def _without_ways_back(page: str) -> str:
    """Notes have other ids and surroundings, and other words for the way back; code has a title here."""
    page = re.sub(r"[ \N{NO-BREAK SPACE}]?<a [^>]*footnote-backref[^>]*>.*?</a>", "", page)
    page = re.sub(r'<section class="footnote"[^>]*>\s*<hr>', "<section>", page)
    page = re.sub(r'<p>\s*</p>|<span class="filename">[^<]*</span>', "", page)
    return re.sub(r'href="#fn[^"]*"', "", page)
