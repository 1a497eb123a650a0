"""From the whole index to what readers load of it.

All of it is a function of the index and the time: whatever the edition before had, an edition is the same
as one made from nothing. Only what differs is made and written.
"""

from __future__ import annotations

from chalicelib.content.binding.binder import Bound, bind

__all__ = ["Bound", "bind"]
