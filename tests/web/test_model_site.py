"""The furniture of the model site: one ``site.toml``, sixteen pieces, each where it belongs."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from html import unescape

from tests.conftest import Author, FrozenClock, Reader

SITE = """
title = "Le carnet de Jean"
language = "fr"
place = "Pays de Provence"
first_year = 2004
featured = "quai-12"
favourite = "quai-3"

[author]
name = "Jean Rivière"
role = "Consultant chef de projet IT"
biography = "J'écris ici **depuis 2004** ; voir [ma page](pages/a-propos.md) et [le port](https://example.org)."
portrait = "media/jean.png"

[contact]
email = "jean@example.org"
mobile = "+33 6 12 34 56 78"
linkedin = "https://www.linkedin.com/in/jean"
teams = "https://teams.microsoft.com/l/chat/0/0?users=jean@example.org"
note = "Envoyez-moi votre identifiant par SMS."

[contact.phones]
"Bureau d'Aix" = "+33 (0)4 42 00 00 00"

[contact.networks]
"Mastodon" = "https://mastodon.social/@jean"
"GitHub" = "https://github.com/jean"

[articles]
dateline = "letter"

[words]
featured = "L'article du moment"
featured_sign = "✎"
comments = "Une question ? Un souvenir ? Dites-le ici !"
favourite = "J'aime cet article sur l'informatique"
share = "Ce billet vous a intéressé ? Alors partagez-le"
worth_reading = "À consulter"
latest = "Les derniers articles"
rights = "tous droits réservés"

[footer]
worth_reading = ["pages/playlist", "quai-2", "a-propos"]
latest = 16

[season]
autumn = "L'automne est arrivé..."
signs = true
position = "foot"
"""
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
NB, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


class Pages:
    """The pages of the site as they are asked for, without their tags or cut to one part."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._html: dict[str, str] = {}

    def html(self, path: str, start: str = "<body>", end: str = "</html>") -> str:
        """Returns the HTML of a page from one mark to the next one, "" where it has not both."""
        if path not in self._html:
            self._html[path] = unescape(self._reader.asks(path).text)
        _, _, rest = self._html[path].partition(start)
        part, mark, _ = rest.partition(end)
        return part if mark else ""

    def again(self, path: str, start: str, end: str) -> str:
        """Returns the same of a page that may have changed."""
        del self._html[path]
        return self.html(path, start, end)

    def words(self, path: str, start: str = "<body>", end: str = "</html>") -> str:
        """Returns the same without tags, spaces as they are but for those between lines."""
        return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", self.html(path, start, end)))


ARTICLE, FOOT = "/articles/quai-7", ("<footer>\n", "</body>")
SIGNATURE = ('<footer class="signature">', "</article>")
POSTED = ('<p class="posted">', "</p>")
MOMENT = ('aria-labelledby="featured_heading"', "</aside>")
FAVOURITE = ('<aside class="box favourite">', "</aside>")
SHARE = ('aria-labelledby="share_heading"', "</nav>")
LATEST = ('aria-labelledby="latest_articles"', "</section>")
NUMBERS = (
    '<dt>Courriel</dt><dd><a href="mailto:jean@example.org">jean@example.org</a>',
    '<dt>Mobile</dt><dd><a href="tel:+33612345678">+33 6 12 34 56 78</a>',
    '<dt>Bureau d’Aix</dt><dd><a href="tel:+33442000000">+33 (0)4 42 00 00 00</a>',
)
NETWORKS = (
    '<dt>LinkedIn</dt><dd><a href="https://www.linkedin.com/in/jean" rel="me noopener">linkedin.com/in/jean<',
    '<dt>Mastodon</dt><dd><a href="https://mastodon.social/@jean" rel="me noopener">mastodon.social/@jean<',
    '<dt>GitHub</dt><dd><a href="https://github.com/jean" rel="me noopener">github.com/jean<',
)


