"""The AWS of the rehearsal: API Gateway of LocalStack, and moto for all other services.

Moto imports OpenAPI 3 only, and Chalice writes Swagger 2.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

import boto3
import pytest

from billet.local.local_aws import LocalAws
from billet.names import Names
from billet.operator.checks.monitoring import ALARMS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

REGION = "us-east-1"
FORM = "application/x-www-form-urlencoded"
INVOCATION = re.compile(r"/2015-03-31/functions/([\w-]+)/invocations")

TLS_ONLY = json.dumps(
    {
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ]
    }
).encode()
"""The bucket policy of the template."""

LOCALSTACK = Path(sys.prefix) / "localstack" / "bin" / "python"
"""The interpreter of the environment that `make rehearsal` installs LocalStack in."""


class Aws(LocalAws):
    """Moto in this process.

    Moto stores the code of functions without running it; `invoked` has the callable that runs them, by the
    name of the stage. A request, written as "method path operation", that matches a pattern in `failing`
    fails once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.invoked: dict[str, Callable[[str, dict[str, Any]], Any]] = {}
        self.failing: list[str] = []
        self._policies: dict[str, bytes] = {}

    def start(self) -> None:
        super().start()
        setting = Request(
            f"{self.endpoint}/moto-api/config", json.dumps({"lambda": {"use_docker": False}}).encode()
        )
        with urlopen(setting, timeout=10):
            pass

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        operation = str(environ.get("HTTP_X_AMZ_TARGET", "")).rpartition(".")[2]
        request = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {operation}"
        for pattern in [pattern for pattern in self.failing if re.search(pattern, request)]:
            self.failing.remove(pattern)
            start_response("400 Bad Request", [("Content-Type", "application/json")])
            return [b'{"__type": "ValidationException", "message": "a rehearsed failure"}']
        if environ["QUERY_STRING"] == "policy":
            return self._policy(environ, start_response)
        if environ["PATH_INFO"] == "/" and environ.get("CONTENT_TYPE", "").startswith(FORM):
            return self._query(environ, start_response)
        called = INVOCATION.fullmatch(environ["PATH_INFO"])
        if not called:
            return super()._serve(environ, start_response)
        invoke = self.invoked[called[1].split("-")[1]]
        answer = json.dumps(invoke(called[1], json.loads(_body(environ) or b"{}"))).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
        return [answer]

    def _query(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serves CloudFormation and other services whose requests are forms."""
        body = _body(environ)
        answer = list(super()._serve({**environ, "wsgi.input": io.BytesIO(body)}, start_response))
        call = parse_qs(body.decode())
        if call.get("Action") == ["ExecuteChangeSet"]:
            region = environ["HTTP_AUTHORIZATION"].split("/")[2]  # Credential=KEY/DATE/REGION/...
            complete(call["StackName"][0].removeprefix("billet-"), self.endpoint, region)
        return answer

    def _policy(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Stores and returns bucket policies. Moto applies denials without their conditions, so that a policy
        which denies requests without TLS would deny all."""
        if environ["REQUEST_METHOD"] == "PUT":
            self._policies[environ["PATH_INFO"]] = _body(environ)
            start_response("204 No Content", [])
            return []
        start_response("200 OK", [("Content-Type", "application/json")])
        return [self._policies.get(environ["PATH_INFO"], TLS_ONLY)]


def complete(stage: str, endpoint: str, region: str) -> None:
    """Creates what moto's CloudFormation leaves out of the template."""

    def client(service: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id="rehearsal",
            aws_secret_access_key="rehearsal",
        )

    stack = client("cloudformation").describe_stacks(StackName=f"billet-{stage}")["Stacks"][0]
    account = stack["StackId"].split(":")[4]
    parameters = {p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])}
    names = Names(stage)
    bucket: Any = {"Bucket": names.bucket(account)}
    s3, dynamodb, topic = (
        client("s3"),
        client("dynamodb"),
        f"arn:aws:sns:{region}:{account}:billet-{stage}-news",
    )
    s3.put_bucket_versioning(**bucket, VersioningConfiguration={"Status": "Enabled"})
    blocks = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(**bucket, PublicAccessBlockConfiguration=dict.fromkeys(blocks, True))
    rules = [
        {
            "ID": name,
            "Status": "Enabled",
            "Filter": {"Prefix": "_"},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
        }
        for name in ("old-indexes", "broken-uploads")
    ]
    s3.put_bucket_lifecycle_configuration(**bucket, LifecycleConfiguration={"Rules": rules})
    for table in (names.comments, names.messages):
        if (
            dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"]
            != "ENABLED"
        ):
            expiry = {"AttributeName": "expires", "Enabled": True}
            dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=expiry)
        recovery = {"PointInTimeRecoveryEnabled": True}
        dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=recovery)
    for alarm in ALARMS:
        client("cloudwatch").put_metric_alarm(
            AlarmName=f"billet-{stage}-{alarm}",
            AlarmActions=[topic],
            EvaluationPeriods=1,
            ComparisonOperator="GreaterThanThreshold",
            Threshold=1,
            MetricName="Errors",
            Namespace="Billet",
            Period=300,
            Statistic="Sum",
        )
    if email := parameters.get("Email"):
        client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint=email)


def _body(environ: WSGIEnvironment) -> bytes:
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))


@contextlib.contextmanager
def localstack(folder: Path) -> Iterator[str]:
    """Runs LocalStack's API Gateway as a process and yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DNS_ADDRESS": "0",
        "GATEWAY_SERVER": "hypercorn",
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "LOCALSTACK_HOST": f"localhost:{port}",
        "FILESYSTEM_ROOT": str(folder),
        "SERVICES": "apigateway,sts,iam",
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [LOCALSTACK, "-m", "localstack.runtime.main"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process, folder / "log")
        yield url
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            urlopen(url, timeout=3).close()
        except HTTPError:
            return  # any status means that it listens
        except (URLError, OSError):
            threading.Event().wait(0.1)
        else:
            return
    raise AssertionError(f"LocalStack does not answer: {log.read_text(errors='replace')[-2000:]}")


def imitate_imports(patch: pytest.MonkeyPatch) -> None:
    """Makes moto's CloudFormation import resources that exist, as the real one does for a resource that has a
    name of its own and is retained by the template."""
    from moto.dynamodb.models import dynamodb_backends
    from moto.dynamodb.models.table import Table
    from moto.logs.models import LogGroup, logs_backends
    from moto.s3.models import FakeBucket, s3_backends

    finders: dict[Any, Callable[[str, str, str], Any]] = {
        FakeBucket: lambda name, account, _: s3_backends[account]["aws"].buckets.get(name),
        Table: lambda name, account, region: dynamodb_backends[account][region].tables.get(name),
        LogGroup: lambda name, account, region: logs_backends[account][region].groups.get(name),
    }
    for kind, find in finders.items():
        patch.setattr(kind, "create_from_cloudformation_json", _importing(kind, find))


def _importing(kind: Any, find: Callable[[str, str, str], Any]) -> Any:
    create = kind.create_from_cloudformation_json

    def import_or_create(name: str, document: Any, account: str, region: str, **more: Any) -> Any:
        return find(name, account, region) or create(name, document, account, region, **more)

    return staticmethod(import_or_create)
