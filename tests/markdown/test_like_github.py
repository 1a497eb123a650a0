"""A text has the structure and the words here that it has on GitHub."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.github import here, on_github
from billet.project import ROOT

TEXTS = sorted((ROOT / "content").rglob("*.md"))

# What GitHub does not know, each in a block of its own.
OURS = re.compile(
    r"^:[ ]|^> \[!|\$|^\[TOC\]|^\*\[|\{[:#.%{]|\[\[|^!\[[^\]]*\]\([^)]*[ ]\"|\]:|\[\^", re.MULTILINE
)

_INLINE = r"""
mot|un mot|été|L'avare|5|20 %|**gras**|*penché*|_penché_|__gras__|snake_case_x|2*3*4|`code`|`` a`b ``|~~rayé~~
|[lien](/u)|[lien](/u "titre")|[lien](<a b>)|[l'été (2)](/wiki/X_(y))|[a]|[a][]|[b][a]|![image](/p.png)|![**a**](/p)
|<https://exemple.fr/?a=1&b>|https://exemple.fr/a--b_c_(d)|www.exemple.fr|moi@exemple.fr|(https://exemple.fr).
|&amp;|&nbsp;|&copy;|&|<|>|\*|\[x\]|\\|\#|a <b>html</b>|a<br>|a <kbd>x</kbd>|"mot"|«mot»|#mot|*|**|_|`|(|)|!|.|,|-|+
|***tout***|*a **b***|[*a*](/u)|**[a](/u)**|*`a`*|`*a*`|\`a\`|1.|1\.|\-
"""  # noqa: E501  # a table of examples
INLINE = st.sampled_from(_INLINE.replace("\n", "").split("|"))
LINE = st.lists(INLINE, min_size=1, max_size=5).map(" ".join)
MARKER = st.sampled_from(["- ", "* ", "1. ", "2. ", "1) ", "> ", "  ", "   ", "# ", "### ", "> - ", "- > "])
BLOCKS = st.one_of(
    LINE,
    st.builds("{}{}".format, MARKER, LINE),
    st.builds("{}{}\n{}".format, MARKER, LINE, LINE),
    st.builds("{}\n---".format, LINE),
    st.builds("| a | b |\n|---|:-:|\n| {} | x |".format, INLINE.filter(lambda text: text not in "\\`|")),
    st.builds("```{}\n{}\n```".format, st.sampled_from(["", "python", "x y"]), LINE),
)


def indent(block: str, by: str) -> str:
    return "\n".join(by + line for line in block.split("\n"))


# Where these touch other lines, or lines are indented by four below them, the two parsers have mistakes.
APART = st.one_of(
    st.builds("- [{}] {}".format, st.sampled_from(" x"), LINE),
    st.sampled_from(["---", "***", "[a]: /u 'Titre'", "<div>", "</div>", "<div>\n*a*\n</div>"]),
)
NESTED = st.builds(indent, BLOCKS, st.sampled_from(["", "", "  ", "   ", "> "]))
DOCUMENT = st.lists(
    st.builds("{}{}".format, NESTED, st.sampled_from(["\n", "\n\n", "\n\n"]))
    | st.builds("\n\nFin.\n\n{}\n\nEt.\n\n".format, APART),
    min_size=1,
    max_size=6,
).map("".join)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_demo_is_read_as_github_reads_it(path: Path) -> None:
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
    blocks = [block for block in re.split(r"\n\n+", body) if not OURS.search(block)]
    text = "\n\n".join(blocks)
    assert len(blocks) > 2
    assert here(text) == on_github(text)


@settings(max_examples=400)
@given(DOCUMENT)
@example("Un[^1] et deux[^a].\n\n[^1]: Note *une*.\n\n    Suite.\n[^a]: Note deux.\n")
@example("- [ ] un\n- [x] deux\n")
def test_any_text_is_read_as_github_reads_it(text: str) -> None:
    assert here(text) == on_github(text)
