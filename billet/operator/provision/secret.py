"""The secret that signs forms, in SSM and nowhere else."""

from __future__ import annotations

import secrets

import boto3
from botocore.exceptions import ClientError

BYTES = 32
"""Of a new secret, before it is written as text."""


def keep(parameter: str, secret: str = "") -> bool:
    """Stores `secret`, or a new one, unless there is one already; returns whether it did."""
    value = secret or secrets.token_urlsafe(BYTES)
    try:
        boto3.client("ssm").put_parameter(Name=parameter, Value=value, Type="SecureString")
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterAlreadyExists":
            raise
        return False
    return True
