"""``make on-aws``: tries a stage of its own on AWS, prints a table, and leaves nothing behind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import click
from click.testing import CliRunner

from billet.commands import main
from billet.operator.account import current_account
from billet.terminal import print_table
from tests.on_aws.trial import Trial, rows_of


@click.command()
@click.option("--stage", default="try", show_default=True, help="The stage to make and to delete.")
@click.option("--cdn", is_flag=True, help="Put CloudFront in front of it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def on_aws(stage: str, cdn: bool, yes: bool) -> None:
    """Try a stage on AWS: deploy it, use it, delete it."""
    account = current_account()
    click.echo(f"Stage {stage} is made in account {account.id}, region {account.region}, and deleted again.")
    click.echo("A stage of this name that exists goes too, with all its articles and comments.")
    if not yes:
        click.confirm("Do this?", abort=True)
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "blog"
        _billet("init", str(content), "--author", "B", "--title", "On AWS", "--email", "", "--lang", "fr")
        trial = Trial(stage, _of(stage), content, cdn)
        rows: list[tuple[bool, str, str, str]] = []
        for row in rows_of(trial):
            rows.append(row)
            click.echo(f"{'passed' if row[0] else 'FAILED'}: {row[1]}: {row[2]}")
    table = [("passed" if passed else "FAILED", *more) for passed, *more in rows]
    click.echo()
    print_table(("", "Check", "Result", ""), table)
    if not all(passed for passed, *_ in rows):
        click.echo(f"The stage is left as it is. To delete it: billet destroy --stage {stage} --data")
        raise SystemExit(1)


def _of(stage: str) -> Callable[..., str]:
    """Returns what runs a command of a stage."""

    def run(*words: str, fails: bool = False) -> str:
        return _billet(*words, "--stage", stage, fails=fails)

    return run


def _billet(*words: str, fails: bool = False) -> str:
    """Runs a command of Billet, which may end with an error where it `fails`; returns its output."""
    result = CliRunner().invoke(main, words)
    if result.exit_code and not fails:
        raise AssertionError(f"billet {' '.join(words)}: {result.output}")
    return result.stdout


if __name__ == "__main__":
    on_aws()
