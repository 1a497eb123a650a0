"""Lambda: instances of the deployed functions, within the limits of an account.

Numbers are those of a new account ("Lambda quotas" and "Understanding function scaling" in the AWS Lambda
developer guide).
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import tempfile
import threading
import time
import uuid
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from tests.iam.access import AccessControl
from tests.rehearsal.runtime import CLIENT, Function, FunctionFailed

ACCOUNT = "123456789012"

LIMIT = 10
"""Runs at once of all functions of a new account in a region."""

PAYLOAD = 6 * 2**20
"""Bytes of an event or an answer of an invocation that is waited for."""


@dataclass
class InvocationRefused(Exception):
    """Lambda has not run the function."""

    status: str
    code: str


THROTTLED = InvocationRefused("429 Too Many Requests", "TooManyRequestsException")
TOO_LARGE = InvocationRefused("413 Request Entity Too Large", "RequestTooLargeException")


class Functions:
    """The functions of an account, each with as many instances as it has runs at once."""

    def __init__(self, access: AccessControl) -> None:
        self.limit = LIMIT
        self.busy = 0
        """Runs that others in the account have."""
        self.refusals = 0
        """How many invocations more find no room."""
        self.throttled = threading.Event()
        """Set where a function found no room."""
        self.python: Path = CLIENT
        self.endpoint = ""
        self.access = access
        self._running = 0
        self._idle: defaultdict[tuple[str, ...], list[Function]] = defaultdict(list)
        self._instances: list[Function] = []
        self._folder = Path(tempfile.mkdtemp(prefix="rehearsal-functions-"))
        self._lock, self._unpacking = threading.Lock(), threading.Lock()

    def invoke(self, region: str, name: str, payload: bytes) -> tuple[bytes, bool]:
        """Runs a function; returns its answer as JSON, and whether it failed. Raises `InvocationRefused`."""
        if len(payload) > PAYLOAD:
            raise TOO_LARGE
        with self._instance(region, name) as function:
            try:
                answer = json.dumps(function(json.loads(payload or b"{}"))).encode()
            except FunctionFailed as failure:
                return json.dumps({"errorMessage": str(failure), "errorType": "Unhandled"}).encode(), True
        if len(answer) > PAYLOAD:
            error = {"errorMessage": "the answer is too large", "errorType": "Function.ResponseSizeTooLarge"}
            return json.dumps(error).encode(), True
        return answer, False

    def key_of(self, region: str, name: str) -> str:
        """Returns the access key of a function's role."""
        key = f"{name}.{region}"
        self.access.roles[key] = deployed_function(region, name).role.rpartition("/")[2]
        return key

    def logged(self, name: str) -> str:
        """Returns the logs of a function."""
        return "".join(log.read_text(errors="replace") for log in self._folder.glob(f"*/{name}.log"))

    def clear_log(self, name: str) -> None:
        """Empties the logs of a function."""
        for log in self._folder.glob(f"*/{name}.log"):
            log.write_bytes(b"")

    def stop_instances(self) -> None:
        """Stops all instances that do nothing, so that the next run starts a new one."""
        with self._lock:
            idle = [function for functions in self._idle.values() for function in functions]
            self._idle.clear()
        for function in idle:
            function.stop()

    def stop(self) -> None:
        """Stops all instances, and deletes their code."""
        for function in self._instances:
            function.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def _instance(self, region: str, name: str) -> Iterator[Function]:
        """Yields an instance that has nothing to do, or a new one, as long as there is room for one more."""
        with self._lock:
            refused = self.refusals > 0
            self.refusals -= refused
            if refused or self._running + self.busy >= self.limit:
                self.throttled.set()
                raise THROTTLED
            self._running += 1
        try:
            deployed = deployed_function(region, name)
            # Who changes code or configuration gets new instances.
            version = (region, name, deployed.code_sha_256, json.dumps(deployed.environment_vars))
            with self._lock:
                idle = self._idle[version]
                function = idle.pop() if idle else None
            function = function or self._start(region, name, deployed)
            yield function
            with self._lock:
                self._idle[version].append(function)
        finally:
            with self._lock:
                self._running -= 1

    def _start(self, region: str, name: str, deployed: Any) -> Function:
        """Returns an instance of the code that was uploaded last, with the role's own key."""
        package, key = self._unpack(deployed), self.key_of(region, name)
        self._log(region, key, name)
        variables = {**deployed.environment_vars, **self._variables(region, key)}
        function = Function(
            name, deployed.handler, package, variables, self.python, deployed.timeout, region=region
        )
        self._instances.append(function)
        return function

    def _log(self, region: str, key: str, name: str) -> None:
        """Writes to the function's log as Lambda does, by its role: without permission there is no log."""
        logs = boto3.client(
            "logs",
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id=key,
            aws_secret_access_key="of the role",
        )
        stream: Any = {"logGroupName": f"/aws/lambda/{name}", "logStreamName": uuid.uuid4().hex}
        with contextlib.suppress(ClientError):
            logs.create_log_stream(**stream)
            line: Any = {"timestamp": int(time.time() * 1000), "message": "INIT_START"}
            logs.put_log_events(**stream, logEvents=[line])

    def _unpack(self, deployed: Any) -> Path:
        """Returns the folder of the code, which all functions and instances of one package share: they cannot
        write there."""
        package = self._folder / re.sub(r"\W", "", deployed.code_sha_256) / "task"
        with self._unpacking:
            if not package.exists():
                with zipfile.ZipFile(io.BytesIO(deployed.code_bytes)) as archive:
                    archive.extractall(package)
        return package

    def _variables(self, region: str, key: str) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": key,
            "AWS_SECRET_ACCESS_KEY": "of the role",
            "AWS_DEFAULT_REGION": region,
            "AWS_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.endpoint,
            "NO_PROXY": "127.0.0.1,localhost",
            "PYTHONDONTWRITEBYTECODE": "1",
        }


def deployed_function(region: str, name: str) -> Any:
    """Returns a function as moto keeps it, with the bytes of its package."""
    from moto.awslambda_simple.models import lambda_simple_backends

    return lambda_simple_backends[ACCOUNT][region].get_function(name)
