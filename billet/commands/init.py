"""``billet init``: a blog of one's own, begun."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import click

from billet.commands.common import errors_as_one_line
from billet.commands.help import command, option
from billet.translation import language_of
from billet.translation import text as _
from chalicelib.content.email_address import is_email
from chalicelib.services import utc_now


@command(example='billet init ~/blog --author "Ada Lovelace" --lang en')
@click.argument("folder", type=click.Path(path_type=Path))
@option("--author", help="Your name, as readers see it.")
@option("--title", help="The title of the blog.")
@option("--email", help="Your address, shown on the page of contact; '' for none.")
@option("--lang", type=click.Choice(["fr", "en"]), help="Its language.  [default: this machine's]")
def init(folder: Path, author: str | None, title: str | None, email: str | None, lang: str | None) -> None:
    """Begin a blog of your own in FOLDER: settings, a first article, a legal notice to fill in.

    What is not named is asked.
    """
    from billet.author import new_blog

    language = lang or language_of(os.environ)
    author = _answer(author, "--author", _("Your name"))
    title = _answer(title, "--title", _("Title of the blog"), author)
    email = _answer(email, "--email", _("E-mail address to show (Enter for none)"), "")
    if email and not is_email(email):
        raise click.BadParameter(_("%(email)r is no e-mail address", email=email), param_hint="--email")
    with errors_as_one_line():
        paths = new_blog.begin(
            folder, title=title, author=author, email=email, language=language, now=utc_now()
        )
    for path in paths:
        click.echo(str(path))
    click.echo("\n" + _("Next:"))
    click.echo(_next_steps(folder))


def _next_steps(folder: Path) -> str:
    """Returns what to type next, each command with what it is for."""
    name, title = shlex.quote(str(folder)), _("TITLE")
    steps = (
        (f"billet serve --content {name}", _("read it on this machine")),
        (f'billet new "{title}" --content {name}', _("begin an article")),
        ("billet setup --email YOU@EXAMPLE.ORG", _("once: what it needs on AWS")),
        (f"billet deploy --content {name}", _("and after each new version of Billet")),
        (f"billet publish --stage dev --content {name}", _("after each change of the folder")),
    )
    width = max(len(command) for command, _purpose in steps)
    return "\n".join(f"  {command:<{width}}  # {purpose}" for command, purpose in steps)


def _answer(given: str | None, option: str, question: str, usual: str | None = None) -> str:
    """Returns an option, asked where it was not given; on no terminal it is the usual one."""
    if given is None and not sys.stdin.isatty():
        if usual is None:
            raise click.UsageError(_("nobody is here to be asked: add %(option)s", option=option))
        given = usual
    answer = given if given is not None else click.prompt(question, default=usual, show_default=bool(usual))
    text = " ".join(str(answer).split()) or usual
    if text is None:
        raise click.BadParameter(_("it is empty"), param_hint=option)
    return text
