"""What was met while a text was read, and its author should know."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class TextFindings:
    """`unreadable_formulas` are as they were written; `unclosed_fence` is the line, from 1, of a code block
    that runs to the end of the text, or 0."""

    unreadable_formulas: list[str] = field(default_factory=list)
    unclosed_fence: int = 0
