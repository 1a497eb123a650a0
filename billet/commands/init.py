"""``billet init``: a blog of one's own, begun."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import click

from billet.commands.common import errors_as_one_line
from billet.commands.help import command, option
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

    language = lang or ("fr" if os.environ.get("LANG", "").startswith("fr") else "en")
    author = _answer(author, "--author", "Your name")
    title = _answer(title, "--title", "Title of the blog", author)
    email = _answer(email, "--email", "E-mail address to show (Enter for none)", "")
    if email and not is_email(email):
        raise click.BadParameter(f"{email!r} is no e-mail address", param_hint="--email")
    with errors_as_one_line():
        paths = new_blog.begin(
            folder, title=title, author=author, email=email, language=language, now=utc_now()
        )
    for path in paths:
        click.echo(str(path))
    click.echo(_NEXT.format(folder=shlex.quote(str(folder))))


_NEXT = """
Next:
  billet serve --content {folder}           # read it on this machine
  billet new "TITLE" --content {folder}     # begin an article
  billet setup --email YOU@EXAMPLE.ORG       # once: what it needs on AWS
  billet deploy --content {folder}          # and after each new version of Billet
  billet publish --stage dev --content {folder}   # after each change of the folder"""


def _answer(given: str | None, option: str, question: str, usual: str | None = None) -> str:
    """Returns an option, asked where it was not given; on no terminal it is the usual one."""
    if given is None and not sys.stdin.isatty():
        if usual is None:
            raise click.UsageError(f"nobody is here to be asked: add {option}")
        given = usual
    answer = given if given is not None else click.prompt(question, default=usual, show_default=bool(usual))
    text = " ".join(str(answer).split()) or usual
    if text is None:
        raise click.BadParameter("it is empty", param_hint=option)
    return text
