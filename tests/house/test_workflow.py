"""The workflow and the guides for deployment, compared with the commands and files that exist."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import click
import pytest
import yaml
from chalice.config import Config

from billet.commands import main
from billet.operator import runtime
from billet.project import ROOT

DOCS = ROOT / "docs"
TEXT = (DOCS / "github-actions.yml").read_text(encoding="utf-8")
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
ON = WORKFLOW[True]  # YAML 1.1 reads the key `on` as true
JOBS = WORKFLOW["jobs"]
GUIDES = {
    name: (DOCS / name).read_text(encoding="utf-8") for name in ("domain.md", "continuous-deployment.md")
}


def runs(job: str) -> list[str]:
    return [step["run"] for step in JOBS[job]["steps"] if "run" in step]


def blocks(guide: str, language: str) -> list[str]:
    """Returns the code blocks of a language in a guide, without indentation."""
    matches = re.findall(rf"^( *)```{language}\n(.*?)^ *```", GUIDES[guide], re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in matches]


def check(words: list[str]) -> None:
    """Parses a command line with click without running the command."""
    group: click.Command = main
    while isinstance(group, click.Group):
        name, *words = words
        assert name in group.commands, name
        group = group.commands[name]
    group.make_context(group.name, words)


def test_what_is_pushed_to_main_is_tested_and_then_deployed() -> None:
    assert ON["push"] == {"branches": ["main"]}
    assert "pull_request" not in ON, "a stranger's proposal must not deploy"
    assert runs("test") == ["make test", "make rehearsal"]
    assert JOBS["deploy"]["needs"] == "test"
    assert JOBS["deploy"]["if"] == "github.ref == 'refs/heads/main'"


def test_the_last_step_is_a_command_there_is_and_asks_nobody() -> None:
    last = runs("deploy")[-1]
    program, *words = shlex.split(last)
    assert (program, words[:1]) == (".venv/bin/billet", ["deploy"])
    assert "--yes" in words
    check(words)


def test_make_has_what_the_workflow_asks_of_it() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"run: make (\w+)", TEXT)
    assert targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_deployed_python_is_supported_and_the_one_that_was_tested() -> None:
    pythons = {
        step["with"]["python-version"]
        for job in JOBS.values()
        for step in job["steps"]
        if "setup-python" in step.get("uses", "")
    }
    (version,) = pythons
    assert runtime.is_supported(f"python{version}")


def test_only_the_job_that_deploys_may_ask_for_a_token() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert "permissions" not in JOBS["test"]
    assert JOBS["deploy"]["permissions"] == {"contents": "read", "id-token": "write"}


def test_credentials_are_taken_for_the_hour_just_before_they_are_needed_and_no_key_is_kept() -> None:
    steps = JOBS["deploy"]["steps"]
    (position,) = [n for n, step in enumerate(steps) if "configure-aws-credentials" in step.get("uses", "")]
    assert set(steps[position]["with"]) == {"role-to-assume", "aws-region"}
    assert position == len(steps) - 2
    assert "secrets." not in TEXT
    assert not re.search(r"access.key|AKIA", TEXT, re.IGNORECASE)


def test_deployments_wait_for_each_other() -> None:
    assert WORKFLOW["concurrency"] == {"group": "deploy-prod", "cancel-in-progress": False}


def test_every_action_has_a_version_and_leaves_no_token_in_the_clone() -> None:
    for job in JOBS.values():
        for step in job["steps"]:
            if "uses" in step:
                assert re.search(r"@v\d+$", step["uses"]), step
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_the_role_is_one_branchs_of_one_repository() -> None:
    trust, _ = map(json.loads, blocks("continuous-deployment.md", "json"))
    (statement,) = trust["Statement"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert set(statement["Condition"]) == {"StringEquals"}, "no pattern, which others could fit"
    condition = statement["Condition"]["StringEquals"]
    issuer = statement["Principal"]["Federated"].split("oidc-provider/")[1]
    assert condition[f"{issuer}:aud"] == "sts.amazonaws.com"
    assert condition[f"{issuer}:sub"] == "repo:OWNER/NAME:ref:refs/heads/main"
    # A job in an environment would be told apart by that, and by no branch.
    assert "environment" not in JOBS["deploy"]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_billet_command_in_the_guides_is_one(guide: str) -> None:
    commands = re.findall(r"(?:^ *|`)billet ([^`\n]+)", GUIDES[guide], re.MULTILINE)
    assert commands
    for command in commands:
        check(shlex.split(command))


@pytest.mark.parametrize("guide", GUIDES)
def test_every_file_the_guides_lead_to_exists(guide: str) -> None:
    for path in re.findall(r"\]\(([^)#:]+)\)", GUIDES[guide]):
        assert (DOCS / path).exists(), path


def test_chalice_reads_the_domain_as_the_guide_writes_it() -> None:
    (written,) = map(json.loads, blocks("domain.md", "json"))
    config = Config("prod", config_from_disk=written)
    domain = config.api_gateway_custom_domain
    assert set(domain) == {"domain_name", "certificate_arn", "tls_version"}
    assert config.environment_variables["BILLET_BASE_URL"] == "https://" + domain["domain_name"]
