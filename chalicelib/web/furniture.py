"""What stands around the texts and is the author's own: signature, ways to reach them, recommendations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from chalicelib.content.article import Article, Summary
from chalicelib.content.language_tag import primary
from chalicelib.content.quotation_marks import QuotationMarks, quotation_marks
from chalicelib.content.site import FILE
from chalicelib.content.site_author import Contact, dialled
from chalicelib.content.typography import NO_BREAK, typographic
from chalicelib.index import articles
from chalicelib.index.file import IndexFile
from chalicelib.web.cover import Cover, picture_at
from chalicelib.web.page_context import PageContext
from chalicelib.web.words import catalogue

PORTRAIT = "7rem"
"""How wide the portrait is shown at the most."""

_MARKS = QuotationMarks("“", "”", "‘", "’")
"""Those of languages of which none are known."""


@dataclass(frozen=True)
class Channel:
    """One way to reach the author: `label` is in the language of the site where it `is_named` by the author,
    else in that of the page."""

    label: str
    text: str
    address: str
    rel: str = ""
    is_named: bool = False


@dataclass(frozen=True)
class Biography:
    """What the author says of themselves, as HTML, and their portrait."""

    html: Markup
    portrait: Cover | None


@dataclass(frozen=True)
class Favourite:
    """An article that the author recommends. `lead` are the words before its title, in `language`, and
    `opening` and `closing` the quotation marks around it."""

    article: Summary
    lead: str
    language: str
    opening: str
    closing: str


def channels(contact: Contact, language: str) -> list[Channel]:
    """Returns the ways to reach the author for a page in `language`."""
    _ = catalogue(language).gettext
    mail = [Channel(_("E-mail"), contact.email, f"mailto:{contact.email}")] if contact.email else []
    numbers = [
        *((_("Mobile"), contact.mobile, False), (_("Phone"), contact.phone, False)),
        *((phone.name, phone.value, True) for phone in contact.phones),
    ]
    networks = [
        ("LinkedIn", contact.linkedin, False),
        *((network.name, network.value, True) for network in contact.networks),
    ]
    teams = [Channel("Teams", _("Start a conversation"), contact.teams, "noopener")] if contact.teams else []
    return [
        *mail,
        *(
            Channel(name, number, f"tel:{dialled(number)}", "", own)
            for name, number, own in numbers
            if number
        ),
        *(Channel(name, _bare(url), url, "me noopener", own) for name, url, own in networks if url),
        *teams,
    ]


def _bare(address: str) -> str:
    return address.removeprefix("https://").removeprefix("www.").rstrip("/")


def biography_of(page: PageContext) -> Biography | None:
    """Returns the biography and portrait of the site's author, None where there is neither."""
    author = page.site.author
    if not author.biography and not author.portrait:
        return None
    html = page.ask(_biography_html, page.urls.prefix) if author.biography else Markup()
    return Biography(html, _portrait(page))


def _biography_html(index: IndexFile, now: datetime, base: str) -> Markup:
    # Imported late: it comes with the text of an article, which most pages have not.
    from chalicelib.index import links
    from chalicelib.markdown.setting_text import render_setting

    site = index.site
    rendered = render_setting(site.author.biography, site.language, links.resolver(index, now), base)
    return Markup(rendered.html)  # noqa: S704  # cleaned last


def _portrait(page: PageContext) -> Cover | None:
    """Returns the portrait, as small as it is shown, where it is one of ours and was uploaded."""
    return picture_at(page.site.author.portrait, FILE, page.resolver, page.urls.prefix, PORTRAIT)


def featured_beside(page: PageContext, path: str = "") -> Summary | None:
    """Returns the article of the moment, None beside itself, which is at `path`."""
    summary = page.ask(articles.featured)
    return summary if summary and summary.path != path else None


def favourite_of(page: PageContext, article: Article, language: str) -> Favourite | None:
    """Returns the article that the author recommends on an article's page, whose words are in `language`:
    the one that the article names, else the one that the settings name; None beside itself."""
    own = _own_favourite(page, article)
    summary = own or articles.favourite(page.index, page.now)
    if summary is None or summary.path == article.path:
        return None
    words, words_language = article.favourite_words, article.language
    if own is None:
        words, words_language = page.site.words.favourite, page.site.language
    if not words:
        words_language = language
        words = catalogue(language).gettext("Another article that the author recommends")
    marks = quotation_marks(words_language) or _MARKS
    return Favourite(summary, _lead(words, words_language), words_language, marks.opening, marks.closing)


def _own_favourite(page: PageContext, article: Article) -> Summary | None:
    """Returns the article that one recommends itself, None where it names none or readers may not see it."""
    link = page.resolver.resolve(article.favourite, article.key)
    kind, _, slug = unquote(link.path.partition("#")[0]).lstrip("/").partition("/")
    return page.find("articles", slug) if link.key and kind == "articles" else None


def _lead(words: str, language: str) -> str:
    """Returns words that announce a title: a colon follows them, but where they end in a mark of their
    own."""
    words = words.rstrip(": ")
    if words.endswith((",", ".", "…", "!", "?", "-", "–", "—")):
        return typographic(words, language)
    return typographic(words, language) + (f"{NO_BREAK}:" if primary(language) == "fr" else ":")


def of_article(page: PageContext, article: Article, language: str) -> dict[str, Any]:
    """Returns what the page of an article needs of all this."""
    is_guest = article.author and article.author != page.site.author.name
    return {
        "biography": None if is_guest else biography_of(page),
        "channels": [] if is_guest else channels(page.site.contact, language),
        "featured": featured_beside(page, article.path),
        "favourite": favourite_of(page, article, language),
    }
