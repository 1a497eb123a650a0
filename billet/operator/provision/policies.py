"""The IAM policy of each function, for one stage of one account."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import Any

from billet.operator.account import Account

KINDS = ("reader", "reconcile")
"""The function that answers readers, and the two that publish."""

_TEMPLATES = Path(__file__).parent / "policies"

# IAM knows no narrower resource for these (Service Authorization Reference, AWS X-Ray).
_TRACE = {
    "Sid": "Trace",
    "Effect": "Allow",
    "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    "Resource": ["*"],
}


def file_of(kind: str, stage: str) -> str:
    """Returns the name of a policy's file in ``.chalice/``."""
    return f"policy-{stage}.json" if kind == "reader" else f"policy-{stage}-{kind}.json"


def text_of(kind: str, stage: str, application: str, account: Account, *, traced: bool = False) -> str:
    """Returns the policy as its file has it; `traced` functions may write to X-Ray."""
    template = Template((_TEMPLATES / f"{kind}.json").read_text(encoding="utf-8"))
    policy: dict[str, Any] = json.loads(
        template.substitute(
            stage=stage,
            application=application,
            account=account.id,
            region=account.region,
            partition=account.partition,
        )
    )
    if traced:
        policy["Statement"].append(_TRACE)
    return json.dumps(policy, indent=2) + "\n"
