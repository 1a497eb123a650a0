"""The API in front, and the domain in front of it."""

from __future__ import annotations

from collections.abc import Iterator

import boto3

from billet import project
from billet.operator.checks.finding import Finding, promise
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment import chalice_state, hardening


def api(context: StageContext) -> Iterator[Finding]:
    """It passes bytes as they are, has error pages in HTML, and limits the requests a second."""
    client, api_id = boto3.client("apigateway"), chalice_state.api_of(context.stage)
    if not api_id:
        yield Finding("API", f"none in {chalice_state.file_of(context.stage).name}", context.deploy)
        return
    api = client.get_rest_api(restApiId=api_id)
    configured = project.setting(context.stage, "api_gateway_endpoint_type", usual="EDGE")
    kinds = api.get("endpointConfiguration", {}).get("types", [])
    yield promise(
        "kind of the API",
        ", ".join(kinds),
        kept=kinds == [configured],
        remedy=f"it cannot be changed: {context.destroy}, then {context.deploy}, or set the kind back",
    )
    types = api.get("binaryMediaTypes", [])
    yield promise("binary types", ", ".join(types), kept=types == ["*/*"], remedy=context.deploy)
    pages = 0
    for reply in hardening.REPLIES:
        response = client.get_gateway_response(restApiId=api_id, responseType=reply.kind)
        pages += all(response.get(key) == value for key, value in reply.request.items())
    yield promise(
        "API Gateway's own answers",
        f"{pages} of {len(hardening.REPLIES)} are pages",
        kept=pages == len(hardening.REPLIES),
        remedy=context.deploy,
    )
    stage = client.get_stage(restApiId=api_id, stageName=project.api_stage(context.stage))
    limits = hardening.limits_of(stage)
    for method, limit in hardening.LIMITS.items():
        rate, burst = limits.get(method, (0, 0))
        yield promise(
            "requests a second" if method == "*/*" else f"POST a second to /{method.removesuffix('/POST')}",
            f"{rate:g} at the most, {burst} at once",
            kept=(rate, burst) == limit,
            remedy=context.deploy,
        )


def domain(context: StageContext) -> Iterator[Finding]:
    """The domain, where one is configured, leads to the API."""
    configured = project.stage_of(context.stage).get("api_gateway_custom_domain")
    if not configured:
        return
    name = configured["domain_name"]
    domain = boto3.client("apigateway").get_domain_name(domainName=name)
    status = domain.get("domainNameStatus", "AVAILABLE")
    yield promise(f"domain {name}", status, kept=status == "AVAILABLE", remedy=context.deploy)
    target = domain.get("regionalDomainName") or domain.get("distributionDomainName", "")
    yield Finding(f"DNS of {name}", f"must lead to {target}")
