"""CloudFront in front of a stage."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from billet import project
from billet.operator.account import current_account
from billet.operator.checks import cdn as checks
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment.cdn import Cdn, Domain, log_of
from billet.operator.deployment.deploy import Deployment
from billet.operator.provision.stack import Stack
from chalicelib.errors import ConfigurationError
from tests.operator.conftest import Billet

DOMAIN = Domain("blog.example.org", "arn:aws:acm:us-east-1:123456789012:certificate/1")


@pytest.fixture
def cdn(deployed: str) -> Cdn:
    """The distribution of a stage, made."""
    cdn = Cdn(deployed, lambda line: None)
    cdn.deploy()
    return cdn


def logs(stage: str) -> list[Any]:
    client = boto3.client("logs", region_name="us-east-1")
    return client.describe_log_groups(logGroupNamePrefix=log_of(stage))["logGroups"]


def test_a_distribution_reads_the_bucket_and_a_second_run_changes_nothing(
    cdn: Cdn, operations: list[str]
) -> None:
    assert cdn.host.endswith(".cloudfront.net")
    assert cdn.address == f"https://{cdn.host}"
    assert Stack(cdn.stage).parameters()["Distribution"] == cdn.arn
    assert [group["retentionInDays"] for group in logs(cdn.stage)] == [30]
    operations.clear()
    cdn.deploy()
    assert "ExecuteChangeSet" not in operations


def test_without_it_the_bucket_is_closed_and_no_log_is_left(cdn: Cdn) -> None:
    distribution = cdn.arn.rpartition("/")[2]
    cdn.delete()
    assert not cdn.exists
    assert Stack(cdn.stage).parameters()["Distribution"] == ""
    assert logs(cdn.stage) == []
    with pytest.raises(ClientError, match="NoSuchDistribution"):
        boto3.client("cloudfront").get_distribution(Id=distribution)
    cdn.delete()


def test_a_distribution_of_another_stack_is_not_replaced(set_up: str, billet: Billet) -> None:
    arn = "arn:aws:cloudfront::123456789012:distribution/E1"
    assert billet("setup", "--distribution", arn, "--yes").exit_code == 0
    with pytest.raises(ConfigurationError, match="another distribution"):
        Cdn(set_up).check(None)


def test_a_name_that_api_gateway_has_is_not_taken(set_up: str) -> None:
    project.configure(set_up, {}, {"api_gateway_custom_domain": {"domain_name": DOMAIN.name}})
    with pytest.raises(ConfigurationError, match="belongs to API Gateway"):
        Cdn(set_up).check(DOMAIN)
    project.configure(set_up, {}, {"api_gateway_endpoint_type": "REGIONAL"})
    Cdn(set_up).check(DOMAIN)


def test_pages_name_the_address_of_the_cdn_unless_their_owner_set_one(cdn: Cdn) -> None:
    for own, domain, address in (
        ("", None, cdn.host),
        ("https://a.execute-api.eu-west-3.amazonaws.com/api", None, cdn.host),
        ("https://my.example.org", None, "my.example.org"),
        ("https://my.example.org", DOMAIN, DOMAIN.name),
        (f"https://{DOMAIN.name}", None, DOMAIN.name),
        (f"https://{DOMAIN.name}", Domain("", ""), cdn.host),
    ):
        project.configure(cdn.stage, {"BILLET_BASE_URL": own})
        cdn.deploy(domain)
        deployment = Deployment(cdn.stage, None, print, domain=domain)
        assert deployment._public_address() == f"https://{address}"


def test_pages_name_the_gateways_address_again_before_the_cdn_goes(cdn: Cdn) -> None:
    project.configure(cdn.stage, {"BILLET_BASE_URL": cdn.address})
    deployment = Deployment(cdn.stage, None, print, cdn=False)
    assert ".execute-api." in deployment._public_address()
    assert deployment.steps[-1][0] == "CloudFront goes"
    assert "CloudFront" in [title for title, _ in Deployment(cdn.stage, None, print).steps], "as it was"


def test_the_doctor_looks_at_it(cdn: Cdn) -> None:
    project.configure(cdn.stage, {"BILLET_BASE_URL": "https://blog.example.org"})

    def findings() -> dict[str, tuple[str, bool]]:
        context = StageContext(cdn.stage, current_account())
        return {f.what: (f.state, f.well) for f in [*checks.distribution(context), *checks.readings(context)]}

    well = findings()
    assert all(is_well for _, is_well in well.values()), well
    assert well["DNS of blog.example.org"][0] == f"must lead to {cdn.host}"
    stack = Stack(cdn.stage)
    plan = stack.plan({"Distribution": ""})
    assert plan
    stack.apply(plan)
    boto3.client("logs", region_name="us-east-1").delete_retention_policy(logGroupName=log_of(cdn.stage))
    assert {what for what, (_, is_well) in findings().items() if not is_well} == {
        "bucket lets CloudFront read files",
        f"log {log_of(cdn.stage)}",
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--domain", "blog.example.org"), "add --cdn"),
        (("--cdn", "--domain", "blog.example.org"), "belong together"),
        (("--cdn", "--domain", "https://blog", "--certificate", DOMAIN.certificate), "is no name"),
        (
            ("--cdn", "--domain", "a.org", "--certificate", "arn:aws:acm:eu-west-3:1:certificate/1"),
            "us-east-1",
        ),
    ],
)
def test_a_domain_that_cannot_be_is_refused_before_anything_is_made(
    billet: Billet, words: tuple[str, ...], message: str
) -> None:
    result = billet("deploy", "--content", "", *words)
    assert result.exit_code == 2
    assert message in result.output
