"""The texts of the command in the language of who types it: English or French.

The commands mark theirs with `gettext` and `ngettext`. The rooms below them, those that are deployed too,
speak English: `translate` finds their sentences in the same catalogue when they are shown.
"""

from __future__ import annotations

from billet.translation.catalogue import gettext, ngettext, use_locale
from billet.translation.sentences import translate

__all__ = ["gettext", "ngettext", "translate", "use_locale"]
