"""The addresses that Pelican gives to texts and lists (docs: "URL settings")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from billet.migration.model import Date
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.folder import joined
from billet.migration.sources.generators.permalinks import without_accents

_FIELD = re.compile(r"\{(\w+)(?:![rsa])?(?::([^{}]*))?\}")


@dataclass(frozen=True)
class Rules:
    """The rules of a site's settings."""

    settings: Configuration

    def slug(self, text: str, kind: str = "") -> str:
        """Returns the slug of a title, or of the name of a "CATEGORY", "TAG" or "AUTHOR"."""
        rules = self.settings.get(f"{kind}_REGEX_SUBSTITUTIONS") if kind else None
        rules = self.settings.get("SLUG_REGEX_SUBSTITUTIONS") if rules is None else rules
        value = text if self.settings.flag("SLUGIFY_USE_UNICODE") else without_accents(text)
        for old, new in self._older(kind):
            value = value.lower().replace(old.lower(), new.lower())
        for rule in rules if isinstance(rules, list) else []:
            if isinstance(rule, list) and len(rule) == 2:
                value = _replaced(str(rule[0]), str(rule[1]), value)
        return (value if self.settings.flag("SLUGIFY_PRESERVE_CASE") else value.lower()).strip()

    def fill(self, setting: str, values: Mapping[str, str], day: Date | None = None) -> str:
        """Returns the address that a setting makes, "" where it makes none."""
        pattern = self.settings.text(setting)

        def field(match: re.Match[str]) -> str:
            if match[1] == "date":
                return day.strftime(match[2] or "%Y-%m-%d") if day else ""
            return values.get(match[1], "")

        return _FIELD.sub(field, pattern)

    def addresses(self, kind: str, values: Mapping[str, str], day: Date | None) -> tuple[str, ...]:
        """Returns where a text was and where it is written: of `kind` "ARTICLE", "PAGE_LANG" and the like."""
        places = [self.fill(f"{kind}_{what}", values, day) for what in ("URL", "SAVE_AS")]
        return tuple(dict.fromkeys(place for place in places if place))

    def years(self, dates: list[Date]) -> dict[str, int]:
        """Returns the addresses of archives by year and month, each with its year."""
        periods: dict[str, int] = {}
        for period in ("YEAR", "MONTH", "DAY"):
            for day in dates:
                place = self.fill(f"{period}_ARCHIVE_URL", {}, day) or self.fill(
                    f"{period}_ARCHIVE_SAVE_AS", {}, day
                )
                if place:
                    periods["/" + joined(place)] = day.year
        return periods

    def _older(self, kind: str) -> list[tuple[str, str]]:
        """Returns the substitutions of Pelican before 4.0: pairs of texts."""
        rules = self.settings.get(f"{kind}_SUBSTITUTIONS" if kind else "SLUG_SUBSTITUTIONS")
        pairs = [rule for rule in rules if isinstance(rule, list)] if isinstance(rules, list) else []
        return [(str(rule[0]), str(rule[1])) for rule in pairs if len(rule) > 1]


def _replaced(pattern: str, new: str, text: str) -> str:
    try:
        return re.sub(pattern, new, text, flags=re.IGNORECASE)
    except re.error:
        return text
