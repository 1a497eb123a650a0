"""The addresses that Hexo gives to posts and lists (docs: "Permalinks")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from hashlib import sha1

import yaml

from billet.migration.model import Date
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.document import Document
from billet.migration.sources.generators.permalinks import date_tokens, fill, without_accents

_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")
_SEGMENTS = {
    "year": r"\d{4}",
    "month": r"\d{2}",
    "day": r"\d{2}",
    "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}",
    "hash": r"[0-9a-f]{12}",
}


def slugized(text: str, case: str = "") -> str:
    """Returns a name as a part of an address: without accents, with hyphens for signs; `case` is "1" for
    lower and "2" for upper letters."""
    name = _SPECIAL.sub("-", without_accents(re.sub(r"[\x00-\x1f]", "", text))).strip("-")
    return {"1": name.lower(), "2": name.upper()}.get(case, name)


@dataclass(frozen=True)
class Rules:
    """The rules of a site's settings; times without a zone are in `zone`."""

    settings: Configuration
    zone: tzinfo

    def tag(self, name: str) -> str:
        """Returns the part of an address that stands for a tag."""
        return self._mapped(name, "tag_map")

    def category(self, path: Iterable[str]) -> str:
        """Returns the part of an address that stands for a category below its parents."""
        return "/".join(self._mapped(name, "category_map") for name in path)

    def named(self, path: str) -> dict[str, str]:
        """Returns what the name of a post tells, a path below its folder without ending: its ``title``, which
        is its slug, and the parts of its date."""
        rule = self.settings.text("new_post_name", default=":title.md").rpartition(".")[0]
        parts = re.split(r":(\w+)", rule)
        pattern = "".join(
            rf"(?P<{part}>{_SEGMENTS.get(part, '.+?')})" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        )
        try:
            match = re.fullmatch(pattern, path)
        except re.error:  # a token that is there twice
            match = None
        return match.groupdict() if match and "title" in match.groupdict() else {"title": slugized(path)}

    def addresses(
        self, document: Document, slug: str, categories: list[list[str]], day: Date | None
    ) -> tuple[list[str], list[str]]:
        """Returns where a post may have been, and the tokens that are not known. Hexo takes
        the day in the zone of the machine that built the site: that of the settings comes first, then UTC."""
        if own := document.get("permalink"):
            return [own], []
        pattern = self.settings.text("permalink", default=":year/:month/:day/:title/")
        addresses: list[str] = []
        unknown: list[str] = []
        for moment in self._moments(day):
            tokens = {**self._tokens(document, slug, categories, moment), **date_tokens(moment)}
            address, unknown = fill(pattern, tokens)
            addresses.append(address)
        return list(dict.fromkeys(addresses)), unknown

    def _moments(self, day: Date | None) -> list[datetime | None]:
        if day is None:
            return [None]
        moment = day if isinstance(day, datetime) else datetime.combine(day, time(), self.zone)
        return [moment.astimezone(self.zone), moment.astimezone(UTC)]

    def _tokens(
        self, document: Document, slug: str, categories: list[list[str]], moment: datetime | None
    ) -> Mapping[str, str]:
        own = {key: document.get(key) for key in document.fields if document.get(key)}
        defaults = {key: str(value) for key, value in self.settings.keys("permalink_defaults").items()}
        default = self.settings.text("default_category", default="uncategorized")
        seconds = str(int(moment.timestamp())) if moment else ""
        return {
            **defaults,
            **own,
            "title": slug,
            "name": slug.rpartition("/")[2],
            "post_title": slugized(document.get("title"), "1"),
            # Of several categories the last one counts, below its parents.
            "category": self.category(categories[-1]) if categories else default,
            "id": document.get("id"),
            "hash": sha1(f"{slug}{seconds}".encode(), usedforsecurity=False).hexdigest()[:12],
        }

    def _mapped(self, name: str, table: str) -> str:
        mapping = self.settings.keys(table)
        return slugized(str(mapping.get(name, name)), self.settings.text("filename_case"))


def category_paths(front_matter: str, labels: Iterable[str]) -> list[list[str]]:
    """Returns the categories of a post, each below its parents: a list in front matter is one, lists in a
    list are several. `labels` are all of their names."""
    nested = list(_nested(front_matter))
    return nested or ([list(labels)] if labels else [])


def _nested(front_matter: str) -> Iterator[list[str]]:
    try:
        table = yaml.load(front_matter, Loader=yaml.BaseLoader)  # noqa: S506  # it makes texts alone
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    value = table.get("categories") if isinstance(table, dict) else None
    if isinstance(value, list) and any(isinstance(item, list) for item in value):
        for item in value:
            yield [str(name) for name in item] if isinstance(item, list) else [str(item)]
