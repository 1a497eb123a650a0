"""Hugo, a static site generator, on the same posts, where it is installed."""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks import posts

_FILES = {
    "config.toml": 'baseURL = "https://blog.example.org/"\ntitle = "Bench"\n',
    "layouts/_default/single.html": "<!doctype html><title>{{ .Title }}</title>\n"
    "<h1>{{ .Title }}</h1>\n{{ .Content }}\n",
    "layouts/_default/list.html": "<!doctype html><title>{{ .Title }}</title>\n"
    "<ul>{{ range (.Paginate .Pages).Pages }}\n"
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Summary }}{{ end }}</ul>\n',
}


def hugo_cpu(count: int) -> float | None:
    """Returns the seconds of CPU in which Hugo builds so many posts, None where it is not installed."""
    hugo = shutil.which("hugo")
    if hugo is None:
        return None
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        posts.write(folder / "content" / "articles", count)
        for name, text in _FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [hugo, "--quiet", "--buildFuture", "-d", "out"]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if run.returncode:
            raise SystemExit(f"hugo failed: {(run.stderr or run.stdout).strip()[-500:]}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert (folder / "out" / "index.html").exists()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
