"""The items of a file of XML, one by one: however large it is, and as far as a damaged one can be read."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from billet.migration.model import Notice, Origin
from billet.migration.sources.xml_cleaning import Cleaner
from billet.migration.sources.xml_files import SourceFile

Elements = Iterator[tuple[int, etree._Element]]

_DAMAGED = "part of the file could not be read as XML ({problem}), and text after it may be missing"
_EXPORT_AGAIN = "Compare the report with the blog, and export it again"


def local_name(element: etree._Element) -> str:
    """Returns the name of an element without its namespace, or its prefix where the file does not tell of
    what; "" for what is none."""
    tag: object = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def xml_items(file: SourceFile, notices: list[Notice], *, depth: int, end: bytes) -> Elements:
    """Yields each element that is `depth` levels deep, with the line it begins in, and forgets it afterwards.
    What was wrong with the file joins `notices`; `end` is the tag that a whole one ends with."""
    parser = etree.XMLPullParser(
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    cleaner = Cleaner()
    begins, level, line, tail = 0, 0, 0, b""
    for line, data in cleaner.lines(file.lines()):
        if not data.strip() and not level:
            continue
        parser.feed(data)
        tail = data if data.strip() else tail
        for event, element in parser.read_events():
            level += 1 if event == "start" else -1
            if event == "start" and level == depth:
                begins = line
            elif event == "end" and level == depth - 1:
                yield begins, element
                element.clear()
                if (parent := element.getparent()) is not None:
                    del parent[:-1]
    notices.extend(_faults(file.name, cleaner, parser, end=end if end not in tail else b"", last=line))


def _faults(
    name: str, cleaner: Cleaner, parser: etree.XMLPullParser[etree._Element], *, end: bytes, last: int
) -> Iterator[Notice]:
    for kind, (line, count) in cleaner.repairs.items():
        message = f"the file has {kind}" + (f" (in {count} lines, this is the first)" if count > 1 else "")
        yield Notice(Origin(name, line), message)
    errors = [error for error in parser.feed_error_log if error.domain_name != "NAMESPACE"]
    for error in errors[:10]:
        problem = error.message.strip().splitlines()[0]
        yield Notice(Origin(name, error.line), _DAMAGED.format(problem=problem), _EXPORT_AGAIN, left_out=True)
    if end:
        message = f"the file ends before its {end.decode()}: what stood behind this line is missing"
        yield Notice(Origin(name, last), message, _EXPORT_AGAIN, left_out=True)
