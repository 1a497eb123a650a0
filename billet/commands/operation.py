"""``billet setup``, ``deploy``, ``doctor`` and ``destroy``: a stage on AWS."""

from __future__ import annotations

from pathlib import Path

import click

from billet.commands.common import errors_as_one_line

deployed_stage = click.option(
    "--stage", default="prod", show_default=True, help="A stage of .chalice/config.json, or a new one."
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@click.command()
@deployed_stage
@click.option("--email", help="Who is told when an alarm rings; '' for nobody.")
@click.option("--distribution", help="ARN of the CloudFront distribution in front; '' for none.")
@click.option("--xray/--no-xray", default=None, help="Let functions write traces to X-Ray.")
@yes_option
def setup(stage: str, email: str | None, distribution: str | None, xray: bool | None, yes: bool) -> None:
    """Make what a stage needs on AWS: bucket, tables, alarms, secret, policies, settings."""
    from billet.operator.setup import Wishes

    with errors_as_one_line():
        _set_up(stage, Wishes(email, distribution, xray), yes=yes)


@click.command()
@deployed_stage
@click.option(
    "--content", default="content", show_default=True, help="Folder to publish; '' publishes nothing."
)
@yes_option
def deploy(stage: str, content: str, yes: bool) -> None:
    """Set up, deploy, harden, publish, and look at it as a reader. Safe to run again."""
    from billet.operator.deploy import Deployment
    from billet.operator.setup import Wishes

    with errors_as_one_line():
        if content and not Path(content).is_dir():
            raise click.BadParameter(f"there is no folder {content!r}", param_hint="--content")
        _set_up(stage, Wishes(), yes=yes)
        deployment = Deployment(
            stage, Path(content) if content else None, lambda line: click.echo(f"  {line}")
        )
        for number, (title, step) in enumerate(deployment.steps, start=1):
            click.echo(f"{number}/{len(deployment.steps)} {title}")
            step()
        click.echo(f"The blog is at {deployment.address}")


def _set_up(stage: str, wishes: Wishes, *, yes: bool) -> None:
    from billet.operator.setup import Setup

    one = Setup(stage, wishes)
    click.echo(f"Stage {stage}, account {one.account.id}, region {one.account.region}")
    lines = one.plan()
    for line in lines:
        click.echo(f"  {line}")
    if not lines:
        click.echo("  nothing to change")
    elif not yes and not click.confirm("Do this?"):
        one.forget()
        raise click.Abort
    one.carry_out()
