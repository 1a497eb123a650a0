"""``billet cost``: what a month of the blog costs on AWS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tabulate import tabulate

from billet.commands.common import errors_as_one_line, json_option, print_json

if TYPE_CHECKING:
    from billet.operator.costs.cost import PriceTable
    from billet.operator.costs.month import Month
    from billet.operator.costs.traffic import Traffic

SCENARIOS = {
    "1,000 views": (1_000, 0),
    "100,000 views": (100_000, 0),
    "10 million views": (10_000_000, 0),
    "100,000 comments": (0, 100_000),
}
"""Views and comments of each month that is priced."""


@dataclass(frozen=True)
class Priced:
    """A month and its bill: dollars by service."""

    scenario: str
    cloudfront: bool
    bill: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.bill.values())


@click.command()
@click.option("--content", default="content", show_default=True, help="The folder to measure with.")
@click.option("--stage", default="prod", show_default=True, help="Whose memory sizes and settings.")
@click.option("--no-free", is_flag=True, help="As if AWS gave nothing for free.")
@json_option
def cost(content: str, stage: str, no_free: bool, as_json: bool) -> None:
    """Say what a month costs, from calls measured on this machine."""
    # Imported here: the other commands do without the app and its measuring.
    from billet import project
    from billet.operator.costs.cost import load
    from billet.operator.costs.instance import local_blog
    from billet.operator.costs.month import Functions, Month
    from billet.operator.costs.traffic import measure
    from chalicelib.settings import Settings

    with errors_as_one_line():
        prices = load().without_allowances() if no_free else load()
        # The bucket is known once there is one; nothing is asked of it.
        settings = Settings.from_environment({**project.environment(stage), "BILLET_BUCKET": "any"})
        freshness = settings.freshness_seconds
        functions = Functions.of(stage)
        with local_blog(freshness):
            traffic = measure(Path(content), lambda what: click.echo(f"measuring: {what}", err=True))
        month = Month(traffic, functions, freshness)
        bills = list(priced(month, prices))
    if as_json:
        print_json(_for_programs(month, prices, bills))
    else:
        _print(month, prices, bills)


def priced(month: Month, prices: PriceTable) -> Iterator[Priced]:
    """Every scenario, without CloudFront and with it. Raises `ConfigurationError`."""
    for name, (views, comments) in SCENARIOS.items():
        if not comments or month.traffic.conversation:
            yield Priced(name, False, prices.bill(month.direct(views, comments)))
            yield Priced(name, True, prices.bill(month.behind_cloudfront(views, comments)))


def _print(month: Month, prices: PriceTable, bills: list[Priced]) -> None:
    for cloudfront in (False, True):
        columns = [bill for bill in bills if bill.cloudfront == cloudfront]
        rows = [
            (service, *(_dollars(column.bill[service]) for column in columns))
            for service in prices.services
            if any(column.bill[service] for column in columns)
        ]
        total = ("Total", *(_dollars(column.total) for column in columns))
        title = "With CloudFront" if cloudfront else "Without CloudFront"
        heads = (f"{title}, $", *(column.scenario for column in columns))
        right = ("left", *("right" for _ in columns))
        click.echo(tabulate([*rows, total], heads, disable_numparse=True, colalign=right) + "\n")
    click.echo(tabulate(list(_measured(month.traffic)), _HEADS) + "\n")
    unsure = sum(price.checked != "page" for price in prices.prices.values())
    click.echo(
        f"A month in {prices.region} at the prices of {prices.date}, before tax; {unsure} of "
        f"{len(prices.prices)} prices were not read\non a page of AWS itself: prices.toml says which. "
        "Each view is taken to come after\nthe freshness window, when S3 and DynamoDB are "
        "asked. Assumed besides:\n"
    )
    for name, value, why in month.assumed.reasons():
        click.echo(f"  {name} = {value:,g}: {why}")


_HEADS = ("Measured", "", "calls to AWS", "bytes sent", "CPU, ms", "bytes logged")


def _measured(traffic: Traffic) -> Iterator[tuple[object, ...]]:
    for name, when, one in traffic.all():
        calls = ", ".join(f"{n} {call}" if n > 1 else call for call, n in Counter(one.calls).items())
        yield name, when, calls or "none", one.sent, round(one.cpu * 1000, 1), one.logged


def _dollars(amount: float) -> str:
    return "<0.01" if 0 < amount < 0.005 else f"{amount:,.2f}"


def _for_programs(month: Month, prices: PriceTable, bills: list[Priced]) -> dict[str, object]:
    return {
        "region": prices.region,
        "date": prices.date.isoformat(),
        "scenarios": [
            {
                "name": bill.scenario,
                "views": SCENARIOS[bill.scenario][0],
                "comments": SCENARIOS[bill.scenario][1],
                "cloudfront": bill.cloudfront,
                "dollars": dict(bill.bill),
                "total": bill.total,
            }
            for bill in bills
        ],
        "measured": [{"what": name, "when": when, **vars(one)} for name, when, one in month.traffic.all()],
        "assumed": {name: value for name, value, _ in month.assumed.reasons()},
    }
