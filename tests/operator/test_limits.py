"""The limits of API Gateway and Lambda: each violation is detected, and the app violates none."""

from __future__ import annotations

from typing import Any

import pytest

from billet import project
from billet.operator.deployment import limits

GOOD: dict[str, Any] = {"lambda_timeout": 29, "stages": {"prod": {}}}


def test_the_app_as_it_is_breaks_none(chalice_app: Any) -> None:
    assert limits.broken(chalice_app.routes, project.config()) == []


def routes(*paths: str) -> dict[str, list[str]]:
    return {path: ["GET"] for path in paths}


def test_each_step_of_a_path_is_a_resource_and_three_hundred_are_the_most() -> None:
    fits = routes("/", *(f"/a/{n}" for n in range(298)))
    assert limits.broken(fits, GOOD) == []
    assert limits.broken({**fits, "/b": ["GET"]}, GOOD) == ["301 resources: a REST API has 300 at the most"]


@pytest.mark.parametrize("other", ["{name}", "{all+}"])
def test_variables_beside_each_other_have_one_name(other: str) -> None:
    (message,) = limits.broken(routes("/a/{slug}", f"/a/{other}"), GOOD)
    assert message.startswith("/a/ has variables of different names beside each other: ")
    assert {"{slug}", other} == set(message.split(": ")[1].split(", "))


def test_variables_of_one_name_may_go_on_in_different_ways() -> None:
    assert limits.broken(routes("/a/{slug}/x", "/a/{slug}/y", "/a/{slug}", "/b/{name}"), GOOD) == []


def test_a_method_is_there_once() -> None:
    assert limits.broken({"/a": ["GET", "get"]}, GOOD) == ["/a has GET 2 times"]


def test_a_path_is_there_once_whatever_it_ends_with() -> None:
    assert limits.broken(routes("/a", "/a/"), GOOD) == ["/a is there 2 times"]


@pytest.mark.parametrize(
    ("config", "seconds"),
    [
        ({"lambda_timeout": 30, "stages": {"prod": {}}}, 30),
        ({"stages": {"prod": {}}}, 60),
        ({"lambda_timeout": 29, "stages": {"prod": {"lambda_timeout": 40}}}, 40),
        (
            {
                "lambda_timeout": 29,
                "stages": {"prod": {"lambda_functions": {"api_handler": {"lambda_timeout": 50}}}},
            },
            50,
        ),
    ],
    ids=["for all", "Chalice's own", "of a stage", "of the function"],
)
def test_a_reader_is_answered_before_api_gateway_gives_up(config: dict[str, Any], seconds: int) -> None:
    assert limits.broken({}, config) == [
        f"lambda_timeout of stage prod is {seconds}: API Gateway waits 29 seconds"
    ]


def test_a_stage_may_be_quicker_than_all() -> None:
    assert limits.broken({}, {"lambda_timeout": 40, "stages": {"prod": {"lambda_timeout": 20}}}) == []


def test_no_function_runs_longer_than_a_quarter_of_an_hour() -> None:
    functions = {"on_upload": {"lambda_timeout": 901}, "on_schedule": {"lambda_timeout": 900}}
    config = {**GOOD, "stages": {"prod": {"lambda_functions": functions}}}
    assert limits.broken({}, config) == ["on_upload of stage prod may run 900 seconds at the most"]


@pytest.mark.parametrize(("name", "what"), [("media.LARGEST", "a media file"), ("LARGEST_FORM", "a form")])
def test_what_travels_as_text_is_a_third_longer(
    monkeypatch: pytest.MonkeyPatch, name: str, what: str
) -> None:
    monkeypatch.setattr(f"billet.operator.deployment.limits.{name}", 5 * 2**20)
    (message,) = limits.broken({}, GOOD)
    assert message.startswith(f"{what} may have 5242880 bytes, which are ")
