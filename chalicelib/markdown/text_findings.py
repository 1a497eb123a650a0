"""What was met while a text was read, and its author should know."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class TextFinding:
    """Something in a text that readers get otherwise than it is written, or not at all.

    `code` is that of the warning, `written` the piece of the text that is meant, or a part of it by which its
    place is found, and `detail` what the warning says besides. `occurrence` counts from 0 where the same is
    written several times. `from_end` is its line counted from the end of the text, whose last line is 1,
    where nothing may be told on of what is written.
    """

    code: str
    written: str
    detail: str = ""
    occurrence: int = 0
    from_end: int = 0


@dataclass
class TextFindings:
    """`unreadable_formulas` and `dead_anchors` are as they were written. `unclosed_fence` is the line that
    opens a code block which nothing closes, counted from the end of the text, whose last line is 1; 0 where
    there is none."""

    unreadable_formulas: list[str] = field(default_factory=list)
    unclosed_fence: int = 0
    dead_anchors: list[str] = field(default_factory=list)
    others: list[TextFinding] = field(default_factory=list)

    def add(
        self, code: str, written: str = "", detail: str = "", *, occurrence: int = 0, from_end: int = 0
    ) -> None:
        """Adds what was found, once."""
        finding = TextFinding(code, written, detail, occurrence, from_end)
        if finding not in self.others:
            self.others.append(finding)
