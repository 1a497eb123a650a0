"""``billet moderation-link``: a link to the page where comments are decided about."""

from __future__ import annotations

from datetime import timedelta

import click

from billet.commands.common import (
    blog_of,
    json_option,
    print_json,
    stage_option,
    warn_of_unknown_address,
    when,
)
from billet.commands.help import command, option
from billet.translation import text as _
from chalicelib.conversation import comment_link, moderation_link
from chalicelib.errors import ConfigurationError, NotFound
from chalicelib.services import Services
from chalicelib.web.urls import Urls

DAYS = comment_link.LIFETIME.days


@command("moderation-link", example="billet moderation-link --stage dev --days 7")
@stage_option
@option(
    "--days",
    type=click.IntRange(1, moderation_link.LONGEST.days),
    default=DAYS,
    show_default=True,
    help="How long the link is good for.",
)
@option("--revoke", is_flag=True, help="Make every link to judge comments void, those in mails too.")
@json_option
def print_moderation_link(stage: str, days: int, revoke: bool, as_json: bool) -> None:
    """Print a private link to the page where comments are read and judged.

    Who has it may judge all comments, and needs no password: keep it to yourself.
    """
    with blog_of(stage) as blog:
        if revoke:
            moment = moderation_link.revoke(blog.bucket, blog.clock)
            if as_json:
                print_json({"revoked": moment})
            else:
                click.echo(_("Every link to judge comments given out so far is void, those in mails too."))
            return
        expires = blog.clock() + timedelta(days=days)
        url = _address(blog, timedelta(days=days))
        if as_json:
            print_json({"url": url, "expires": expires})
            return
        click.echo(url)  # alone, where a program or a clipboard reads it
        click.echo(
            _("The link works until %(expires)s. Who has it may judge all comments.", expires=when(expires)),
            err=True,
        )
        if not blog.settings.base_url:
            warn_of_unknown_address()


def _address(blog: Services, lifetime: timedelta) -> str:
    try:
        key = moderation_link.issue(blog.policy.secret, blog.clock(), lifetime)
    except NotFound as error:
        raise ConfigurationError(
            _("there is nothing to sign a link with (%(error)s): run billet setup", error=error)
        ) from error
    urls = Urls("", blog.settings.base_url.rstrip("/"))
    return f"{urls.public('moderation') or urls('moderation')}?key={key}"
