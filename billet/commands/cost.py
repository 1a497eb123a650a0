"""``billet cost``: what a month of the blog costs on AWS."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from billet.commands.common import errors_as_one_line, json_option, print_json
from billet.commands.completion import stage_of
from billet.commands.help import command, option
from billet.project import DEFAULT_STAGE
from billet.terminal import print_table
from billet.translation import text as _
from billet.translation import translate

if TYPE_CHECKING:
    from billet.operator.costs.month import Month
    from billet.operator.costs.prices import PriceTable

SCENARIOS = {
    "1,000 views": (1_000, 0),
    "100,000 views": (100_000, 0),
    "10 million views": (10_000_000, 0),
    "100,000 comments": (0, 100_000),
}
"""Views and comments of each month that is priced."""


@dataclass(frozen=True)
class Bill:
    """A month's dollars by service."""

    name: str
    views: int
    comments: int
    cloudfront: bool
    dollars: dict[str, float]
    total: float


@command(example="billet cost --no-free")
@stage_of(default=DEFAULT_STAGE, show_default=True, help="Whose memory sizes and settings.")
@option("--no-free", is_flag=True, help="As if AWS gave nothing for free.")
@json_option
def cost(stage: str, no_free: bool, as_json: bool) -> None:
    """Say what a month costs, by the AWS calls of each page and dated prices."""
    from billet import project
    from billet.operator.costs.month import Functions, Month
    from billet.operator.costs.prices import load
    from chalicelib.settings import Settings

    with errors_as_one_line():
        prices = load().without_allowances() if no_free else load()
        # The bucket has a name once there is one; nothing is asked of it.
        settings = Settings.from_environment({**project.environment(stage), "BILLET_BUCKET": "any"})
        month = Month(Functions.of(stage), settings.freshness_seconds)
        bills = [
            _bill(month, prices, name, views, comments, cloudfront=cloudfront)
            for cloudfront in (False, True)
            for name, (views, comments) in SCENARIOS.items()
        ]
    if as_json:
        print_json(
            {
                "region": prices.region,
                "date": prices.date.isoformat(),
                "scenarios": [asdict(bill) for bill in bills],
                "assumed": {name: value for name, value, _reason in month.assumed.reasons()},
            }
        )
        return
    _print_bills(_("Without CloudFront"), bills[: len(SCENARIOS)], prices)
    _print_bills(_("With CloudFront"), bills[len(SCENARIOS) :], prices)
    _print_assumptions(month, prices)


def _bill(
    month: Month, prices: PriceTable, name: str, views: int, comments: int, *, cloudfront: bool
) -> Bill:
    dollars = prices.bill(month.usage(views, comments, cloudfront=cloudfront))
    return Bill(name, views, comments, cloudfront, dollars, sum(dollars.values()))


def _print_bills(title: str, bills: list[Bill], prices: PriceTable) -> None:
    rows = [
        (service, *(_dollars(bill.dollars[service]) for bill in bills))
        for service in prices.services
        if any(bill.dollars[service] for bill in bills)
    ]
    total = (_("Total"), *(_dollars(bill.total) for bill in bills))
    headers = (_("Service"), *(_in_words(bill.name) for bill in bills))
    click.echo(f"{title}, $\n")
    print_table(headers, [*rows, total], right=headers[1:])
    click.echo()


def _print_assumptions(month: Month, prices: PriceTable) -> None:
    from billet.operator.costs.actions import ACTIONS

    rows = [
        (
            _in_words(name),
            ", ".join(f"{n} {call}" if n > 1 else call for call, n in Counter(action.calls).items())
            or _("none"),
            action.sent,
            action.cpu_ms,
            action.logged,
        )
        for name, action in ACTIONS.items()
    ]
    headers = (_("Measured"), _("calls to AWS"), _("bytes sent"), _("CPU, ms"), _("bytes logged"))
    print_table(headers, rows, right=headers[2:])
    click.echo()
    unsure = sum(price.checked != "page" for price in prices.prices.values())
    click.echo(
        _(
            "A month in %(region)s at the prices of %(date)s, before tax; %(unsure)s of %(prices)s "
            "prices were not read\non a page of AWS itself: prices.toml says which. Each view is taken "
            "for one of an article\nafter the freshness window, when S3 and DynamoDB are asked. Assumed "
            "besides:\n",
            region=prices.region,
            date=prices.date,
            unsure=unsure,
            prices=len(prices.prices),
        )
    )
    for name, value, reason in month.assumed.reasons():
        click.echo(f"  {name} = {value:,g}: {translate(reason)}")


def _dollars(amount: float) -> str:
    return "<0.01" if 0 < amount < 0.005 else f"{amount:,.2f}"


def _in_words(name: str) -> str:
    """Returns what is priced: the name of an action or of a month."""
    return {
        "first view": _("first view"),
        "view": _("view"),
        "style": _("style"),
        "icon": _("icon"),
        "picture": _("picture"),
        "missing page": _("missing page"),
        "comment": _("comment"),
        "thanks": _("thanks"),
        "approval": _("approval"),
        "upload": _("upload"),
        "sweep": _("sweep"),
        "schedule": _("schedule"),
        "minute": _("minute"),
        "mail": _("mail"),
        "1,000 views": _("1,000 views"),
        "100,000 views": _("100,000 views"),
        "10 million views": _("10 million views"),
        "100,000 comments": _("100,000 comments"),
    }[name]
