"""What readers and the author set off, measured: the deployed code at work on a content folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode

from boto3.session import Session
from chalicelib.reading.newest import Newest

from billet.folder import Folder
from billet.local.event_bus import object_event
from billet.local.gateway import RUN_SECONDS, Context
from billet.operator.costs.instance import Instance, Measured, cold
from billet.operator.costs.metering import Meter, is_in, listening, size_of
from chalicelib import events
from chalicelib.content.article import Article, Summary
from chalicelib.conversation.commenting import moderate
from chalicelib.conversation.forms import TOKEN
from chalicelib.errors import BilletError, ConfigurationError
from chalicelib.publishing import reconcile
from chalicelib.web.urls import PATHS

NEWEST = 20
"""Among how many of the newest articles the one is looked for that sends the most bytes."""

COMMENTS = 10
"""Approved comments below the article that is measured."""

_TEXT = "Un commentaire de taille moyenne, deux phrases. " * 10

ITEM_BYTES = 100
"""What storage takes for each item besides its bytes, in each index too (Amazon DynamoDB developer
guide, "DynamoDB item sizes and formats")."""


@dataclass(frozen=True)
class Visit:
    """A kind of page: how many there are of it, what each asks for besides, and what one takes that
    is the first of its instance, the first after the freshness window, within it, or known already."""

    number: int
    cold: Measured
    later: Measured
    warm: Measured
    unchanged: Measured
    files: Mapping[str, Measured]


@dataclass(frozen=True)
class Conversation:
    """A comment sent, its thanks, and its approval by the author; `stored` is in bytes of table."""

    sending: Measured
    thanks: Measured
    judging: Measured
    body: int
    stored: float


@dataclass(frozen=True)
class Traffic:
    """All that is measured. `stored` is the bytes of the bucket."""

    visits: Mapping[str, Visit]
    missing: Measured
    conversation: Conversation | None
    upload: Measured
    fire_schedule: Measured
    stored: int

    def all(self) -> Iterator[tuple[str, str, Measured]]:
        """Every measure with its name and when it was taken, "" where that does not matter."""
        for kind, visit in self.visits.items():
            yield kind, "first of an instance", visit.cold
            yield kind, "after the window", visit.later
            yield kind, "within it", visit.warm
            yield kind, "unchanged", visit.unchanged
        files = {address: one for visit in self.visits.values() for address, one in visit.files.items()}
        for address, one in files.items():
            yield address, "", one
        yield "no such page", "", self.missing
        if self.conversation:
            yield "comment sent", "", self.conversation.sending
            yield "thanks for it", "", self.conversation.thanks
            yield "comment approved", "", self.conversation.judging
        yield "upload", "", self.upload
        yield "schedule", "", self.fire_schedule


def measure(folder: Path, begins: Callable[[str], None] = lambda _: None) -> Traffic:
    """Publish a content folder on the blog of this process's environment, and do everything once.

    `begins` is told what is measured next. Raises `ConfigurationError` where there is nothing to
    read, and `BilletError` where something is not answered as it should be.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"there is no folder {str(folder)!r}: name one with --content")
    with listening() as meter:
        instance = Instance(meter)
        begins("publishing")
        Folder(folder).upload(instance.blog.bucket)
        reconcile(instance.blog.bucket, instance.now, instance.blog.render_worker)
        front = instance.blog.reader.edition().value.front
        newest = Newest(front, instance.now())
        articles = newest.articles
        if not articles:
            raise ConfigurationError(f"no article in {folder} is published: there is nothing to read")
        heaviest = max(articles[:NEWEST], key=lambda one: _weight(instance, _address(one)))
        record = instance.blog.reader.record(heaviest.path, newest)
        assert record, "it was just read"
        article = record.article
        begins("comments")
        conversation = _converse(instance, meter, article) if article.comments else None
        paths = {"home": ("/", 1), "article": (_address(article), newest.total), "contact": ("/contact", 1)}
        if pages := instance.blog.reader.listings(newest).pages():
            paths["page"] = (_address(pages[0]), len(pages))
        visits = {}
        for kind, (path, number) in paths.items():
            begins(kind)
            visits[kind] = _visit(instance, path, number)
        begins("publishing again")
        missing = instance.later("/no/such/page", 404)
        upload = _upload(instance, article)
        fire_schedule = _strike(instance)
        return Traffic(
            visits, missing, conversation, upload, fire_schedule, _bytes_of(instance.blog.settings.bucket)
        )


