"""What is wrong with the settings of a file, each with its line and its remedy."""

from __future__ import annotations

from chalicelib.content.front_matter.key_positions import KeyPositions
from chalicelib.content.problem import Problem


class SettingProblems(list[Problem]):
    """The problems of the settings in `file`, whose keys stand at `positions`."""

    def __init__(self, file: str, positions: KeyPositions) -> None:
        super().__init__()
        self._file = file
        self._positions = positions

    def line_of(self, *path: str) -> int:
        """Returns the line of a key."""
        return self._positions.first(*path)[0]

    def add(self, path: tuple[str, ...], message: str, remedy: str) -> None:
        """Notes what is wrong with the value of a key."""
        line, column = self._positions.first(*path)
        self.append(Problem(self._file, line, message, remedy, code="site", column=column))
