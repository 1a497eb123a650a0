"""The CloudFormation template of a stage: its parameters, and its text."""

from __future__ import annotations

import re

from billet import project

PARAMETERS = {
    "Application": "billet",
    "Email": "",
    "Distribution": "",
    "BudgetAmount": "5",
    "HourlyRequests": "20000",
}
"""The template's parameters with their defaults, but for the stage."""


def template_body(stage: str, account: str, application: str) -> str:
    """Returns the template with the names of what it retains written out: CloudFormation imports nothing
    whose name it would have to work out."""
    values = {"${Stage}": stage, "${AWS::AccountId}": account, "${Application}": application}

    def write_out(match: re.Match[str]) -> str:
        name = match[2]
        for variable, value in values.items():
            name = name.replace(variable, value)
        return match[1] + name

    text = project.TEMPLATE.read_text(encoding="utf-8")
    return re.sub(r'((?:Bucket|Table|LogGroup)Name: )!Sub ("[^"]+")', write_out, text)
