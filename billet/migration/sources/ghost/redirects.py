"""What Ghost led on itself: ``redirects.yaml`` and ``redirects.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import yaml

from billet.migration.model import Notice, OldAddress, Origin

_ESCAPED = re.compile(r"\\([./_-])")
_END = re.compile(r"(?:/\?|\(/\)\?|/)?\$?\Z")
_REST = re.compile(r"/?\(\.[*+]\)\Z")
_SPECIAL = re.compile(r"[\\^$*+?()\[\]{}|]")


def read_redirects(
    text: str, file: str, base: str, path_of: Mapping[str, str], notices: list[Notice]
) -> Iterator[OldAddress]:
    """Yields the redirects of a file. `base` is the path of the site on its host, `path_of` are the new
    addresses of posts and pages by their old ones. A rule that is more than an address or a beginning
    becomes a notice."""
    for old, new in _pairs(text, file, notices):
        origin = Origin(file, item=old)
        plain = _ESCAPED.sub(r"\1", old.removeprefix("^"))
        rest = _REST.search(plain.removesuffix("$"))
        plain = plain[: rest.start()] if rest else _END.sub("", plain)
        plain = "/" + plain.strip("/")
        if _SPECIAL.search(plain) or plain == "/" or (rest and not new.endswith("$1")) or "?" in new:
            remedy = "Write its addresses into [redirects] of site.toml"
            notices.append(
                Notice(origin, f"the rule leads to {new}, and is no plain address", remedy, left_out=True)
            )
        elif rest:
            yield OldAddress(f"{base}{plain}/*", f"{new.removesuffix('$1').rstrip('/')}/*")
        else:
            yield OldAddress(base + plain, path_of.get(base + new.rstrip("/"), new.rstrip("/") or "/"))


def _pairs(text: str, file: str, notices: list[Notice]) -> Iterator[tuple[str, str]]:
    try:
        document = json.loads(text) if file.endswith(".json") else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError):
        document = None
    if isinstance(document, Mapping):
        for rules in filter(_is_table, document.values()):
            yield from ((str(old), str(new)) for old, new in rules.items())
    elif isinstance(document, list):
        yield from (
            (str(rule["from"]), str(rule["to"]))
            for rule in document
            if _is_table(rule) and {"from", "to"} <= rule.keys()
        )
    elif text.strip():
        notices.append(Notice(Origin(file), "the redirects cannot be read", "mend the file", left_out=True))


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)
