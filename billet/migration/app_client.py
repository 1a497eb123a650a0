"""The app that is deployed, asked by this process: each request as API Gateway sends it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from werkzeug.test import Client

from billet.author.quiet_logs import quiet_logs
from billet.local.gateway import Gateway
from billet.project import ROOT
from chalicelib.services import Services, services


@contextmanager
def app_client(variables: Mapping[str, str], prepare: Callable[[Services], object]) -> Iterator[Client]:
    """Yields a client of the app, whose settings are in the environment `variables`, and whose services
    `prepare` has changed. It logs nothing."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("BILLET_")]:
        del os.environ[name]
    os.environ.update(variables)
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    services.cache_clear()
    try:
        from app import app

        prepare(services())
        with quiet_logs():
            yield Client(Gateway(app))
    finally:
        services.cache_clear()
        os.environ.clear()
        os.environ.update(before)
