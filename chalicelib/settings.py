"""The settings of a deployment: read from the environment once, then frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from chalicelib.errors import ConfigurationError


@dataclass(frozen=True)
class Settings:
    """One attribute per environment variable: ``base_url`` is read from ``BILLET_BASE_URL``."""

    bucket: str
    """Name of the S3 bucket that holds articles, pages, media and the index."""
    comments_table: str
    """Name of the DynamoDB table of comments."""
    messages_table: str
    """Name of the DynamoDB table of contact messages."""
    secret_parameter: str
    """Name of the SSM parameter (SecureString) whose value signs form tokens."""
    news_topic: str = ""
    """ARN of the SNS topic that tells the author what waits; without it, or a sender, nobody is told."""
    sender: str = ""
    """Address that mails come from, by SES; without it readers get none, and the author's come by SNS."""
    author_email: str = ""
    """Address of the author, for mails by SES."""
    base_url: str = ""
    """Public address of the home page, stage prefix included. Without it pages name the address that API
    Gateway was asked by, and none behind a CDN: no header is trusted for it."""
    freshness_seconds: int = 60
    """How long a warm instance and a browser may reuse a page before asking again."""
    form_hours: int = 24
    """How long a form may stay open in a browser before it must be sent again."""
    largest_article: int = 1_048_576
    """Bytes that the file of an article may have."""
    render_seconds: int = 5
    """How long rendering an article may take before it is refused."""
    retention_days: int = 365
    """How long messages and comments that were not approved are kept."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Returns the settings.

        Raises `ConfigurationError` for a variable that is missing, or is not a whole number of at
        least 1 (0 for the freshness, which asks S3 each time) where one is due.
        """
        values: dict[str, str | int] = {}
        for field in fields(cls):
            variable = "BILLET_" + field.name.upper()
            text = environment.get(variable, "").strip()
            if text:
                values[field.name] = _whole(variable, text) if field.type == "int" else text
            elif field.name in _REQUIRED:
                raise ConfigurationError(
                    f"{variable} is not set: 'billet setup' writes it into .chalice/config.json, then deploy"
                )
        settings = cls(**values)  # type: ignore[arg-type]  # the loop above matched the types
        if settings.base_url and not settings.base_url.startswith(("https://", "http://")):
            raise ConfigurationError(f"BILLET_BASE_URL must begin with https://, not {settings.base_url!r}")
        return settings


_REQUIRED = ("bucket", "comments_table", "messages_table", "secret_parameter")


def _whole(variable: str, text: str) -> int:
    least = 0 if variable == "BILLET_FRESHNESS_SECONDS" else 1
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise ConfigurationError(f"{variable} must be a whole number from {least} up, not {text!r}")
    return int(text)