PIECES: Mapping[str, Callable[[Pages], object]] = {
    "the author's role in the signature": lambda pages: (
        '<p class="name">Jean Rivière</p>\n<p class="role">Consultant chef de projet IT</p>'
        in pages.html(ARTICLE, *SIGNATURE)
    ),
    "the biography in Markdown, with links": lambda pages: (
        f'J’écris ici <strong>depuis 2004</strong>{THIN}; voir <a href="/pages/a-propos">ma page</a> et '
        '<a href="https://example.org" rel="external noopener">' in pages.html(ARTICLE, *SIGNATURE)
    ),
    "the portrait beside it": lambda pages: (
        '<img class="portrait" src="/media/jean.png" width="1" height="1" alt="" loading="lazy">'
        in pages.html(ARTICLE, *SIGNATURE)
    ),
    "mail and numbers, by their labels": lambda pages: all(
        line in part
        for part in (pages.html(ARTICLE, *SIGNATURE), pages.html("/contact", "<main"))
        for line in NUMBERS
    ),
    "the networks, as pages of the same person": lambda pages: all(
        line in part
        for part in (pages.html(ARTICLE, *SIGNATURE), pages.html("/contact", "<main"))
        for line in NETWORKS
    ),
    "Teams, and a sentence of the author's own": lambda pages: all(
        re.search(
            r'<dt>Teams</dt><dd><a href="https://teams\.[^>]*>Ouvrir une conversation</a>.*'
            r'<p class="note">Envoyez-moi votre identifiant par SMS\.</p>',
            part,
            re.DOTALL,
        )
        for part in (pages.html(ARTICLE, *SIGNATURE), pages.html("/contact", "<main"))
    ),
    "place and date, as at the head of a letter": lambda pages: (
        pages.words(ARTICLE, '<p class="posted">', "</p>").strip()
        == f"Pays de Provence, le 17{NB}juillet{NB}2025"
    ),
    "the article of the moment on articles, home and standing pages": lambda pages: all(
        re.search(
            f"> ✎ L’article du moment Quai 12 Posté le jeudi 16{NB}octobre{NB}2025 ",
            pages.words(path, *MOMENT),
        )
        for path in (ARTICLE, "/", "/pages/a-propos")
    ),
    "the invitation to comment": lambda pages: re.search(
        rf"Laisser un commentaire Une question{THIN}\? Un souvenir{THIN}\? Dites-le ici{THIN}! ",
        pages.words(ARTICLE, '<section class="comments"', "<form"),
    ),
    "the article that the author likes, in guillemets": lambda pages: (
        f"J’aime cet article sur l’informatique{NB}: «{NB}" in pages.html(ARTICLE, *FAVOURITE)
        and f'<a href="/articles/quai-3">Quai 3</a>{NB}»' in pages.html(ARTICLE, *FAVOURITE)
    ),
    "an article that names its own": lambda pages: (
        f"À lire sur le vélo{NB}: «{NB} Quai 9 {NB}»" in pages.words("/articles/quai-8", *FAVOURITE)
    ),
    "the words before the share links": lambda pages: re.search(
        rf"> Ce billet vous a intéressé{THIN}\? Alors partagez-le LinkedIn X ", pages.words(ARTICLE, *SHARE)
    ),
    "what is worth reading": lambda pages: all(
        "> À consulter Playlist Quai 2 À propos "
        in pages.words(path, 'aria-labelledby="worth_reading_heading"', "</section>")
        for path in (ARTICLE, "/contact", "/")
    ),
    "sixteen of the latest articles": lambda pages: (
        "> Les derniers articles Quai 20 " in pages.words(ARTICLE, *LATEST)
        and pages.html(ARTICLE, *LATEST).count("<li>") == 16
    ),
    "the season with its signs, at the foot": lambda pages: (
        'L’automne est arrivé… <span aria-hidden="true">⛅ ☂️</span>' in pages.html(ARTICLE, *FOOT)
        and "automne" not in pages.words(ARTICLE, "<body>", "<main")
    ),
    "the copyright": lambda pages: (
        "Copyright © 2004-2025 Jean Rivière, tous droits réservés" in pages.words(ARTICLE, *FOOT)
    ),
}


def test_the_model_site_has_its_sixteen_pieces(author: Author, reader: Reader, clock: FrozenClock) -> None:
    clock.now = clock.now.replace(year=2025, month=11, day=26)
    author.uploads("media/jean.png", PIXEL)
    author.uploads("pages/a-propos.md", "---\ntitle: À propos\norder: 2\n---\nx")
    author.uploads("pages/playlist.md", "---\ntitle: Playlist\norder: 1\n---\nx")
    days = {n: date(2025, 1, 1) + timedelta(days=n) for n in range(1, 21)}
    days |= {7: date(2025, 7, 17), 12: date(2025, 10, 16), 20: date(2025, 11, 1)}
    own = {8: "favourite: Quai 9\nfavourite_words: À lire sur le vélo\n"}
    receipts = author.publishes(
        site=SITE,
        **{
            f"quai_{n}": f"---\ntitle: Quai {n}\ndate: {day}\n{own.get(n, '')}---\nTexte.\n"
            for n, day in days.items()
        },
    )
    assert [
        problem for receipt in receipts.values() for problem in (*receipt.errors, *receipt.warnings)
    ] == []
    assert len(PIECES) == 16
    pages = Pages(reader)
    assert [piece for piece, is_shown in PIECES.items() if not is_shown(pages)] == []


def test_an_article_in_another_language_has_our_words_in_its_own_and_the_authors_in_theirs(
    author: Author, reader: Reader
) -> None:
    author.publishes(site=SITE, quai_3="---\ntitle: Three\n---\nx", a="---\ntitle: A\nlang: en\n---\nText.")
    page = Pages(reader)
    assert f'<p lang="fr">J’aime cet article sur l’informatique{NB}: «' in page.html(
        "/articles/a", *FAVOURITE
    )
    assert '<span lang="fr">Ce billet vous a' in page.html("/articles/a", *SHARE)
    assert '<p class="invitation" lang="fr">' in page.html("/articles/a")
    assert '<dt lang="fr">Bureau d’Aix</dt>' in page.html("/articles/a", *SIGNATURE)
    assert '<span lang="fr">Pays de Provence</span>, <time' in page.html("/articles/a", *SIGNATURE)
    author.publishes(site=f"{SITE[: SITE.index('[words]')]}[footer]\nlatest = 0\nworth_reading = ['a']")
    author.restarts()
    assert "Another article that the author recommends: “" in page.again("/articles/a", *FAVOURITE)
    assert ">Worth reading</h2>" in page.html("/articles/a", *FOOT)
    assert "2026 Jean Rivière, all rights reserved" in page.words("/articles/a", *FOOT)
    assert "latest_articles" not in page.html("/articles/a")
