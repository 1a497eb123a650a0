"""The IAM policy of each function, for one stage of one account."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import Any

from billet.operator.account import Account

KINDS = ("reader", "reconcile", "mail")
"""The function that answers readers, the two that publish, and the one that sends mails."""

_TEMPLATES = Path(__file__).parent / "policies"

# IAM knows no narrower resource for these (Service Authorization Reference, AWS X-Ray).
_TRACE = {
    "Sid": "Trace",
    "Effect": "Allow",
    "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    "Resource": ["*"],
}


# An identity is an address or a domain, and in SES's sandbox those of the receivers count as well.
_SEND = {
    "Sid": "SendMails",
    "Effect": "Allow",
    "Action": ["ses:SendEmail", "ses:SendRawEmail"],
    "Resource": ["arn:${partition}:ses:${region}:${account}:identity/*"],
    "Condition": {"StringEquals": {"ses:FromAddress": "${sender}"}},
}


def kind_of(function: str) -> str:
    """Returns the kind of policy that a function has."""
    return {"api_handler": "reader", "on_minute": "mail"}.get(function, "reconcile")


def file_of(kind: str, stage: str) -> str:
    """Returns the name of a policy's file in ``.chalice/``."""
    return f"policy-{stage}.json" if kind == "reader" else f"policy-{stage}-{kind}.json"


def text_of(
    kind: str, stage: str, application: str, account: Account, *, traced: bool = False, sender: str = ""
) -> str:
    """Returns the policy as its file has it; `traced` functions may write to X-Ray, and the one that sends
    mails may use SES where there is a `sender`."""
    policy: dict[str, Any] = json.loads((_TEMPLATES / f"{kind}.json").read_text(encoding="utf-8"))
    if kind == "mail" and sender:
        policy["Statement"].append(_SEND)
    text = Template(json.dumps(policy)).substitute(
        stage=stage,
        application=application,
        account=account.id,
        region=account.region,
        partition=account.partition,
        sender=sender,
    )
    policy = json.loads(text)
    if traced:
        policy["Statement"].append(_TRACE)
    return json.dumps(policy, indent=2) + "\n"
