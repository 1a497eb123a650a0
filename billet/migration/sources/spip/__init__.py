"""SPIP's dumps: articles, breves, sections, keywords, documents and forums."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import escape, unescape
from pathlib import Path

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Notice, Origin, Site
from billet.migration.sources import Options, Source
from billet.migration.sources.cleaning import instant_of, line_of, most_frequent, update_of
from billet.migration.sources.html_text import plain
from billet.migration.sources.lenient_addresses import urlsplit
from billet.migration.sources.spip.addresses import Addresses
from billet.migration.sources.spip.documents import Documents
from billet.migration.sources.spip.dump import Dump, Row, is_dump
from billet.migration.sources.spip.forum import comments_of
from billet.migration.sources.spip.library import SiteLibrary
from billet.migration.sources.spip.relations import Key, keywords_of_texts, labels, names_of_authors
from billet.migration.sources.spip.restricted import restricted_sections
from billet.migration.sources.spip.shortcuts import Shortcuts, in_language
from chalicelib.content.language_tag import canonical_tag

_NUMBER = re.compile(r"\A\s*\d+(?:[.)]|°)\s+")
"""What orders articles, and SPIP does not show."""

_MULTI = re.compile(r"<multi>(.*?)</multi>", re.DOTALL)
_LEFT_OUT = {"refuse": "it was refused", "poubelle": "it is in the bin"}
_NO_DATE = "0000-00-00"
_OTHER_TEXTS = (
    ("rubriques", "section", "texte"),
    ("mots", "keyword", "texte"),
    ("auteurs", "author", "bio"),
    ("syndic", "site", "url_site"),
)
"""What else has a text: its table, what it is, and the column."""


def read(path: Path, options: Options) -> Site:
    """Returns the site of a dump."""
    notices: list[Notice] = []
    return _Reader(Dump(path, notices), path, options, notices).site()


class _Reader:
    def __init__(self, dump: Dump, path: Path, options: Options, notices: list[Notice]) -> None:
        self._dump, self._options, self._notices = dump, options, notices
        home = urlsplit(dump.address or options.address)
        self._language = canonical_tag(dump.settings.get("langue_site", "")) or "fr"
        self._addresses = Addresses(dump, home.path.rstrip("/"))
        host = home._replace(path="", query="").geturl()
        folders = (options.pictures, path.parent / "IMG", path.parent.parent.parent / "IMG")
        self._documents = Documents(dump, home.path.rstrip("/"), host, folders)
        self._rows = dict(self._texts())
        self._restricted = restricted_sections(dump)
        self._authors = names_of_authors(dump, self._plain)
        self._main_author = most_frequent(name for names in self._authors.values() for name in names[:1])
        self._terms = labels(dump, "rubrique", self._title, notices) | labels(
            dump, "mot", self._title, notices
        )
        self._keywords = keywords_of_texts(dump, self._terms)
        titles = {key: self._title(row) for key, row in self._rows.items()}
        self._library = SiteLibrary(self._paths(titles), titles, self._terms, self._documents, notices)

    def site(self) -> Site:
        dump = self._dump
        site = Site(tool=f"SPIP {dump.version}".strip(), notices=self._notices)
        site.address = dump.address or self._options.address.rstrip("/")
        values = {
            "title": self._plain(dump.settings.get("nom_site", "")),
            "tagline": self._plain(dump.settings.get("slogan_site", "")),
            "language": self._language,
            "timezone": self._options.zone.key,
            "author": {"name": self._main_author} if self._main_author else {},
        }
        site.settings = {name: value for name, value in values.items() if value}
        entries = {key: self._entry(key, row) for key, row in self._rows.items()}
        site.entries = list(entries.values())
        zone = self._options.zone
        site.comments = list(comments_of(dump, entries, self._library, zone, self._notices))
        site.media = list(self._documents.media(self._notices))
        used = {label for entry in site.entries for label in (*entry.categories, *entry.tags)}
        terms = {key: label for key, label in self._terms.items() if label in used}
        authors = dict.fromkeys(row["id_auteur"] for row in dump.rows("auteurs_liens", "auteurs_articles"))
        site.redirects = list(self._addresses.redirects(terms, authors))
        self._tell_what_stays()
        return site

    def _texts(self) -> list[tuple[Key, Row]]:
        """Returns articles and breves that come, by kind and number."""
        texts: list[tuple[Key, Row]] = []
        for kind in ("article", "breve"):
            for row in self._dump.rows(f"{kind}s"):
                number, state = row[f"id_{kind}"], row.get("statut", "")
                if state in _LEFT_OUT:
                    origin = Origin(self._dump.name, int(row["line"]), f"{kind} {number}")
                    self._notices.append(Notice(origin, _LEFT_OUT[state], left_out=True))
                else:
                    texts.append(((kind, number), row))
        return texts

    def _title(self, row: Row) -> str:
        return self._plain(_NUMBER.sub("", row.get("titre", "")), row.get("lang", ""))

    def _plain(self, text: str, language: str = "") -> str:
        """Returns a title or name as readers see it: it may hold entities, tags and several languages."""
        text = _MULTI.sub(lambda match: in_language(match[1], language or self._language), text)
        return line_of(plain(re.sub(r"\{\{?|\}\}?", "", text)) if "<" in text else unescape(text))

    def _paths(self, titles: dict[Key, str]) -> dict[Key, str]:
        paths = FilePaths()
        return {
            key: paths.entry(
                "articles", titles[key] or "-".join(key), _date(row)[:4].strip("0") and _date(row)[:4]
            )
            for key, row in self._rows.items()
        }

    def _entry(self, key: Key, row: Row) -> Entry:
        path, origin = self._library.paths[key], Origin(self._dump.name, int(row["line"]), " ".join(key))
        self._library.begin(path, origin)
        language = canonical_tag(row.get("lang", "")) or self._language
        published = _moment(_date(row), self._options)
        is_restricted = row.get("id_rubrique", "") in self._restricted
        if is_restricted:
            message = "it comes as a draft: its section was not for all readers"
            remedy = "Take draft: true out of its file if all may read it"
            self._notices.append(Notice(origin, message, remedy))
        draft = row.get("statut") != "publie" or is_restricted
        names = ", ".join(self._authors[key])
        section = self._terms.get(("rubrique", row.get("id_rubrique", "")))
        modified = instant_of(row.get("date_modif"), self._options.zone)
        return Entry(
            kind="articles",
            path=path,
            id=f"spip-{key[1]}" if key[0] == "article" else "spip-" + "-".join(key),
            origin=origin,
            title=self._library.titles[key],
            text=self._html(key, row, language),
            markup="html",
            date=published,
            updated=update_of(published, modified) if isinstance(published, datetime) else None,
            draft=draft,
            language="" if language == self._language else language,
            translation=f"spip-{row['id_trad']}" if row.get("id_trad", "0") not in ("", "0") else "",
            summary=plain(Shortcuts(self._library, language).html(row.get("descriptif", ""))),
            tags=tuple(dict.fromkeys(self._keywords[key])),
            categories=tuple(filter(None, [section])),
            author="" if names == self._main_author else names,
            image=self._documents.logo(*key),
            comments_open=False if row.get("accepter_forum") == "non" else None,
            addresses=() if draft else self._addresses.of(*key),
            fields=self._other_fields(row),
        )

    def _html(self, key: Key, row: Row, language: str) -> str:
        """Returns what the page of a text shows below its title: introduction, text, postscript, the link
        that belongs to it, notes, and the documents that are not in the text."""
        shortcuts = Shortcuts(self._library, language)
        chapo = row.get("chapo", "")
        target = row.get("virtuel") or (chapo[1:].strip() if chapo.startswith("=") else "")
        if target:
            address, _ = self._library.address(target)
            self._notices.append(
                Notice(self._library.origin, f"it only led to {target}, and comes with that link")
            )
            chapo = f"[->{address}]"
        intro, text = shortcuts.html(chapo), shortcuts.html(row.get("texte", ""))
        site = row.get("url_site") or row.get("lien_url", "")
        name = self._plain(row.get("nom_site") or row.get("lien_titre", "") or site)
        parts = [
            text,
            shortcuts.html(row.get("ps", "")),
            f'<p><a href="{escape(site)}">{escape(name)}</a></p>' if site.strip("htps:/") else "",
            self._documents.attached(*key, self._library.shown),
            shortcuts.notes_html(),
        ]
        rest = "\n".join(filter(None, parts))
        return f"{intro}\n<!-- more -->\n{rest}" if intro and rest else intro or rest

    def _other_fields(self, row: Row) -> dict[str, object]:
        fields: dict[str, object] = {
            name: self._plain(row.get(name, "")) for name in ("surtitre", "soustitre")
        }
        written = row.get("date_redac", "")
        fields["date_redac"] = "" if written.startswith(_NO_DATE) else written
        return {name: value for name, value in fields.items() if value}

    def _tell_what_stays(self) -> None:
        for table, what, column in _OTHER_TEXTS:
            for row in self._dump.rows(table):
                if row.get(column):
                    name = self._plain(row.get("titre") or row.get("nom") or row.get("nom_site", ""))
                    origin = Origin(self._dump.name, int(row["line"]), f"{what} {name!r}")
                    message = f"the {what} has a text of its own, which does not come"
                    self._notices.append(Notice(origin, message, "Write a page with it", left_out=True))


def _date(row: Row) -> str:
    """Returns the date of a text as SPIP wrote it, that of its writing where it was not published."""
    value = row.get("date") or row.get("date_heure", "")
    return row.get("date_redac", "") if value.startswith(_NO_DATE) else value


def _moment(value: str, options: Options) -> datetime | date | None:
    """Returns an instant; a day where SPIP has no more than a year or month."""
    if re.match(r"\d{4}-(?:00|\d\d-00)", value) and not value.startswith("0000"):
        return date.fromisoformat(value[:10].replace("-00", "-01"))
    return instant_of(value, options.zone)


SOURCE = Source(name="spip", title="SPIP", recognises=is_dump, read=read)
