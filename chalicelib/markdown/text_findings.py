"""What was met while a text was read, and its author should know."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class TextFindings:
    """`unreadable_formulas` are as they were written. `unclosed_fence` is the line that opens a code block
    which nothing closes, counted from the end of the text, whose last line is 1; 0 where there is none."""

    unreadable_formulas: list[str] = field(default_factory=list)
    unclosed_fence: int = 0
