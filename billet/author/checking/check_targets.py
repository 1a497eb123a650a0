"""What is to be checked: which files are meant, and under which keys they would be published."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from billet import folder as folders
from chalicelib.content.article import SUFFIXES
from chalicelib.content.site import FILE


@dataclass
class Group:
    """Files that would be published together. `shown` maps the keys of those that were asked for to
    their names as they were given; `paths` holds all, by key."""

    shown: dict[str, str] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)


def whole(content: Path) -> list[Group]:
    """All of a content folder."""
    paths = dict(folders.files(content))
    return [Group({key: str(path) for key, path in paths.items()}, paths)]


def groups(names: Iterable[str], content: Path | None) -> list[Group]:
    """The files and folders named, each with the content folder it is in, which `content` is where a
    file is in that; the others together."""
    inside: dict[Path, Group] = {}
    elsewhere: dict[str, Path] = {}
    chosen = Path(os.path.abspath(content)) if content else None  # noqa: PTH100  # a link stays where it is
    for name in dict.fromkeys(found for one in names for found in _expanded(one)):
        path = Path(os.path.abspath(name))  # noqa: PTH100
        root = chosen if chosen and path.is_relative_to(chosen) else _content_folder(path.parent)
        if root is None:
            elsewhere[name] = path
            continue
        if root not in inside:
            inside[root] = Group(paths=dict(folders.files(root)))
        key = path.relative_to(root).as_posix()
        inside[root].shown.setdefault(key, name)
        inside[root].paths.setdefault(key, path)
    return [*inside.values(), *([_together(elsewhere)] if elsewhere else [])]


def _expanded(name: str) -> Iterator[str]:
    """A file as it is named; of a folder all Markdown in it, itself where there is none."""
    if not os.path.isdir(name):  # noqa: PTH112  # as it was written, with what a Path takes off
        yield name
        return
    found = sorted(
        os.path.join(parent, file)  # noqa: PTH118
        for parent, within, files in os.walk(name)
        for file in [*_visible(within), *files]
        if file.lower().endswith(SUFFIXES) and not file.startswith(".")
    )
    is_file = {one: not os.path.isdir(one) for one in found}  # noqa: PTH112
    yield from (one for one in found if is_file[one])
    yield from (one for one in found if not is_file[one] and not any(f.startswith(one + "/") for f in found))
    if not found and name.lower().endswith(SUFFIXES):
        yield name


def _visible(within: list[str]) -> list[str]:
    """Folders to look into: those that begin with a dot, as `.git` does, hold other tools' things."""
    within[:] = [one for one in within if not one.startswith(".") and one != "node_modules"]
    return within


@cache
def _content_folder(path: Path) -> Path | None:
    """The nearest folder, from `path` up, that has a site.toml."""
    if (path / FILE).is_file():
        return path
    return None if path.parent == path else _content_folder(path.parent)


def _together(files: dict[str, Path]) -> Group:
    """Files of no content folder, as the articles they would be below the folder they all are in."""
    root = Path(os.path.commonpath([path.parent for path in files.values()]))
    if any(path.parent == root and path.stem.lower() == "index" for path in files.values()):
        root = root.parent  # such a file is called as its folder is
    group = Group()
    for name, path in files.items():
        *above, last = path.relative_to(root).parts
        # Jekyll's _posts would not be published from a folder of that name.
        key = "/".join(["articles", *(part.lstrip("_.") or part for part in above), last])
        while key in group.paths:
            key = key.replace("articles/", "articles/other/", 1)
        group.shown[key] = name
        group.paths[key] = path
    return group
