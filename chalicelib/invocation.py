"""One invocation of a function: the ids it is known by, and what it asked of AWS meanwhile."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

# One item, taken by whoever comes first: next() is atomic, so two threads cannot both be first.
_FIRST = iter((True,))


@dataclass
class Invocation:
    """Lists and not numbers: appending is atomic, should a view ever ask AWS in several threads."""

    request_id: str
    """The gateway's, which the browser gets as ``x-amzn-requestid``; of an event, the function's."""
    function_request_id: str = ""
    """The function's own, by which Lambda's START and REPORT lines go."""
    cold: bool = False
    """Whether it is the first one of its instance."""
    asked: list[str] = field(default_factory=list)
    """The operations asked of AWS, such as ``GetObject``; one that was retried counts once."""
    failed: list[str] = field(default_factory=list)
    """Those of them that AWS did not carry out. A thing that is missing or unchanged is an answer."""
    kept: bool = False
    """Whether the answer is a kept page."""
    built: bool = False
    """Whether that page had to be built first."""

    @property
    def cache(self) -> str:
        """``hit`` where a kept page was sent and AWS not asked, ``checked`` where AWS had to be asked
        whether it is still good, else ``miss``."""
        if not self.kept or self.built:
            return "miss"
        return "checked" if self.asked else "hit"


# One variable for each thread of a local server: requests answered at once must not mix their ids.
_current: ContextVar[Invocation | None] = ContextVar("invocation", default=None)


def enter(context: Any, request_id: str = "") -> Invocation:
    """Begin an invocation with a Lambda context, None where there is none; it ends when the next begins,
    since what Chalice logs of a failure comes last of all."""
    function_request_id = str(getattr(context, "aws_request_id", "") or "")
    begun = Invocation(request_id or function_request_id, function_request_id, next(_FIRST, False))
    _current.set(begun)
    return begun


def current() -> Invocation | None:
    """The invocation of this thread; None outside of any."""
    return _current.get()


def request_id() -> str:
    """The id to quote to the operator, "" outside of any invocation."""
    begun = _current.get()
    return begun.request_id if begun else ""
