"""One batch of files settled into the index: ids, slugs, redirects and receipts, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial

from chalicelib.content.article import Article
from chalicelib.content.old_address import old_path
from chalicelib.content.problem import Problem
from chalicelib.index.articles import by_key
from chalicelib.index.file import IndexFile
from chalicelib.index.publishing_queries import (
    first_generation,
    key_at,
    key_of_id,
    may_be_renamed,
    recent_articles,
    retired_ids,
    state_of,
)
from chalicelib.index.rows import FileRow
from chalicelib.index.writer import IndexWriter
from chalicelib.publishing.ids import IdAssignment, assign_ids, replacing_keys, retire_ids
from chalicelib.publishing.parsing import Batch, ParsedFile, RejectedFile
from chalicelib.publishing.predecessors import Predecessors, PublishedState
from chalicelib.publishing.slugs import SlugAssignment, assign_slugs
from chalicelib.publishing.text_facts import references_of, text_warnings


@dataclass(frozen=True)
class Settling:
    """Writes one batch. `gone` are the files that are not in the bucket any more, `generation` counts this
    state of it."""

    writer: IndexWriter
    zone: tzinfo
    generation: int

    def settle(self, batch: Batch, gone: Set[str]) -> None:
        """Writes all that follows from a batch."""
        self._retire_waiting(gone)
        parsed = {key: file.article for key, file in batch.parsed.items()}
        before = self._before(parsed, gone)
        ids = assign_ids(parsed, before, self._key_of_id)
        etags = {article.etag for article in before.departed.values()}
        if etags and may_be_renamed(self._index, batch.deferred, etags):
            # One that is not read yet may be a departed one renamed, whose id and address it then has: until
            # all are read, those that nobody is yet stay as they were.
            renamed = {article.key: article for article in ids.predecessors.renames.values()}
            gone = gone - (before.departed.keys() - renamed.keys())
            before = replace(before, departed=renamed)
            ids = assign_ids(parsed, before, self._key_of_id)
        if replacing := replacing_keys(before, ids):
            # It has not the first upload of another article either.
            parsed |= {key: batch.parsed[key].since_deletion or parsed[key] for key in replacing}
            ids = assign_ids(parsed, before, self._key_of_id)
        for key in sorted(gone):
            self.writer.delete_file(key)
        known = {**before.recent, **before.articles}
        slugs = assign_slugs(ids.articles.values(), known, partial(key_at, self._index))
        self._write_articles(batch, known, ids, slugs)
        self._write_ids(before, ids, slugs)
        for key, file in batch.rejected.items():
            self._write_rejected(key, file)

    @property
    def _index(self) -> IndexFile:
        return self.writer.index

    def _retire_waiting(self, gone: Set[str]) -> None:
        """Takes note that files are gone which had an id and no published article."""
        for row in retired_ids(self._index):
            if row.key in gone and row.status != "deleted":
                if row.path:
                    self.writer.write_retired_id(replace(row, status="deleted"))
                else:
                    self.writer.delete_retired_id(row.id)

    def _before(self, parsed: Iterable[str], gone: Iterable[str]) -> PublishedState:
        departed = {key: article for key in sorted(gone) if (article := by_key(self._index, key))}
        # What came together with a departed file is no copy that was made to rename it.
        older = [
            article
            for key, article in departed.items()
            if self._since(key) < state_of(self._index).generation
        ]
        recent = recent_articles(self._index, (article.etag for article in older)) if older else []
        return PublishedState(
            articles={key: article for key in parsed if (article := by_key(self._index, key))},
            recent={article.key: article for article in recent if article.key not in departed},
            departed=departed,
            retired=tuple(retired_ids(self._index)),
        )

    def _write_articles(
        self, batch: Batch, known: Mapping[str, Article], ids: IdAssignment, slugs: SlugAssignment
    ) -> None:
        self.writer.release_slugs(
            key
            for key, article in slugs.published.items()
            if key in known and known[key].slug != article.slug
        )
        for key, article in slugs.published.items():
            self.writer.write_article(article, self.zone)
            if file := batch.parsed.get(key):
                report = file.report
                self.writer.write_facts(key, report.keywords, references_of(article, file), report.anchors)
        for key, file in batch.parsed.items():
            note = _note(key, ids.predecessors)
            self._write_parsed(key, replace(file, article=ids.articles[key]), slugs.conflicts.get(key), note)

    def _write_parsed(self, key: str, file: ParsedFile, conflict: Problem | None, note: str) -> None:
        row = FileRow(key, file.etag, self._since(key))
        if conflict:
            title, slug = file.article.title, file.article.slug
            row = replace(row, problems=(conflict,), slug_conflict=True, title=title, slug=slug)
        else:
            row = replace(row, problems=(*file.article.warnings, *text_warnings(file)), note=note)
        self.writer.write_file(row)

    def _write_rejected(self, key: str, file: RejectedFile) -> None:
        title, slug = (file.article.title, file.article.slug) if file.article else ("", "")
        self.writer.write_file(
            FileRow(key, file.etag, self._since(key), file.problems, title=title, slug=slug)
        )

    def _write_ids(self, before: PublishedState, ids: IdAssignment, slugs: SlugAssignment) -> None:
        """Writes the ids that are retired, those of files that wait for an address among them, and the paths
        that articles have left."""
        retirement = retire_ids(before, ids, slugs)
        for id in retirement.forgotten:
            self.writer.delete_retired_id(id)
        for row in retirement.retired:
            self.writer.write_retired_id(row)
        paths = {article.id: article.path for article in slugs.published.values()}
        articles = (*before.articles.values(), *before.recent.values(), *before.departed.values())
        last_paths = [(article.path, article.id) for article in articles]
        last_paths += [(row.path, row.id) for row in before.retired if row.path]
        for path, id in last_paths:
            if paths.get(id, path) != path:
                self.writer.write_former_path(old_path(path), id)
        if retirement.forgotten or before.departed:
            self.writer.forget_lost_paths()

    def _since(self, key: str) -> int:
        since = first_generation(self._index, key)
        return self.generation if since is None else since

    def _key_of_id(self, id: str) -> str:
        return key_of_id(self._index, id)


def _note(key: str, predecessors: Predecessors) -> str:
    """Returns which deleted article a file is again, and how that is known; "" for none."""
    if key not in predecessors.reasons:
        return ""
    last_key = predecessors.returns[key].key
    place = "here" if last_key == key else f"at {last_key}"
    return f"It is the article that was deleted {place}, and has its comments: {predecessors.reasons[key]}."
