"""The AWS a blog lives on: made from the operator's own template, here or at any endpoint."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from werkzeug.serving import make_server

from billet import tables
from billet.local.aws_handler import AwsHandler
from billet.operator.account import current_account
from billet.operator.provision import identities, secret
from billet.operator.provision.stack import Stack
from billet.project import LOCAL as STAGE
from chalicelib.errors import ConfigurationError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


log = logging.getLogger("billet.local_aws")

TABLES = ("BILLET_COMMENTS_TABLE", "BILLET_MESSAGES_TABLE")
"""The variables that name the tables."""

LOCAL = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "eu-west-3",
    "AWS_REGION": "eu-west-3",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


# The variables that an AWS of the owner's choice needs; all others are for the real one.
_OWNERS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
)


def use_endpoint(endpoint: str, *, chosen: bool = False, region: str = "") -> None:
    """Connect every client of this process to the AWS at `endpoint`, and to no other.

    `chosen` endpoints are the owner's: the keys and the region of the environment are used. A `region`
    overrides any other. No other setting for the real AWS is used.
    """
    kept = {name: os.environ[name] for name in _OWNERS if chosen and os.environ.get(name)}
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update({**LOCAL, **kept}, AWS_ENDPOINT_URL=endpoint)
    if region:
        os.environ.update(AWS_REGION=region, AWS_DEFAULT_REGION=region)
    hosts = {*filter(None, os.environ.get("NO_PROXY", "").split(",")), "127.0.0.1", "localhost"}
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(sorted(hosts))


POLL_SECONDS = 0.1
"""How often a server checks whether it is to stop."""


class LocalAws:
    """Moto's server in this process, on a free port of the loopback interface."""

    def __init__(self) -> None:
        # Moto takes a second to import, and only a local AWS needs it.
        from billet.local.moto_server import MotoServer

        # It warns of each part of the template that it does not imitate.
        warnings.filterwarnings("ignore", message="Tried to parse .*moto's CloudFormation")
        logging.getLogger("moto").setLevel(logging.ERROR)
        self._moto: WSGIApplication = MotoServer()
        self._writing = threading.Lock()
        self.keep_tables: Callable[[], None] = lambda: None
        """Called after each change of a table, and before it is answered: what was answered has been kept.
        Raises `OSError` where it cannot be."""
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True, request_handler=AwsHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True)
        self.endpoint = f"http://127.0.0.1:{self._server.port}"

    def start(self) -> None:
        """Start to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        changes_a_table = _changes_a_table(str(environ.get("HTTP_X_AMZ_TARGET", "")))
        if environ["REQUEST_METHOD"] != "PUT" and not changes_a_table:
            return list(self._moto(environ, start_response))
        if environ.get("CONTENT_TYPE") == "application/x-www-form-urlencoded":
            # curl and others call any bytes a form. S3 stores them; Moto would take them apart.
            environ["CONTENT_TYPE"] = "application/octet-stream"
        # Moto looks at a condition, then writes; S3 and DynamoDB do both at once.
        answers: list[tuple[Any, ...]] = []
        with self._writing:
            body = list(self._moto(environ, lambda *answer: answers.append(answer)))  # type: ignore[arg-type]  # nobody writes another way
        if changes_a_table:
            try:
                self.keep_tables()
            except (BotoCoreError, ClientError, OSError) as error:
                log.error("comments and messages could not be kept: %s", error)
                start_response("500 Internal Server Error", [("Content-Type", "application/x-amz-json-1.0")])
                return [b'{"__type": "InternalServerError", "message": "it could not be kept"}']
        start_response(*answers[-1])
        return body


def _changes_a_table(target: str) -> bool:
    service, _, operation = target.partition(".")
    return service.startswith("DynamoDB_") and operation.startswith(
        ("Put", "Update", "Delete", "Transact", "BatchWrite")
    )


def build(stage: str = STAGE, signing: str = "") -> dict[str, str]:
    """Make everything the template describes that does not exist, and return the environment variables of the
    deployment.

    `signing` is the secret of forms; a new one is made where it is "" and the endpoint has none.
    """
    stack = Stack(stage)
    if plan := stack.plan({}, _account(os.environ.get("AWS_ENDPOINT_URL", ""))):
        stack.apply(plan)
    environment = stack.environment()
    _complete(environment)
    secret.keep(environment["BILLET_SECRET_PARAMETER"], signing)
    return environment


def _complete(environment: Mapping[str, str]) -> None:
    """Sets what moto's CloudFormation leaves out of the template: versions of files, items that expire."""
    versioning: Any = {
        "Bucket": environment["BILLET_BUCKET"],
        "VersioningConfiguration": {"Status": "Enabled"},
    }
    boto3.client("s3").put_bucket_versioning(**versioning)
    client = boto3.client("dynamodb")
    for variable in TABLES:
        table = environment[variable]
        expiry = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        if expiry.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
            client.update_time_to_live(
                TableName=table, TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True}
            )


def verify(sender: str) -> None:
    """Lets SES send from an address."""
    identities.keep(sender)


@cache
def _account(endpoint: str) -> str:
    """The account of the AWS at an endpoint, asked for once: that takes a third of the time of the rest."""
    del endpoint
    return current_account().id


def environment() -> dict[str, str]:
    """The environment variables of the blog at the endpoint. Raises `ConfigurationError` without one."""
    stack = Stack(STAGE)
    if not stack.exists():
        raise ConfigurationError("there is no local blog at this endpoint: start one with 'make serve'")
    return stack.environment()


def clear(environment: Mapping[str, str]) -> None:
    """Delete all comments and messages."""
    client = boto3.client("dynamodb")
    for variable in TABLES:
        table = environment[variable]
        for item in tables.scan(client, table):
            client.delete_item(TableName=table, Key={"id": item["id"]})
