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
    """Files that would be published together. `chosen` maps the keys of those to check to their names as
    they were given; `paths` holds all, by key."""

    chosen: dict[str, str] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)


def whole(content: Path) -> list[Group]:
    """All of a content folder."""
    paths = dict(folders.files(content))
    return [Group({key: str(path) for key, path in paths.items()}, paths)]


def groups(names: Iterable[str], content: Path | None) -> list[Group]:
    """The files and folders named, each with the content folder it is in, which is `content` for the files
    in that; all others together."""
    by_root: dict[Path, Group] = {}
    without_root: dict[str, Path] = {}
    chosen_root = Path(os.path.abspath(content)) if content else None  # noqa: PTH100  # keeps links
    for name in dict.fromkeys(file for named in names for file in _expand(named)):
        path = Path(os.path.abspath(name))  # noqa: PTH100  # keeps links
        is_chosen = chosen_root and path.is_relative_to(chosen_root)
        root = chosen_root if is_chosen else _content_folder(path.parent)
        if root is None:
            without_root[name] = path
            continue
        if root not in by_root:
            by_root[root] = Group(paths=dict(folders.files(root)))
        key = path.relative_to(root).as_posix()
        by_root[root].chosen.setdefault(key, name)
        by_root[root].paths.setdefault(key, path)
    return [*by_root.values(), *([_as_articles(without_root)] if without_root else [])]


def _expand(name: str) -> Iterator[str]:
    """A file as it is named; of a folder all Markdown in it, itself where there is none."""
    if not os.path.isdir(name):  # noqa: PTH112  # as it was written, with what a Path takes off
        yield name
        return
    paths = sorted(
        os.path.join(parent, file)  # noqa: PTH118  # as it was written
        for parent, subfolders, files in os.walk(name)
        for file in [*_visible(subfolders), *files]
        if file.lower().endswith(SUFFIXES) and not file.startswith(".")
    )
    is_file = {path: not os.path.isdir(path) for path in paths}  # noqa: PTH112  # strings, as above
    yield from (path for path in paths if is_file[path])
    for path in paths:
        if not is_file[path] and not any(other.startswith(path + "/") for other in paths):
            yield path
    if not paths and name.lower().endswith(SUFFIXES):
        yield name


def _visible(subfolders: list[str]) -> list[str]:
    """Folders to look into: those that begin with a dot, as `.git` does, hold other tools' things."""
    subfolders[:] = [name for name in subfolders if not name.startswith(".") and name != "node_modules"]
    return subfolders


@cache
def _content_folder(path: Path) -> Path | None:
    """The nearest folder, from `path` up, that has a site.toml."""
    if (path / FILE).is_file():
        return path
    return None if path.parent == path else _content_folder(path.parent)


def _as_articles(files: dict[str, Path]) -> Group:
    """Files of no content folder, as the articles they would be below the folder they all are in."""
    root = Path(os.path.commonpath([path.parent for path in files.values()]))
    if any(path.parent == root and path.stem.lower() == "index" for path in files.values()):
        root = root.parent  # such a file is called as its folder is
    group = Group()
    for name, path in files.items():
        *parents, file = path.relative_to(root).parts
        # Jekyll's _posts would not be published from a folder of that name.
        key = "/".join(["articles", *(part.lstrip("_.") or part for part in parents), file])
        while key in group.paths:
            key = key.replace("articles/", "articles/other/", 1)
        group.chosen[key] = name
        group.paths[key] = path
    return group
