"""The links and shortcodes of Nikola, such as ``link://slug/x`` and ``{{% youtube x %}}``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from billet.migration import markdown_links
from billet.migration.sources.generators import snippets
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.template_tags import Expansion, Handler, Language, Tag
from chalicelib.content.term_slug import term_slug

_LANGUAGE = Language(
    tag=re.compile(r"\{\{%\s*(?P<name>[\w-]+)(?P<written>(?:[^%\"]|\"[^\"]*\"|%(?!\}\}))*)%\}\}"),
    raw=re.compile(r"\{\{%\s*raw\s*%\}\}(?P<inside>.*?)(?:\{\{%\s*/raw\s*%\}\}|\Z)", re.DOTALL),
    shown=("inside",),
    closing=lambda name: re.compile(rf"\{{\{{%\s*(?:(?P<opens>{name}\b)[^%]*|/{name}\s*)%\}}\}}"),
)
_TEASER = re.compile(r"<!--\s*TEASER_END[^>]*-->")
_LINK = re.compile(r"link://(?P<what>\w+)/(?P<name>[^#]*)(?P<rest>#.*)?")


@dataclass
class TagExpansion:
    """Expands the tags of a site; `slugs` are its pages by language and slug."""

    builder: Builder
    slugs: dict[tuple[str, str], Page] = field(default_factory=dict)

    def __call__(self, page: Page, text: str) -> str:
        """Returns the text of a page with what its tags and links stand for."""
        handlers: dict[str, Handler] = {
            "youtube": lambda tag: snippets.video("youtube", tag.get("id", 0)) or None,
            "vimeo": lambda tag: snippets.video("vimeo", tag.get("id", 0)) or None,
            "gist": lambda tag: snippets.gist("", tag.get("id", 0)),
            "media": lambda tag: f"<{tag.get('url', 0)}>",
            "figure": _picture,
            "thumbnail": _picture,
            "doc": lambda tag: self._document(tag, page),
            "emoji": lambda tag: f":{tag.get('', 0)}:",
        }
        expansion = Expansion(_LANGUAGE, handlers, self.builder.keeper(page))
        expanded = _TEASER.sub("<!-- more -->", expansion.expand(text, page.document.body_line))
        return markdown_links.lead(expanded, lambda address: self._address(address, page), page.markup)

    def _document(self, tag: Tag, page: Page) -> str | None:
        words, _, target = (tag.content or "").partition("<")
        slug = (target.rstrip("> ") if target else words).strip()
        match = self._page(slug, page)
        return f"[{words.strip() if target else match.entry['title']}]({match.address})" if match else None

    def _page(self, slug: str, page: Page) -> Page | None:
        language = str(page.entry["language"])
        return self.slugs.get((language, slug)) or next(
            (other for (_, name), other in self.slugs.items() if name == slug), None
        )

    def _address(self, address: str, page: Page) -> str:
        match = _LINK.fullmatch(address)
        if not match:
            return address
        what, name, rest = match["what"], match["name"].strip("/"), match["rest"] or ""
        if what == "slug" and (target := self._page(name, page)):
            return target.address + rest
        if what == "filename":
            return f"/{name}{rest}"
        if what == "gallery":
            return self.builder.rooted("galleries", f"{name}/") + rest
        rooms = {
            "tag": f"/tags/{term_slug(name)}",
            "category": f"/categories/{term_slug(name)}",
            "archive": "/archive",
        }
        return rooms.get(what, "/" if what in ("index", "root", "author") else address)


def _picture(tag: Tag) -> str | None:
    return (
        snippets.figure(tag.get("src", 0), tag.get("alt"), (tag.content or tag.get("title")).strip()) or None
    )
