"""Shortcodes of Jekyll and Hugo that stand for an address, translated to addresses.

Only where an address stands, and only what leads somewhere: any other tag is left as the text it is.
"""

from __future__ import annotations

import html
import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from chalicelib.markdown.reader import Options, outside_code

_OPENS = r"""(?P<opens>\]\(<?[ \t]*|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?|(?:href|src|poster)=["']?)"""
# Code in a line comes first, so that what stands in it is passed over.
_SHORTCODE = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,9})(?!`)[^\n]{0,500}?(?<!`)(?P=ticks)(?!`))"
    rf"|{_OPENS}(?P<site>(?:\{{\{{-?[ \t]*site\.(?:base)?url[ \t]*-?\}}\}})*)(?:"
    r"\{%-?[ \t]*(?:post_url|link)[ \t]+(?P<post>[^\s%}]+)[ \t]*-?%\}"
    r"|\{\{[<%][ \t]*(?:rel)?ref[ \t]+[\"']?(?P<ref>[^\s\"'<>%}]+)[\"']?[ \t]*[>%]\}\}"
    r"|\{\{-?[ \t]*[\"'](?P<filtered>[^\"'\n{}]*)[\"'][ \t]*\|[ \t]*(?:relative|absolute)_url[ \t]*-?\}\}"
    r")?",
    re.MULTILINE,
)

_CODE = re.compile(r"<(pre|code|math|kbd|samp)\b.*?</\1>|<[^<>]*>", re.DOTALL)
# Quotes are those of the text's language here.
_ATTRIBUTE = r"(?:[.#][A-Za-z][\w-]*|[A-Za-z][\w-]*=(?:[\"'«“„‘][^{}\n]*?[\"'»”“’]|[^\s{}\"'«“„‘]+))"
_ATTRIBUTES = re.compile(
    rf"(?<![\\{{$\w])\{{(?::[ ]?[#.\w][^{{}}\n]*|{_ATTRIBUTE}(?:[ ]+{_ATTRIBUTE})*[ ]*)\}}(?!\}})"
)
# LaTeX has braces in braces as well, but no blank, name with a dot, or sign after the second.
_TAG = re.compile(r"\{%-?\s*\w+|\{\{(?:-?\s+|[<%]-?\s*/?)[\w.\"'/-]+|\{\{\w+\.\w+")


class ShortcodeExtension(Extension):
    """Translates shortcodes outside of code."""

    def __init__(self, options: Options) -> None:
        super().__init__()
        self._options = options

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        md.preprocessors.register(_Shortcodes(md, self._options), "billet-shortcodes", 24.5)


class _Shortcodes(Preprocessor):
    def __init__(self, md: Markdown, options: Options) -> None:
        super().__init__(md)
        self._options = options

    def run(self, lines: list[str]) -> list[str]:
        return outside_code(lines, self._options, translate)


def translate(text: str) -> str:
    """Returns the text with addresses of its folder or of the site in place of shortcodes."""
    if "{{" not in text and "{%" not in text:
        return text
    return _SHORTCODE.sub(_translation, text)


def template_tags(page: str) -> tuple[str, ...]:
    """Returns how the tags begin that a text's HTML still shows, code left out, each once."""
    if "{{" not in page and "{%" not in page:
        return ()
    return tuple(dict.fromkeys(_TAG.findall(_shown_text(page))))


def attribute_lists(page: str) -> tuple[str, ...]:
    """Returns the attribute lists that a text's HTML shows as they are written, code left out, each once."""
    if "{" not in page:
        return ()
    return tuple(dict.fromkeys(_ATTRIBUTES.findall(_shown_text(page))))


def _shown_text(page: str) -> str:
    return html.unescape(_CODE.sub(" ", page))


def _translation(match: re.Match[str]) -> str:
    if match["code"]:
        return match[0]
    if post := match["post"]:
        address = (post if re.search(r"\.\w+$", post) else f"{post}.md").lstrip("/")
    elif ref := match["ref"]:
        address = ref.lstrip("/") or "/"
    elif (filtered := match["filtered"]) is not None:
        address = "/" + filtered.lstrip("/")
    elif match["site"]:
        # Mostly a path follows that begins with a slash.
        address = "" if match.string.startswith("/", match.end()) else "/"
    else:
        return match[0]
    return match["opens"] + address
