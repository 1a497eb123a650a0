"""Deploys a stage that is set up; each step may be repeated after any failure."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from billet import project, stages
from billet.author.uploader import Uploader
from billet.operator.account import current_account
from billet.operator.checks import smoke
from billet.operator.checks.finding import Finding
from billet.operator.deployment import bytecode, chalice, chalice_state, hardening, limits, statics, wheels
from billet.operator.deployment.address import address_of, is_own
from billet.operator.deployment.cdn import Cdn, Domain
from billet.operator.provision.stack import Stack
from billet.parallel import client, silent
from chalicelib.errors import BilletError
from chalicelib.storage.s3 import Bucket

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient
    from types_boto3_lambda.type_defs import InvocationResponseTypeDef

Tell = Callable[[str], None]

LOOKS = 5
"""How often the public address is checked before a deployment counts as failed: a change of API Gateway
is not everywhere at once."""
BETWEEN_LOOKS = 4.0
"""Seconds."""

INVOCATIONS = 36
"""How often a function is tried that finds no room: three minutes, in which uploads are done with."""
BETWEEN_INVOCATIONS = 5.0
"""Seconds."""


class DeployError(BilletError):
    """A step failed; the message says which and what to do."""


class Deployment:
    """The steps of one deployment. `tell` is called with a line about each result. `cdn` is whether
    CloudFront is to be in front, None for whether it is; `domain` None where it keeps the one it has."""

    def __init__(
        self,
        stage: str,
        content: Path | None,
        tell: Tell,
        pause: Callable[[float], None] = time.sleep,
        *,
        cdn: bool | None = None,
        domain: Domain | None = None,
    ) -> None:
        self.stage = stage
        self._content = content
        self._tell = tell
        self._pause = pause
        self._cdn = Cdn(stage, tell)
        # Who may not look into the region of CDNs deploys a stage without one all the same.
        attached = Stack(stage).parameters().get("Distribution")
        self._has_cdn = bool(attached) and self._cdn.exists if cdn is None else cdn
        self._withdraws = cdn is False
        self._domain = domain

    @cached_property
    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """Returns title and function of each step, in order."""
        publish = [("Content", self._publish)] if self._content else []
        distributed = self._has_cdn or Stack(self.stage).parameters().get("Distribution")
        files = [("Files for the CDN", self._statics)] if distributed else []
        cdn = [("CloudFront", self._cdn_deploy)] if self._has_cdn else []
        no_cdn = [("CloudFront goes", self._cdn.delete)] if self._withdraws else []
        return [
            ("Rules of API Gateway", self._check),
            ("Libraries", self._compile),
            ("Functions and API", self._deploy),
            *cdn,
            ("Public address", self._set_address),
            ("Hardening", self._harden),
            *publish,
            *files,
            ("Index", self._reconcile),
            ("A reader's look", self._look),
            *no_cdn,
        ]

    @property
    def address(self) -> str:
        """Returns the public address."""
        return project.environment(self.stage)["BILLET_BASE_URL"]

    def _check(self) -> None:
        broken = limits.broken(_routes(), project.config())
        if broken:
            raise DeployError("AWS would refuse this: " + "; ".join(broken))
        if self._has_cdn:
            self._cdn.check(self._domain)

    def _compile(self) -> None:
        architecture = project.setting(self.stage, "lambda_architecture", "x86_64")
        if bytecode.prepare(wheels.collect(architecture)):
            self._tell("compiled the libraries, so that functions start sooner")

    def _deploy(self) -> None:
        if chalice_state.rebuild(self.stage, current_account()):
            self._tell("found what an earlier deployment has made")
        chalice.run("deploy", self.stage, self._tell, wheels.ENVIRONMENT)

    def _cdn_deploy(self) -> None:
        self._cdn.deploy(self._domain)

    def _set_address(self) -> None:
        """Tells the functions the address they are read at, which the first deployment gives."""
        if project.configure(self.stage, {"BILLET_BASE_URL": self._public_address()}):
            chalice.run("deploy", self.stage, self._tell, wheels.ENVIRONMENT)

    def _public_address(self) -> str:
        """Returns the address that pages are to name: the CDN's, unless the owner has set another."""
        if self._has_cdn and (self._domain is not None or not is_own(self.address)):
            return self._cdn.address
        if self._withdraws and self._cdn.exists and self.address == self._cdn.address:
            project.configure(self.stage, {"BILLET_BASE_URL": ""})
        return address_of(self.stage)

    def _harden(self) -> None:
        hardening.harden(self.stage)

    def _publish(self) -> None:
        assert self._content is not None, "the step is left out without"
        settings = stages.blog_of(self.stage).settings
        uploader = Uploader(self._content, Bucket(client("s3"), settings.bucket), silent)
        uploader.carry_out(uploader.plan())
        for key in sorted(uploader.sent):
            self._tell(f"uploaded {key}")
        for problem in uploader.warnings:
            self._tell(str(problem))
        if failed := uploader.failures:
            raise DeployError(
                f"{len(failed)} files could not be uploaded, {failed[0].key} first: {failed[0].message}"
            )

    def _statics(self) -> None:
        for key in statics.put(stages.blog_of(self.stage).bucket):
            self._tell(f"uploaded {key}")

    def _reconcile(self) -> None:
        """Calls the function of the schedule, rather than wait for the events of the uploads."""
        function = chalice_state.function_of(self.stage, "on_schedule")
        config = Config(
            read_timeout=limits.LONGEST_RUN, retries={"total_max_attempts": 1}, tcp_keepalive=True
        )
        client = boto3.client("lambda", config=config)
        client.get_waiter("function_updated_v2").wait(FunctionName=function)
        answer = self._invoke(client, function)
        report = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            raise DeployError(
                f"{function} failed: {report}: billet logs --stage {self.stage} --errors says why"
            )
        for key, state in sorted((report or {}).get("receipts", {}).items()):
            self._tell(f"{state}: {key}")

    def _invoke(self, client: LambdaClient, function: str) -> InvocationResponseTypeDef:
        """Runs a function as soon as the account has room for one run more: the events of the uploads take
        all that a new account has."""
        for left in reversed(range(INVOCATIONS)):
            try:
                return client.invoke(FunctionName=function, Payload=json.dumps(BY_HAND).encode())
            except client.exceptions.TooManyRequestsException as error:
                if not left:
                    raise DeployError(
                        f"{function} finds no room: the account runs too many functions at once. Wait, then "
                        f"run this again; billet doctor --stage {self.stage} says what to ask AWS for"
                    ) from error
            self._pause(BETWEEN_INVOCATIONS)
        raise AssertionError("the last one returns or raises")

    def _look(self) -> None:
        findings, ill = self._findings()
        for _ in range(LOOKS - 1):
            if not ill:
                break
            self._pause(BETWEEN_LOOKS)
            findings, ill = self._findings()
        for finding in findings:
            self._tell(f"{finding.what}: {finding.state}")
        if ill:
            raise DeployError("; ".join(f"{f.what}: {f.state}: {f.remedy}" for f in ill))

    def _findings(self) -> tuple[list[Finding], list[Finding]]:
        """Returns all findings, and those that need a remedy."""
        findings = list(smoke.examine(self.address, self.stage))
        return findings, [finding for finding in findings if not finding.well]


BY_HAND: dict[str, Any] = {
    "version": "0",
    "id": "billet-deploy",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "",
    "time": "",
    "region": "",
    "resources": [],
    "detail": {},
}
"""What a schedule of EventBridge sends."""


def _routes() -> dict[str, Any]:
    if str(project.ROOT) not in sys.path:
        sys.path.insert(0, str(project.ROOT))
    from app import app

    routes: dict[str, Any] = app.routes
    return routes
