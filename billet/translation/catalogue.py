"""The catalogue of the command's texts, and which language is used."""

from __future__ import annotations

import gettext as library
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from chalicelib.content.typography import NO_BREAK

FOLDER = Path(__file__).parent.parent / "locale"
DOMAIN = "command"
_NO_DOMAIN = "messages"
"""What the library has where none is chosen, and no file has."""


def language_of(environment: Mapping[str, str]) -> str:
    """Returns "fr" or "en", as gettext reads the environment: the first variable of `LC_ALL`, `LC_MESSAGES`
    and `LANG` that is set names the locale; `LANGUAGE` lists other wishes, unless the locale is C."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for name in names if (value := environment.get(name))), "")
    if locale in ("C", "POSIX"):
        return "en"
    wishes = (environment.get("LANGUAGE") or locale).split(":")
    languages = [re.split(r"[_.@]", wish)[0] for wish in wishes]
    return next((language for language in languages if language in ("en", "fr")), "en")


def use_locale() -> None:
    """Lets `text` and `plural`, and Click with its own texts, answer in the language of the environment."""
    library.bindtextdomain(DOMAIN, FOLDER)
    library.textdomain(DOMAIN if language_of(os.environ) == "fr" else _NO_DOMAIN)


def text(message: str, /, **values: object) -> str:
    """Returns a text in the language of the locale, with values in its places such as ``%(name)s``."""
    translation = library.gettext(message)
    return translation % values if values else translation


def plural(singular: str, several: str, number: int, /, **values: object) -> str:
    """Returns the text for a number, which is in the place ``%(number)s``."""
    digits = f"{number:,}".replace(",", NO_BREAK if is_french() else ",")
    return library.ngettext(singular, several, number) % {"number": digits, **values}


def is_french() -> bool:
    """Returns whether texts are in French since the last call of `use_locale`."""
    return library.textdomain() == DOMAIN


@cache
def french() -> Mapping[str, str]:
    """Returns each text that has no plural, by its English."""
    translations = library.translation(DOMAIN, FOLDER, ["fr"])
    catalogue: Mapping[object, str] = translations._catalog  # type: ignore[attr-defined]  # it has no other list
    return {id: text for id, text in catalogue.items() if isinstance(id, str) and id}
