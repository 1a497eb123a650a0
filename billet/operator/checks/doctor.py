"""Every promise of a deployment, looked at one by one."""

from __future__ import annotations

from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from billet import project
from billet.operator.account import here
from billet.operator.checks import functions, gateway, monitoring, smoke, storage
from billet.operator.checks.finding import Finding
from billet.operator.checks.stage_context import StageContext
from chalicelib.errors import BilletError

_CHECKS = (
    storage.stack,
    storage.bucket,
    storage.tables,
    storage.secret,
    functions.settings,
    functions.search,
    functions.permissions,
    functions.failures,
    functions.rules,
    gateway.api,
    gateway.domain,
    monitoring.alarms,
    monitoring.mail,
    monitoring.logs,
)


def examine(stage: str) -> Iterator[Finding]:
    """Look at a stage. What is not there at all is a finding too, and keeps no other check from
    its work. Raises `ConfigurationError` where AWS cannot be spoken to, or there is no such stage."""
    project.stage_of(stage)
    subject = StageContext(stage, here())
    for check in _CHECKS:
        what = (check.__doc__ or "").split(".")[0]
        try:
            yield from check(subject)
        except (ClientError, BotoCoreError, BilletError, KeyError) as error:
            yield Finding(f"{what}?", f"cannot be seen: {error}", subject.deploy)
    if address := subject.environment.get("BILLET_BASE_URL"):
        yield from smoke.examine(address, stage)
    else:
        yield Finding("address", "none yet", subject.deploy)
