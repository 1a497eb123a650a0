"""The format ``json``: one document, which docs/export.schema.json describes, and the media beside it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO

from billet.author import comment_records
from billet.migration.exporting import files
from billet.migration.exporting.blog_content import BlogContent, Text
from billet.migration.exporting.export_folder import ExportFolder
from chalicelib.content import front_matter
from chalicelib.content.article_parser import body_of, decode
from chalicelib.content.media import type_of, url_path
from chalicelib.content.receipt import state_of
from chalicelib.version import VERSION

DOCUMENT = "billet.json"
DOCUMENT_VERSION = 1


def write(content: BlogContent, folder: ExportFolder) -> dict[str, object]:
    """Writes the document and the media. Returns nothing more for the manifest."""
    files.write_media(content, folder, {stored.key: stored for stored in content.media})
    folder.fill(DOCUMENT, lambda file: _write(content, folder, file))
    return {}


def _write(content: BlogContent, folder: ExportFolder, file: BinaryIO) -> None:
    """Writes the document, one item a line: a blog may be larger than the memory."""
    head = {
        "format": "billet",
        "version": DOCUMENT_VERSION,
        "generator": f"Billet {VERSION}",
        "exported": content.now,
        "address": content.base,
        "settings": {k: v for k, v in asdict(content.site).items() if k not in ("lines", "redirects")},
        "redirects": [{"from": r.old, "to": r.new} for r in content.site.redirects],
    }
    lists: dict[str, Iterable[object]] = {
        "files": ({"path": key, **_source(data)} for key, data in content.settings()),
        "entries": (_entry(content, text) for text in content.texts()),
        "unpublished": _unpublished(content),
        "comments": map(comment_records.to_record, content.comments),
        "messages": map(asdict, content.messages),
        "media": _media(content, folder),
    }
    file.write(_json(head).removesuffix("}").encode())
    for name, items in lists.items():
        file.write(f',\n"{name}": ['.encode())
        for number, item in enumerate(items):
            file.write((",\n" if number else "\n").encode() + _json(item).encode())
        file.write(b"]")
    file.write(b"}\n")


def _entry(content: BlogContent, text: Text) -> dict[str, Any]:
    article = text.article
    parts = front_matter.split(article.key, decode(article.key, text.data))
    fields = front_matter.parse(article.key, parts).fields
    return {
        "path": article.key,
        "kind": article.kind,
        "id": article.id,
        "address": article.path,
        "state": state_of(article, content.now),
        "title": article.title,
        "summary": article.excerpt,
        "language": article.language,
        "date": article.date,
        **{
            name: value
            for name, value in {
                "appears": article.appears,
                "updated": article.updated or article.edited,
                "expires": article.expires,
                "place": article.place,
                "author": article.author,
                "series": article.series,
                "image": article.image,
                "image_alt": article.image_alt,
                "canonical": article.canonical,
                "translation": article.translation,
            }.items()
            if value
        },
        "tags": article.tags,
        "categories": article.categories,
        "unlisted": article.unlisted,
        "featured": article.featured,
        "comments_open": article.comments,
        "order": article.order,
        "former_addresses": [*article.aliases, *content.former_addresses.get(article.id, [])],
        "front_matter": {name: field.value for name, field in fields.items()},
        "markdown": body_of(article, text.data),
        "html": content.html_of(text, content.base),
        "source": _source(text.completed),
    }


def _unpublished(content: BlogContent) -> Iterator[dict[str, Any]]:
    for file, data in content.unpublished():
        content.notices.append(files.notice_of(file))
        yield {"path": file.key, "problems": [str(problem) for problem in file.problems], **_source(data)}


def _media(content: BlogContent, folder: ExportFolder) -> Iterator[dict[str, Any]]:
    for stored in content.media:
        if written := folder.files.get(stored.key):
            yield {**asdict(written), "type": type_of(stored.key), "address": url_path(stored.key)}


def _source(data: bytes) -> dict[str, str]:
    """Returns the bytes of a file as text, or in base64 where they are no UTF-8."""
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=datetime.isoformat)
