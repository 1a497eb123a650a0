"""Files held against everything that publishing would say of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from billet.author.checking.check_targets import Group
from billet.author.checking.folder_bucket import Chosen, FolderBucket
from billet.author.checking.lenient_parse import understood
from billet.author.upload_status import is_answered
from chalicelib.content import article as articles
from chalicelib.content import article_parser
from chalicelib.content.article_parser import Defaults
from chalicelib.content.problem import Problem
from chalicelib.content.receipt import Receipt, has_room
from chalicelib.publishing import reconcile
from chalicelib.publishing.render_worker import Renderer


@dataclass(frozen=True)
class Checked:
    """What would become of one file. `file` is its name as it was given; `date` is in ISO 8601, and ""
    where it would be that of the upload."""

    file: str
    receipt: Receipt
    date: str

    def table(self) -> dict[str, Any]:
        """For programs: what is not known is null."""
        one = self.receipt
        return {
            "file": self.file,
            "url": one.url or None,
            "title": one.title or None,
            "date": self.date or None,
            "slug": one.slug or None,
            "warnings": [_table(problem) for problem in one.warnings],
            "errors": [_table(problem) for problem in one.errors],
        }


@dataclass(frozen=True)
class Check:
    """How files are checked; `largest` is what a text may have in bytes."""

    prover: Renderer
    clock: Callable[[], datetime]
    largest: int = article_parser.LARGEST

    def of(self, group: Group, advance: Callable[[int], object]) -> Iterator[Checked]:
        """What would become of each file asked for, in the order they were asked for."""
        now = self.clock()
        # No author dates an article to the microsecond: this one tells that it has no date.
        now = now.replace(microsecond=now.microsecond or 1)
        published = {key: path for key, path in group.paths.items() if key not in group.shown or _may_be(key)}
        view = FolderBucket(published, now, lambda key: advance(1) if key in group.shown else None)
        with _quiet():
            report = reconcile(
                view, lambda: now, Chosen(self.prover, group.shown.keys()), largest=self.largest
            )
        found = {receipt.key: receipt for receipt in report.receipts}
        defaults = Defaults(view.site.language, view.site.zone)
        for key, name in group.shown.items():
            receipt = found.get(key) or _unpublished(key, group, view)
            if receipt.state == "refused" and articles.kind_of(key):
                receipt = self._completed(receipt, view, defaults)
            yield Checked(_shown(name), _naming(receipt, _shown(name)), _date(receipt, now))

    def _completed(self, receipt: Receipt, view: FolderBucket, defaults: Defaults) -> Receipt:
        """With what a refused file says of itself."""
        too_large = any(problem.code == "too-large" for problem in receipt.errors)
        source = None if too_large else view.again(receipt.key)
        article = understood(source, defaults) if source else None
        if article is None:
            return receipt
        return replace(
            receipt,
            title=receipt.title or article.title,
            slug=receipt.slug or article.slug,
            date=receipt.date or article.begins.astimezone(defaults.zone).isoformat(),
        )


def _may_be(key: str) -> bool:
    try:
        return is_answered(key)
    except UnicodeEncodeError:
        return False


def _unpublished(key: str, group: Group, view: FolderBucket) -> Receipt:
    """The answer that publishing does not give: of a file that it would never see."""
    path = group.paths[key]
    error = view.unreadable.get(key)
    if path.is_dir():
        problem = _error(key, "it is a folder", "Name a file, or a folder with Markdown in it", "not-a-file")
    elif error or not path.is_file():
        why = (error.strerror or str(error)) if error else "No such file or directory"
        problem = _error(
            key, f"it cannot be read ({why})", "Correct its name or its rights", "cannot-be-read"
        )
    elif any("\ud800" <= character <= "\udfff" for character in key):
        problem = _error(key, "its name is not UTF-8", "Rename it", "name-not-utf-8")
    elif not has_room(key):
        problem = _error(
            key, "its name is too long", "Shorten it, or the names of its folders", "name-too-long"
        )
    elif PurePosixPath(key).suffix.lower() in articles.SUFFIXES and _is_hidden(key):
        problem = replace(
            _error(key, "a name that begins with _ or . is not published", "Rename it", "not-published"),
            fatal=False,
        )
    else:
        remedy = "Texts end in .md and lie in articles/ or pages/, all else in media/"
        problem = _error(key, "it would not be published", remedy, "not-content")
    if problem.fatal:
        return Receipt(key, "refused", errors=(problem,))
    return Receipt(key, "live", warnings=(problem,))


def _is_hidden(key: str) -> bool:
    return articles.kind_of(key) is None and any(part[:1] in "._" for part in key.split("/"))


def _error(key: str, message: str, remedy: str, code: str) -> Problem:
    return Problem(key, 1, message, remedy, code=code)


def _naming(receipt: Receipt, name: str) -> Receipt:
    """The receipt with the name the author knows the file by."""
    return replace(
        receipt,
        warnings=tuple(replace(problem, file=name) for problem in receipt.warnings),
        errors=tuple(replace(problem, file=name) for problem in receipt.errors),
    )


def _date(receipt: Receipt, now: datetime) -> str:
    return receipt.date if receipt.date and datetime.fromisoformat(receipt.date) != now else ""


def _shown(name: str) -> str:
    """A name as it can be written: what is not UTF-8 is not lost, and does not stop the rest."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _table(problem: Problem) -> dict[str, Any]:
    whole = asdict(problem)
    return {name: whole[name] for name in ("code", "line", "column", "message", "remedy")}


@contextmanager
def _quiet() -> Iterator[None]:
    """What a run on AWS logs of each file is said here in full."""
    log = logging.getLogger("billet")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)
