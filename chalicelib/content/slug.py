"""The readable part of an article's address."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not decompose into an ASCII letter and a mark.
_SPELLED_OUT = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})


def slugify(text: str, separator: str = "-") -> str:
    """The words of `text` in lower case without accents, joined by `separator`.

    ``L'été à Marseille`` gives ``l-ete-a-marseille``. Letters of other scripts are kept, in NFC.
    A text with no letter or digit gives ``""``.
    """
    decomposed = unicodedata.normalize("NFKD", text.lower()).lower().translate(_SPELLED_OUT)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return separator.join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", bare)))
