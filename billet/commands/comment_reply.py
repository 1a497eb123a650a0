"""``billet comments reply``: the author's own answer to a comment."""

from __future__ import annotations

import sys
from datetime import timedelta

import click

from billet.commands.common import blog_of, json_option, print_json, stage_option
from billet.commands.help import command
from billet.terminal import plain
from billet.translation import text as _
from chalicelib.conversation import replying
from chalicelib.errors import ConfigurationError, Rejected
from chalicelib.index.storage import load
from chalicelib.web.words import form_error

ORIGIN = "command"
"""The same text to the same comment is one answer, however often the command is run."""


@command(example='billet comments reply ID "Thank you, it is corrected."')
@click.argument("id")
@click.argument("text", default="-")
@stage_option
@json_option
def reply(id: str, text: str, stage: str, as_json: bool) -> None:
    """Publish your answer to a comment, which is approved by it; it wears the author's mark.

    TEXT is Markdown; it is read from the standard input where it is not given.
    """
    with blog_of(stage) as blog:
        comment = blog.comments.get(id)
        written = sys.stdin.read() if text == "-" else text
        site = load(blog.bucket).site
        name, retention = site.author.name or site.title, timedelta(days=blog.settings.retention_days)
        try:
            answer = replying.reply(comment, written, name, ORIGIN, blog.comments, retention, blog.clock)
        except Rejected as error:
            sentence = form_error(error.errors["text"], replying.RULES[0].limit, "en")
            raise ConfigurationError(_("TEXT: %(sentence)s", sentence=sentence)) from error
    if as_json:
        print_json({"id": answer.id})
    else:
        click.echo(
            _(
                "answered: %(name)s on %(article)s (answer %(id)s)",
                name=plain(comment.name),
                article=comment.article,
                id=answer.id,
            )
        )
