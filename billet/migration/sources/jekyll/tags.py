"""The texts of a Jekyll site with its tags expanded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from billet.migration.sources.generators import liquid
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.folder import joined
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.template_tags import Expansion

_CONTENTS = re.compile(r"^(?:[*+-]|\d+\.) .*\n\{:[^}\n]*\btoc\b[^}\n]*\}[ \t]*$", re.MULTILINE)
_BELOW_HEADING = re.compile(r"^(#{1,6} [^\n]*?)[ \t]*\n\{:([^}\n]+)\}[ \t]*$", re.MULTILINE)
"""The attributes of a heading, which Kramdown has on a line of their own."""


@dataclass
class TagExpansion:
    """Expands the tags of a site whose files lie in the folder `source`."""

    builder: Builder
    settings: Configuration
    source: str

    def __call__(self, page: Page, text: str) -> str:
        """Returns the text of a page with what its tags stand for."""
        separator = page.document.get("excerpt_separator") or self.settings.text("excerpt_separator")
        if separator and "more" not in separator:
            text = text.replace(separator, "<!-- more -->", 1)
        text = _BELOW_HEADING.sub(r"\1 {:\2}\n", text)
        text = _CONTENTS.sub("[TOC]\\n", text)
        if not page.document.flag("render_with_liquid", default=True):
            return text

        def value_of(name: str) -> str | None:
            room, _, key = name.partition(".")
            if name == "site.baseurl":
                return self.builder.rooted().rstrip("/")
            if name in ("page.title", "page.url"):
                return str(page.entry["title"]) if name == "page.title" else page.address
            if room == "page":
                return page.document.get(key) or None
            return self.settings.text(key) or None if room == "site" else None

        handlers = liquid.handlers(self._link, value_of)
        expansion = Expansion(liquid.LANGUAGE, handlers, self.builder.keeper(page))
        return expansion.expand(text, page.document.body_line)

    @cached_property
    def _names(self) -> dict[str, Page]:
        """The texts by their files, and posts by what ``post_url`` calls them."""
        names = {page.document.file: page for page in self.builder.pages}
        for file, page in list(names.items()):
            names.setdefault(re.sub(r"(?:^|.*/)_posts/|\.[^.]+$", "", file), page)
        return names

    def _link(self, name: str) -> str | None:
        """Returns the address of the file that ``link`` names, or of the post that ``post_url`` names."""
        bare = joined(self.source, name)
        match = self._names.get(bare) or self._names.get(name.strip("/"))
        if match:
            return match.address
        return self.builder.rooted(name) if bare in self.builder.folder.files else None
