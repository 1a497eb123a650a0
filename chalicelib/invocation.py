"""One invocation of a function: its ids, and the calls to AWS it made."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

# One item, taken by whoever comes first: next() is atomic, so two threads cannot both be first.
_FIRST = iter((True,))


@dataclass
class Invocation:
    """What one invocation is logged with. Calls are lists and not numbers, since appending is atomic: some
    are made by several threads at once."""

    request_id: str
    """The gateway's id, which the browser gets as ``x-amzn-requestid``; of an event, the function's."""
    function_request_id: str = ""
    """The function's own id, which Lambda's START and REPORT lines have."""
    cold: bool = False
    """Whether it is the first one of its instance."""
    calls: list[str] = field(default_factory=list)
    """The operations of AWS that were called, such as ``GetObject``; one that was retried counts once."""
    failed_calls: list[str] = field(default_factory=list)
    """Those of them that AWS did not carry out. That a thing is missing or unchanged is no failure."""
    kept: bool = False
    """Whether the response is a cached page."""
    built: bool = False
    """Whether that page had to be built first."""

    @property
    def cache(self) -> str:
        """``hit`` where a cached page was sent and AWS not called, ``checked`` where AWS was called to learn
        whether the page is still valid, else ``miss``."""
        if not self.kept or self.built:
            return "miss"
        return "checked" if self.calls else "hit"


# One variable for each thread of a local server: requests answered at once must not mix their ids.
_current: ContextVar[Invocation | None] = ContextVar("invocation", default=None)


def enter(context: Any, request_id: str = "") -> Invocation:
    """Begins an invocation with a Lambda context, None where there is none; it ends when the next begins,
    since what Chalice logs of a failure comes last of all."""
    function_request_id = str(getattr(context, "aws_request_id", "") or "")
    invocation = Invocation(request_id or function_request_id, function_request_id, next(_FIRST, False))
    _current.set(invocation)
    return invocation


def current() -> Invocation | None:
    """Returns the invocation of this thread, None outside of any."""
    return _current.get()


def request_id() -> str:
    """Returns the id to quote to the operator, "" outside of any invocation."""
    invocation = _current.get()
    return invocation.request_id if invocation else ""
