"""The region of a stage: the names of its bucket and of its functions' roles are those of all regions."""

from __future__ import annotations

import boto3
from botocore.exceptions import ClientError

from billet.names import Names
from billet.operator.account import Account
from chalicelib.errors import ConfigurationError


def check_region(stage: str, account: Account) -> None:
    """Raises `ConfigurationError` where a stage is in another region of the account."""
    bucket = Names(stage).bucket(account.id)
    region = _region_of(bucket)
    if region and region != account.region:
        raise ConfigurationError(
            f"stage {stage} is in {region}, where its bucket {bucket} is: set AWS_DEFAULT_REGION={region}, "
            f"or choose another stage for {account.region}: two would share the roles of their functions"
        )


def _region_of(bucket: str) -> str:
    """Returns the region of a bucket, "" where there is none that the caller may see."""
    try:
        return boto3.client("s3").head_bucket(Bucket=bucket).get("BucketRegion", "")
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
            return ""
        raise
