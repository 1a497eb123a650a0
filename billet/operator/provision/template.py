"""The CloudFormation templates of a stage: their stacks, their parameters, and their texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from billet import project


@dataclass(frozen=True)
class Template:
    """One template: its file in `.chalice/`, what the names of its stacks end in, the region they are in
    (None for that of the caller), and its parameters with their defaults, but for the stage."""

    file: str
    suffix: str
    region: str | None
    parameters: Mapping[str, str]

    def stack_of(self, stage: str) -> str:
        """Returns the name of the stack of a stage."""
        return f"billet-{stage}{self.suffix}"

    def body(self, stage: str, account: str, application: str) -> str:
        """Returns the text with the names of what it retains written out: CloudFormation imports nothing
        whose name it would have to work out."""
        values = {"${Stage}": stage, "${AWS::AccountId}": account, "${Application}": application}

        def write_out(match: re.Match[str]) -> str:
            name = match[2]
            for variable, value in values.items():
                name = name.replace(variable, value)
            return match[1] + name

        text = project.TEMPLATE.with_name(self.file).read_text(encoding="utf-8")
        return re.sub(r'((?:Bucket|Table|LogGroup)Name: )!Sub ("[^"]+")', write_out, text)


STAGE = Template(
    "resources.yaml",
    "",
    None,
    {
        "Application": "billet",
        "Email": "",
        "Distribution": "",
        "BudgetAmount": "5",
        "HourlyRequests": "20000",
    },
)
"""What every stage has."""

CDN = Template(
    "cloudfront.yaml",
    "-cdn",
    "us-east-1",
    {
        "ApiDomain": "",
        "ApiStage": "api",
        "BucketName": "",
        "BucketRegion": "",
        "DomainName": "",
        "CertificateArn": "",
        "PriceClass": "PriceClass_100",
        "IgnoredQueries": "utm_source,utm_medium,utm_campaign,utm_term,utm_content,utm_id,"
        "fbclid,gclid,msclkid,mc_eid",
    },
)
"""CloudFront in front of a stage. The logs of its functions are in this region, wherever readers are."""
