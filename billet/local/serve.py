"""``billet serve``: the blog on this machine, through the code that runs on AWS."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from werkzeug.serving import make_server

from billet import stages
from billet.local import local_aws, mailbox, reading_log
from billet.local.aws_handler import QuietHandler
from billet.local.event_bus import EventBus
from billet.local.folder_watcher import FolderWatcher
from billet.local.gateway import Gateway
from billet.local.state import FOLDER, State, lock
from billet.project import ROOT
from billet.translation import text as _
from chalicelib.errors import ConfigurationError
from chalicelib.services import services

FRESHNESS_SECONDS = 0
"""An author who reloads wants to see the change, not the cache."""


def serve(port: str, content: str, prefix: str, *, fresh: bool) -> None:
    """Serve until interrupted. Raises `ConfigurationError` for what cannot be served."""
    if not content or not Path(content).is_dir():
        raise ConfigurationError(f"there is no folder {content!r}: name one with CONTENT=path/to/folder")
    prefix = _parse_prefix(prefix)
    with ExitStack() as stack:
        site = stack.enter_context(_listen(port))
        url = f"http://127.0.0.1:{site.getsockname()[1]}{prefix}"
        stop = threading.Event()
        environment = _aws(stack, stop, url, fresh=fresh)
        os.environ.update(environment, BILLET_BASE_URL=url, BILLET_FRESHNESS_SECONDS=str(FRESHNESS_SECONDS))
        app = _app()
        watcher = FolderWatcher(Path(content), services(), EventBus(app))
        watcher.publish_all()
        for task in (watcher.watch, watcher.run_schedule, watcher.make_copies):
            _in_background(stack, task, stop)
        server = make_server(
            "127.0.0.1",
            0,
            Gateway(app, prefix),
            threaded=True,
            fd=site.fileno(),
            request_handler=QuietHandler,
        )
        stack.callback(server.server_close)
        for name in (signal.SIGINT, signal.SIGTERM):
            # shutdown() waits for the loop that this very handler interrupts: not from this thread.
            signal.signal(name, lambda *_: threading.Thread(target=server.shutdown).start())
        click.echo(_("Billet is at %(url)s/", url=url))
        click.echo(_("Its local AWS is at %(endpoint)s", endpoint=os.environ["AWS_ENDPOINT_URL"]))
        sys.stdout.flush()
        server.serve_forever(local_aws.POLL_SECONDS)
        stop.set()


def _parse_prefix(prefix: str) -> str:
    name = prefix.strip("/")
    if name and not (name.isascii() and name.replace("_", "").replace("-", "").isalnum()):
        raise ConfigurationError(f"the prefix is {prefix!r}: write one name, such as /api")
    return f"/{name}" if name else ""


def _listen(port: str) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", int(port)))
    except (OSError, OverflowError, ValueError) as error:
        listener.close()
        raise ConfigurationError(
            f"port {port} cannot be used ({error}): choose another with PORT="
        ) from error
    listener.listen(128)
    return listener


def _aws(stack: ExitStack, stop: threading.Event, url: str, *, fresh: bool) -> dict[str, str]:
    """Start the AWS that the blog runs on, with what earlier runs saved; its environment variables. It is
    announced to the other commands, with the address of the blog."""
    folder = _state_folder(stack)
    if endpoint := os.environ.get("AWS_ENDPOINT_URL"):
        local_aws.use_endpoint(endpoint, chosen=True)
        environment = local_aws.build()  # its data is its owner's
        if fresh:
            local_aws.clear(environment)
    else:
        aws = local_aws.LocalAws()
        aws.start()
        stack.callback(aws.stop)
        local_aws.use_endpoint(endpoint := aws.endpoint)
        state = State(folder)
        if fresh:
            state.clear()
        environment = local_aws.build(signing=state.load()) | mailbox.VARIABLES
        local_aws.verify(mailbox.SENDER)
        state.restore(environment)
        state.save(environment)
        aws.keep_tables = lambda: state.save(environment)
        received = mailbox.Mailbox()
        _in_background(stack, lambda stop: received.follow(folder / "mail", stop), stop)
    stack.callback(reading_log.keep(folder).close)
    stages.announce(folder, endpoint, url)
    stack.callback(stages.withdraw, folder)
    return environment


def _state_folder(stack: ExitStack) -> Path:
    """The folder to keep state in: another one where a running Billet has the first."""
    folder, number = FOLDER, 1
    while (lock_file := lock(folder)) is None:
        number += 1
        folder = FOLDER / f"other-{number}"
    stack.enter_context(lock_file)
    if number > 1:
        click.echo(
            _("Another Billet is running: this one keeps its comments in %(folder)s", folder=folder), err=True
        )
    return folder


def _app() -> Any:
    """The app that is deployed; it reads the environment when it is imported."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from app import app

    return app


def _in_background(stack: ExitStack, task: Callable[[threading.Event], None], stop: threading.Event) -> None:
    thread = threading.Thread(target=task, args=(stop,), daemon=True)
    thread.start()
    stack.callback(thread.join, 5)
    stack.callback(stop.set)
