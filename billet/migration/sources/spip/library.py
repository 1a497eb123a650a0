"""What the texts of a site of SPIP refer to: articles, sections, keywords and documents, by their numbers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from billet.migration.model import Notice, Origin
from billet.migration.sources.spip.documents import Documents
from chalicelib.content.term_slug import term_slug

_TARGET = re.compile(r"(?P<kind>[a-zé]*?)\s*(?P<number>\d+)(?:\?[^#]*)?(?P<fragment>#\S*)?")
_KINDS = {
    "": "article",
    "art": "article",
    "br": "breve",
    "brève": "breve",
    "rub": "rubrique",
    "aut": "auteur",
    **dict.fromkeys(("doc", "im", "img", "image", "emb"), "document"),
}


@dataclass
class SiteLibrary:
    """The library of one site, while its texts are read one after the other.

    `paths` and `titles` are the files and titles of articles and breves, by kind and number; `terms` the
    labels of sections and keywords. `path` and `origin` are those of the text that is read, `shown` the
    documents in it.
    """

    paths: Mapping[tuple[str, str], str]
    titles: Mapping[tuple[str, str], str]
    terms: Mapping[tuple[str, str], str]
    documents: Documents
    notices: list[Notice]
    path: str = ""
    origin: Origin = field(default_factory=lambda: Origin(""))
    shown: set[str] = field(default_factory=set)

    def begin(self, path: str, origin: Origin) -> None:
        """Turns to another text."""
        self.path, self.origin, self.shown = path, origin, set()

    def address(self, target: str) -> tuple[str, str]:
        """Returns address and title of what a link leads to: a path from the file of the text, a list of the
        blog, or a document's own address."""
        match = _TARGET.fullmatch(target)
        if not match:
            return (f"https://{target}" if target.startswith("www.") else target), ""
        kind, number = _KINDS.get(match["kind"], match["kind"]), match["number"]
        fragment = match["fragment"] or ""
        if path := self.paths.get((kind, number)):
            relative = posixpath.relpath(path, posixpath.dirname(self.path))
            return relative + fragment, self.titles[kind, number]
        if label := self.terms.get((kind, number)):
            taxonomy = "categories" if kind == "rubrique" else "tags"
            return f"/{taxonomy}/{term_slug(label)}", label
        if kind == "document" and (document := self.documents.by_number.get(number)):
            return document.address, document.title
        if kind in ("article", "breve", "rubrique", "mot", "document"):
            message = f"a link leads to {kind} {number}, which is not in the dump"
            self.notices.append(Notice(self.origin, message, "Change the link in the text"))
            return f"/spip.php?{kind}{number}", ""
        return target, ""

    def document(self, kind: str, number: str, options: str) -> str | None:
        """Returns the HTML of a document, or a link to the article that a model names."""
        if self.documents.is_model(kind):
            self.shown.add(number)
            html = self.documents.shown(kind, number)
            if html is None:
                message = f"it shows document {number}, which is not in the dump"
                self.notices.append(Notice(self.origin, message, left_out=True))
            return html or ""
        if kind in _KINDS or kind in _KINDS.values():
            address, title = self.address(f"{kind}{number}")
            return f'<a href="{escape(address)}">{escape(title or address, quote=False)}</a>'
        message = f"the model <{kind}{number}{options}> is not known, and stays as it is written"
        self.notices.append(Notice(self.origin, message, "Replace it in the text"))
        return f"<code>{escape(f'<{kind}{number}{options}>', quote=False)}</code>"
