"""The CloudFormation template of the CDN."""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from billet.operator.deployment import cdn
from billet.operator.provision.template import CDN
from billet.project import ROOT
from chalicelib.conversation.retention import LOGS
from chalicelib.web import audience, files, posting, request, responses
from chalicelib.web.routing import METHODS
from chalicelib.web.urls import PATHS
from tests.house.cloudformation import load

TEMPLATE = ROOT / ".chalice" / "cloudfront.yaml"


WHOLE = load(TEMPLATE)
RESOURCES = WHOLE["Resources"]
DISTRIBUTION = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]
PAGES = DISTRIBUTION["DefaultCacheBehavior"]
BEHAVIOURS = DISTRIBUTION["CacheBehaviors"]
ORIGINS = {origin["Id"]: origin for origin in DISTRIBUTION["Origins"]}
CACHING = RESOURCES["AsTheAnswersSay"]["Properties"]["CachePolicyConfig"]
FILE_CACHING = RESOURCES["FilesAsTheAnswersSay"]["Properties"]["CachePolicyConfig"]
KEY = CACHING["ParametersInCacheKeyAndForwardedToOrigin"]


def headers_of(policy: str) -> dict[str, str]:
    """Returns the headers that a response headers policy adds."""
    config = RESOURCES[policy]["Properties"]["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    custom = config["CustomHeadersConfig"]["Items"]
    assert set(config) == {"Name", "SecurityHeadersConfig", "CustomHeadersConfig"}
    assert not any(header["Override"] for header in [*security.values(), *custom]), (
        "a page that stands in for a file keeps its own"
    )
    assert set(security["ContentTypeOptions"]) == {"Override"}, "it can say nothing but nosniff"
    age = security["StrictTransportSecurity"]["AccessControlMaxAgeSec"]
    return {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={age}",
        **{header["Header"]: header["Value"] for header in custom},
    }


def behaviour_of(path: str) -> dict[str, Any]:
    """Returns the cache behaviour of a path: the first whose pattern matches, else the default."""
    behaviour: dict[str, Any] = next(
        (b for b in BEHAVIOURS if fnmatchcase(path.lstrip("/"), b["PathPattern"])), PAGES
    )
    return behaviour


def test_the_template_is_good_cloudformation() -> None:
    lint = Path(sys.executable).with_name("cfn-lint")
    run = subprocess.run([lint, TEMPLATE], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_pages_come_from_the_api_over_tls_and_without_the_stage_in_their_links() -> None:
    api = ORIGINS[PAGES["TargetOriginId"]]
    assert (api["DomainName"], api["OriginPath"]) == ("ApiDomain", "/${ApiStage}")
    assert WHOLE["Parameters"]["ApiStage"]["Default"] == "api"
    assert api["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert api["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
    assert api["CustomOriginConfig"]["OriginReadTimeout"] > 29
    headers = {h["HeaderName"].lower(): h["HeaderValue"] for h in api["OriginCustomHeaders"]}
    assert headers[request.PREFIX_HEADER] == request.NO_PREFIX


def test_every_method_reaches_the_app_and_only_reading_is_kept() -> None:
    assert set(PAGES["AllowedMethods"]) == set(METHODS)
    assert set(PAGES["CachedMethods"]) == {"GET", "HEAD"}


@pytest.mark.parametrize("behaviour", [PAGES, *BEHAVIOURS], ids=lambda b: b.get("PathPattern", "pages"))
def test_answers_are_kept_as_they_say_and_travel_compressed(behaviour: dict[str, Any]) -> None:
    assert behaviour["CachePolicyId"] == ("AsTheAnswersSay" if behaviour is PAGES else "FilesAsTheAnswersSay")
    assert behaviour["Compress"] is True
    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"


def test_what_says_nothing_of_itself_is_not_kept_and_nothing_longer_than_the_longest() -> None:
    for caching in (CACHING, FILE_CACHING):
        assert (caching["MinTTL"], caching["DefaultTTL"]) == (0, 0)
        assert f"max-age={caching['MaxTTL']}" in responses.FOREVER


def test_pages_are_told_apart_by_encoding_and_by_all_queries_but_those_named_and_by_nothing_else() -> None:
    assert KEY == {
        "CookiesConfig": {"CookieBehavior": "none"},
        "HeadersConfig": {"HeaderBehavior": "none"},
        "QueryStringsConfig": {
            "If": [
                "IgnoresQueries",
                {"QueryStringBehavior": "allExcept", "QueryStrings": {"Split": [",", "IgnoredQueries"]}},
                {"QueryStringBehavior": "all"},
            ]
        },
        "EnableAcceptEncodingGzip": True,
        "EnableAcceptEncodingBrotli": True,
    }
    ignored = WHOLE["Parameters"]["IgnoredQueries"]["Default"].split(",")
    assert len(ignored) <= 10  # "Query strings per cache policy" (CloudFront quotas)
    assert not {"q", "tag", "from", "to", "page", "p"} & set(ignored)


def test_no_query_reaches_the_bucket_where_it_would_be_an_order() -> None:
    assert FILE_CACHING["ParametersInCacheKeyAndForwardedToOrigin"] == {
        **KEY,
        "QueryStringsConfig": {"QueryStringBehavior": "none"},
    }


def test_the_app_is_sent_what_a_form_needs_and_neither_cookie_nor_host() -> None:
    assert PAGES["OriginRequestPolicyId"] == "WhatFormsNeed"
    config = RESOURCES["WhatFormsNeed"]["Properties"]["OriginRequestPolicyConfig"]
    assert config["CookiesConfig"] == {"CookieBehavior": "none"}
    assert config["HeadersConfig"] == {
        "HeaderBehavior": "whitelist",
        "Headers": ["Content-Type", "Origin", "Sec-Fetch-Site", "User-Agent", "CloudFront-Viewer-Address"],
    }
    assert posting.VIEWER_HEADER == "cloudfront-viewer-address"
    assert config["QueryStringsConfig"] == {"QueryStringBehavior": "none"}


def test_the_bucket_is_asked_with_a_signature() -> None:
    bucket = ORIGINS["bucket"]
    assert bucket["DomainName"] == "${BucketName}.s3.${BucketRegion}.amazonaws.com"
    access = RESOURCES[bucket["OriginAccessControlId"]]["Properties"]["OriginAccessControlConfig"]
    assert access["OriginAccessControlOriginType"] == "s3"
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")


@pytest.mark.parametrize("path", [PATHS["media"], PATHS["static"], "/media/a/b.svg", "/media/c.pdf"])
def test_files_come_from_the_bucket_and_can_only_be_read(path: str) -> None:
    behaviour = behaviour_of(path)
    assert behaviour["TargetOriginId"] == "files"
    assert set(behaviour["AllowedMethods"]) == set(behaviour["CachedMethods"]) == {"GET", "HEAD"}


@pytest.mark.parametrize("name", sorted(PATHS.keys() - {"media", "static"}))
def test_everything_else_is_asked_of_the_api(name: str) -> None:
    assert behaviour_of(PATHS[name]) is PAGES


def test_what_the_bucket_does_not_have_is_answered_by_the_api() -> None:
    (group,) = DISTRIBUTION["OriginGroups"]["Items"]
    assert [member["OriginId"] for member in group["Members"]["Items"]] == ["bucket", "api"]
    codes = group["FailoverCriteria"]["StatusCodes"]
    # A distribution may not list: S3 tells it 403 of what is not there.
    assert {403, 404, 500, 503} <= set(codes["Items"])
    assert codes["Quantity"] == len(codes["Items"])
    assert group["Members"]["Quantity"] == 2


def test_static_files_carry_the_headers_they_have_from_the_functions() -> None:
    assert headers_of(behaviour_of("/static/style.css")["ResponseHeadersPolicyId"]) == responses.SECURITY


@pytest.mark.parametrize("name", ["a.png", "b.svg", "c.pdf", "d.html", "e/f.mp4", "g"])
def test_media_carry_the_headers_they_have_from_the_functions(name: str) -> None:
    got = headers_of(behaviour_of(f"/media/{name}")["ResponseHeadersPolicyId"])
    assert got == {**responses.SECURITY, "Content-Security-Policy": files.MEDIA_POLICY}
    assert "sandbox" not in files.MEDIA_POLICY, "no film plays in one, and no PDF opens"


def test_no_page_of_ours_is_replaced_and_no_error_is_kept() -> None:
    errors = DISTRIBUTION["CustomErrorResponses"]
    assert all(set(error) == {"ErrorCode", "ErrorCachingMinTTL"} for error in errors)
    assert {error["ErrorCode"] for error in errors} >= {403, 404, 500, 502, 503, 504}
    assert {error["ErrorCachingMinTTL"] for error in errors} == {0}


def test_cloudfronts_own_logs_which_have_the_whole_address_of_a_request_are_off() -> None:
    assert "Logging" not in DISTRIBUTION
    assert not any("RealtimeLogConfigArn" in behaviour for behaviour in (PAGES, *BEHAVIOURS))
    assert not any(resource["Type"].startswith("AWS::Logs::Deliver") for resource in RESOURCES.values())


def test_readings_are_counted_at_the_edge_alone_and_kept_for_a_month() -> None:
    assert PAGES["FunctionAssociations"] == [
        {"EventType": "viewer-response", "FunctionARN": "Readings.FunctionARN"}
    ]
    headers = {h["HeaderName"].lower() for h in ORIGINS["api"]["OriginCustomHeaders"]}
    assert request.COUNTED_HEADER in headers, "or the app would count the same reading again"
    log = RESOURCES["ReadingsLog"]
    assert log["Properties"] == {
        "LogGroupName": cdn.log_of("${Stage}"),
        "RetentionInDays": LOGS.days,
    }
    assert RESOURCES["Readings"]["DependsOn"] == "ReadingsLog"


@pytest.mark.parametrize("pattern", [audience._FEED_READER, audience._ROBOT, audience._HOST])
def test_programs_are_told_apart_at_the_edge_as_in_the_app(pattern: re.Pattern[str]) -> None:
    code = RESOURCES["Readings"]["Properties"]["FunctionCode"]
    assert pattern.pattern.replace("/", r"\/") in code
    assert len(code.encode()) < 10_000  # "Maximum size of a function" (CloudFront quotas)


def test_readers_are_answered_by_todays_protocols() -> None:
    assert DISTRIBUTION["HttpVersion"] == "http2and3"
    assert DISTRIBUTION["IPV6Enabled"] is True
    condition, own, other = DISTRIBUTION["ViewerCertificate"]["If"]
    assert condition == "HasName"
    assert own["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert own["SslSupportMethod"] == "sni-only"
    assert other == {"CloudFrontDefaultCertificate": True}


def test_a_name_and_its_certificate_are_given_together_or_not_at_all() -> None:
    parameters = WHOLE["Parameters"]
    assert parameters["DomainName"]["Default"] == parameters["CertificateArn"]["Default"] == ""
    assert "us-east-1" in parameters["CertificateArn"]["AllowedPattern"]
    assert DISTRIBUTION["Aliases"] == {"If": ["HasName", ["DomainName"], "AWS::NoValue"]}
    (assertion,) = WHOLE["Rules"]["NameAndCertificate"]["Assertions"]
    assert assertion["Assert"]["Or"]


def test_the_stack_tells_what_the_bucket_and_the_name_need() -> None:
    assert set(WHOLE["Outputs"]) == {"DistributionDomain", "DistributionId", "DistributionArn"}
    assert WHOLE["Outputs"]["DistributionArn"]["Value"].endswith(":distribution/${Distribution}")


def test_the_parameters_are_those_that_deploy_passes() -> None:
    parameters = {name: p.get("Default", "") for name, p in WHOLE["Parameters"].items() if name != "Stage"}
    assert parameters == CDN.parameters


def test_every_reference_leads_somewhere() -> None:
    named = {behaviour["CachePolicyId"] for behaviour in (PAGES, *BEHAVIOURS)}
    named |= {behaviour["ResponseHeadersPolicyId"] for behaviour in BEHAVIOURS}
    named |= {"Access", "WhatFormsNeed", "Distribution", "Readings", "ReadingsLog"}
    assert named == set(RESOURCES)
