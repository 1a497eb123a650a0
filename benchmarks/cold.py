"""One cold start, in an interpreter of its own: prints the CPU time it took, in milliseconds."""

from __future__ import annotations

import sys
from time import process_time
from typing import Any

from benchmarks.corpus import SLUG


def page_event(path: str = f"/articles/{SLUG}") -> dict[str, Any]:
    """The event of a browser's request."""
    from billet.local.gateway import Match, rest_event

    found = Match("/", {}) if path == "/" else Match("/articles/{slug}", {"slug": SLUG})
    return rest_event("GET", path, found, headers=[("Accept", "text/html,*/*;q=0.8")])


def constant_app(text: str) -> Any:
    """The least a Chalice app can do with the article's route."""
    from chalice.app import Chalice, Response

    app = Chalice("floor", configure_logs=False)
    app.route("/articles/{slug}")(
        lambda slug: Response(text, {"Content-Type": "text/html"})  # noqa: ARG005  # Chalice passes it
    )
    return app


def floor() -> None:
    """What any blog on these packages pays."""
    import boto3
    import chalice.app
    import jinja2
    import markdown

    del chalice, jinja2, markdown  # importing them was all
    boto3.client("s3")
    boto3.client("dynamodb")


def first_page(event: dict[str, Any]) -> None:
    """What a reader waits for."""
    from app import app

    assert app(event, None)["statusCode"] == 200


def main() -> None:
    """Measure the part named on the command line."""
    events = {"home": page_event("/"), "article": page_event()}  # made before the clock starts
    for name in [name for name in sys.modules if name.split(".")[0] in ("chalice", "billet", "chalicelib")]:
        del sys.modules[name]
    begun = process_time()
    if sys.argv[1] == "floor":
        floor()
    else:
        first_page(events[sys.argv[1]])
    print((process_time() - begun) * 1000)


if __name__ == "__main__":
    main()
