"""``billet preview``: a link to what readers do not see yet."""

from __future__ import annotations

import click

from billet import preview as previews
from billet.author.upload_status import published_index
from billet.commands.common import (
    blog_of,
    json_option,
    print_json,
    stage_option,
    warn_of_unknown_address,
    when,
)
from billet.commands.help import command, option
from billet.preview import HOURS, MAX_HOURS
from billet.translation import state_in_words
from billet.translation import text as _
from chalicelib.content.article import Article
from chalicelib.conversation import previewing
from chalicelib.services import Services


@command(example="billet preview backups --hours 24")
@click.argument("slug")
@stage_option
@option(
    "--hours",
    type=click.IntRange(1, MAX_HOURS),
    default=HOURS,
    show_default=True,
    help="How long the link is good for.",
)
@option("--revoke", is_flag=True, help="Make every link given out for it so far void.")
@json_option
def preview(slug: str, stage: str, hours: int, revoke: bool, as_json: bool) -> None:
    """Print a private link to a draft, or to an article that is to come or over.

    SLUG is the last part of its address, its whole address, or its file. Who has the link may read it, and
    nobody else; once readers see the article, the link leads to it.
    """
    with blog_of(stage) as blog:
        with published_index(blog.bucket) as index:
            article = previews.find_article(index, slug)
        if revoke:
            _revoke(blog, article, as_json=as_json)
        else:
            _print_link(blog, article, hours, as_json=as_json)


def _print_link(blog: Services, article: Article, hours: int, *, as_json: bool) -> None:
    """The link alone goes where a program or a clipboard reads it."""
    link = previews.link(blog, article, hours)
    if as_json:
        print_json(
            {
                "key": article.key,
                "slug": article.slug,
                "title": article.title,
                "state": link.state,
                "url": link.url,
                "expires": link.expires,
            }
        )
        return
    click.echo(link.url)
    if link.expires:
        click.echo(
            _(
                "%(key)s: %(state)s. The link works until %(expires)s.",
                key=article.key,
                state=state_in_words(link.state),
                expires=when(link.expires),
            ),
            err=True,
        )
    else:
        click.echo(_("%(key)s is live: this is its own address, for everybody.", key=article.key), err=True)
    if not blog.settings.base_url:
        warn_of_unknown_address()


def _revoke(blog: Services, article: Article, *, as_json: bool) -> None:
    moment = previewing.revoke(article, blog.bucket, blog.clock)
    if as_json:
        print_json({"key": article.key, "slug": article.slug, "revoked": moment})
    else:
        click.echo(_("Every link given out for %(key)s so far is void.", key=article.key))
