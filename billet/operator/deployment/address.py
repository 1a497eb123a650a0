"""The public address of a stage."""

from __future__ import annotations

from billet import project
from billet.operator.deployment import chalice_state


def address_of(stage: str) -> str:
    """Returns the public address of a stage: the one its owner set, else its domain, else API Gateway's."""
    settings = project.stage_of(stage)
    configured = project.environment(stage).get("BILLET_BASE_URL", "")
    if configured and ".execute-api." not in configured:
        return configured
    if domain := settings.get("api_gateway_custom_domain"):
        prefix = str(domain.get("url_prefix", "")).strip("/")
        return f"https://{domain['domain_name']}" + (f"/{prefix}" if prefix else "")
    return chalice_state.address_of(stage).rstrip("/")
