"""A lock on an open file: one process at a time, and none once the process has ended."""

from __future__ import annotations

from typing import IO, Any


def lock(file: IO[str]) -> None:
    """Locks a file until it is closed. Raises `BlockingIOError` where another process has it."""
    try:
        import fcntl
    except ImportError:
        _lock_on_windows(file)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


# Far behind the text: on Windows nobody else may read what is locked.
_PLACE = 2**30


def _lock_on_windows(file: IO[str]) -> None:
    import msvcrt

    windows: Any = msvcrt
    file.seek(_PLACE)
    try:
        windows.locking(file.fileno(), windows.LK_NBLCK, 1)
    except OSError as error:
        raise BlockingIOError(str(error)) from error
    finally:
        file.seek(0)
