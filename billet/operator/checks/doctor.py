"""Checks every promise of a deployment."""

from __future__ import annotations

from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from billet import project
from billet.operator.account import current_account
from billet.operator.checks import cdn, functions, gateway, monitoring, smoke, storage, uploads
from billet.operator.checks.finding import Finding
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment.address import address_of
from chalicelib.errors import BilletError

CHECKS = (
    storage.stack,
    storage.bucket,
    storage.tables,
    storage.secret,
    functions.settings,
    functions.concurrency,
    functions.permissions,
    functions.failures,
    functions.rules,
    uploads.rule,
    uploads.queue,
    uploads.source,
    gateway.api,
    gateway.domain,
    cdn.distribution,
    cdn.readings,
    monitoring.alarms,
    monitoring.mail,
    monitoring.budget,
    monitoring.sender,
    monitoring.logs,
)


def examine(stage: str) -> Iterator[Finding]:
    """Yields the findings of a stage. What does not exist at all is a finding too, and keeps no other
    check from its work. Raises `ConfigurationError` where AWS cannot be reached, or there is no such
    stage."""
    project.stage_of(stage)
    context = StageContext(stage, current_account())
    for check in CHECKS:
        what = (check.__doc__ or "").split(".")[0]
        try:
            yield from check(context)
        except (ClientError, BotoCoreError, BilletError, KeyError) as error:
            yield Finding(f"{what}?", f"cannot be read: {error}", context.deploy)
    if address := address_of(stage):
        yield from smoke.examine(address, stage)
    else:
        yield Finding("address", "none yet", context.deploy)
