"""``billet serve``: the blog on this machine, through the code that runs on AWS."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
import watchfiles
from werkzeug.serving import make_server

from billet import cloud, stages
from billet.bus import Bus, object_event
from billet.folder import Change, upload
from billet.gateway import Gateway
from billet.state import FOLDER, State, lock
from chalicelib.errors import ConfigurationError, StoreError

log = logging.getLogger("billet.serve")

SCHEDULE_SECONDS = 10
"""The clock strikes more often here than on AWS: an upload by another tool shows sooner."""

FRESHNESS_SECONDS = 1
"""An author who reloads wants to see the change, not the cache."""


def serve(port: int, content: Path, prefix: str, *, fresh: bool) -> None:
    """Serve until interrupted. Raises `ConfigurationError` for what cannot be served."""
    if not content.is_dir():
        raise ConfigurationError(f"there is no folder {content}: name one with CONTENT=path/to/folder")
    prefix = _checked_prefix(prefix)
    with ExitStack() as stack:
        site = stack.enter_context(_bound(port))
        url = f"http://127.0.0.1:{site.getsockname()[1]}{prefix}"
        stop = threading.Event()
        environment = _aws(stack, stop, fresh=fresh)
        os.environ.update(environment, BILLET_BASE_URL=url, BILLET_FRESHNESS_SECONDS=str(FRESHNESS_SECONDS))
        publisher = _Publisher(content)
        publisher.publish_all()
        for work in (publisher.watch, publisher.keep_time):
            _in_background(stack, work, stop)
        server = make_server(
            "127.0.0.1",
            0,
            Gateway(_app(), prefix),
            threaded=True,
            fd=site.fileno(),
            request_handler=cloud.QuietHandler,
        )
        stack.callback(server.server_close)
        for name in (signal.SIGINT, signal.SIGTERM):
            # shutdown() waits for the loop that this very handler interrupts: not from this thread.
            signal.signal(name, lambda *_: threading.Thread(target=server.shutdown).start())
        click.echo(f"Billet is at {url}/")
        click.echo(f"Its local AWS is at {os.environ['AWS_ENDPOINT_URL']}")
        sys.stdout.flush()
        server.serve_forever()
        stop.set()


def _checked_prefix(prefix: str) -> str:
    name = prefix.strip("/")
    if name and not all(c.isalnum() or c in "_-" for c in name):
        raise ConfigurationError(f"the prefix is {prefix!r}: write one name, such as /api")
    return f"/{name}" if name else ""


def _bound(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise ConfigurationError(
            f"port {port} cannot be used ({error}): choose another with PORT="
        ) from error
    listener.listen(128)
    return listener


def _aws(stack: ExitStack, stop: threading.Event, *, fresh: bool) -> dict[str, str]:
    """The AWS to live on, with what earlier runs left there; the environment it gives."""
    if endpoint := os.environ.get("AWS_ENDPOINT_URL"):
        cloud.aim_at(endpoint)  # its state is its owner's to keep
        _announce(stack, endpoint)
        return cloud.build()
    aws = cloud.LocalAws()
    aws.start()
    stack.callback(aws.stop)
    cloud.aim_at(aws.endpoint)
    state = State(_state_folder(stack))
    if fresh:
        state.clear()
    environment = cloud.build(secret=state.load())
    state.restore(environment)
    stack.callback(state.save, environment)
    _in_background(stack, lambda stop: state.follow(aws, environment, stop), stop)
    _announce(stack, aws.endpoint)
    return environment


def _state_folder(stack: ExitStack) -> Path:
    held = lock(FOLDER)
    number = 2
    while held is None:
        folder = FOLDER / f"other-{number}"
        held = lock(folder)
        if held:
            click.echo(f"Another Billet is running: this one keeps its comments in {folder}", err=True)
            stack.enter_context(held)
            return folder
        number += 1
    stack.enter_context(held)
    return FOLDER


def _announce(stack: ExitStack, endpoint: str) -> None:
    """Let ``billet comments`` and the like find this AWS."""
    FOLDER.mkdir(exist_ok=True)
    stages.RUNNING.write_text(json.dumps({"endpoint": endpoint}), encoding="utf-8")
    stack.callback(_withdraw, endpoint)


def _withdraw(endpoint: str) -> None:
    if stages.RUNNING.exists() and endpoint in stages.RUNNING.read_text(encoding="utf-8"):
        stages.RUNNING.unlink()


def _app() -> Any:
    """The very app that is deployed; it reads the environment when it is imported."""
    if str(cloud.ROOT) not in sys.path:
        sys.path.insert(0, str(cloud.ROOT))
    from app import app

    logging.getLogger("billet").setLevel(logging.WARNING)  # receipts are told in our own words
    return app


def _in_background(stack: ExitStack, work: Callable[[threading.Event], None], stop: threading.Event) -> None:
    thread = threading.Thread(target=work, args=(stop,), daemon=True)
    thread.start()
    stack.callback(thread.join, 5)
    stack.callback(stop.set)


class _Publisher:
    """Keeps the bucket equal to the folder, and calls what AWS would call."""

    def __init__(self, folder: Path) -> None:
        from chalicelib.blog import blog

        self._folder = folder
        self._blog = blog()
        self._bus = Bus(_app())

    def publish_all(self) -> None:
        """The first upload: one look at the bucket sees to all of it."""
        upload(self._folder, self._blog.bucket)
        self._tell(self._bus.strike())

    def watch(self, stop: threading.Event) -> None:
        """Upload whatever is saved, renamed or deleted, until `stop` is set."""
        for _ in watchfiles.watch(self._folder, stop_event=stop, debounce=400, raise_interrupt=False):
            try:
                changes = upload(self._folder, self._blog.bucket)
            except (StoreError, OSError) as error:
                log.error("the folder could not be uploaded: %s", error)
                continue
            for change in changes:
                self._tell(self._bus.put(self._event(change)))

    def keep_time(self, stop: threading.Event) -> None:
        """Let the schedule strike, until `stop` is set."""
        while not stop.wait(SCHEDULE_SECONDS):
            self._tell(self._bus.strike())

    def _event(self, change: Change) -> dict[str, Any]:
        kind = "Object Deleted" if change.deleted else "Object Created"
        return object_event(kind, self._blog.settings.bucket, change.key)

    def _tell(self, answers: Iterable[Any]) -> None:
        """Tell the author what became of each file."""
        for answer in answers:
            for key in (answer or {}).get("receipts", {}):
                receipt = json.loads(self._blog.bucket.read(f"_receipts/{key}.json").data)
                click.echo(f"{receipt['state']}: {key} {receipt['url']}".rstrip(), err=True)
                for problem in receipt["problems"]:
                    where = f":{problem['line']}" if problem["line"] else ""
                    click.echo(f"  {key}{where}: {problem['message']}. {problem['remedy']}.", err=True)
