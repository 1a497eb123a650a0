"""The README, compared with the code."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

import click

from billet.commands import main
from billet.operator.deployment.hardening import LIMITS
from billet.operator.provision.template import STAGE
from billet.operator.runtime import OLDEST
from billet.project import ROOT
from chalicelib.content.site import Site, hints_of
from chalicelib.settings import Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
LINKS = set(re.findall(r"\]\(([^)#:]+)\)", PROSE))


def commands(group: click.Group, path: str = "billet") -> dict[str, click.Command]:
    """Returns the commands of a group and of the groups in it, by what is typed."""
    by_name: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            by_name |= commands(command, f"{path} {name}")
        else:
            by_name[f"{path} {name}"] = command
    return by_name


def test_the_limits_of_requests_and_money_are_those_that_are_set() -> None:
    (rate, burst), (posts, at_once) = LIMITS["*/*"], LIMITS["contact/POST"]
    text = " ".join(README.split())
    assert (
        f"takes {rate} requests a second and {burst} at one moment, each form {posts} and {at_once}" in text
    )
    assert f"more than {int(STAGE.parameters['HourlyRequests']):,} requests in an hour" in text
    assert f"{STAGE.parameters['BudgetAmount']} dollars a month" in text


def test_every_command_is_in_the_readme_and_every_command_there_exists() -> None:
    written_commands = {
        match[0]
        for code in re.findall(r"`([^`\n]+)`|^(billet .*)", README, re.MULTILINE)
        for text in code
        if (match := re.match(r"billet ((comments|messages|privacy) )?[a-z-]+", text))
    }
    assert written_commands == set(commands(main))


def test_every_option_in_the_readme_exists() -> None:
    options = {option for command in commands(main).values() for p in command.params for option in p.opts}
    for line in re.findall(r"billet [^\n`]*", README):
        assert set(re.findall(r"--[a-z-]+", line)) <= options | {"--help"}, line


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    written_targets = set(re.findall(r"`?make ([a-z-]+)", README))
    assert {"serve", "test", "rehearsal", "bench", "clean"} <= written_targets <= targets


def test_every_variable_of_the_deployment_is_in_the_readme() -> None:
    variables = {"BILLET_" + field.name.upper() for field in fields(Settings)}
    assert set(re.findall(r"BILLET_[A-Z_]+", README)) == variables | {
        "BILLET_UPLOADS_QUEUE"
    }  # for Chalice alone


def test_every_setting_of_the_site_is_in_its_document() -> None:
    names = ("site.md", "themes.md")
    document = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in names)
    hints = hints_of(Site)
    for name in hints.keys() - {"lines"}:
        assert f"`{name}`" in document or f"`[{name}]`" in document, name
        for key in hints_of(hints[name]) if is_dataclass(hints[name]) else ():
            written = re.search(rf"`{key}\b[^`]*`|\[{name}\.{key}\]|^{key} = ", document, re.MULTILINE)
            assert written, f"{name}.{key}"


def test_every_file_the_readme_leads_to_exists() -> None:
    assert {path for path in LINKS if not (ROOT / path).exists()} == set()


def test_the_readme_leads_to_every_document() -> None:
    documents = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")}
    assert documents | {"CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"} <= LINKS


def test_the_readme_says_which_python_deploys() -> None:
    assert f"`setup` and `deploy` need Python {'.'.join(map(str, OLDEST))} or newer" in PROSE
