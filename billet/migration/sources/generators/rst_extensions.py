"""The directives and roles that Nikola and plugins of Pelican add to reStructuredText."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.directives.body import CodeBlock
from docutils.parsers.rst.directives.images import Figure

from billet.migration.sources.generators import snippets


class _AnyOption(dict[str, Any]):
    """The options of a directive that takes any, such as those of Pygments."""

    def __missing__(self, name: str) -> Any:
        """Returns what reads an option."""
        return directives.unchanged


class _Code(CodeBlock):
    """A block of code, whichever options a plugin has for it."""

    option_spec = _AnyOption(CodeBlock.option_spec or {})


class _Video(Directive):
    """A film by its name on a site."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    site = "youtube"

    def run(self) -> Sequence[nodes.Node]:
        """Returns the frame of the film."""
        name = self.arguments[0].split()[0]
        return [nodes.raw("", snippets.video(self.site, name) or name, format="html")]


class _Vimeo(_Video):
    site = "vimeo"


class _Gist(Directive):
    """A link to a gist."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> Sequence[nodes.Node]:
        """Returns a paragraph with the link."""
        address = f"https://gist.github.com/{self.arguments[0].split()[0]}"
        return [nodes.paragraph("", "", nodes.reference("", address, refuri=address))]


@cache
def register() -> None:
    """Makes the parser know them. It has one list of them for the whole process."""
    for name in ("code", "code-block", "sourcecode", "pygments"):
        directives.register_directive(name, _Code)
    for name, directive in {"youtube": _Video, "vimeo": _Vimeo, "gist": _Gist, "thumbnail": Figure}.items():
        directives.register_directive(name, directive)
    roles.register_local_role("doc", _document)
    roles.register_local_role("abbr", _abbreviation)


def _document(_: str, written: str, text: str, *others: Any, **options: Any) -> Any:
    """Returns the link of ``:doc:`words <slug>```, in the form that Nikola has for links."""
    del others, options
    words, _, target = text.partition("<")
    slug = target.rstrip("> ") if target else text
    return [nodes.reference(written, words.strip() or slug, refuri=f"link://slug/{slug}")], []


def _abbreviation(_: str, written: str, text: str, *others: Any, **options: Any) -> Any:
    """Returns ``:abbr:`ERP (what it means)``` as HTML."""
    del others, options
    short, _, meaning = text.partition("(")
    title = f' title="{escape(meaning.rstrip(") "))}"' if meaning else ""
    return [nodes.raw(written, f"<abbr{title}>{escape(short.strip())}</abbr>", format="html")], []
