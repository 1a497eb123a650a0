"""Cold starts, stage by stage, each in a Python of its own."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpus import SLUG
from benchmarks.package import Package
from billet.local.event_bus import object_event
from billet.local.gateway import match, rest_event
from billet.project import ROOT

ROUNDS, PACKAGE_ROUNDS, BARE_ROUNDS = 5, 5, 2
"""How often each starts: the project, its package, and the package where it must compile all it imports."""

ANSWER = "first answer"

Stages = Mapping[str, str]
"""A title and the statement that is timed by itself, in order."""

FLOOR: Stages = {
    "import chalice, jinja2, boto3": "import chalice, jinja2, boto3",
    "client of S3": "boto3.client('s3')",
}
"""What any blog on these packages pays before its own first line, in a Python of its own."""

_LIBRARIES: Stages = {
    "import chalice": "import chalice.app",
    "import botocore": "import chalicelib.storage.aws",
}
_CLIENT: Stages = {"client of S3": "from chalicelib.services import services; services().bucket"}
_APP: Stages = {
    **_LIBRARIES,
    "import jinja2": "import jinja2",
    "import app, the rest": "from app import app",
    **_CLIENT,
}
_TABLES: Stages = {"client of DynamoDB": "services().comments"}
_TEXTS: Stages = {
    "client of SSM": "services()._ssm",
    "import markdown": "import chalicelib.content.article_parser, chalicelib.markdown",
}
_ANSWER: Stages = {ANSWER: "[app(event, None) for event in events]"}

# The stages before the answer take out of it what it would do itself: each must be of its needs.
READERS: Mapping[str, Stages] = {
    "home": {**_APP, **_TABLES, **_ANSWER},
    "article": {**_APP, **_TABLES, **_TEXTS, **_ANSWER},
    "/health": {**_APP, **_ANSWER},
}
SCHEDULE: Stages = {
    **_LIBRARIES,
    "import events and publishing": "import chalicelib.publishing, chalicelib.index.heartbeat; "
    "from chalicelib.events import on_schedule",
    **_CLIENT,
    ANSWER: "[on_schedule(event, None) for event in events]",
}

# In Python's own words, for it must not import anything that is to be measured. The most memory is
# the kernel's count for this program alone: what `resource` says begins with its parent's.
_PROBE = """
import sys
from time import process_time
start = process_time()
sys.path.insert(0, sys.argv[1])
stages, events = eval(sys.stdin.read())
names, seconds, last = {"events": events}, [], process_time()
for stage in stages:
    exec(stage, names)
    seconds.append(process_time() - last)
    last = process_time()
loaded = len(sys.modules)
with open("/proc/self/status") as status:
    (peak,) = [int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")]
print()
print((start, seconds, loaded, peak))
"""

_DEPLOYED = {"AWS_LAMBDA_FUNCTION_NAME": "billet-prod"}


@dataclass(frozen=True)
class Start:
    """A cold start. Times are seconds of CPU: until Python ran, and of each stage. `modules` counts those
    that were loaded, `peak` is the most memory in megabytes."""

    python: float
    stages: Mapping[str, float]
    modules: int
    peak: float

    @property
    def ours(self) -> float:
        """The time of all stages, without Python's own start."""
        return sum(self.stages.values())

    @property
    def total(self) -> float:
        """The time that Lambda would bill."""
        return self.python + self.ours


def start(stages: Stages, events: Sequence[Mapping[str, Any]] = (), package: Path | None = None) -> Start:
    """Starts the project in this environment, or an unpacked package with nothing but the standard library
    besides and no compiled code written, as a function runs."""
    python = (
        [getattr(sys, "_base_executable", sys.executable), "-I", "-S", "-B"] if package else [sys.executable]
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    run = subprocess.run(
        [*python, "-c", _PROBE, str(package or ROOT)],
        input=repr((list(stages.values()), list(events))),
        capture_output=True,
        text=True,
        check=False,
        cwd=package or ROOT,
        env={**environment, **_DEPLOYED},
    )
    if run.returncode:
        raise SystemExit(f"a cold start failed: {run.stderr.strip()[-1000:]}")
    python_seconds, seconds, modules, peak = ast.literal_eval(run.stdout.splitlines()[-1])
    return Start(python_seconds, dict(zip(stages, seconds, strict=True)), modules, peak)


def fastest(starts: Sequence[Start]) -> Start:
    """Returns the start that took least: what else a machine does adds time, and takes none away."""
    return min(starts, key=lambda start: start.ours)


def reader_event(path: str) -> dict[str, Any]:
    """Returns the event by which API Gateway tells of a browser's request."""
    from app import app

    route = match(app.routes, path)
    assert route is not None, "the app has a route for every address"
    return rest_event(
        "GET", path, route, headers=[("Accept", "text/html,*/*;q=0.8"), ("Accept-Encoding", "gzip")]
    )


def schedule_event() -> dict[str, Any]:
    """Returns the event by which EventBridge tells that it is time."""
    return object_event("Scheduled Event", os.environ["BILLET_BUCKET"], "")


PATHS = {"home": "/", "article": f"/articles/{SLUG}", "/health": "/health"}


@dataclass(frozen=True)
class Comparison:
    """One request as the first of an instance: the project, its package, and that without compiled code;
    `floors` are those of the project and of the package."""

    project: Start
    package: Start
    bare: Start
    floors: tuple[Start, Start]


def compare(package: Package) -> dict[str, Comparison]:
    """Compares each request. The schedule comes first: it publishes, and /health is well once it has run. In
    each place the fastest of several starts counts, also as the floor of that place."""
    requests = {"schedule": (SCHEDULE, schedule_event())}
    requests |= {name: (READERS[name], reader_event(path)) for name, path in PATHS.items()}
    project, packed, bare = defaultdict(list), defaultdict(list), defaultdict(list)
    floors: tuple[list[Start], list[Start]] = ([], [])
    for number in range(ROUNDS):  # in turns: what else the machine does then troubles all alike
        for starts, folder in zip(floors, (None, package.folder), strict=True):
            starts.append(start(FLOOR, package=folder))
        for name, (stages, event) in requests.items():
            project[name].append(start(stages, [event]))
            if number < PACKAGE_ROUNDS:
                packed[name].append(start(stages, [event], package.folder))
            if number < BARE_ROUNDS:
                package.strip()
                bare[name].append(start(stages, [event], package.bare))
    fastest_floors = fastest(floors[0]), fastest(floors[1])
    return {
        name: Comparison(fastest(project[name]), fastest(packed[name]), fastest(bare[name]), fastest_floors)
        for name in requests
    }
