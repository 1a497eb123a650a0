"""Addresses as the templates of Jekyll and Hugo write them, in the words of Markdown.

Only where an address stands, and only what leads somewhere: any other tag is left as the text it is.
"""

from __future__ import annotations

import html
import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_OPENS = r"""(?P<opens>\]\(<?[ \t]*|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?|(?:href|src|poster)=["']?)"""
# Code in a line comes first, so that what stands in it is passed over.
_PATTERN = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,9})(?!`)[^\n]{0,500}?(?<!`)(?P=ticks)(?!`))"
    rf"|{_OPENS}(?P<site>(?:\{{\{{-?[ \t]*site\.(?:base)?url[ \t]*-?\}}\}})*)(?:"
    r"\{%-?[ \t]*(?:post_url|link)[ \t]+(?P<post>[^\s%}]+)[ \t]*-?%\}"
    r"|\{\{[<%][ \t]*(?:rel)?ref[ \t]+[\"']?(?P<ref>[^\s\"'<>%}]+)[\"']?[ \t]*[>%]\}\}"
    r"|\{\{-?[ \t]*[\"'](?P<filtered>[^\"'\n{}]*)[\"'][ \t]*\|[ \t]*(?:relative|absolute)_url[ \t]*-?\}\}"
    r")?",
    re.MULTILINE,
)

_CODE = re.compile(r"<(pre|code|math|kbd|samp)\b.*?</\1>|<[^<>]*>", re.DOTALL)
# LaTeX has braces in braces as well, but no blank, name with a dot, or sign after the second.
_TAG = re.compile(r"\{%-?\s*\w+|\{\{(?:-?\s+|[<%]-?\s*/?)[\w.\"'/-]+|\{\{\w+\.\w+")


class ShortcodeExtension(Extension):
    """Translates them once code blocks have been put aside."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        md.preprocessors.register(_Shortcodes(md), "billet-shortcodes", 24.5)


class _Shortcodes(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return translate("\n".join(lines)).split("\n")


def translate(text: str) -> str:
    """The text with such addresses as addresses of its folder or of the site."""
    if "{{" not in text and "{%" not in text:
        return text
    return _PATTERN.sub(_translated, text)


def template_tags(page: str) -> tuple[str, ...]:
    """Returns how the tags begin that a text's HTML still shows, code left out, each once."""
    if "{{" not in page and "{%" not in page:
        return ()
    return tuple(dict.fromkeys(_TAG.findall(html.unescape(_CODE.sub(" ", page)))))


def _translated(found: re.Match[str]) -> str:
    if found["code"]:
        return found[0]
    if post := found["post"]:
        address = (post if re.search(r"\.\w+$", post) else f"{post}.md").lstrip("/")
    elif ref := found["ref"]:
        address = ref.lstrip("/") or "/"
    elif (filtered := found["filtered"]) is not None:
        address = "/" + filtered.lstrip("/")
    elif found["site"]:
        # Mostly a path follows that begins with a slash.
        address = "" if found.string.startswith("/", found.end()) else "/"
    else:
        return found[0]
    return found["opens"] + address
