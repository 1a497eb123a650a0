"""How the texts of a folder are read, beside what GitHub makes of them: the differences by kind.

The folder is anybody's: files of others are no part of this project.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.github import here, on_github
from benchmarks.html_events import Event
from benchmarks.tables import show
from chalicelib.content import front_matter
from chalicelib.content.article import SUFFIXES
from chalicelib.content.problem import ContentError

OURS: Mapping[str, str] = {
    "callouts": "callouts",
    "wikilinks": "wikilinks",
    "formulas": "formulas",
    "definitions": "definition lists",
    "emoji": "emoji by name",
    "marked": "marked text",
    "abbreviations": "abbreviations",
    "markdown_in_html": "Markdown in HTML that says so",
    "spaced_links": "file names with spaces",
    "billet-figures": "pictures with a title are figures",
    "attr_list": "attribute lists",
    "billet-comments": "comments are left out",
    "billet-shortcodes": "shortcodes for addresses",
}
"""What GitHub does not know: each is left out in turn, and counts where the text is read otherwise then."""

TAGS: Mapping[str, str] = {
    "a": "where bare addresses begin and end",
    "strong": "strong text within strong text",
    "br": "line breaks before spaces at the end",
}
"""What is left may differ in nothing but these."""

OTHER = "other"


def report(folder: Path) -> None:
    """Prints how many texts below a folder have the structure and words that they have on GitHub, what the
    others differ in, and where that is of no known kind."""
    kinds: Counter[str] = Counter()
    count = differing = 0
    for path, text in _texts(folder):
        count += 1
        differences = _differences(text)
        kinds.update(differences)
        differing += bool(differences)
        if OTHER in differences:
            _print_first_difference(path, text)
    show(
        (f"{count:,} files, {count - differing:,} as on GitHub; the others differ in", "files"),
        [(kind, f"{number:,}") for kind, number in kinds.most_common()],
    )


def _texts(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            try:
                yield path, front_matter.split(str(path), path.read_text(encoding="utf-8")).body
            except (ContentError, UnicodeDecodeError) as error:
                print(f"{path} is left out: {error}")


def _differences(text: str) -> list[str]:
    """Returns the kinds of differences of one text."""
    theirs, ours = on_github(text), here(text)
    kinds: list[str] = []
    left_out: list[str] = []
    for name, kind in OURS.items():
        if ours == theirs:
            return kinds
        without = here(text, [*left_out, name])
        if without != ours:
            left_out.append(name)
            kinds.append(kind)
        ours = without
    if ours == theirs:
        return kinds
    tags = [tag for tag in TAGS if _without_tags(ours, {tag}) != _without_tags(ours, set())]
    if _without_tags(ours, set(TAGS)) != _without_tags(theirs, set(TAGS)):
        return [*kinds, OTHER]
    needed = [
        tag for tag in tags if _without_tags(ours, {*TAGS} - {tag}) != _without_tags(theirs, {*TAGS} - {tag})
    ]
    return [*kinds, *(TAGS[tag] for tag in needed)]


def _without_tags(events: list[Event], tags: set[str]) -> list[tuple[str, ...]]:
    """Returns events without some elements, whose texts are one then."""
    result: list[tuple[str, ...]] = []
    for what, name, said in events:
        if what == "text" and result and result[-1][0] == "text":
            result[-1] = ("text", result[-1][1] + "".join(name.split()))
        elif what == "text":
            result.append(("text", "".join(name.split())))
        elif name not in tags:
            result.append((what, name, str(said)))
    return result


def _print_first_difference(path: Path, text: str) -> None:
    theirs, ours = on_github(text), here(text, tuple(OURS))
    for operation, i, j, k, m in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if operation != "equal":
            print(f"{path}\n  GitHub: {str(theirs[i:j])[:200]}\n  here:   {str(ours[k:m])[:200]}")
            return
