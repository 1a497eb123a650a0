"""Static site generators on the same posts, where they are installed."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import posts

NAMES = ("pelican", "hugo")

LIMIT = 240
"""Seconds by the clock on the wall that one may take."""

_PELICAN = """
SITENAME, SITEURL, TIMEZONE, DEFAULT_LANG = "Bench", "https://blog.example.org", "Europe/Paris", "fr"
FEED_ALL_ATOM, DEFAULT_PAGINATION, THEME = "feed.xml", 10, "simple"
"""

_HUGO = {
    "hugo.toml": 'baseURL = "https://blog.example.org/"\ntitle = "Bench"\npaginate = 10\n',
    "layouts/_default/single.html": "<!doctype html><title>{{ .Title }}</title>\n"
    "<h1>{{ .Title }}</h1>\n{{ .Content }}\n",
    "layouts/_default/list.html": "<!doctype html><title>{{ .Title }}</title>\n"
    "<ul>{{ range (.Paginate .Pages).Pages }}\n"
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Summary }}{{ end }}</ul>\n',
}


def installed() -> list[str]:
    """Those found on PATH."""
    return [name for name in NAMES if shutil.which(name)]


def built(name: str, count: int) -> float | None:
    """CPU seconds that one takes to build so many posts; None where it takes longer than `LIMIT`."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        command = _for_pelican(folder, count) if name == "pelican" else _for_hugo(folder, count)
        return _cpu(command, folder)


def _for_pelican(folder: Path, count: int) -> Sequence[str]:
    posts.write(folder / "content", count, for_pelican=True)
    (folder / "pelicanconf.py").write_text(_PELICAN, encoding="utf-8")
    return ["pelican", "content", "-o", "out", "-s", "pelicanconf.py", "-q"]


def _for_hugo(folder: Path, count: int) -> Sequence[str]:
    posts.write(folder / "content" / "articles", count)
    for name, text in {**_HUGO, "config.toml": _HUGO["hugo.toml"]}.items():  # config.toml before 0.110
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return ["hugo", "--quiet", "--buildFuture", "-d", "out"]


def _cpu(command: Sequence[str], folder: Path) -> float | None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        run = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=LIMIT, env=os.environ
        )
    except subprocess.TimeoutExpired:
        return None
    if run.returncode:
        raise SystemExit(f"{command[0]} failed: {(run.stderr or run.stdout).strip()[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
