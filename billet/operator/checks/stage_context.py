"""The stage that is checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from billet import project
from billet.operator.account import Account
from billet.operator.provision.stack import Stack


@dataclass(frozen=True)
class StageContext:
    """One stage: its configuration in the project's folder, its resources on AWS, and the commands that
    repair it."""

    stage: str
    account: Account

    @cached_property
    def environment(self) -> dict[str, str]:
        """Returns the variables that its functions should have."""
        return project.environment(self.stage)

    @cached_property
    def resources(self) -> dict[str, str]:
        """Returns the physical ids of its stack's resources. Raises `StackError`."""
        return Stack(self.stage).resources()

    @property
    def setup(self) -> str:
        """Returns the command that creates what the stack lacks."""
        return f"billet setup --stage {self.stage}"

    @property
    def revert(self) -> str:
        """Returns the command that sets what was changed by hand to the template's values."""
        return f"{self.setup} --revert-drift"

    @property
    def deploy(self) -> str:
        """Returns the command that repairs functions and API."""
        return f"billet deploy --stage {self.stage}"

    @property
    def destroy(self) -> str:
        """Returns the command that deletes functions and API, and keeps content, comments and messages."""
        return f"billet destroy --stage {self.stage}"

    @property
    def logs(self) -> str:
        """Returns the command that shows the reason of a failure."""
        return f"billet logs --stage {self.stage} --errors"
