"""A blog made from the operator's template once, and copies of it: a copy takes a quarter of the time."""

from __future__ import annotations

import os
import secrets
import uuid
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3

from billet.local import local_aws
from billet.names import Names
from tests import dynamodb_local

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client
    from types_boto3_sns import SNSClient
    from types_boto3_ssm import SSMClient


@dataclass(frozen=True)
class ModelBlog:
    """What copies are made from, and the clients that make them."""

    account: str
    region: str
    tables: tuple[dict[str, Any], ...]
    s3: S3Client
    ssm: SSMClient
    sns: SNSClient
    dynamodb: DynamoDBClient

    def copy(self, secret: str = "") -> dict[str, str]:
        """Makes an empty blog with its own bucket, tables and topic, and its own secret where none is given;
        returns its environment."""
        names = Names(f"t{uuid.uuid4().hex[:12]}")
        environment = names.environment(self.account, self.region)
        bucket = environment["BILLET_BUCKET"]
        self.s3.create_bucket(
            Bucket=bucket,
            CreateBucketConfiguration={"LocationConstraint": self.region},  # type: ignore[typeddict-item]  # a string
        )
        self.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        self.ssm.put_parameter(
            Name=names.secret, Value=secret or secrets.token_urlsafe(), Type="SecureString"
        )
        self.sns.create_topic(Name=environment["BILLET_NEWS_TOPIC"].rpartition(":")[2])
        for variable, table in zip(local_aws.TABLES, self.tables, strict=True):
            self.dynamodb.create_table(TableName=environment[variable], **table)
        return environment


@cache
def model_blog(endpoint: str) -> ModelBlog:
    """Makes the model at the AWS at `endpoint`, which all clients of this process use. The tables of copies
    are at another one where a variable names one."""
    environment = local_aws.build("model")
    client = boto3.client("dynamodb")
    tables = tuple(_description(client, environment[variable]) for variable in local_aws.TABLES)
    _, _, _, region, account, _ = environment["BILLET_NEWS_TOPIC"].split(":")
    return ModelBlog(
        account,
        region,
        tables,
        boto3.client("s3"),
        boto3.client("ssm"),
        boto3.client("sns"),
        boto3.client("dynamodb", endpoint_url=os.environ.get(dynamodb_local.ENDPOINT) or None),
    )


def _description(client: DynamoDBClient, name: str) -> dict[str, Any]:
    """Returns what makes a table as that with this name is."""
    table = client.describe_table(TableName=name)["Table"]
    indexes = [
        {key: index[key] for key in ("IndexName", "KeySchema", "Projection")}
        for index in table["GlobalSecondaryIndexes"]
    ]
    return {
        "KeySchema": table["KeySchema"],
        "AttributeDefinitions": table["AttributeDefinitions"],
        "GlobalSecondaryIndexes": indexes,
        "BillingMode": "PAY_PER_REQUEST",
    }
