"""``billet stats``: what is read, without watching anybody."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import click

from billet.author import readings
from billet.author.readings import Readings
from billet.commands.common import errors_as_one_line, json_option, print_json, short, stage_option
from billet.commands.help import command, option
from billet.project import LOCAL
from billet.terminal import plain, print_table
from billet.translation import text as _

BAR = 40
"""Characters of the longest bar."""
MOST_ROWS = 20
CLASSES = ("person", "feed reader", "robot")


@command(example="billet stats --since 7d --stage dev")
@click.argument("slug", default="")
@stage_option
@option("--since", default="30d", show_default=True, help="How far back: 24h, 7d, 30d.")
@json_option
def stats(slug: str, stage: str, since: str, as_json: bool) -> None:
    """Show what is read: all of the blog, or one article; by day, by whom, and from which site.

    It is counted from the log, which knows of each reading the article, whether a person, a robot or a feed
    reader asked for it, and the name of the site that led there: no reader is told from another. What a
    browser or a CDN has kept is not asked for again, and not counted.
    """
    with errors_as_one_line():
        counted = _counted(stage, since)
    if slug:
        counted = readings.of_slug(counted, slug)
    if as_json:
        print_json([{**asdict(entry), "day": entry.day.isoformat()} for entry in counted])
    elif not counted:
        nothing = _("Nothing was read in the last %(since)s.", since=since)
        of_slug = _("Nothing of %(slug)s was read in the last %(since)s.", slug=slug, since=since)
        click.echo(of_slug if slug else nothing)
    else:
        _show(counted)


def _counted(stage: str, since: str) -> Sequence[Readings]:
    from billet.operator.logs import span

    now = datetime.now(UTC)
    first = now - span(since)
    if stage == LOCAL:
        from billet.local import reading_log, state

        return reading_log.read(state.FOLDER, first)
    import boto3

    from billet.operator.insights import Insights
    from billet.operator.provision.template import CDN

    edge = boto3.client("logs", region_name=CDN.region)
    return Insights(boto3.client("logs"), edge, first, now, time.sleep).count(stage)


def _show(counted: Sequence[Readings]) -> None:
    """Prints readings by subject, and those of people by day and by site."""
    rows = [
        (short(subject, 48), *(counts[name] or "" for name in CLASSES))
        for subject, counts in readings.table(counted)
    ]
    headers = (_("Read"), _("People"), _("Feed readers"), _("Robots"))
    print_table(headers, rows[:MOST_ROWS], right=headers[1:])
    if len(rows) > MOST_ROWS:
        click.echo(_("and %(rows)s more: --json has all", rows=len(rows) - MOST_ROWS))
    days = readings.by_people(counted, lambda entry: entry.day)
    if days:
        click.echo(_("\nPeople by day (UTC)"))
        _bars([(day.isoformat(), days[day]) for day in _all_days(days)])
    sites = readings.by_people(counted, lambda entry: entry.referrer)
    del sites[""]
    if sites:
        click.echo(_("\nPeople by the site they came from"))
        _bars([(plain(site), count) for site, count in sites.most_common(MOST_ROWS)])


def _all_days(days: Counter[Any]) -> list[date]:
    """Returns each day from the first to the last, also those without a reading."""
    first, last = min(days), max(days)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _bars(rows: Sequence[tuple[str, int]]) -> None:
    longest = max(count for _, count in rows)
    width = max(len(name) for name, _ in rows)
    for name, count in rows:
        click.echo(f"{name:<{width}}  {count:>6}  {'█' * round(BAR * count / longest)}".rstrip())
