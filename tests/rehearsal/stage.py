"""One stage, deployed by the operator's own commands from a copy of the project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import urllib3

from tests.rehearsal.aws import KEYS, REGION, Aws
from tests.rehearsal.functions import ACCOUNT

PREFIX = "/api"

# The functions run on this machine's Python and SQLite, whatever Python that is, and every address with
# https, as API Gateway gives them, is of this machine.
OPERATOR = """
import os, urllib3

class Front(urllib3.HTTPConnectionPool):
    def __init__(self, host, port=None, **options):
        super().__init__("127.0.0.1", int(os.environ["FRONT"]))
        self.address = host

    def urlopen(self, method, url, body=None, headers=None, *more, **options):
        return super().urlopen(method, url, body, {**(headers or {}), "Host": self.address}, *more, **options)

urllib3.poolmanager.pool_classes_by_scheme["https"] = Front
from billet.operator import runtime
runtime.OLDEST = (3, 11)
"""
BILLET = f"{OPERATOR}\nfrom billet.commands import main\nmain()\n"

_http = urllib3.PoolManager()


@dataclass
class Stage:
    """A stage of a project on the AWS of the rehearsal, with a server for its readers."""

    project: Path
    aws: Aws
    python: str = sys.executable
    name: str = "prod"
    region: str = REGION
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
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
            "AWS_DEFAULT_REGION": self.region,
            "AWS_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.aws.endpoint,
            "AWS_ENDPOINT_URL_API_GATEWAY": self.aws.gateway,
            "NO_PROXY": "127.0.0.1,localhost",
            "FRONT": str(self.aws.front),
        }

    def billet(self, *words: str, well: bool = True) -> str:
        """Runs an operator's command that must succeed, or fail where not `well`; returns its output."""
        return self.run("-c", BILLET, *words, "--stage", self.name, well=well)

    def run(self, *words: str, well: bool = True) -> str:
        """Runs Python in the project, which must succeed, or fail where not `well`; returns its output."""
        run = subprocess.run(
            [self.python, "-W", "ignore", *words],
            cwd=self.project,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        output = run.stdout + run.stderr
        assert (run.returncode == 0) == well, output
        return output

    def ask(self, path: str, method: str = "GET", **options: Any) -> urllib3.BaseHTTPResponse:
        """Sends a reader's request to API Gateway's own address of the stage."""
        headers = {"Host": self.host, **options.pop("headers", {})}
        return _http.request(
            method, self.url + path, headers=headers, redirect=False, retries=False, **options
        )

    def client_of(self, service: Any) -> Any:
        """Returns a client of the AWS of the rehearsal."""
        endpoint = self.aws.gateway if service == "apigateway" else self.aws.endpoint
        return boto3.client(service, endpoint_url=endpoint, region_name=self.region, **KEYS)

    @property
    def package(self) -> Path:
        """The zip that Chalice uploaded last."""
        return max((self.project / ".chalice" / "deployments").glob("*.zip"), key=lambda p: p.stat().st_mtime)

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Runs a deployed function and returns its answer."""
        answer, failed = self.aws.functions.invoke(self.region, name, json.dumps(event).encode())
        assert not failed, f"{answer.decode()}: {self.aws.functions.logged(name)}"
        return json.loads(answer)

    def stop_instances(self) -> None:
        """Stops all instances, so that the next invocation starts a new one."""
        self.aws.functions.stop_instances()

    @property
    def state_file(self) -> Path:
        """The file with Chalice's state of the stage."""
        return self.project / ".chalice" / "deployed" / f"{self.name}.json"

    @property
    def api(self) -> str:
        """The id of the stage's REST API."""
        resources = json.loads(self.state_file.read_text(encoding="utf-8"))["resources"]
        return str(next(r["rest_api_id"] for r in resources if r["resource_type"] == "rest_api"))

    def configure(self, **variables: str) -> None:
        """Writes variables of the stage into the configuration, as its owner does."""
        file = self.project / ".chalice" / "config.json"
        config = json.loads(file.read_text(encoding="utf-8"))
        config["stages"][self.name]["environment_variables"].update(variables)
        file.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")

    @property
    def url(self) -> str:
        """The address that readers use on this machine, whether its owner has told the stage or not."""
        return f"http://127.0.0.1:{self.aws.front}{PREFIX}"

    @property
    def address(self) -> str:
        """API Gateway's own address of the stage."""
        return f"https://{self.host}{PREFIX}"

    @property
    def host(self) -> str:
        """The host of API Gateway's own address of the stage."""
        return f"{self.api}.execute-api.{self.region}.amazonaws.com"

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
