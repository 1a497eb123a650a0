"""CloudFront's function counts what the app would count, by the same rules."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from billet.project import ROOT
from chalicelib.web.middleware import COUNTED
from tests.house.cloudformation import load
from tests.web.test_audience import AGENTS, FIREFOX, REFERRERS

CODE = load(ROOT / ".chalice" / "cloudfront.yaml")["Resources"]["Readings"]["Properties"]["FunctionCode"]

HARNESS = """
const lines = [];
console.log = (line) => lines.push(line);
const results = EVENTS.map((event) => {
  lines.length = 0;
  const response = handler(event);
  return [response === event.response, lines.map((line) => JSON.parse(line))];
});
process.stdout.write(JSON.stringify(results));
"""


def event(path: str = "/", method: str = "GET", status: int = 200, **headers: str) -> dict[str, Any]:
    """Returns the event of a response on its way to a viewer."""
    named = {name.replace("_", "-"): {"value": value} for name, value in headers.items()}
    return {
        "request": {"uri": path, "method": method, "headers": {"host": {"value": "blog.example"}, **named}},
        "response": {"statusCode": status},
    }


@pytest.fixture(scope="module")
def node() -> str:
    """A program that runs JavaScript: the machine's, or the one that drives the browser."""
    program = shutil.which("node") or str(compute_driver_executable()[0])
    run = subprocess.run([program, "--version"], capture_output=True, check=False)
    if run.returncode:
        assert not os.environ.get("CI"), "Node must start here"
        pytest.skip("Node does not start")
    return program


def logged(node: str, *events: dict[str, Any]) -> list[list[dict[str, str]]]:
    """Returns what the function logs of each event; each response must go out as it is."""
    script = f"{CODE}\nconst EVENTS = {json.dumps(events)};\n{HARNESS}"
    run = subprocess.run([node, "-"], input=script, capture_output=True, text=True, check=True)
    results = json.loads(run.stdout)
    assert all(unchanged for unchanged, _ in results)
    return [lines for _, lines in results]


def test_what_is_counted_in_the_app_is_counted_there_and_nothing_else(node: str) -> None:
    paths = {route: route.replace("{slug}", "l-ete") for route in COUNTED}
    counted = logged(node, *(event(path, user_agent=FIREFOX) for path in paths.values()), event(status=304))
    assert [(line["route"], line["slug"]) for (line,) in counted] == [
        *((route, "l-ete" if "{slug}" in route else "") for route in paths),
        ("/", ""),
    ]
    assert set(counted[0][0]) == {"route", "slug", "client", "referrer"}
    others = ["/archive", "/preview/token", "/articles/a/comments", "/media/a.webp", "/articles/", "/pages"]
    uncounted = logged(
        node, *map(event, others), event(method="HEAD"), event(method="POST"), event(status=302)
    )
    assert not any(uncounted)


def test_programs_and_sites_are_told_as_in_the_app(node: str) -> None:
    agents = logged(node, *(event(user_agent=agent) for agent, _ in AGENTS))
    assert [line["client"] for (line,) in agents] == [client for _, client in AGENTS]
    referrers = logged(node, *(event(referer=referrer) for referrer, _ in REFERRERS))
    assert [line["referrer"] for (line,) in referrers] == [host for _, host in REFERRERS]


def test_a_page_goes_out_whatever_is_wrong_with_the_count(node: str) -> None:
    assert logged(node, {"request": {}, "response": {"statusCode": 200}}) == [[]]
