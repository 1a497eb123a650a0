"""What is wrong with a file, in one line."""

from __future__ import annotations

from billet.translation.sentences import translate
from chalicelib.content.problem import Problem


def problem_text(problem: Problem) -> str:
    """Returns where a problem is, what it is and what to do, in the language of the locale."""
    return f"{place_of(problem)}: {sentences_of(problem)}"


def place_of(problem: Problem) -> str:
    """Returns ``articles/a.md:3:7``, as editors and compilers write it."""
    return ":".join([problem.file, *(str(number) for number in (problem.line, problem.column) if number)])


def sentences_of(problem: Problem) -> str:
    """Returns what is wrong and what to do."""
    message = translate(problem.message)
    return f"{message}{'' if message.endswith('?') else '.'} {translate(problem.remedy)}."
