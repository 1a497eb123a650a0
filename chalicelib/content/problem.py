"""What is wrong with a file the author uploaded, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.errors import BilletError


@dataclass(frozen=True)
class Problem:
    """One finding. `line` counts from 1 in the file as uploaded; 0 means the file as a whole."""

    file: str
    line: int
    message: str
    remedy: str
    fatal: bool = True
    """Whether the file cannot be published as it is; the others are warnings."""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}. {self.remedy}."


class ContentError(BilletError):
    """A file cannot be published; `problems` say why, `problem` is the first of them."""

    def __init__(self, problem: Problem, *others: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.problems = [problem, *others]
