"""The AWS account and region of the caller."""

from __future__ import annotations

from dataclasses import dataclass

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import ConfigurationError


@dataclass(frozen=True)
class Account:
    """An AWS account in a region. "*" stands for any, in policies that must fit all."""

    id: str = "*"
    region: str = "*"
    partition: str = "aws"


def current_account() -> Account:
    """Returns the account of the caller's credentials. Raises `ConfigurationError`."""
    session = boto3.session.Session()
    if not session.region_name:
        raise ConfigurationError("no AWS region is chosen: set AWS_DEFAULT_REGION, such as eu-west-3")
    try:
        identity = session.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise ConfigurationError(
            f"AWS does not know you ({error}): run 'aws configure', or set AWS_PROFILE"
        ) from error
    return Account(identity["Account"], session.region_name, identity["Arn"].split(":")[1])
