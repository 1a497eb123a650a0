"""Jinja: one environment for both languages, everything escaped."""

from __future__ import annotations

import contextlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from chalicelib.content.language_tag import direction
from chalicelib.content.typography import typographic
from chalicelib.content.zones import rfc3339
from chalicelib.web import words

FOLDER = Path(__file__).parent / "templates"
COMPILED = FOLDER / "__pycache__"


def render(template: str, **context: Any) -> str:
    """Returns the page of a template; `context` must hold ``language``."""
    return _environment().get_template(template).render(**context)


class Compiled(FileSystemBytecodeCache):
    """Compiled templates beside their sources: they travel with the package, as compiling them is
    half of a first page. One that is missing or old is compiled again, where that can be written."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Returns the name alone: a function has its files in another folder than they were compiled in."""
        del filename
        return super().get_cache_key(name)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Writes a compiled template. A function's own folder is read-only, and it works as well without."""
        with contextlib.suppress(OSError):
            COMPILED.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


def compile_all() -> None:
    """Compiles every template that has changed."""
    for name in _environment().list_templates(extensions=["html", "xml"]):
        _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        bytecode_cache=Compiled(str(COMPILED)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.filters.update(
        full_date=_full_date,
        full_time=_full_time,
        machine_time=_machine_time,
        day_of_letter=_day_of_letter,
        day_of_year=_day_of_year,
        typographic=_typographic,
        comment=comment_html,
    )
    environment.globals["lang_of"] = lang_of
    return environment


@pass_context
def _gettext(context: Context, message: str) -> str:
    return words.catalogue(context["language"]).gettext(message)


@pass_context
def _ngettext(context: Context, singular: str, plural: str, n: int) -> str:
    return words.catalogue(context["language"]).ngettext(singular, plural, n)


@pass_context
def _full_date(context: Context, moment: datetime) -> str:
    return words.full_date(moment.astimezone(context["site"].zone).date(), context["language"])


@pass_context
def _day_of_year(context: Context, moment: datetime) -> str:
    return words.day_of_year(moment.astimezone(context["site"].zone).date(), context["language"])


@pass_context
def _day_of_letter(context: Context, moment: datetime) -> str:
    return words.day_of_letter(moment.astimezone(context["site"].zone).date(), context["language"])


@pass_context
def _full_time(context: Context, moment: datetime) -> str:
    return words.full_time(moment.astimezone(context["site"].zone), context["language"])


@pass_context
def _machine_time(context: Context, moment: datetime) -> str:
    return rfc3339(moment, context["site"].zone)


def _typographic(text: str, language: str) -> str:
    return typographic(text, language)


def lang_of(language: str, surrounding: str) -> Markup:
    """Returns the attributes of an element whose language is another than that around it: `` lang="ar"
    dir="rtl"``, the direction only where it is another as well; "" where all is the same."""
    if language == surrounding:
        return Markup()
    attributes = Markup(' lang="{}"').format(language)
    if direction(language) != direction(surrounding):
        attributes += Markup(' dir="{}"').format(direction(language))
    return attributes


def comment_html(text: str) -> Markup:
    """Returns the text of a comment as HTML."""
    from chalicelib.markdown.comment_renderer import render_comment  # here: most pages show no comment

    return Markup(render_comment(text))  # noqa: S704  # cleaned last
