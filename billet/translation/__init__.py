"""The texts of the command in the language of who types it: English or French.

The commands mark theirs with `text` and `plural`. The rooms below them, those that are deployed too,
speak English: `translate` finds their sentences in the same catalogue when they are shown.
"""

from __future__ import annotations

from billet.translation.catalogue import language_of, plural, text, use_locale
from billet.translation.problems import place_of, problem_text, sentences_of
from billet.translation.sentences import translate
from billet.translation.states import state_in_words

__all__ = [
    "language_of",
    "place_of",
    "plural",
    "problem_text",
    "sentences_of",
    "state_in_words",
    "text",
    "translate",
    "use_locale",
]
