"""What API Gateway asks of the routes, and Chalice does not check."""

from __future__ import annotations

from typing import Any

from chalicelib.web.routing import METHODS
from chalicelib.web.urls import PATHS


def test_every_address_the_site_makes_has_a_route(chalice_app: Any) -> None:
    assert set(PATHS.values()) <= set(chalice_app.routes)


def test_every_route_answers_every_method(chalice_app: Any) -> None:
    for path, methods in chalice_app.routes.items():
        assert set(methods) == set(METHODS), path


def test_every_step_on_the_way_to_a_route_answers_for_itself(chalice_app: Any) -> None:
    for path in chalice_app.routes:
        steps = path.split("/")
        assert {"/".join(steps[:depth]) for depth in range(2, len(steps))} <= set(chalice_app.routes), path


def test_variables_below_one_parent_have_one_name(chalice_app: Any) -> None:
    children: dict[str, set[str]] = {}
    for path in chalice_app.routes:
        parts = path.split("/")
        for depth, part in enumerate(parts):
            if part.startswith("{") and not part.endswith("+}"):
                children.setdefault("/".join(parts[:depth]), set()).add(part)
    assert all(len(names) == 1 for names in children.values()), children


def test_any_type_may_travel_as_bytes(chalice_app: Any) -> None:
    assert chalice_app.api.binary_types == ["*/*"]


def test_the_functions_are_deployed_under_the_names_of_their_modules(chalice_app: Any) -> None:
    assert {source.handler_string for source in chalice_app.event_sources} == {
        "chalicelib.events.on_upload",
        "chalicelib.events.on_schedule",
    }
