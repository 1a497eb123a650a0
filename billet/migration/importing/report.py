"""The report of an import: what came, under which address, what did not and why, where old addresses lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billet.migration.importing.folder_writer import Outcome
from billet.migration.importing.plan import Plan
from billet.migration.model import Notice
from billet.translation import translate
from chalicelib.content.article import kind_of
from chalicelib.conversation.comment import Comment

_STATES: Mapping[Outcome, str] = {"kept": "kept as it is", "deleted": "deleted by you"}
"""The states of texts that are not written."""


@dataclass(frozen=True)
class Report:
    """The report of one import. `comments` are those that come."""

    plan: Plan
    comments: Sequence[Comment]
    notices: Sequence[Notice]

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Yields file, address and state of each article and page: what readers, or a receipt, would say."""
        for path in self.plan.texts:
            receipt = self.plan.trial.receipts.get(path)
            outcome = self.plan.outcomes[path]
            state = _STATES.get(outcome) or (receipt.state if receipt else "")
            yield path, receipt.url if receipt else "", state

    def _translated_texts(self) -> Iterator[tuple[str, str, str]]:
        return ((path, address, translate(state)) for path, address, state in self.texts())

    @property
    def dead_addresses(self) -> int:
        """How many old addresses lead nowhere."""
        return sum(not address.new for address in self.plan.addresses)

    def summary(self) -> list[str]:
        """Returns a line for each kind of thing, with its number."""
        kinds = Counter(kind_of(path) for path in self.plan.texts)
        media = sum(path.startswith("media/") or not kind_of(path) for path in self.plan.preparation.files)
        states = Counter(comment.state for comment in self.comments)
        outcomes = Counter(self.plan.outcomes.values())
        left_out = sum(notice.left_out for notice in self.notices)
        lead_on = len(self.plan.addresses) - self.dead_addresses
        return [
            f"{kinds['articles']} articles, {kinds['pages']} pages, {media} other files",
            f"{outcomes['new']} new, {outcomes['changed']} changed, {outcomes['same']} as they are, "
            f"{outcomes['kept']} yours and kept, {outcomes['deleted']} deleted by you",
            f"{len(self.comments)} comments: {states['approved']} approved, {states['pending']} waiting, "
            f"{states['spam']} spam",
            f"{lead_on} old addresses lead on, {self.dead_addresses} lead nowhere",
            f"{len(self.notices)} notices, {left_out} of them of what was left out",
        ]

    def as_json(self) -> dict[str, Any]:
        """Returns it for programs."""
        return {
            "tool": self.plan.site.tool,
            "files": [
                {
                    "file": path,
                    "outcome": self.plan.outcomes[path],
                    "address": address or None,
                    "state": state,
                }
                for path, address, state in self.texts()
            ],
            "other_files": [
                {"file": path, "outcome": outcome}
                for path, outcome in self.plan.outcomes.items()
                if not kind_of(path)
            ],
            "comments": dict(Counter(comment.state for comment in self.comments)),
            "addresses": [
                {"old": address.old, "new": address.new or None, "reason": address.reason or None}
                for address in self.plan.addresses
            ],
            "notices": [
                {
                    "file": notice.origin.file,
                    "line": notice.origin.line or None,
                    "item": notice.origin.item or None,
                    "message": notice.message,
                    "remedy": notice.remedy or None,
                    "left_out": notice.left_out,
                }
                for notice in self.notices
            ],
        }

    def as_text(self) -> str:
        """Returns it for people, as Markdown, in the language of the locale."""
        lines = [f"# {translate(f'Import from {self.plan.site.tool}')}", ""]
        lines += [*(f"- {translate(line)}" for line in self.summary()), ""]
        for heading, is_left_out in (("What was left out", True), ("What came otherwise", False)):
            notices = [notice for notice in self.notices if notice.left_out is is_left_out]
            if notices:
                lines += [
                    f"## {translate(heading)}",
                    "",
                    *(f"- {sentence_of(notice)}" for notice in notices),
                    "",
                ]
        lines += [
            f"## {translate('Articles and pages')}",
            "",
            *_table(("File", "Address", "State"), self._translated_texts()),
            "",
        ]
        rows = [
            (address.old, address.new or "–", translate(address.reason)) for address in self.plan.addresses
        ]
        lines += [f"## {translate('Old addresses')}", "", *_table(("Old", "Leads to", "Remark"), rows), ""]
        return "\n".join(lines)


def sentence_of(notice: Notice) -> str:
    """Returns a notice as text, in the language of the locale: where, what, and what to do."""
    remedy = f" {translate(notice.remedy)}." if notice.remedy else ""
    return f"{notice.origin}: {translate(notice.message)}.{remedy}"


def _table(headers: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(map(translate, headers))} |"
    yield f"|{'---|' * len(headers)}"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
