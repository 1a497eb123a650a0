"""The AWS of the rehearsal but for API Gateway: moto, as strict as AWS where moto is not."""

from __future__ import annotations

import functools
import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote
from urllib.request import Request, urlopen
from xml.sax.saxutils import escape

import boto3

from billet.local.local_aws import LocalAws
from billet.operator.provision.template import CDN
from tests.iam.access import AccessControl
from tests.iam.permission import Permission, request_of
from tests.rehearsal import cloudformation, completion
from tests.rehearsal.events import Events, may_invoke
from tests.rehearsal.functions import ACCOUNT, Functions, InvocationRefused

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

REGION = "us-east-1"
KEYS: Any = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": "rehearsal"}
"""The operator's. LocalStack takes the account from the access key."""

FORM = "application/x-www-form-urlencoded"
INVOCATION = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")
ACCOUNT_SETTINGS = "/2016-08-19/account-settings"

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


class Aws(LocalAws):
    """Moto in this process, with the permissions of each role, the functions run, and the limits of Lambda.

    A request, written as "method path operation", that matches a pattern in `failing` fails once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.access = AccessControl(self._policies_of)
        self.functions = Functions(self.access)
        self.functions.endpoint = self.endpoint
        self.events = Events(self.functions)
        self.gateway = ""
        """Where API Gateway is."""
        self.front = 0
        """The port of this machine that readers use."""
        self.failing: list[str] = []
        self.requests: list[tuple[str, str, str]] = []
        """Of each request of a role to S3 about an object: role, method and key."""
        self._bucket_policies: dict[str, bytes] = {}

    def start(self) -> None:
        super().start()
        setting = Request(
            f"{self.endpoint}/moto-api/config", json.dumps({"lambda": {"use_docker": False}}).encode()
        )
        with urlopen(setting, timeout=10):
            pass

    @functools.cache  # noqa: B019  # as long as the tests
    def client(self, service: Any, region: str = REGION) -> Any:
        """Returns a client of the operator's."""
        return boto3.client(service, endpoint_url=self.endpoint, region_name=region, **KEYS)

    def _policies_of(self, role: str) -> list[Mapping[str, Any]]:
        """Returns the policies of a role, straight from moto: this is asked for at each request."""
        from moto.iam.models import iam_backends

        backend: Any = iam_backends[ACCOUNT]["aws"]
        return [json.loads(document) for document in backend.get_role(role).policies.values()]

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        operation = str(environ.get("HTTP_X_AMZ_TARGET", "")).rpartition(".")[2]
        request = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {operation}"
        for pattern in [pattern for pattern in self.failing if re.search(pattern, request)]:
            self.failing.remove(pattern)
            return _answer(
                start_response,
                "400 Bad Request",
                {"__type": "ValidationException", "message": "a rehearsed failure"},
            )
        if denial := self._denial(environ):
            return _deny(environ, start_response, denial)
        path = str(environ["PATH_INFO"])
        if path.rstrip("/") == ACCOUNT_SETTINGS:
            limit = {"ConcurrentExecutions": self.functions.limit}
            return _answer(start_response, "200 OK", {"AccountLimit": limit})
        if called := INVOCATION.fullmatch(path):
            return self._invoke(unquote(called[1]).rpartition(":")[2], environ, start_response)
        if environ["QUERY_STRING"] == "notification" and environ["REQUEST_METHOD"] == "GET":
            return self._notifications(path.strip("/"), start_response)
        is_form = path == "/" and environ.get("CONTENT_TYPE", "").startswith(FORM)
        serve = self._query if is_form else self._serve_moto
        return (self._policy if environ["QUERY_STRING"] == "policy" else serve)(environ, start_response)

    def _serve_moto(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started: list[Any] = []

        def start(*response: Any) -> Any:
            started.append(response)

        body = super()._serve(environ, start)
        if started[0][0].startswith("404") and self._hides_what_is_missing(environ):
            return _deny(environ, start_response, "it may not list the bucket")
        start_response(*started[0])
        return body

    def _denial(self, environ: WSGIEnvironment) -> str:
        """Returns why a request is refused by IAM, "" where it is not. The body can still be read."""
        body = _body(environ)
        environ["wsgi.input"] = io.BytesIO(body)
        request = request_of(environ, body, ACCOUNT)
        if request is None:
            return ""
        if request.service == "s3" and request.key in self.access.roles:
            key = request.path.lstrip("/").partition("/")[2]
            self.requests.append((self.access.roles[request.key], request.method, key))
        return self.access.denial(request)

    def _hides_what_is_missing(self, environ: WSGIEnvironment) -> bool:
        """Whether S3 says that access is denied where an object is missing: it tells only those who may list
        the bucket (Amazon S3 API reference, "GetObject")."""
        request = request_of(environ, b"", ACCOUNT)
        role = self.access.roles.get(request.key) if request else None
        if request is None or role is None or request.service != "s3":
            return False
        bucket = request.path.split("/")[1]
        return not self.access.allows(role, Permission("s3:ListBucket", f"arn:aws:s3:::{bucket}"))

    def _invoke(
        self, function: str, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        region = _region_of(environ)
        caller = json.loads(
            environ.get("HTTP_X_LOCALSTACK_DATA", "{}")
        )  # LocalStack's API Gateway has no role
        if caller and not may_invoke(
            caller["service_principal"] + ".amazonaws.com", caller["source_arn"], region, function
        ):
            return _deny(environ, start_response, f"{caller['source_arn']} may not invoke {function}")
        try:
            payload, failed = self.functions.invoke(region, function, _body(environ))
        except InvocationRefused as refusal:
            return _answer(start_response, refusal.status, {"__type": refusal.code, "Reason": refusal.code})
        headers = [("X-Amz-Function-Error", "Unhandled")] if failed else []
        return _answer(start_response, "200 OK", payload, headers)

    def _query(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serves CloudFormation and other services whose requests are forms."""
        body = _body(environ)
        call = parse_qs(body.decode())
        cloudformation.note_imports(call)
        answer = list(super()._serve({**environ, "wsgi.input": io.BytesIO(body)}, start_response))
        if call.get("Action") == ["ExecuteChangeSet"] and not call["StackName"][0].endswith(CDN.suffix):
            client = functools.partial(self.client, region=_region_of(environ))
            completion.complete(call["StackName"][0].removeprefix("billet-"), client)
        return answer

    def _notifications(self, bucket: str, start_response: StartResponse) -> Iterable[bytes]:
        """Tells whether a bucket sends events to EventBridge, which moto keeps and does not tell."""
        from moto.s3.models import s3_backends

        settings: Any = s3_backends[ACCOUNT]["aws"].buckets[bucket].notification_configuration
        sends = settings is not None and settings.event_bridge is not None
        events = "<EventBridgeConfiguration/>" if sends else ""
        document = f"<NotificationConfiguration>{events}</NotificationConfiguration>"
        return _answer(start_response, "200 OK", document.encode(), kind="application/xml")

    def _policy(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Stores and returns bucket policies. Moto applies denials without their conditions, so that a policy
        which denies requests without TLS would deny all."""
        if environ["REQUEST_METHOD"] == "PUT":
            self._bucket_policies[environ["PATH_INFO"]] = _body(environ)
            start_response("204 No Content", [])
            return []
        return _answer(start_response, "200 OK", self._bucket_policies.get(environ["PATH_INFO"], TLS_ONLY))


def _region_of(environ: WSGIEnvironment) -> str:
    return str(environ["HTTP_AUTHORIZATION"].split("/")[2])  # Credential=KEY/DATE/REGION/...


def _body(environ: WSGIEnvironment) -> bytes:
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))


def _answer(
    start_response: StartResponse,
    status: str,
    content: bytes | Mapping[str, Any],
    headers: Iterable[tuple[str, str]] = (),
    kind: str = "application/json",
) -> Iterable[bytes]:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    start_response(status, [*headers, ("Content-Type", kind), ("Content-Length", str(len(data)))])
    return [data]


def _deny(environ: WSGIEnvironment, start_response: StartResponse, reason: str) -> Iterable[bytes]:
    """Answers as the services do: S3 in XML, SNS in XML of another form, all others in JSON."""
    head = environ["REQUEST_METHOD"] == "HEAD"
    if environ.get("HTTP_X_AMZ_TARGET") or "/v2/email/" in environ["PATH_INFO"]:
        return _answer(
            start_response, "403 Forbidden", {"__type": "AccessDeniedException", "Message": reason}
        )
    error = f"<Error><Code>AccessDenied</Code><Message>{escape(reason)}</Message></Error>"
    if environ["PATH_INFO"] == "/":
        error = f"<ErrorResponse>{error}</ErrorResponse>"
    return _answer(start_response, "403 Forbidden", b"" if head else error.encode(), kind="application/xml")
