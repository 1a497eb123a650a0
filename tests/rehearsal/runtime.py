"""A local Lambda: AWS's own runtime client runs an unpacked package.

The package's folder is all there is to import, besides the client and the standard library. The
client asks a Runtime API for its next event (AWS Lambda developer guide, "Using the Lambda runtime
API for custom runtimes").
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import make_server

from billet.local.aws_handler import QuietHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CLIENT = Path(sys.prefix) / "lambda" / "bin" / "python"
"""An interpreter with AWS's runtime client and nothing else, which `make rehearsal` installs."""

TIMEOUT_SECONDS = 60
"""The timeout of an invocation in seconds, where the function has none of its own."""


@dataclass
class _Invocation:
    event: dict[str, Any]
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    ended: threading.Event = field(default_factory=threading.Event)
    answer: Any = None
    failed: bool = False


class FunctionFailed(Exception):
    """An error that the function raised, as Lambda reports it."""


class Function:
    """An instance of a function: it starts at the first invocation and handles one at a time. One that takes
    longer than `timeout` seconds is killed."""

    def __init__(
        self,
        name: str,
        handler: str,
        package: Path,
        variables: Mapping[str, str],
        client: Path = CLIENT,
        timeout: float = TIMEOUT_SECONDS,
        *,
        region: str = "us-east-1",
    ) -> None:
        self._name, self._handler, self._package, self._client = name, handler, package, client
        self._variables, self._timeout, self._region = variables, timeout, region
        self._waiting: queue.Queue[_Invocation] = queue.Queue()
        self._running: dict[str, _Invocation] = {}
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self.log = package.parent / f"{name}.log"
        self._api = make_server("127.0.0.1", 0, self._serve, threaded=True, request_handler=QuietHandler)
        threading.Thread(target=self._api.serve_forever, daemon=True).start()

    def __call__(self, event: dict[str, Any]) -> Any:
        """Returns the function's answer. Raises `FunctionFailed`."""
        with self._turn:
            if self._process is None or self._process.poll() is not None:
                self._start()
            invocation = _Invocation(event)
            self._waiting.put(invocation)
            if not invocation.ended.wait(self._timeout):
                assert self._process is not None, "it was started"
                self._process.kill()
                self._process.wait()
                raise FunctionFailed(f"Task timed out after {self._timeout:.2f} seconds: {self.logged()}")
        if invocation.failed:
            raise FunctionFailed(f"{invocation.answer}: {self.logged()}")
        return invocation.answer

    def logged(self) -> str:
        """Returns the text of its log."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self) -> None:
        """Ends the instance."""
        if self._process:
            self._process.kill()
            self._process.wait()
        self._api.shutdown()
        self._api.server_close()

    def _start(self) -> None:
        environment = {
            **self._variables,
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._api.server_port}",
            "AWS_LAMBDA_FUNCTION_NAME": self._name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{self._name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": "rehearsal",
            "LAMBDA_TASK_ROOT": str(self._package),
            "TZ": ":UTC",
            "PATH": "/usr/bin:/bin",
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._client, "-m", "awslambdaric", self._handler],
                env=environment,
                cwd=self._package,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"].removeprefix("/2018-06-01/runtime/")
        if path == "invocation/next":
            invocation = self._waiting.get()
            self._running[invocation.id] = invocation
            headers = [
                ("Lambda-Runtime-Aws-Request-Id", invocation.id),
                ("Lambda-Runtime-Deadline-Ms", str(int((time.time() + self._timeout) * 1000))),
                (
                    "Lambda-Runtime-Invoked-Function-Arn",
                    f"arn:aws:lambda:{self._region}:1:function:{self._name}",
                ),
            ]
            return _respond(start_response, "200 OK", json.dumps(invocation.event).encode(), headers)
        answer = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or b"null")
        if path == "init/error":  # the handler could not be imported
            invocation = self._waiting.get()
        else:
            invocation = self._running.pop(path.removeprefix("invocation/").partition("/")[0])
        invocation.answer, invocation.failed = answer, path.endswith("/error")
        invocation.ended.set()
        return _respond(start_response, "202 Accepted", b'{"status":"OK"}')


def _respond(
    start_response: StartResponse, status: str, body: bytes, headers: Sequence[tuple[str, str]] = ()
) -> list[bytes]:
    always = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response(status, [*headers, *always])
    return [body]
