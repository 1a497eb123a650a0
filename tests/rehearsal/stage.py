"""One stage, deployed by the operator's own commands from a copy of the project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from werkzeug.serving import make_server

from billet.local.gateway import Context, Gateway
from billet.local.local_aws import QuietHandler
from tests.rehearsal.runtime import CLIENT, Function
from tests.rehearsal.servers import REGION, Aws

PREFIX = "/api"

# The functions run on this machine's Python and SQLite, whatever Python that is.
BILLET = """
from billet.commands import main
from billet.operator import runtime
runtime.OLDEST = (3, 11)
main()
"""


@dataclass
class Stage:
    """A stage of a project on the AWS of the rehearsal, with a server for its readers."""

    project: Path
    aws: Aws
    gateway: str
    python: str = sys.executable
    client: Path = CLIENT
    name: str = "prod"
    functions: dict[str, Function] = field(default_factory=dict)
    url: str = ""
    version: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The environment of an operator's shell."""
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "BILLET_"))
        }
        return {**clean, **self.aws_environment}

    @property
    def aws_environment(self) -> dict[str, str]:
        """The part of it that concerns AWS."""
        return {
            "AWS_ACCESS_KEY_ID": "rehearsal",
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.aws.endpoint,
            "AWS_ENDPOINT_URL_API_GATEWAY": self.gateway,
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def billet(self, *words: str, well: bool = True) -> str:
        """Runs an operator's command that must succeed, or fail where not `well`; returns its output."""
        run = subprocess.run(
            [self.python, "-W", "ignore", "-c", BILLET, *words, "--stage", self.name],
            cwd=self.project,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        output = run.stdout + run.stderr
        assert (run.returncode == 0) == well, output
        return output

    def client_of(self, service: Any) -> Any:
        """Returns a client of the AWS of the rehearsal."""
        endpoint = self.gateway if service == "apigateway" else self.aws.endpoint
        return boto3.client(
            service,
            endpoint_url=endpoint,
            region_name=REGION,
            aws_access_key_id="rehearsal",
            aws_secret_access_key="rehearsal",
        )

    @property
    def package(self) -> Path:
        """The zip that Chalice uploaded last."""
        return max((self.project / ".chalice" / "deployments").glob("*.zip"), key=lambda p: p.stat().st_mtime)

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Runs a deployed function from its package alone, with the variables of its configuration."""
        if name not in self.functions:
            configuration = self.client_of("lambda").get_function_configuration(FunctionName=name)
            folder = self.project / "unpacked" / name / "task"
            shutil.rmtree(folder.parent, ignore_errors=True)
            with zipfile.ZipFile(self.package) as archive:
                archive.extractall(folder)
            variables: Mapping[str, str] = {
                **configuration["Environment"]["Variables"],
                **self.aws_environment,
            }
            self.functions[name] = Function(name, configuration["Handler"], folder, variables, self.client)
        return self.functions[name](event)

    def stop_instances(self) -> None:
        """Stops all instances, so that the next invocation starts a new one."""
        for function in self.functions.values():
            function.stop()
        self.functions.clear()

    @property
    def state_file(self) -> Path:
        """The file with Chalice's state of the stage."""
        return self.project / ".chalice" / "deployed" / f"{self.name}.json"

    @property
    def api(self) -> str:
        """The id of the stage's REST API."""
        resources = json.loads(self.state_file.read_text(encoding="utf-8"))["resources"]
        return str(next(r["rest_api_id"] for r in resources if r["resource_type"] == "rest_api"))

    @property
    def apis(self) -> list[str]:
        """The ids of the REST APIs of all stages."""
        return [api["id"] for api in self.client_of("apigateway").get_rest_apis(limit=500)["items"]]

    @property
    def routes(self) -> dict[str, list[str]]:
        """The methods of the deployed REST API, by path."""
        pages = self.client_of("apigateway").get_paginator("get_resources").paginate(restApiId=self.api)
        return {
            resource["path"]: list(resource["resourceMethods"])
            for page in pages
            for resource in page["items"]
            if resource.get("resourceMethods")
        }

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serves readers by a gateway in front of the deployed function."""
        server = make_server("127.0.0.1", 0, _LazyGateway(self), threaded=True, request_handler=QuietHandler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}{PREFIX}"
        self.aws.invoked[self.name] = self.invoke
        try:
            yield
        finally:
            del self.aws.invoked[self.name]
            self.stop_instances()
            server.shutdown()
            server.server_close()


class _LazyGateway:
    """Creates the gateway at the first request: before that the API may not exist."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._gateway: Gateway | None = None
        self.routes: dict[str, list[str]] = {}

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if self._gateway is None:
            self.routes = self._stage.routes
            self._gateway = Gateway(_Deployed(self._stage, self.routes), PREFIX)  # type: ignore[arg-type]  # what a gateway uses of an app
        return self._gateway(environ, start_response)


@dataclass
class _Deployed:
    """The deployed function with the routes of its API, as a gateway calls it."""

    stage: Stage
    routes: dict[str, list[str]]

    def __call__(self, event: dict[str, Any], context: Context) -> Any:
        del context  # the function gets one from its own runtime
        return self.stage.invoke(f"billet-{self.stage.name}", event)
