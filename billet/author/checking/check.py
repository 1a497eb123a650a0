"""Files compared with everything that publishing would say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from billet.author.checking.check_targets import Group
from billet.author.checking.folder_bucket import ChosenRenderer, FolderBucket
from billet.author.quiet_logs import quiet_logs
from billet.author.upload_status import gets_receipt
from billet.folder import is_unicode
from chalicelib.content import article as articles
from chalicelib.content import article_parser
from chalicelib.content.article import Article, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.problem import ContentError, Problem
from chalicelib.content.receipt import Receipt
from chalicelib.markdown.render_report import RenderReport
from chalicelib.publishing import reconcile
from chalicelib.publishing.render_worker import Renderer

MAX_KEY_BYTES = 1024
"""Of an object's key (Amazon S3 user guide, "Naming Amazon S3 objects")."""

_ATTEMPTS = 5
"""How many lines of a refused file may be left out to parse the others."""


@dataclass(frozen=True)
class CheckedFile:
    """What would become of one file. `file` is its name as it was given; `date` is in ISO 8601, and ""
    where it would be that of the upload."""

    file: str
    receipt: Receipt
    date: str

    def as_json(self) -> dict[str, Any]:
        """For programs: what is not known is null."""
        receipt = self.receipt
        return {
            "file": self.file,
            "url": receipt.url or None,
            "title": receipt.title or None,
            "date": self.date or None,
            "slug": receipt.slug or None,
            "warnings": [_problem_json(problem) for problem in receipt.warnings],
            "errors": [_problem_json(problem) for problem in receipt.errors],
        }


@dataclass(frozen=True)
class Check:
    """How files are checked; `max_bytes` is what a text may have."""

    renderer: Renderer
    clock: Callable[[], datetime]
    max_bytes: int = article_parser.LARGEST

    def run(self, group: Group, advance: Callable[[int], object]) -> Iterator[CheckedFile]:
        """What would become of each file of `group.chosen`, in its order."""
        now = self.clock()
        # No author dates an article to the microsecond: this one tells that it has no date.
        now = now.replace(microsecond=now.microsecond or 1)
        published = {
            key: path for key, path in group.paths.items() if key not in group.chosen or _is_publishable(key)
        }
        bucket = FolderBucket(published, now, lambda key: advance(1) if key in group.chosen else None)
        with quiet_logs():
            renderer = ChosenRenderer(self.renderer, group.chosen.keys())
            report = reconcile(bucket, lambda: now, renderer, max_bytes=self.max_bytes)
        receipts = {receipt.key: receipt for receipt in report.receipts}
        defaults = Defaults(bucket.site.language, bucket.site.zone)
        for key, name in group.chosen.items():
            receipt = receipts.get(key) or _unpublished(key, group, bucket)
            if receipt.state == "refused" and articles.kind_of(key):
                receipt = _completed(receipt, bucket, defaults)
            is_dated = receipt.date and datetime.fromisoformat(receipt.date) != now
            yield CheckedFile(_shown(name), _renamed(receipt, _shown(name)), receipt.date if is_dated else "")


def _completed(receipt: Receipt, bucket: FolderBucket, defaults: Defaults) -> Receipt:
    """The receipt with what a refused file says of itself."""
    too_large = any(problem.code == "too-large" for problem in receipt.errors)
    source = None if too_large else bucket.reread(receipt.key)
    article = _parse_leniently(source, defaults) if source else None
    if article is None:
        return receipt
    return replace(
        receipt,
        title=receipt.title or article.title,
        slug=receipt.slug or article.slug,
        date=receipt.date or article.begins.astimezone(defaults.zone).isoformat(),
    )


def _parse_leniently(source: Source, defaults: Defaults) -> Article | None:
    """The article without the lines that it is refused for; None where that is not enough to parse it."""
    kind = articles.kind_of(source.key)
    lines = source.data.split(b"\n")
    for _ in range(_ATTEMPTS):
        try:
            assert kind, "only content is refused for a line"
            article = article_parser.parse(replace(source, data=b"\n".join(lines)), kind, defaults)
            return article_parser.complete(article, RenderReport(), defaults)
        except ContentError as error:
            wrong = error.problem.line - 1
            if not (0 < wrong < len(lines) and lines[wrong].strip()):
                return None
            lines[wrong] = b""
        except Exception:  # a defect, which the receipt names already
            return None
    return None


def _is_publishable(key: str) -> bool:
    return is_unicode(key) and _fits(key) and gets_receipt(key)


def _fits(key: str) -> bool:
    return len(key.encode()) <= MAX_KEY_BYTES


def _unpublished(key: str, group: Group, bucket: FolderBucket) -> Receipt:
    """The receipt of a file that publishing never looks at."""

    def refused(message: str, remedy: str, code: str) -> Receipt:
        return Receipt(key, "refused", errors=(Problem(key, 1, message, remedy, code=code),))

    path = group.paths[key]
    error = bucket.unreadable.get(key)
    if path.is_dir():
        return refused("it is a folder", "Name a file, or a folder with Markdown in it", "not-a-file")
    if error or not path.is_file():
        reason = (error.strerror or str(error)) if error else "No such file or directory"
        return refused(f"it cannot be read ({reason})", "Correct its name or its rights", "cannot-be-read")
    if not is_unicode(key):
        return refused("its name is not UTF-8", "Rename it", "name-not-utf-8")
    if not _fits(key):
        return refused("its name is too long", "Shorten it, or the names of its folders", "name-too-long")
    if PurePosixPath(key).suffix.lower() in articles.SUFFIXES and _is_hidden(key):
        message = "a name that begins with _ or . is not published"
        problem = Problem(key, 1, message, "Rename it", code="not-published", fatal=False)
        return Receipt(key, "live", warnings=(problem,))
    remedy = "Texts end in .md and lie in articles/ or pages/, all else in media/"
    return refused("it would not be published", remedy, "not-content")


def _is_hidden(key: str) -> bool:
    return articles.kind_of(key) is None and any(part[:1] in "._" for part in key.split("/"))


def _renamed(receipt: Receipt, name: str) -> Receipt:
    """The receipt with the name the author knows the file by."""
    return replace(
        receipt,
        warnings=tuple(replace(problem, file=name) for problem in receipt.warnings),
        errors=tuple(replace(problem, file=name) for problem in receipt.errors),
    )


def _shown(name: str) -> str:
    """A name that can be printed: what is not UTF-8 is not lost, and does not stop the rest."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _problem_json(problem: Problem) -> dict[str, Any]:
    fields = asdict(problem)
    return {name: fields[name] for name in ("code", "line", "column", "message", "remedy")}
