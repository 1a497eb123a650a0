"""The few words that rendering adds to a text, in the text's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.content.typography import NO_BREAK


@dataclass(frozen=True)
class Words:
    """The words of one language. `{}` stands for a number, a heading or a host. `callouts` are titles by what
    an author writes in ``> [!NOTE]``, in lower case."""

    backlink: str
    done: str
    to_do: str
    permalink: str
    frame: str
    callouts: Mapping[str, str]


_FRENCH = Words(
    backlink="Retour à la note {} dans le texte",
    done="Fait",
    to_do="À faire",
    permalink=f"Lien vers «{NO_BREAK}{{}}{NO_BREAK}»",
    frame="Contenu de {}",
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
    backlink="Back to note {} in the text",
    done="Done",
    to_do="To do",
    permalink="Link to “{}”",
    frame="Content of {}",
    callouts={"todo": "To do", "tldr": "In short", "faq": "Frequent questions"},
)

WORDS: Mapping[str, Words] = {"fr": _FRENCH, "en": _ENGLISH}


def words_of(language: str) -> Words:
    """Returns the words of a language, or the English ones."""
    return WORDS.get(language, _ENGLISH)
