"""SPIP's documents: the files of its folder ``IMG``, and how texts show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from billet.migration.file_paths import FilePaths
from billet.migration.model import Medium, Notice, Origin
from billet.migration.sources.cleaning import line_of
from billet.migration.sources.source_files import file_in
from billet.migration.sources.spip.dump import Dump

_PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "svg", "avif", "bmp"})
_SOUNDS = frozenset({"mp3", "ogg", "oga", "wav", "m4a", "flac", "opus"})
_FILMS = frozenset({"mp4", "webm", "ogv", "m4v", "mov"})
_MODELS = frozenset({"doc", "img", "emb", "image", "audio", "video", "document", "emb_doc"})
_LOGOS = ("jpg", "png", "gif", "jpeg", "webp", "svg")


@dataclass(frozen=True)
class Document:
    """`address` is that of its file, from the root or on another site; title and description are plain."""

    number: str
    address: str
    path: str
    title: str
    description: str
    extension: str
    is_logo: bool

    def html(self, kind: str) -> str:
        """Returns what a text shows where it has the model `kind`: ``img`` has no caption."""
        source, title = escape(self.address), escape(self.title)
        caption = escape(" – ".join(filter(None, (self.title, self.description))), quote=False)
        if self.extension in _PICTURES:
            alt = title or escape(self.description)
            return _figure(f'<img src="{source}" alt="{alt}">', "" if kind == "img" else caption)
        if self.extension in _SOUNDS:
            return _figure(f'<audio controls="" src="{source}"></audio>', caption)
        if self.extension in _FILMS:
            return _figure(f'<video controls="" src="{source}"></video>', caption)
        name = escape(self.title or self.path.rpartition("/")[2], quote=False)
        return f'<a href="{source}">{name}</a>'


def _figure(inner: str, caption: str) -> str:
    inner += f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{inner}</figure>"


class Documents:
    """The documents of a dump, by their numbers. `root` is the path of the site, "" for the root of its
    host."""

    def __init__(self, dump: Dump, root: str, host: str, folders: Iterable[Path | None]) -> None:
        self._dump, self._root, self._host, self._folders = dump, root, host, tuple(folders)
        self.by_number = {document.number: document for document in self._read()}
        self._of_objects: dict[tuple[str, str], list[str]] = {}
        for row in dump.rows("documents_liens", "documents_articles", "documents_breves"):
            for kind in ("article", "breve"):
                number = row.get("id_objet") if row.get("objet") == kind else row.get(f"id_{kind}")
                if number:
                    self._of_objects.setdefault((kind, number), []).append(row["id_document"])
        self._paths = FilePaths()
        self._logos: list[Medium] = []

    def _read(self) -> Iterator[Document]:
        for row in self._dump.rows("documents"):
            if row.get("mode") == "vignette":
                continue
            file = row.get("fichier", "")
            path = "" if re.match("https?:", file) else file.removeprefix("IMG/").lstrip("/")
            yield Document(
                number=row["id_document"],
                address=f"{self._root}/IMG/{quote(path)}" if path else file,
                path=path,
                title=line_of(row.get("titre")),
                description=line_of(row.get("descriptif")),
                extension=(row.get("extension") or file.rpartition(".")[2]).lower(),
                is_logo=row.get("mode", "").startswith("logo"),
            )

    def shown(self, kind: str, number: str) -> str | None:
        """Returns the HTML of a model such as ``img12``; None for another model or an unknown document."""
        document = self.by_number.get(number) if kind in _MODELS else None
        return document.html(kind) if document else None

    def is_model(self, kind: str) -> bool:
        """Whether a model shows a document."""
        return kind in _MODELS

    def attached(self, kind: str, number: str, shown: set[str]) -> str:
        """Returns a list of what belongs to an article and is not in its text, as SPIP shows below it."""
        numbers = dict.fromkeys(self._of_objects.get((kind, number), ()))
        documents = [self.by_number[id] for id in numbers if id in self.by_number and id not in shown]
        items = [f"<li>{_listed(document)}</li>" for document in documents if not document.is_logo]
        return f"<ul>{''.join(items)}</ul>" if items else ""

    def logo(self, kind: str, number: str) -> str:
        """Returns the address of an article's picture: ``arton12.jpg`` in ``IMG``, in SPIP 4 a
        document."""
        prefix = {"article": "art", "breve": "breve"}[kind]
        for id in self._of_objects.get((kind, number), ()):
            if (document := self.by_number.get(id)) and document.is_logo:
                return document.address
        for extension in _LOGOS:
            name = f"{prefix}on{number}.{extension}"
            if file := self._file(name):
                address = f"{self._root}/IMG/{name}"
                origin = Origin(self._dump.name, item=f"logo of {kind} {number}")
                medium = Medium(path=f"media/{name}", origin=origin, content=file, addresses=(address,))
                self._logos.append(medium)
                return address
        return ""

    def media(self, notices: list[Notice]) -> Iterator[Medium]:
        """Yields each file, the pictures of articles last."""
        for document in self.by_number.values():
            origin = Origin(self._dump.name, item=f"document {document.number}")
            if not document.path:
                notices.append(Notice(origin, f"it is at {document.address}, and stays there"))
                continue
            yield Medium(
                path=self._paths.medium(document.path),
                origin=origin,
                content=self._file(document.path),
                url=f"{self._host}{document.address}" if self._host else "",
                addresses=(document.address,),
            )
        yield from self._logos

    def _file(self, path: str) -> Path | None:
        return next(filter(None, (file_in(folder, path) for folder in self._folders)), None)


def _listed(document: Document) -> str:
    name = escape(document.title or document.path.rpartition("/")[2] or document.address, quote=False)
    return f'<a href="{escape(document.address)}">{name}</a>'
