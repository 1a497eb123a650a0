"""The texts of a Hexo site with its tags expanded (docs: "Tag Plugins")."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from billet.migration import markdown_links
from billet.migration.sources.generators import liquid, snippets
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.template_tags import Expansion, Handler, Tag
from billet.migration.sources.hexo.addresses import slugized
from chalicelib.content.old_address import decoded


@dataclass(frozen=True)
class TagExpansion:
    """Expands the tags of a site. `slugs` are the pages of posts by slug, `source` is the folder of texts."""

    builder: Builder
    settings: Configuration
    slugs: dict[str, Page]
    source: str

    def __call__(self, page: Page, text: str) -> str:
        """Returns the text of a page with what its tags stand for."""
        handlers = {**liquid.handlers(lambda _: None, lambda _: None), **self._handlers(page)}
        expanded = Expansion(liquid.LANGUAGE, handlers, self.builder.keeper(page)).expand(
            text, page.document.body_line
        )
        return markdown_links.lead(
            expanded, lambda address: self._asset(address, page) or address, page.markup
        )

    def _handlers(self, page: Page) -> dict[str, Handler]:
        def asset_image(tag: Tag) -> str | None:
            words = [self._asset(word, page) or word for word in tag.words]
            place = next((n for n, word in enumerate(words) if word != tag.words[n]), None)
            if place is None:
                return None
            rest = [word for word in words[place + 1 :] if not word.isdecimal()]
            quoted = re.search(r"[\"']\s*$", tag.written)
            return snippets.figure(words[place], rest[-1] if quoted and rest else " ".join(rest))

        def asset_link(tag: Tag) -> str | None:
            path = self._asset(tag.get("", 0), page)
            words = [word for word in tag.words[1:] if word not in ("true", "false")]
            return f"[{' '.join(words) or tag.words[0]}]({path})" if path else None

        def post_link(tag: Tag) -> str | None:
            target, words = self._post(tag.get("", 0)), tag.words[1:]
            label = " ".join(word for word in words if word not in ("true", "false"))
            mark = tag.words[0].partition("#")[1:] if tag.words else ()
            return f"[{label or target.entry['title']}]({target.address}{''.join(mark)})" if target else None

        def post_path(tag: Tag) -> str | None:
            target = self._post(tag.get("", 0))
            return target.address if target else None

        return {
            "asset_img": asset_image,
            "asset_link": asset_link,
            "asset_path": lambda tag: self._asset(tag.get("", 0), page) or None,
            "post_link": post_link,
            "post_path": post_path,
            "include_code": self._include_code,
            "iframe": lambda tag: f'<iframe src="{tag.words[0]}"></iframe>' if tag.words else None,
            "link": _link,
            "note": lambda tag: snippets.note(_kind(tag.get("", 0)), tag.content or ""),
            "centerquote": lambda tag: snippets.quote(tag.content or ""),
            "cq": lambda tag: snippets.quote(tag.content or ""),
        }

    def _post(self, name: str) -> Page | None:
        bare = name.partition("#")[0]
        titled = (page for page in self.slugs.values() if page.entry["title"] == bare)
        return self.slugs.get(bare) or self.slugs.get(slugized(bare)) or next(titled, None)

    def _asset(self, address: str, page: Page) -> str:
        """Returns the path from the folder of a post to a file in the folder of its own, "" for none."""
        stem = page.document.file.rpartition(".")[0]
        name = decoded(address).removeprefix("./")
        if not name or "://" in name or name.startswith("/"):
            return ""
        for candidate in (name, name.removeprefix(posixpath.basename(stem) + "/")):
            if f"{stem}/{candidate}" in self.builder.folder.files:
                return f"{posixpath.basename(stem)}/{candidate}"
        return ""

    def _include_code(self, tag: Tag) -> str | None:
        """Returns the code in a file of the site."""
        written = re.sub(r"\b(?:lang|from|to):\S+", "", tag.written).split()
        folder = self.settings.text("code_dir", default="downloads/code").strip("/")
        file = posixpath.normpath(f"{self.source}/{folder}/{written[-1].lstrip('/')}") if written else ""
        if file not in self.builder.folder.files:
            return None
        lines = self.builder.folder.text(file).split("\n")
        first, last = tag.get("from"), tag.get("to")
        chosen = lines[int(first) - 1 if first.isdecimal() else 0 : int(last) if last.isdecimal() else None]
        language = tag.get("lang") or file.rpartition(".")[2]
        return snippets.code(
            "\n".join(chosen).strip(), language, f'title="{" ".join(written[:-1]) or written[-1]}"'
        )


def _link(tag: Tag) -> str | None:
    """Returns a link: its text, its address, and whether it opens elsewhere."""
    place = next((n for n, word in enumerate(tag.words) if re.match(r"https?://|/|\S+\.\w{2,}", word)), None)
    if place is None:
        return None
    return f"[{' '.join(tag.words[:place]) or tag.words[place]}]({tag.words[place]})"


def _kind(written: str) -> str:
    return {"warning": "warning", "danger": "caution", "success": "tip"}.get(written, "note")
