"""``billet setup``, ``deploy``, ``doctor`` and ``destroy``: a stage on AWS."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from billet.commands.common import errors_as_one_line, json_option, print_json
from billet.commands.completion import stage_of
from billet.commands.help import command, option
from billet.project import DEFAULT_STAGE
from billet.terminal import Colored, print_table, progress
from billet.translation import text as _
from billet.translation import translate
from chalicelib.content.email_address import is_email

if TYPE_CHECKING:
    from billet.operator.deployment.cdn import Domain
    from billet.operator.provision.setup import SetupOptions

deployed_stage = stage_of(
    default=DEFAULT_STAGE, show_default=True, help="A stage of .chalice/config.json, or a new one."
)
yes_option = option("--yes", is_flag=True, help="Do not ask.")


@command(example="billet setup --email you@example.org")
@deployed_stage
@option("--email", help="Who is told of comments, messages and alarms; '' for nobody.")
@option("--sender", help="Address that mails come from, also to readers, by SES; '' for none.")
@option(
    "--budget",
    type=click.IntRange(0, 1_000_000),
    metavar="DOLLARS",
    help="What the AWS account may cost in a month before --email is told: 5 at first; 0 for no limit.",
)
@option(
    "--hourly-requests",
    type=click.IntRange(1, 1_000_000_000),
    metavar="N",
    help="Requests in an hour beyond which an alarm rings: 20000 at first.",
)
@option("--distribution", help="ARN of the CloudFront distribution in front; '' for none.")
@option("--xray/--no-xray", default=None, help="Let functions write traces to X-Ray.")
@option("--revert-drift", is_flag=True, help="Set what was changed by hand to the template's values.")
@yes_option
def setup(
    stage: str,
    email: str | None,
    sender: str | None,
    budget: int | None,
    hourly_requests: int | None,
    distribution: str | None,
    xray: bool | None,
    revert_drift: bool,
    yes: bool,
) -> None:
    """Make what a stage needs on AWS: bucket, tables, alarms, secret, policies, settings."""
    from billet.operator.provision.setup import SetupOptions

    with errors_as_one_line():
        for option, address in (("--email", email), ("--sender", sender)):
            if address and not is_email(address):
                raise click.BadParameter(
                    _("%(address)r is no e-mail address", address=address), param_hint=option
                )
        options = SetupOptions(email, sender, budget, hourly_requests, distribution, xray, revert_drift)
        _set_up(stage, options, yes=yes)


@command(example="billet deploy --content ~/blog")
@deployed_stage
@option("--content", default="content", show_default=True, help="Folder to publish; '' publishes nothing.")
@option("--cdn/--no-cdn", default=None, help="Put CloudFront in front, or take it away.")
@option("--domain", metavar="NAME", help="With --cdn: the blog's own name; '' for CloudFront's.")
@option("--certificate", metavar="ARN", help="With --domain: its certificate in us-east-1.")
@yes_option
def deploy(
    stage: str, content: str, cdn: bool | None, domain: str | None, certificate: str | None, yes: bool
) -> None:
    """Set up, deploy, harden, publish, and look at it as a reader. Safe to run again."""
    from billet.folder import require_own
    from billet.operator.deployment.deploy import Deployment
    from billet.operator.provision.setup import SetupOptions

    with errors_as_one_line():
        if content and not Path(content).is_dir():
            raise click.BadParameter(
                _("there is no folder %(content)r", content=content), param_hint="--content"
            )
        if content:
            require_own(Path(content))
        chosen = _domain(cdn, domain, certificate)
        _set_up(stage, SetupOptions(), yes=yes)
        deployment = Deployment(stage, Path(content) if content else None, _tell, cdn=cdn, domain=chosen)
        steps = deployment.steps
        with progress("Deploying", len(steps)) as advance:
            for number, (title, step) in enumerate(steps, start=1):
                click.echo(f"{number}/{len(steps)} {translate(title)}")
                step()
                advance(1)
        click.echo(_("The blog is at %(address)s", address=deployment.address))


def _domain(cdn: bool | None, name: str | None, certificate: str | None) -> Domain | None:
    """Returns the domain that the options name, None where the CDN keeps the one it has."""
    from billet.operator.deployment.cdn import Domain

    if name is None and certificate is None:
        return None
    if not cdn:
        raise click.BadParameter("is for CloudFront: add --cdn", param_hint="--domain")
    if bool(name) != bool(certificate):
        raise click.BadParameter("--domain and --certificate belong together")
    if name and not re.fullmatch(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}", name):
        raise click.BadParameter(f"{name!r} is no name such as blog.example.org", param_hint="--domain")
    if certificate and not re.fullmatch(r"arn:aws:acm:us-east-1:\d{12}:certificate/.+", certificate):
        raise click.BadParameter(
            f"{certificate!r} is no certificate in us-east-1, and CloudFront takes no others",
            param_hint="--certificate",
        )
    return Domain(name or "", certificate or "")


@command(example="billet doctor --stage prod")
@deployed_stage
@json_option
def doctor(stage: str, as_json: bool) -> None:
    """Check every promise of a deployed stage, and say how to repair what is wrong."""
    from billet.operator.checks.doctor import examine

    with errors_as_one_line():
        findings = list(examine(stage))
    ill = [finding for finding in findings if not finding.well]
    if as_json:
        print_json([{"what": f.what, "found": f.state, "remedy": f.remedy, "well": f.well} for f in findings])
    else:
        marks = {True: Colored(_("well"), "green"), False: Colored(_("WRONG"), "red")}
        rows = [(marks[f.well], translate(f.what), translate(f.state), translate(f.remedy)) for f in findings]
        print_table(("", _("What"), _("Found"), _("Remedy")), rows)
        click.echo(
            _("%(ill)s of %(findings)s are well.", ill=len(findings) - len(ill), findings=len(findings))
        )
    raise SystemExit(1 if ill else 0)


@command(example="billet destroy --stage try --data")
@deployed_stage
@option("--data", is_flag=True, help="Delete articles, comments and messages as well.")
@option("--bucket", help="With --data: the bucket's name, written out, for scripts.")
@yes_option
def destroy(stage: str, data: bool, bucket: str | None, yes: bool) -> None:
    """Take a stage down. Bucket and tables stay unless you say otherwise, twice."""
    from billet.operator.deployment.destroy import Teardown, check_confirmation

    with errors_as_one_line():
        teardown = Teardown(stage, _tell)
        if teardown.cdn.exists:
            click.echo(_("CloudFront of stage %(stage)s goes.", stage=stage))
        click.echo(_("Functions, API, alarms and logs of stage %(stage)s go.", stage=stage))
        if not data:
            click.echo(_("%(bucket)s and the tables stay.", bucket=teardown.bucket))
        else:
            click.echo(
                _(
                    "So do %(bucket)s and %(tables)s, with all in them, for good.",
                    bucket=teardown.bucket,
                    tables=", ".join(teardown.tables),
                )
            )
            written = bucket or click.prompt(_("Write the bucket's name to delete them"))
            check_confirmation(teardown, written)
        if not yes:
            click.confirm(_("Do this?"), abort=True)
        teardown.functions_and_stack()
        if data:
            teardown.data()


def _tell(line: str) -> None:
    click.echo(f"  {translate(line)}")


def _set_up(stage: str, options: SetupOptions, *, yes: bool) -> None:
    from billet.operator import runtime
    from billet.operator.provision.setup import Setup

    runtime.check_python()
    setup = Setup(stage, options)
    click.echo(
        _(
            "Stage %(stage)s, account %(id)s, region %(region)s",
            stage=stage,
            id=setup.account.id,
            region=setup.account.region,
        )
    )
    with ExitStack() as unless_applied:
        unless_applied.callback(setup.discard)  # on a no, on Ctrl-C, and where the plan ends in an error
        lines = setup.plan()
        for line in lines:
            _tell(line)
        if not lines:
            click.echo(_("  nothing to change"))
        elif not yes:
            click.confirm(_("Do this?"), abort=True)
        unless_applied.pop_all()
    setup.apply()
