"""The public address of a stage."""

from __future__ import annotations

from billet import project
from billet.operator.deployment import chalice_state

_OF_AWS = (".execute-api.", ".cloudfront.net")
"""What is in the addresses that AWS gives."""


def is_own(address: str) -> bool:
    """Returns whether an address is one that its owner has chosen: AWS gives others, which go with what they
    are the address of."""
    return bool(address) and not any(part in address for part in _OF_AWS)


def address_of(stage: str) -> str:
    """Returns the public address of a stage: the one its owner set or its CDN has, else its domain, else API
    Gateway's."""
    settings = project.stage_of(stage)
    configured = project.environment(stage).get("BILLET_BASE_URL", "")
    if configured and ".execute-api." not in configured:
        return configured
    if domain := settings.get("api_gateway_custom_domain"):
        prefix = str(domain.get("url_prefix", "")).strip("/")
        return f"https://{domain['domain_name']}" + (f"/{prefix}" if prefix else "")
    return chalice_state.address_of(stage).rstrip("/")
