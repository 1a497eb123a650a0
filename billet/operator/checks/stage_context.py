"""The stage that is examined."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from billet import project
from billet.operator.account import Account
from billet.operator.provision.stack import Stack


@dataclass(frozen=True)
class StageContext:
    """One stage: what it should be by the project's folder, and where on AWS it is."""

    stage: str
    account: Account

    @cached_property
    def environment(self) -> dict[str, str]:
        """The variables its functions should have."""
        return project.environment(self.stage)

    @cached_property
    def things(self) -> dict[str, str]:
        """What its stack has. Raises `StackError`."""
        return Stack(self.stage).things()

    @property
    def set_up(self) -> str:
        """The command that mends the stack and what belongs to it."""
        return f"billet setup --stage {self.stage}"

    @property
    def deploy(self) -> str:
        """The command that mends functions and API."""
        return f"billet deploy --stage {self.stage}"

    @property
    def destroy(self) -> str:
        """The command that takes functions and API down, and keeps what was written."""
        return f"billet destroy --stage {self.stage}"

    @property
    def logs(self) -> str:
        """The command that tells why."""
        return f"billet logs --stage {self.stage} --errors"
