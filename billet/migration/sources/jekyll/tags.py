"""The texts of a Jekyll site with its tags expanded."""

from __future__ import annotations

import re
from dataclasses import dataclass

from billet.migration.sources.generators import liquid
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.folder import joined
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.template_tags import Expansion

_CONTENTS = re.compile(r"^(?:[*+-]|\d+\.) .*\n\{:[^}\n]*\btoc\b[^}\n]*\}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
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
        text = _CONTENTS.sub("[TOC]\\n", text)
        if not page.document.flag("render_with_liquid", default=True):
            return text

        def value_of(name: str) -> str | None:
            room, _, key = name.partition(".")
            if name == "site.baseurl":
                return self.builder.rooted().rstrip("/")
            if name == "page.title":
                return str(page.entry["title"])
            if room == "page":
                return page.document.get(key) or None
            return self.settings.text(key) or None if room == "site" else None

        handlers = liquid.handlers(self._link, value_of)
        expansion = Expansion(liquid.LANGUAGE, handlers, self.builder.keeper(page))
        return expansion.expand(text, page.document.body_line)

    def _link(self, name: str) -> str | None:
        """Returns the address of the file that ``link`` names, or of the post that ``post_url`` names."""
        bare = joined(self.source, name)
        for candidate in self.builder.pages:
            file = candidate.document.file
            if file == bare or re.sub(r"(?:^|.*/)_posts/|\.[^.]+$", "", file) == name.strip("/"):
                return candidate.address
        return self.builder.rooted(name) if bare in self.builder.folder.files else None
