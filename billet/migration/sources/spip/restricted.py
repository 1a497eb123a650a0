"""The sections that SPIP's plugin "Accès restreint" keeps for some: its zones, and what is below them."""

from __future__ import annotations

from collections import defaultdict

from billet.migration.sources.spip.dump import Dump


def restricted_sections(dump: Dump) -> frozenset[str]:
    """Returns the numbers of the sections whose texts are not for all readers."""
    zones = {row.get("id_zone", "") for row in dump.rows("zones") if row.get("publique") != "non"}
    waiting = [
        row.get("id_objet") or row.get("id_rubrique", "")
        for row in dump.rows("zones_liens", "zones_rubriques")
        if row.get("id_zone") in zones and row.get("objet", "rubrique") == "rubrique"
    ]
    below: defaultdict[str, list[str]] = defaultdict(list)
    for row in dump.rows("rubriques"):
        below[row.get("id_parent", "")].append(row["id_rubrique"])
    restricted: set[str] = set()
    while waiting:
        section = waiting.pop()
        if section not in restricted:
            restricted.add(section)
            waiting += below[section]
    return frozenset(restricted)
