"""Language tags of BCP 47 (RFC 5646): read, and what follows from one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

INTERFACE_LANGUAGES = ("fr", "en")
"""The languages that the words of the pages are written in; sites in another one have them in the last."""

Direction = Literal["ltr", "rtl"]

LONGEST = 60
"""Characters of a tag."""

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<extended>[a-z]{3}))?(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?(?P<variants>(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)"
    r"(?P<rest>(?:-[a-wy-z\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?)",
    re.ASCII,
)
_WITH_EXTENSION = frozenset({"ar", "kok", "lv", "ms", "sgn", "sw", "uz", "zh"})
_ENCODING = re.compile(r"\.(?:utf-?8|iso-?8859-?\d{1,2})$", re.IGNORECASE)

_RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
# Those that are written in one of these, where a tag names no script: CLDR's likely subtags.
_RTL = """
    acm aeb afb ajp apc apd ar arc arq ars ary arz azb bal bgn bqi brh ckb dv fa glk he khw ks lrc mzn nqo pnb
    prs ps rhg sd sdh skr syr trw ug ur yi
    kk-CN ku-IQ ku-IR ky-CN pa-PK az-IR az-IQ uz-AF ms-CC
"""
_RTL_LANGUAGES = frozenset(_RTL.split())


@lru_cache(maxsize=1024)
def canonical_tag(text: str) -> str:
    """Returns a tag as the standard writes it: ``pt_br`` is ``pt-BR`` and ``deu`` is ``de``; "" for what is
    no tag of a language, script and region that exist. Locales of POSIX such as ``fr_FR.UTF-8`` are read
    as well."""
    # Imported late: readers need no tables to have a tag that was read.
    from chalicelib.content.subtags import LANGUAGES, PREFERRED, REGIONS, SCRIPTS

    if len(text) > LONGEST or not text.isascii():
        return ""
    match = _TAG.fullmatch(_ENCODING.sub("", text).replace("_", "-").lower())
    if not match:
        return ""
    if match["extended"] and match["language"] not in _WITH_EXTENSION:
        return ""
    language = match["extended"] or match["language"]
    language, _, script = PREFERRED.get(language, language).partition("-")
    script = match["script"].title() if match["script"] else script
    region = (match["region"] or "").upper().replace("UK", "GB")
    is_known = len(language) == 3 or language in LANGUAGES
    if not is_known or script not in {"", *SCRIPTS} or (region.isalpha() and region not in REGIONS):
        return ""
    return "-".join(filter(None, (language, script, region))) + match["variants"] + match["rest"]


def primary(tag: str) -> str:
    """Returns the language of a tag without script and region: ``pt`` for ``pt-BR``."""
    return tag.partition("-")[0]


@lru_cache(maxsize=1024)
def direction(tag: str) -> Direction:
    """Returns ``rtl`` for a language that is written from right to left, as Arabic and Hebrew are, ``ltr``
    for another: by the script where the tag names one."""
    subtags = tag.split("-")
    script = subtags[1] if len(subtags) > 1 and len(subtags[1]) == 4 and subtags[1].isalpha() else ""
    if script:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    is_rtl = subtags[0] in _RTL_LANGUAGES or "-".join(subtags[:2]) in _RTL_LANGUAGES
    return "rtl" if is_rtl else "ltr"


def interface_language(tag: str, default: str = INTERFACE_LANGUAGES[-1]) -> str:
    """Returns the language of the words around a text: its own where there are words in it, else
    `default`."""
    return primary(tag) if primary(tag) in INTERFACE_LANGUAGES else default
