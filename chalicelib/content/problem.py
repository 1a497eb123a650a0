"""A mistake in a file that an author uploaded: what is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from chalicelib.errors import BilletError

UNREADABLE = "unreadable"
"""The code of a file that S3 does not give: the same bytes may be read some day."""


@dataclass(frozen=True)
class Problem:
    """An error or a warning. `line` and `column` count from 1 in the file as uploaded; 0 is the whole of it.

    `code` is the name under which docs/receipts.md explains it; it never changes.
    """

    file: str
    line: int
    message: str
    remedy: str
    code: str = field(kw_only=True)
    column: int = field(default=0, kw_only=True)
    fatal: bool = field(default=True, kw_only=True)
    """Whether the file cannot be published as it is; the others are warnings."""

    def __str__(self) -> str:
        where = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        return f"{where}: {self.message}{'' if self.message.endswith('?') else '.'} {self.remedy}."


class ContentError(BilletError):
    """A file cannot be published; `problems` say why, `problem` is the first of them."""

    def __init__(self, problem: Problem, *others: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.problems = [problem, *others]


def warning(file: str, line: int, message: str, remedy: str, code: str, column: int = 0) -> Problem:
    """Returns a problem that keeps nobody from reading."""
    return Problem(file, line, message, remedy, code=code, column=column, fatal=False)


def refusal(file: str, line: int, message: str, remedy: str, code: str, column: int = 0) -> ContentError:
    """Returns the error of a file that cannot be published."""
    return ContentError(Problem(file, line, message, remedy, code=code, column=column))
