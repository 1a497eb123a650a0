"""The characters of a saved page: by its mark, by what it says of itself, else by its bytes."""

from __future__ import annotations

import codecs
import re

import webencodings

_DECLARATION = re.compile(
    rb"""<meta[^>]+?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]+encoding=["']([\w.-]+)""", re.IGNORECASE
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEAD = 4096


def text_of_page(data: bytes) -> str:
    """Returns the text of a page. Latin-1 means windows-1252 (WHATWG Encoding, "Names and labels"); a page
    that says so and is UTF-8 throughout has been saved by a tool that changed it."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    if not data.isascii():
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    declared = _DECLARATION.search(data[:_HEAD])
    label = (declared[1] or declared[2]).decode("ascii", errors="replace") if declared else ""
    encoding = webencodings.lookup(label)
    is_other = encoding is not None and not encoding.name.startswith("utf-")
    text, _ = webencodings.decode(data, encoding if encoding and is_other else "windows-1252")
    return text
