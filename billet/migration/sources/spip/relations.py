"""What belongs to the articles of SPIP: sections, keywords and authors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from billet.migration.model import Notice, Origin
from billet.migration.sources.spip.dump import Dump, Row

Key = tuple[str, str]
"""A kind, such as "article", and a number."""


def labels(dump: Dump, kind: str, title_of: Callable[[Row], str], notices: list[Notice]) -> dict[Key, str]:
    """Returns the label of each section ("rubrique") or keyword ("mot"): its title, with that of its parent
    or group where two have one."""
    rows = {row[f"id_{kind}"]: row for row in dump.rows(f"{kind}s")}
    titles = {number: title_of(row) for number, row in rows.items()}
    counts = Counter(titles.values())
    labels: dict[Key, str] = {}
    for number, title in titles.items():
        row = rows[number]
        parent = titles.get(row.get("id_parent", "")) or row.get("type", "")
        label = f"{parent}: {title}" if counts[title] > 1 and parent else title
        if label != title:
            origin = Origin(dump.name, int(row["line"]), f"{kind} {number}")
            notices.append(Notice(origin, f"two are called {title!r}: this one becomes {label!r}"))
        labels[kind, number] = label
    return labels


def names_of_authors(dump: Dump, plain: Callable[[str], str]) -> dict[Key, list[str]]:
    """Returns the names of who wrote each article."""
    names = {row["id_auteur"]: plain(row.get("nom", "")) for row in dump.rows("auteurs")}
    authors: defaultdict[Key, list[str]] = defaultdict(list)
    for row in dump.rows("auteurs_liens", "auteurs_articles"):
        key = (row.get("objet") or "article", row.get("id_objet") or row.get("id_article", ""))
        authors[key] += filter(None, [names.get(row["id_auteur"])])
    return authors


def keywords_of_texts(dump: Dump, labels: Mapping[Key, str]) -> dict[Key, list[str]]:
    """Returns the labels of the keywords of each article and breve."""
    keywords: defaultdict[Key, list[str]] = defaultdict(list)
    for row in dump.rows("mots_liens", "mots_articles", "mots_breves"):
        kind = row.get("objet") or ("breve" if "id_breve" in row else "article")
        number = row.get("id_objet") or row.get(f"id_{kind}", "")
        keywords[kind, number] += filter(None, [labels.get(("mot", row["id_mot"]))])
    return keywords
