"""The addresses in a text, Markdown or HTML: of links, pictures, sounds and films."""

from __future__ import annotations

import re
from collections.abc import Callable

Change = Callable[[str], str]
"""Returns the new form of an address, or the address itself."""

CODE = (
    r"^[ \t>]*(?P<fence>`{3,}+|~{3,}+)[^\n]*+(?:\n(?!^[ \t>]*(?P=fence)[`~]*[ \t]*$)[^\n]*+)*+(?:\n[^\n]*+)?"
    r"|(?<!`)(?P<ticks>`{1,9})(?!`)(?:(?!\n[ \t]*\n).){1,2000}?(?<!`)(?P=ticks)(?!`)"
)
"""Code in Markdown: a block to its end or that of the text, and what stands between ticks."""

_ADDRESS = re.compile(
    rf"{CODE}"
    r"|(?P<inline>\]\([ \t]*)"
    r"(?P<target><[^<>\n]*>|(?:[^()<>\n\"]|\((?:[^()\n]|\([^()\n]*\)){0,500}\)){0,1500}?)"
    r"(?P<title>(?:[ \t\n]+(?:\"(?:[^\"\\]|\\.){0,1000}\"|'(?:[^'\\]|\\.){0,1000}'))?[ \t]*\))"
    r"|(?P<reference>^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]*)(?P<defined><[^<>\n]*>|\S+)"
    r"|(?P<tag><[A-Za-z][^<>]*>)",
    re.MULTILINE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>\s(?:href|src|poster|srcset)\s*=\s*)(?P<quote>[\"']?)(?P<value>(?<=\")[^\"]*|(?<=')[^']*|(?<==)[^\s\"'>]+)",
    re.IGNORECASE,
)


def change_addresses(text: str, change: Change) -> str:
    """Returns a text in Markdown or HTML whose addresses are what `change` makes of them; code stays."""

    def changed(match: re.Match[str]) -> str:
        if match["inline"]:
            return match["inline"] + _bracketed(match["target"], change) + match["title"]
        if match["reference"]:
            return match["reference"] + _bracketed(match["defined"], change)
        if match["tag"]:
            return _ATTRIBUTE.sub(lambda attribute: _attribute(attribute, change), match[0])
        return match[0]

    return _ADDRESS.sub(changed, text)


def _bracketed(target: str, change: Change) -> str:
    """Returns a target of Markdown, in its angle brackets where it has them."""
    bare = target.strip("<>") if target.startswith("<") else target.strip()
    new = change(bare) if bare else bare
    if new == bare:
        return target
    return f"<{new}>" if re.search(r"[\s()]", new) else new


def _attribute(attribute: re.Match[str], change: Change) -> str:
    value = attribute["value"].replace("&amp;", "&")
    if "srcset" in attribute["name"].lower():
        sources = [part.split() for part in value.split(",") if part.split()]
        new = ", ".join(" ".join([change(address), *size]) for address, *size in sources)
    else:
        new = change(value)
    if new == value:
        return attribute[0]
    return attribute["name"] + attribute["quote"] + new.replace("&", "&amp;")
