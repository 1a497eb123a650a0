"""What the README says, held to what the code does."""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields

import click
import pytest

from billet.commands import main
from billet.project import ROOT
from chalicelib.content.site import Site
from chalicelib.settings import Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", README, flags=re.DOTALL)


def commands(group: click.Group, path: str = "billet") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= commands(command, f"{path} {name}")
        else:
            found[f"{path} {name}"] = command
    return found


def test_every_command_is_in_the_readme_and_every_command_there_exists() -> None:
    known = commands(main)
    written = {
        found[0]
        for code in re.findall(r"`([^`\n]+)`|^(billet .*)", README, re.MULTILINE)
        for text in code
        if (found := re.match(r"billet ((comments|messages) )?[a-z]+", text))
    }
    assert written == set(known)


def test_every_option_in_the_readme_exists() -> None:
    options = {option for command in commands(main).values() for p in command.params for option in p.opts}
    for line in re.findall(r"billet [^\n`]*", README):
        assert set(re.findall(r"--[a-z-]+", line)) <= options | {"--help"}, line


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    written = set(re.findall(r"`?make ([a-z]+)", README))
    assert {"serve", "test", "bench", "clean"} <= written <= targets


def test_every_variable_of_the_deployment_is_in_the_readme() -> None:
    known = {"BILLET_" + field.name.upper() for field in fields(Settings)}
    assert set(re.findall(r"BILLET_[A-Z_]+", README)) == known


def test_every_setting_of_the_site_is_in_the_readme() -> None:
    for field in fields(Site):
        assert f"`{field.name}`" in README or f"`[{field.name}]`" in README, field.name


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#:]+)\)", PROSE))
def test_every_file_the_readme_leads_to_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_rooms_in_the_picture_exist() -> None:
    picture = README.split("## The house")[1].split("```")[1]
    for name in re.findall(r"^ *([\w./-]+)", picture, re.MULTILINE):
        tracked = subprocess.run(
            ["git", "ls-files", f"*{name.rstrip('/')}*"], capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert tracked.stdout, name