def _visit(instance: Instance, path: str, number: int) -> Visit:
    instance.renew()
    first = instance.asked(path)
    return Visit(
        number,
        cold=replace(first.measured, cpu=cold("app.app", instance.event(path))),
        later=instance.later(path),
        warm=instance.often(path),
        unchanged=instance.often(path, 304, {"If-None-Match": first.headers["etag"]}),
        files={address: instance.often(address) for address in _files_of(first.body.decode())},
    )


def _weight(instance: Instance, path: str) -> int:
    """Bytes that a page sends with its style, icon and pictures."""
    page = instance.asked(path)
    files = _files_of(page.body.decode())
    return page.measured.sent + sum(instance.asked(file).measured.sent for file in files)


def _converse(instance: Instance, meter: Meter, article: Article) -> Conversation:
    """Comments sent, thanked for and approved; the last one's measures."""
    address, comments = _address(article), instance.blog.comments
    token = re.search(rf'name="{TOKEN}" value="([^"]+)"', instance.asked(address).body.decode())
    if token is None:
        raise BilletError(f"{address} has no form to send a comment with")
    fields = {TOKEN: token[1], "name": "Camille Roussel", "email": "camille@example.org"}
    retention = timedelta(days=instance.blog.settings.retention_days)
    for number in range(COMMENTS):
        body = urlencode({**fields, "text": f"{number}. {_TEXT}"}).encode()
        sending = instance.asked(f"{address}/comments", 303, method="POST", body=body).measured
        (pending,) = comments.in_state("pending")
        verdict = partial(moderate, pending.id, "approved", comments, retention, instance.now)
        _, judging = instance.measured(verdict)
    thanks = instance.often(f"{address}/comments/received")
    stored = _kept(meter, instance.blog.settings.comments_table) / COMMENTS
    return Conversation(sending, thanks, judging, len(body), stored)


def _upload(instance: Instance, article: Article) -> Measured:
    """A text that changed: its PUT, and the function that the event of it calls."""
    bucket, name = instance.blog.bucket, instance.blog.settings.bucket
    text = bucket.read(article.key).data + b"\nOne word more.\n"
    event = object_event("Object Created", name, article.key)

    def publish() -> None:
        bucket.write(article.key, text, content_type="text/markdown; charset=utf-8")
        events.on_upload(event, Context(seconds=RUN_SECONDS))

    return instance.measured(publish)[1]


def _strike(instance: Instance) -> Measured:
    """The schedule where nothing has changed: an instance of its own each time."""
    event = object_event("Scheduled Event", instance.blog.settings.bucket, "")
    _, measured = instance.measured(lambda: events.on_schedule(event, Context(seconds=RUN_SECONDS)))
    return replace(measured, cpu=cold("chalicelib.events.on_schedule", event))


def _address(article: Summary) -> str:
    return PATHS[article.kind.removesuffix("s")].format(slug=quote(article.slug, safe=""))


def _files_of(html: str) -> Iterator[str]:
    """The addresses that a browser asks for besides the page: style, icon, pictures. Of two icons it
    takes the second, which is the better one."""
    found = re.findall(
        r'(?:<link rel="(?:stylesheet|icon)" href|\bsrc)="/api(/(?:static|media)/[^"]+)"', html
    )
    yield from dict.fromkeys(found)


def _kept(meter: Meter, table: str) -> int:
    """Bytes of a table's items, with those in its indexes."""
    pages = Session().client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return sum(
        (size_of(item) + ITEM_BYTES) * (1 + sum(is_in(item, index) for index in meter.indexes_of(table)))
        for page in pages
        for item in page["Items"]
    )


def _bytes_of(bucket: str) -> int:
    """Bytes of all versions of all objects."""
    pages = Session().client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket)
    return sum(version["Size"] for page in pages for version in page.get("Versions", []))
