"""The format ``markdown``: a content folder, as `billet publish` takes it."""

from __future__ import annotations

from billet.migration.exporting import files
from billet.migration.exporting.blog_content import BlogContent
from billet.migration.exporting.export_folder import ExportFolder


def write(content: BlogContent, folder: ExportFolder) -> dict[str, object]:
    """Writes the author's own files, byte for byte but for keys that they lack; comments, messages and media.
    Returns what the manifest tells of them."""
    articles = []
    for text in content.texts():
        article = text.article
        folder.write(article.key, text.completed)
        articles.append(
            {
                "path": article.key,
                "id": article.id,
                "title": article.title,
                "address": article.path,
                "former_addresses": content.former_addresses.get(article.id, []),
            }
        )
    for key, data in content.settings():
        folder.write(key, data)
    files.write_unpublished(content, folder)
    folder.write(files.COMMENTS, files.comment_lines(content))
    folder.write(files.MESSAGES, files.message_lines(content))
    files.write_media(content, folder, {stored.key: stored for stored in content.media})
    return {"articles": articles}
