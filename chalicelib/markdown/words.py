"""The few words that rendering adds to a text, in the text's language or the site's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from chalicelib.content.language_tag import interface_language, primary
from chalicelib.content.typography import NO_BREAK


@dataclass(frozen=True)
class Words:
    """The words of one language. `{}` stands for a number, a heading or a host. `callouts` are titles by what
    an author writes in ``> [!NOTE]``, in lower case. `attributes` are those of an element that shows them, or
    is named by them, within a text in another language."""

    language: str
    note: str
    notes: str
    backlink: str
    done: str
    to_do: str
    permalink: str
    frame: str
    contents: str
    table: str
    original: str
    callouts: Mapping[str, str]
    attributes: Mapping[str, str] = field(default_factory=dict)


_FRENCH = Words(
    language="fr",
    note="Note {}",
    notes="Notes",
    backlink="Retour au texte, note {}",
    done="Fait",
    to_do="À faire",
    permalink=f"Lien vers «{NO_BREAK}{{}}{NO_BREAK}»",
    frame="Contenu de {}",
    contents="Sommaire",
    table="Tableau {}",
    original="Voir l’image en grand",
    callouts={
        "note": "Remarque",
        "abstract": "Résumé",
        "summary": "Résumé",
        "tldr": "En bref",
        "info": "Information",
        "todo": "À faire",
        "tip": "Astuce",
        "hint": "Astuce",
        "important": "Important",
        "success": "Réussi",
        "check": "Vérifié",
        "done": "Fait",
        "question": "Question",
        "help": "Aide",
        "faq": "Questions fréquentes",
        "warning": "Attention",
        "attention": "Attention",
        "caution": "Prudence",
        "failure": "Échec",
        "fail": "Échec",
        "missing": "Manquant",
        "danger": "Danger",
        "error": "Erreur",
        "bug": "Anomalie",
        "example": "Exemple",
        "quote": "Citation",
        "cite": "Citation",
    },
)

_ENGLISH = Words(
    language="en",
    note="Note {}",
    notes="Notes",
    backlink="Back to the text, note {}",
    done="Done",
    to_do="To do",
    permalink="Link to “{}”",
    frame="Content of {}",
    contents="Contents",
    table="Table {}",
    original="See the picture larger",
    callouts={"todo": "To do", "tldr": "In short", "faq": "Frequent questions"},
)

KNOWN_CALLOUTS = frozenset(_FRENCH.callouts)
"""The kinds whose titles are words of ours; of any other, what the author wrote is the title."""

WORDS: Mapping[str, Words] = {"fr": _FRENCH, "en": _ENGLISH}


@lru_cache(maxsize=64)
def words_of(text_language: str, site_language: str = "") -> Words:
    """Returns the words for a text: in its language, else in the site's, else in English."""
    words = WORDS[interface_language(text_language, interface_language(site_language))]
    if primary(text_language) == words.language:
        return words
    return replace(words, attributes={"lang": words.language})
