"""The files that one run has read, as far as time and memory allow."""

from __future__ import annotations

import logging
from collections.abc import Callable, Set
from dataclasses import dataclass, field, replace

from chalicelib.caching import Clock
from chalicelib.content.article import Article
from chalicelib.content.article_parser import Defaults
from chalicelib.content.problem import Problem
from chalicelib.errors import NotFound
from chalicelib.publishing.bucket import Bucket
from chalicelib.publishing.history import dated, histories
from chalicelib.publishing.intake import Copy, Intake, Refused
from chalicelib.publishing.render_worker import Renderer

log = logging.getLogger("billet")

RESERVE = 60.0
"""Seconds that are left for writing when no more files are read."""

A_WRITE = 0.01
"""Seconds that the receipt of one file may take, several being written at once."""

ROOM = 64_000_000
"""Characters of texts that one run holds in memory; what is beyond is the next run's."""


@dataclass
class Pile:
    """`largest` is what a file may have in bytes, `time_left` tells the seconds until the function is
    stopped. `unread` are the files that are left for a later run, `refused` what could be understood of
    those with problems."""

    bucket: Bucket
    clock: Clock
    prover: Renderer
    largest: int
    time_left: Callable[[], float]
    copies: dict[str, Copy] = field(default_factory=dict)
    refused: dict[str, Article] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def read(self, keys: Set[str], defaults: Defaults) -> dict[str, str]:
        """Read files into `copies`. Their ETags by key, "" for one that is gone."""
        intake = Intake(self.bucket, self.clock, self.prover, self.largest)
        etags: dict[str, str] = {}
        wanted = sorted(keys)
        size = 0
        with intake.fetch(wanted) as fetched:
            for number, (key, source) in enumerate(zip(wanted, fetched, strict=True)):
                if number and (size > ROOM or self.time_left() < RESERVE + number * A_WRITE):
                    self.unread |= set(wanted[number:])
                    log.info("%d files are read, %d are left for a later run", number, len(wanted) - number)
                    break
                if number and number % 1000 == 0:
                    log.info("%d of %d files are read", number, len(wanted))
                try:
                    copy = self.copies[key] = intake.read(key, defaults, source)
                    etags[key] = copy.article.etag
                    size += len(copy.text)
                except NotFound:
                    etags[key] = ""
                except Refused as error:
                    self.refuse(key, *error.problems)
                    if error.article:
                        self.refused[key] = error.article
                    if error.etag:
                        etags[key] = error.etag
        for key, versions in histories(self.bucket, keys & self.copies.keys()).items():
            copy = self.copies[key]
            self.copies[key] = replace(copy, article=dated(copy.article, versions, self.clock()))
        return etags

    def refuse(self, key: str, *problems: Problem) -> None:
        for problem in problems:  # which may quote the file: its receipt says the rest
            log.warning("not published: %s, line %d", key, problem.line)
        self.problems.setdefault(key, []).extend(problems)

    def text_of(self, article: Article) -> str | None:
        """The words of a text as it is published, where it has been read."""
        copy = self.copies.get(article.key)
        return copy.proof.text if copy and copy.article.etag == article.etag else None
