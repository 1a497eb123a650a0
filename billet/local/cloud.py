"""The AWS a blog lives on: made from the operator's own template, here or at any endpoint."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import boto3
import yaml
from botocore.exceptions import ClientError
from werkzeug.serving import WSGIRequestHandler, make_server

from billet import tables
from billet.project import TEMPLATE
from chalicelib.errors import ConfigurationError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STAGE = "local"

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


# What an owner says to reach an AWS of their own choice; all else is for the real one.
_OWNERS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
)


def aim_at(endpoint: str, *, chosen: bool = False, region: str = "") -> None:
    """Let every client of this process talk to the AWS at `endpoint`, and to no other.

    `chosen` endpoints are the owner's: their keys and region hold there. A `region` overrides any
    other. Nothing else that the machine is set up with for the real AWS has a say.
    """
    kept = {name: os.environ[name] for name in _OWNERS if chosen and os.environ.get(name)}
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update({**LOCAL, **kept}, AWS_ENDPOINT_URL=endpoint)
    if region:
        os.environ.update(AWS_REGION=region, AWS_DEFAULT_REGION=region)
    hosts = {*filter(None, os.environ.get("NO_PROXY", "").split(",")), "127.0.0.1", "localhost"}
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(sorted(hosts))


class QuietHandler(WSGIRequestHandler):
    """Keeps connections open, as AWS does, and logs nothing of requests that went well."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size


class LocalAws:
    """Moto's server in this process, on a free port of the loopback interface."""

    def __init__(self) -> None:
        # Moto takes a second to import, and only a local AWS needs it.
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

        # It says of each thing in the template what it does not imitate.
        warnings.filterwarnings("ignore", message="Tried to parse .*moto's CloudFormation")
        logging.getLogger("moto").setLevel(logging.ERROR)
        self._moto: WSGIApplication = DomainDispatcherApplication(create_backend_app)
        self._writing = threading.Lock()
        self.written = threading.Event()
        """Set whenever a table may have changed."""
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True, request_handler=QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.endpoint = f"http://127.0.0.1:{self._server.port}"

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "PUT":
            # Moto looks at If-Match, then writes; S3 does both at once.
            with self._writing:
                return list(self._moto(environ, start_response))
        answer = list(self._moto(environ, start_response))
        if _changes_a_table(str(environ.get("HTTP_X_AMZ_TARGET", ""))):
            self.written.set()
        return answer


def _changes_a_table(target: str) -> bool:
    service, _, operation = target.partition(".")
    return service.startswith("DynamoDB_") and operation.startswith(
        ("Put", "Update", "Delete", "Transact", "BatchWrite")
    )


def build(stage: str = STAGE, secret: str = "") -> dict[str, str]:
    """Make everything the template describes, unless it is there already.

    Returns the environment variables of the deployment. `secret` signs forms; a new one is made
    where it is "" and the endpoint has none.
    """
    template = TEMPLATE.read_text(encoding="utf-8")
    formation = boto3.client("cloudformation")
    try:
        formation.create_stack(
            StackName=f"billet-{stage}",
            TemplateBody=template,
            Parameters=[{"ParameterKey": "Stage", "ParameterValue": stage}],
        )
        formation.get_waiter("stack_create_complete").wait(StackName=f"billet-{stage}")
    except formation.exceptions.AlreadyExistsException:
        pass
    environment = environment_of(stage)
    _settle(template, environment)
    _remember(environment["BILLET_SECRET_PARAMETER"], secret)
    return environment


def environment_of(stage: str = STAGE) -> dict[str, str]:
    """The environment variables of what was built at the endpoint."""
    try:
        stacks = boto3.client("cloudformation").describe_stacks(StackName=f"billet-{stage}")["Stacks"]
    except ClientError as error:
        raise ConfigurationError(f"there is no blog of stage {stage} at this endpoint: {error}") from error
    outputs = {o["OutputKey"]: o["OutputValue"] for o in stacks[0].get("Outputs", [])}
    return {
        "BILLET_BUCKET": outputs["BucketName"],
        "BILLET_COMMENTS_TABLE": outputs["CommentsTable"],
        "BILLET_MESSAGES_TABLE": outputs["MessagesTable"],
        "BILLET_SECRET_PARAMETER": f"/billet/{stage}/secret",
    }


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short functions (``!Sub``) as plain values."""


_Loader.add_multi_constructor("!", lambda _loader, _suffix, node: str(node.value))


def _settle(template: str, environment: Mapping[str, str]) -> None:
    """Set what moto's CloudFormation passes over: versioning, and the expiry of items."""
    resources = yaml.load(template, Loader=_Loader)["Resources"]  # noqa: S506  # a SafeLoader
    versioning = resources["Bucket"]["Properties"]["VersioningConfiguration"]
    boto3.client("s3").put_bucket_versioning(
        Bucket=environment["BILLET_BUCKET"], VersioningConfiguration=versioning
    )
    tables = boto3.client("dynamodb")
    for resource in ("Comments", "Messages"):
        table = environment[f"BILLET_{resource.upper()}_TABLE"]
        wanted = resources[resource]["Properties"]["TimeToLiveSpecification"]
        if tables.describe_time_to_live(TableName=table)["TimeToLiveDescription"].get("AttributeName"):
            continue
        tables.update_time_to_live(TableName=table, TimeToLiveSpecification=wanted)


def _remember(parameter: str, secret: str) -> None:
    ssm = boto3.client("ssm")
    try:
        ssm.put_parameter(Name=parameter, Value=secret or secrets.token_urlsafe(32), Type="SecureString")
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterAlreadyExists":
            raise


def clear(environment: Mapping[str, str]) -> None:
    """Delete all comments and messages."""
    client = boto3.client("dynamodb")
    for variable in TABLES:
        table = environment[variable]
        for item in tables.scan(client, table):
            client.delete_item(TableName=table, Key={"id": item["id"]})
