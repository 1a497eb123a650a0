"""The secret in SSM that signs form tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.storage.aws import translated

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient


def read_secret(client: SSMClient, parameter: str) -> str:
    """Returns the value of a SecureString parameter. Raises `NotFound`, `Unavailable`."""
    with translated(f"SSM parameter {parameter}"):
        answer = client.get_parameter(Name=parameter, WithDecryption=True)
    return answer["Parameter"]["Value"]
