"""CloudFront in front of a stage: a stack of its own, attached to the bucket of the stage."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import boto3

from billet import project
from billet.names import Names
from billet.operator.account import current_account
from billet.operator.deployment import chalice_state
from billet.operator.provision.stack import WRECKED, Stack
from billet.operator.provision.template import CDN
from chalicelib.errors import ConfigurationError


@dataclass(frozen=True)
class Domain:
    """A name of the blog's own, and the ARN of its certificate in us-east-1; both "" for CloudFront's own."""

    name: str
    certificate: str


class Cdn:
    """The distribution of one stage. `tell` is called with a line about each change.

    Methods raise `StackError`, and `ConfigurationError` where another distribution is in the way.
    """

    def __init__(self, stage: str, tell: Callable[[str], None] = print) -> None:
        self.stage = stage
        self.stack = Stack(stage, CDN)
        self._tell = tell

    @property
    def status(self) -> str:
        """CloudFormation's word for the state of its stack, "" where there is none."""
        # AWS in China and for governments is not asked: it has another CloudFront.
        return self.stack.status() if current_account().partition == "aws" else ""

    @property
    def exists(self) -> bool:
        """Whether there is one that was once complete."""
        return self.status not in ("", "REVIEW_IN_PROGRESS", *WRECKED)

    @property
    def arn(self) -> str:
        """The ARN of the distribution."""
        return self.stack.outputs()["DistributionArn"]

    @property
    def host(self) -> str:
        """CloudFront's own name of the distribution, to which the DNS record of a domain leads."""
        return self.stack.outputs()["DistributionDomain"]

    @property
    def address(self) -> str:
        """The address that readers use."""
        return f"https://{self.stack.parameters().get('DomainName') or self.host}"

    def check(self, domain: Domain | None) -> None:
        """Raises `ConfigurationError` where CloudFront would refuse the distribution some minutes later."""
        if current_account().partition != "aws":
            raise ConfigurationError("--cdn makes a distribution of CloudFront outside of China alone")
        attached = Stack(self.stage).parameters().get("Distribution", "")
        if attached and not self.exists:
            raise ConfigurationError(
                f"stage {self.stage} has another distribution, {attached}: delete the stack that made it, "
                f"type 'billet setup --stage {self.stage} --distribution \"\"', then this again"
            )
        gateway = project.setting(self.stage, "api_gateway_custom_domain", {}).get("domain_name")
        kind = project.setting(self.stage, "api_gateway_endpoint_type", "EDGE")
        # An EDGE API has a distribution of AWS's behind its domain, and a name belongs to one.
        if domain and domain.name and (gateway, kind) == (domain.name, "EDGE"):
            raise ConfigurationError(
                f"{domain.name} belongs to API Gateway: take api_gateway_custom_domain out of stage "
                f"{self.stage} in .chalice/config.json, deploy without --cdn, then this again"
            )

    def deploy(self, domain: Domain | None = None) -> None:
        """Creates the distribution, or brings it up to date, and lets it read the files in the bucket. None
        keeps the name that it has."""
        if self.status in WRECKED:
            self._tell(f"deleting stack {self.stack.name}, which was never completed")
            self.stack.delete()
        if plan := self.stack.plan(self._parameters(domain)):
            for change in plan.changes:
                self._tell(str(change))
            self._tell("CloudFront tells all its places: some minutes")
            self.stack.apply(plan)
        self._attach(self.arn)
        self._tell(f"{self.address} is at {self.host}")

    def delete(self) -> None:
        """Deletes the distribution, its rules and its log, where there is one."""
        if not self.status:
            return
        self._tell(
            f"deleting stack {self.stack.name}: CloudFront disables the distribution first, some minutes"
        )
        if Stack(self.stage).exists():
            self._attach("")
        self.stack.delete()
        logs = boto3.client("logs", region_name=CDN.region)
        with contextlib.suppress(logs.exceptions.ResourceNotFoundException):
            logs.delete_log_group(logGroupName=log_of(self.stage))

    def _parameters(self, domain: Domain | None) -> dict[str, str]:
        account, address = current_account(), chalice_state.address_of(self.stage)
        chosen = {"DomainName": domain.name, "CertificateArn": domain.certificate} if domain else {}
        return {
            "ApiDomain": urlsplit(address).hostname or "",
            "ApiStage": project.api_stage(self.stage),
            "BucketName": Names(self.stage).bucket(account.id),
            "BucketRegion": account.region,
            **chosen,
        }

    def _attach(self, arn: str) -> None:
        """Lets a distribution read the files in the bucket, "" for none."""
        stack = Stack(self.stage)
        if stack.parameters().get("Distribution", "") != arn and (plan := stack.plan({"Distribution": arn})):
            stack.apply(plan)


def log_of(stage: str) -> str:
    """Returns the log group in which CloudFront counts readings."""
    return f"/aws/cloudfront/function/billet-{stage}-readings"
