"""Entries, comments and messages of an export, as those of a `Site`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from billet.migration.model import Entry, ImportedComment, Notice, OldAddress, Origin, Site
from billet.migration.sources import Options
from chalicelib.content import article as articles
from chalicelib.content import article_parser, site_file
from chalicelib.content import site as sites
from chalicelib.content.article_parser import Defaults
from chalicelib.content.problem import ContentError
from chalicelib.conversation.comment import Comment

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def site_of(head: Mapping[str, Any], settings_file: bytes, origin: Origin) -> Site:
    """Returns a site with the settings of an export, and nothing else yet."""
    site = Site(tool=str(head.get("generator", "Billet")), address=str(head.get("address", "")))
    if not settings_file:
        return site
    try:
        parsed = site_file.parse(settings_file)
        settings = tomllib.loads(settings_file.decode())
    except (ContentError, ValueError) as error:
        message = f"the settings cannot be read: {error}"
        site.notices.append(Notice(origin, message, left_out=True))
        return site
    settings.pop("redirects", None)
    site.settings, site.settings_file = settings, settings_file
    site.redirects = [OldAddress(redirect.old, redirect.new) for redirect in parsed.redirects]
    return site


def add_entries(site: Site, files: Iterable[tuple[str, bytes, Mapping[str, Any]]], options: Options) -> None:
    """Adds the entries of files, with what the export tells of each; and redirects for the addresses that a
    file could not name."""
    language = str(site.settings.get("language", sites.Site.language))
    zone = site.settings.get("timezone")
    defaults = Defaults(language, ZoneInfo(str(zone)) if zone else options.zone)
    for key, data, known in files:
        entry = _entry(key, data, known, defaults)
        site.entries.append(entry)
        for old in known.get("former_addresses", ()):
            if old not in entry.addresses:
                site.redirects.append(OldAddress(str(old), str(known["address"])))


def _entry(key: str, data: bytes, known: Mapping[str, Any], defaults: Defaults) -> Entry:
    kind = articles.kind_of(key)
    assert kind is not None, "only texts are entries"
    origin = Origin(key)
    bare = Entry(
        kind=kind,
        path=key,
        id=str(known.get("id", articles.derived_id(key))),
        origin=origin,
        title=str(known.get("title", "")),
        text="",
        source=data,
    )
    try:
        article = article_parser.parse(articles.Source(key, data, "", "", _NEVER), kind, defaults)
    except ContentError:  # it was changed since: the import tells what is wrong
        return bare
    own_address = [str(known["address"])] if "address" in known and not article.draft else []
    return replace(
        bare,
        id=article.id if article.names_id or not known else bare.id,
        title=bare.title or article.title,
        text=article_parser.body_of(article, data),
        date=None if article.dated_by_upload else article.date,
        updated=article.updated,
        expires=article.expires,
        draft=article.draft,
        unlisted=article.unlisted,
        slug=article.slug,
        language=article.language,
        translation=article.translation,
        summary=article.excerpt,
        tags=article.tags,
        categories=article.categories,
        series=article.series,
        author=article.author,
        image=article.image,
        image_alt=article.image_alt,
        canonical=article.canonical,
        featured=article.featured,
        comments_open=article.comments,
        addresses=(*own_address, *article.aliases),
    )


def add_comments(site: Site, comments: Iterable[Comment], file: str) -> None:
    """Adds comments that stand in `file`."""
    site.comments += [
        ImportedComment(
            id=comment.id,
            origin=Origin(file, item=f"comment {comment.id}"),
            entry=comment.article,
            name=comment.name,
            text=comment.text,
            markup="markdown",
            posted=comment.posted,
            state=comment.state,
            parent=comment.parent,
            email=comment.email,
            by_author=comment.by_author,
            edited=comment.edited,
            is_deleted=comment.is_erased,
            original=comment,
        )
        for comment in comments
    ]
