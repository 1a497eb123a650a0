"""What Chalice's own command is told before it makes anything, where that would be no blog.

``app.py`` asks for it when that command loads the app, which is the first thing that it does.
"""

from __future__ import annotations

import os

import boto3
import click
from botocore.exceptions import BotoCoreError, ClientError

from billet import project
from billet.names import Names
from billet.operator import runtime
from billet.operator.account import current_account
from billet.operator.deployment import bytecode, chalice_state, wheels
from billet.operator.provision.stack import Stack
from chalicelib.errors import BilletError, ConfigurationError

DONE = "BILLET_PREFLIGHT_DONE"
"""The variable by which `billet deploy` says that it has seen to all of this."""

_COMMANDS = ("deploy", "package")


def check() -> None:
    """Ends Chalice's command with one line where the stage that it is about is not ready for it."""
    command = click.get_current_context(silent=True)
    # `chalice local` loads the app in a thread, and `chalice delete` as well: neither makes anything.
    if command is None or command.info_name not in _COMMANDS or os.environ.get(DONE):
        return
    stage = str(command.params.get("stage") or project.DEFAULT_STAGE)
    try:
        check_configuration(stage)
        if command.info_name == "deploy":
            if profile := command.params.get("profile"):
                boto3.setup_default_session(profile_name=profile)
            check_account(stage)
        click.echo("Collecting the libraries of the functions.")
        prepare(stage)
    except (BilletError, BotoCoreError, ClientError) as error:
        raise click.ClickException(" ".join(str(error).split())) from error


def check_configuration(stage: str) -> None:
    """Raises `ConfigurationError` for a stage that was never set up, and on a Python that is too old."""
    if not project.is_set_up(stage):
        raise ConfigurationError(project.how_to_set_up(stage))
    runtime.check_python()


def check_account(stage: str) -> None:
    """Raises `ConfigurationError` where the stage was set up in another account or region, and where AWS has
    more of it than Chalice knows here: it would make a second API."""
    account = current_account()
    stack, variables = Stack(stage), project.environment(stage)
    if (
        not stack.exists()
        or variables["BILLET_BUCKET"] != Names(stage).bucket(account.id)
        or variables["BILLET_UPLOADS_QUEUE"] != stack.queue("Uploads")
    ):
        raise ConfigurationError(
            f"stage {stage} is not set up in account {account.id}, region {account.region}: "
            f"'billet setup --stage {stage}' does that, then run this again"
        )
    if chalice_state.rebuild(stage, account):
        raise ConfigurationError(
            f"stage {stage} was deployed from elsewhere: what AWS has of it is written to "
            f".chalice/deployed/{chalice_state.file_of(stage).name} now, so run this again"
        )


def prepare(stage: str) -> None:
    """Lets Chalice pack compiled code and the libraries of the lock file, as `billet deploy` does."""
    bytecode.prepare(wheels.collect(project.setting(stage, "lambda_architecture", "x86_64")))
    os.environ.update(wheels.ENVIRONMENT)
