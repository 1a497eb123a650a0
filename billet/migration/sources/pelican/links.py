"""The links of Pelican to its own files, such as ``{filename}other.md`` and ``{attach}notes.txt``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from billet.migration import markdown_links
from billet.migration.sources.generators import snippets
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.folder import joined
from billet.migration.sources.generators.page import Page
from chalicelib.content.old_address import decoded
from chalicelib.content.term_slug import term_slug

_LINK = re.compile(
    r"(?:[{|]|%7B|%7C)(?P<what>filename|static|attach|tag|category|author|index)(?:[}|]|%7D|%7C)(?P<path>.*)",
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(
    r"^(?: {4}|\t)(?::::|#!)(?P<language>[\w+#-]+)[^\n]*\n(?P<code>(?:(?: {4}|\t)[^\n]*\n?|[ \t]*\n)+)", re.M
)


@dataclass(frozen=True)
class PelicanLinks:
    """Leads the links of texts on; `content` is the folder that they are in."""

    builder: Builder
    content: str

    def expand(self, page: Page, text: str) -> str:
        """Returns a text whose links are paths of files, or addresses."""
        if page.markup == "markdown":
            text = _CODE.sub(_code, text)
        return markdown_links.lead(text, self._address, page.markup)

    def add_attached_files(self) -> None:
        """Adds the files that texts link: those that are attached were beside the text."""
        for page in self.builder.pages:
            for what, path in self._linked(page):
                file = self._file(page, path)
                if file not in self.builder.folder.files or file in self._texts():
                    continue
                inner = file.removeprefix(f"{self.content}/")
                place = self.builder.rooted(inner)
                if what == "attach" and page.address:
                    beside = posixpath.relpath(file, posixpath.dirname(page.document.file))
                    above = page.address if page.address.endswith("/") else posixpath.dirname(page.address)
                    place = posixpath.normpath(posixpath.join(above, beside)) if ".." not in beside else place
                self.builder.add_medium(file, inner, place)

    def _texts(self) -> set[str]:
        return {page.document.file for page in self.builder.pages}

    def _linked(self, page: Page) -> Iterator[tuple[str, str]]:
        links: list[tuple[str, str]] = []

        def note(address: str) -> str:
            if match := _LINK.fullmatch(address):
                links.append((match["what"].lower(), re.sub(r"[?#].*", "", match["path"])))
            return address

        markdown_links.lead(page.document.body, note, page.markup)
        yield from links

    def _file(self, page: Page, path: str) -> str:
        name = decoded(path)
        if name.startswith("/"):
            return joined(self.content, name)
        return posixpath.normpath(posixpath.join(posixpath.dirname(page.document.file), name))

    def _address(self, address: str) -> str:
        match = _LINK.fullmatch(address)
        if not match:
            return address
        path = match["path"]
        taxonomy = {"tag": "tags", "category": "categories"}.get(match["what"].lower())
        if taxonomy:
            return f"/{taxonomy}/{term_slug(decoded(path))}"
        if match["what"].lower() in ("author", "index"):
            return "/"
        return path


def _code(match: re.Match[str]) -> str:
    lines = [re.sub(r"^(?: {4}|\t)", "", line) for line in match["code"].rstrip().split("\n")]
    return snippets.code("\n".join(lines), match["language"]) + "\n\n"
