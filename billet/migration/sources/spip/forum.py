"""The messages of SPIP's forums as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from billet.migration.model import Entry, ImportedComment, Notice, Origin
from billet.migration.sources.cleaning import instant_of, line_of
from billet.migration.sources.spip.dump import Dump, Row
from billet.migration.sources.spip.relations import Key
from billet.migration.sources.spip.shortcuts import Library, Shortcuts
from chalicelib.conversation.comment import State

_STATES: dict[str, State] = {"publie": "approved", "prop": "pending", "off": "rejected", "spam": "spam"}
_TITLE = re.compile(r"\A(?:\s*(?:>|&gt;|re\s*:))*\s*", re.IGNORECASE)


def comments_of(
    dump: Dump,
    entries: Mapping[Key, Entry],
    library: Library,
    zone: ZoneInfo,
    notices: list[Notice],
) -> Iterator[ImportedComment]:
    """Yields a comment for each message of readers on an article or breve that comes."""
    private = 0
    for row in dump.rows("forum"):
        state = _STATES.get(row.get("statut", ""))
        if state is None:
            private += 1
            continue
        origin = Origin(dump.name, int(row["line"]), f"forum {row['id_forum']}")
        entry, posted = entries.get(_object_of(row)), instant_of(row.get("date_heure"), zone)
        if entry is None or posted is None:
            place = " ".join(_object_of(row))
            message = "the message has no date" if entry else f"it is on {place}, which did not come"
            notices.append(Notice(origin, message, left_out=True))
            continue
        text = Shortcuts(library, entry.language).html(row.get("texte", ""))
        yield _comment(row, entry, origin, text, state, posted)
    if private:
        message = f"{private} messages that only the editors of the site could read do not come"
        notices.append(Notice(Origin(dump.name, item="forum"), message, left_out=True))


def _object_of(row: Row) -> Key:
    """Returns kind and number of what a message is on: in one form in SPIP 3, in another before."""
    if row.get("objet"):
        return row["objet"], row.get("id_objet", "")
    for kind in ("article", "breve", "rubrique"):
        if row.get(f"id_{kind}", "0") != "0":
            return kind, row[f"id_{kind}"]
    return "article", "0"


def _comment(
    row: Row, entry: Entry, origin: Origin, text: str, state: State, posted: datetime
) -> ImportedComment:
    title = _TITLE.sub("", line_of(row.get("titre")))
    if title and title.casefold() != entry.title.casefold():
        text = f"<p><strong>{escape(title, quote=False)}</strong></p>\n{text}"
    parent = row.get("id_parent", "0")
    return ImportedComment(
        id=f"spip-{row['id_forum']}",
        origin=origin,
        entry=entry.id,
        parent=f"spip-{parent}" if parent not in ("", "0", row["id_forum"]) else "",
        name=line_of(row.get("auteur")),
        text=text,
        markup="html",
        posted=posted,
        state=state,
        email=line_of(row.get("email_auteur")),
        website=line_of(row.get("url_site")),
    )
