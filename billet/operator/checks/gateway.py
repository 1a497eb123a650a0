"""The API in front, and the domain in front of it."""

from __future__ import annotations

from collections.abc import Iterator

import boto3

from billet import project
from billet.operator.checks.finding import Finding, promise
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment import chalice_state, hardening


def api(subject: StageContext) -> Iterator[Finding]:
    """It passes bytes as they are, answers in HTML itself, and lets nobody ruin its owner."""
    client, its = boto3.client("apigateway"), chalice_state.api_of(subject.stage)
    if not its:
        yield Finding("API", f"none in {chalice_state.file_of(subject.stage).name}", subject.deploy)
        return
    told = client.get_rest_api(restApiId=its)
    wanted = project.setting(subject.stage, "api_gateway_endpoint_type", usual="EDGE")
    kinds = told.get("endpointConfiguration", {}).get("types", [])
    yield promise(
        "kind of the API",
        ", ".join(kinds),
        kept=kinds == [wanted],
        remedy=f"it stays what it was made as: {subject.destroy}, then {subject.deploy}, or set it back",
    )
    types = told.get("binaryMediaTypes", [])
    yield promise("binary types", ", ".join(types), kept=types == ["*/*"], remedy=subject.deploy)
    ours = 0
    for reply in hardening.REPLIES:
        answer = client.get_gateway_response(restApiId=its, responseType=reply.kind)
        ours += all(answer.get(key) == value for key, value in reply.request.items())
    yield promise(
        "API Gateway's own answers",
        f"{ours} of {len(hardening.REPLIES)} are pages",
        kept=ours == len(hardening.REPLIES),
        remedy=subject.deploy,
    )
    stage = client.get_stage(restApiId=its, stageName=project.api_stage(subject.stage))
    limits = stage.get("methodSettings", {}).get("*/*", {})
    limit, burst = limits.get("throttlingRateLimit", 0), limits.get("throttlingBurstLimit", 0)
    yield promise(
        "requests a second",
        f"{limit:g} at the most, {burst} at once",
        kept=(limit, burst) == (hardening.REQUESTS_A_SECOND, hardening.BURST),
        remedy=subject.deploy,
    )


def domain(subject: StageContext) -> Iterator[Finding]:
    """The domain, where one is configured, leads to the API."""
    wanted = project.stage_of(subject.stage).get("api_gateway_custom_domain")
    if not wanted:
        return
    name = wanted["domain_name"]
    told = boto3.client("apigateway").get_domain_name(domainName=name)
    status = told.get("domainNameStatus", "AVAILABLE")
    yield promise(f"domain {name}", status, kept=status == "AVAILABLE", remedy=subject.deploy)
    target = told.get("regionalDomainName") or told.get("distributionDomainName", "")
    yield Finding(f"DNS of {name}", f"must lead to {target}")
