"""Limits of API Gateway and Lambda, which nothing else checks before a deployment fails on them.

Facts from "Amazon API Gateway quotas and important notes" and "Lambda quotas".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from billet import project
from billet.operator.deployment.chalice_state import HANDLER
from chalicelib.content import media
from chalicelib.web.request import LARGEST_FORM

RESOURCES = 300
"""Resources of one REST API; each step of a path is one."""
TIMEOUT = 29
"""Seconds API Gateway waits for an answer."""
LONGEST_RUN = 900
"""Seconds a function may run."""
PAYLOAD = 10 * 2**20
"""Bytes of a request or an answer that API Gateway passes."""
INVOCATION = 6 * 2**20
"""Bytes of an event or an answer of a function, as JSON: what is binary is a third longer there."""
HEADERS = 10_240
"""Bytes of all headers of one request or answer."""


def broken(routes: Mapping[str, Iterable[str]], config: Mapping[str, Any]) -> list[str]:
    """Returns a sentence about each limit that is exceeded. `routes` maps the paths to their methods."""
    return [*_paths(routes), *_times(config), *_sizes()]


def _paths(routes: Mapping[str, Iterable[str]]) -> Iterable[str]:
    steps = {"/"} | {_step(path, n) for path in routes for n in range(1, path.strip("/").count("/") + 2)}
    if len(steps) > RESOURCES:
        yield f"{len(steps)} resources: a REST API has {RESOURCES} at the most"
    variables: dict[str, set[str]] = {}
    for step in steps:
        parent, _, last = step.rpartition("/")
        if last.startswith("{"):  # {all+} as well
            variables.setdefault(parent, set()).add(last)
    for parent, names in sorted(variables.items()):
        if len(names) > 1:
            yield f"{parent}/ has variables of different names beside each other: {', '.join(sorted(names))}"
    for path, methods in routes.items():
        for method, times in Counter(method.upper() for method in methods).items():
            if times > 1:
                yield f"{path} has {method} {times} times"
    same = Counter(path.rstrip("/") or "/" for path in routes)
    yield from (f"{path} is there {times} times" for path, times in same.items() if times > 1)


def _step(path: str, number: int) -> str:
    return "/" + "/".join(path.strip("/").split("/")[:number])


def _times(config: Mapping[str, Any]) -> Iterable[str]:
    for stage, settings in config["stages"].items():
        answer = project.nearest(config, stage, "lambda_timeout", 60, HANDLER)
        if answer > TIMEOUT:
            yield f"lambda_timeout of stage {stage} is {answer}: API Gateway waits {TIMEOUT} seconds"
        for name, function in settings.get("lambda_functions", {}).items():
            if function.get("lambda_timeout", 0) > LONGEST_RUN:
                yield f"{name} of stage {stage} may run {LONGEST_RUN} seconds at the most"


def _sizes() -> Iterable[str]:
    for what, size in (("a media file", media.LARGEST), ("a form", LARGEST_FORM)):
        travels = math.ceil(size / 3) * 4 + HEADERS
        if travels > min(INVOCATION, PAYLOAD):
            yield f"{what} may have {size} bytes, which are {travels} on the way: {INVOCATION} can pass"
