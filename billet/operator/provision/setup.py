"""What a stage needs before it can be deployed: stack, secret, policies, configuration."""

from __future__ import annotations

from dataclasses import dataclass

import boto3
from botocore.exceptions import ClientError

from billet import project
from billet.names import Names
from billet.operator.account import Account, current_account
from billet.operator.provision import identities, policies, secret
from billet.operator.provision.region import check_region
from billet.operator.provision.stack import WRECKED, Plan, Stack


@dataclass(frozen=True)
class SetupOptions:
    """What the operator may choose; None keeps it as it is."""

    email: str | None = None
    """Where alarms and the author's mails are sent; "" for nowhere."""
    sender: str | None = None
    """Address that mails come from, by SES; "" for none: readers get no mail then, the author by SNS."""
    budget: int | None = None
    """Dollars a month of the whole account beyond which `email` is told; 0 for no budget."""
    hourly_requests: int | None = None
    """Requests in an hour beyond which an alarm rings."""
    distribution: str | None = None
    """ARN of a CloudFront distribution that reads media and static files; "" for none."""
    traced: bool | None = None
    """Whether functions write to X-Ray."""
    revert_drift: bool = False
    """Whether what was changed by hand is set to the template's values."""


class Setup:
    """Brings one stage to its wanted state. A second run changes nothing.

    Raises `ConfigurationError` where AWS cannot be reached, and `StackError`.
    """

    def __init__(self, stage: str, options: SetupOptions = SetupOptions()) -> None:
        project.new_stage(stage)  # a bad name is refused before anything is made
        self.stage = stage
        self.account: Account = current_account()
        check_region(stage, self.account)
        self._stack = Stack(stage)
        self._options = options
        self._names = Names(stage)
        self._plan: Plan | None = None
        self._wrecked = self._stack.status() in WRECKED

    def plan(self) -> list[str]:
        """Returns what would change, a line each, for people. Nothing changes yet but that a new stack
        has a name."""
        if self._wrecked:
            # CloudFormation changes it no more, and plans nothing in its place while it exists.
            lines = [f"delete stack {self._stack.name}, which was never completed, and create it again"]
        else:
            self._plan = self._plan_stack()
            lines = [f"{change}" for change in self._plan.changes] if self._plan else []
            current = self._stack.parameters()
            lines += [
                f"set {name} of the stack to {value!r}, which is {current[name]!r}"
                for name, value in self._parameters.items()
                if name in current and current[name] != value
            ]
        if self._options.sender and not identities.has(self._options.sender):
            lines.append(f"ask AWS to let {self._options.sender} send: it writes there, follow its link")
        if not self._has_secret():
            lines.append(f"make the secret {self._names.secret}")
        lines += [f"write .chalice/{file}" for file, text in self._policies().items() if _differs(file, text)]
        if self.stage not in project.config()["stages"]:
            lines.append(f"add stage {self.stage} to .chalice/config.json")
        return lines + project.differences(self.stage, self._environment, self._settings())

    def apply(self) -> None:
        """Changes it. A run after a failure half-way ends the same."""
        if self._wrecked:
            self._stack.delete()
            self._plan = self._plan_stack()
        if self._plan:
            self._stack.apply(self._plan)
            self._plan = None
        secret.keep(self._names.secret)
        if self._options.sender:
            identities.keep(self._options.sender)
        project.configure(self.stage, self._environment, self._settings())
        for file, text in self._policies().items():
            if _differs(file, text):
                project.write(project.CONFIG.with_name(file), text)

    def discard(self) -> None:
        """Leaves everything as it is."""
        if self._plan:
            self._stack.discard(self._plan)

    def _plan_stack(self) -> Plan | None:
        return self._stack.plan(self._parameters, self.account.id, revert_drift=self._options.revert_drift)

    @property
    def _parameters(self) -> dict[str, str]:
        options = {
            "Email": self._options.email,
            "Distribution": self._options.distribution,
            "BudgetAmount": self._options.budget,
            "HourlyRequests": self._options.hourly_requests,
        }
        chosen = {name: str(value) for name, value in options.items() if value is not None}
        return {"Application": project.application(), **chosen}

    @property
    def _environment(self) -> dict[str, str]:
        account = self.account
        variables = self._names.environment(account.id, account.region, account.partition)
        # CloudFormation chooses its name: it has none before the stack is there.
        if self._stack.exists() and (queue := self._stack.queue("Uploads")):
            variables["BILLET_UPLOADS_QUEUE"] = queue
        if self._options.sender is not None:
            variables["BILLET_SENDER"] = self._options.sender
        if self._sender:  # SES needs an address; SNS keeps it to itself
            email = self._options.email
            variables["BILLET_AUTHOR_EMAIL"] = (
                email if email is not None else self._stack.parameters().get("Email", "")
            )
        return variables

    @property
    def _sender(self) -> str:
        """The address that mails come from, "" for none."""
        if self._options.sender is not None:
            return self._options.sender
        is_known = self.stage in project.config()["stages"]
        return project.environment(self.stage).get("BILLET_SENDER", "") if is_known else ""

    def _settings(self) -> dict[str, object]:
        return {} if self._options.traced is None else {"xray": self._options.traced}

    def _policies(self) -> dict[str, str]:
        traced = self._options.traced
        if traced is None:
            traced = self.stage in project.config()["stages"] and bool(
                project.setting(self.stage, "xray", usual=False)
            )
        return {
            policies.file_of(kind, self.stage): policies.text_of(
                kind, self.stage, project.application(), self.account, traced=traced, sender=self._sender
            )
            for kind in policies.KINDS
        }

    def _has_secret(self) -> bool:
        try:
            boto3.client("ssm").get_parameter(Name=self._names.secret)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ParameterNotFound":
                raise
            return False
        return True


def _differs(file: str, text: str) -> bool:
    path = project.CONFIG.with_name(file)
    return not path.exists() or path.read_text(encoding="utf-8") != text
