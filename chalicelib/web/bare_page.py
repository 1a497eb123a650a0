"""The page of an instance in which even the pages for errors fail: it needs no setting, no template and no
catalogue."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.web.posting import Letter

# In both languages at once: which one the site has is not known.
_SORRY = "De retour dans une minute. Back in a minute."
_NOTHING_IS_LOST = "Rien n’est perdu\u00a0: voici votre texte. Nothing is lost: here is your text."
_SEND_AGAIN = "Envoyer de nouveau / Send it again"


def bare_page(letter: Letter | None) -> str:
    """Returns a page that says to come back, with what was written, to be sent again."""
    return (
        '<!doctype html>\n<html lang="fr">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="robots" content="noindex">\n'
        f"<title>{_SORRY}</title>\n<h1>{_SORRY}</h1>\n{_form(letter) if letter else ''}</html>\n"
    )


def _form(letter: Letter) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n'
        for name, value in letter.fields.items()
    )
    return (
        f'<p>{_NOTHING_IS_LOST}</p>\n<form method="post" accept-charset="utf-8">\n{hidden}'
        f'<p><textarea name="text" rows="10" cols="60" dir="auto">\n{escape(letter.text)}</textarea></p>\n'
        f'<p><button type="submit">{_SEND_AGAIN}</button></p>\n</form>\n'
    )
