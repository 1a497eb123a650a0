"""The outbox: what is known of the mails to the author that were sent, and of the one that is being sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

LEASE = timedelta(minutes=2)
"""How long a run may hold the outbox: twice as long as its function may take. One that crashed cannot hold it
longer."""

DIGEST = 8
"""Bytes of the digest of a problem."""

MOST_PROBLEMS = 12_000
"""Problems that are remembered. Who has more is told the others after mending these."""

Stage = Literal["", "sending", "sent"]


@dataclass(frozen=True)
class Batch:
    """What one mail tells: comments by id and revision, messages by id, how many were set aside as spam until
    `counted`, and the problems of uploads that are known once it is sent, as digests.

    `index` is the ETag of the index that has these problems.
    """

    comments: tuple[tuple[str, int], ...] = ()
    messages: tuple[str, ...] = ()
    spam: int = 0
    counted: datetime | None = None
    problems: frozenset[bytes] = frozenset()
    index: str = ""


@dataclass(frozen=True)
class Outbox:
    """The record of the mails to the author.

    `stage` is "sending" from before a mail is sent, and "sent" from after that until its comments and
    messages are noted; `batch` is what that mail tells, and nothing else is between. `sent` is when the last
    one was sent, `size` how much it told, `counted` until when spam was counted, `problems` what it or others
    before it told of uploads, `index` the ETag of the index that was last looked at.
    """

    stage: Stage = ""
    batch: Batch = Batch()
    sent: datetime | None = None
    size: int = 0
    counted: datetime | None = None
    problems: frozenset[bytes] = frozenset()
    index: str = ""

    def sending(self, batch: Batch) -> Outbox:
        """Returns the record before a mail is sent."""
        return replace(self, stage="sending", batch=batch)

    def after_sending(self, now: datetime | None) -> Outbox:
        """Returns the record of a mail that was sent at a moment, None where none has ever been."""
        batch = self.batch
        return replace(
            self,
            stage="sent",
            sent=now,
            size=len(batch.comments) + len(batch.messages),
            counted=batch.counted,
            problems=batch.problems,
            index=batch.index,
        )

    def finished(self) -> Outbox:
        """Returns the record of a mail whose comments and messages are noted."""
        return replace(self, stage="", batch=Batch())


class Outboxes(Protocol):
    """The store of the record; `chalicelib.storage.outbox.Outboxes` has it."""

    def read(self) -> Outbox:
        """Returns the record by a consistent read."""

    def acquire(self, holder: str, now: datetime) -> Outbox:
        """Takes the lease for `LEASE`, and returns the record. Raises `Conflict` where another run has it."""

    def write(self, holder: str, outbox: Outbox) -> None:
        """Writes the record. Raises `Conflict` where the lease is another run's by now."""

    def release(self, holder: str) -> None:
        """Gives the lease back. Raises `Conflict` where it is another run's by now."""
