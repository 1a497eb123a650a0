"""What an author sets in [look], [menu] and [footer], and the own style sheet, as readers get them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from billet.local.event_bus import batch, object_event
from billet.local.gateway import Context
from chalicelib import events
from chalicelib.content.media import MediaFile
from chalicelib.content.paper import BRIGHT, DARK
from chalicelib.services import Services
from chalicelib.web import assets, responses
from tests.conftest import Answer, Author, FrozenClock, Reader

ARTICLE = "---\ntitle: Un article\ndate: 2026-01-15\ntags: [vélo]\n---\nTexte.\n"
PICTURE = MediaFile('"e"', 1000, 800, 600)


def sheet_address(page: Answer) -> str:
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    return str(address)


def sheet(reader: Reader) -> Answer:
    return reader.asks(sheet_address(reader.asks("/")))


def own_rules(reader: Reader) -> str:
    """Returns what the style sheet has after the product's own."""
    product = assets.data(assets.STYLESHEET).decode().rstrip()
    text = sheet(reader).text
    assert text.startswith(product)
    return text.removeprefix(product).strip()


def menu(page: Answer) -> list[tuple[str, str]]:
    """Returns addresses and names in the main menu."""
    nav = page.text.partition('<nav aria-label="Menu principal">')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', nav)


# [look]


def test_a_site_without_taste_has_the_style_sheet_that_came_with_the_code(
    author: Author, reader: Reader
) -> None:
    author.publishes(a=ARTICLE, site='title = "T"')
    assert sheet_address(reader.asks("/")) == f"/static/{assets.hashed(assets.STYLESHEET)}"
    assert own_rules(reader) == ""


@pytest.mark.parametrize(
    ("look", "rules"),
    [
        ('accent = "#8a3b1f"', ":root { --accent: #8a3b1f; --accent-ink: var(--paper); }"),
        ('accent = "#8a3b1f"', "@media (prefers-color-scheme: dark) {\n:root { --accent: #"),
        ('accent = "#8a3b1f"\naccent_dark = "pink"', "dark) {\n:root { --accent: #ffc0cb;"),
        ('accent = { winter = "navy" }', ".winter { --accent: #000080; --accent-ink: var(--paper); }"),
        ("margin = false", ":root { --margin: transparent; }"),
        ('margin_color = "#0a0"', ":root { --margin: #00aa00; }"),
        ('font = "sans"\nwidth = 60', ":root { --text-font: var(--sans); --measure: 27.5rem; }"),
    ],
)
def test_each_value_of_the_look_is_a_property_of_the_style_sheet(
    author: Author, reader: Reader, look: str, rules: str
) -> None:
    author.publishes(site=f"[look]\n{look}")
    assert rules in own_rules(reader)


def test_the_colour_of_a_season_is_that_of_its_pages_where_no_line_greets_it(
    author: Author, reader: Reader
) -> None:
    author.publishes(site='[season]\nenabled = false\n[look]\naccent = { winter = "navy" }')
    assert '<html lang="fr" class="winter">' in reader.asks("/").text


def test_pictures_of_the_look_are_shown_where_they_belong(
    author: Author, chalice_app: Any, prefix: str
) -> None:
    author.publishes(
        a=ARTICLE, site='[look]\nlogo = "media/l.svg"\nheader = "media/été.webp"\nfavicon = "media/f.png"\n'
    )
    author.writes(media={f"media/{name}": PICTURE for name in ("l.svg", "été.webp", "f.png")})
    reader = Reader(chalice_app, prefix)
    home, article = reader.asks("/"), reader.asks("/articles/a")
    size = 'width="800" height="600"'
    assert f'<img class="logo" src="{prefix}/media/l.svg" {size} alt="">Billet</a>' in article.text
    banner = f'<img class="banner" src="{prefix}/media/%C3%A9t%C3%A9.webp" {size} alt="">'
    assert (banner in home.text, banner in article.text) == (True, False)
    assert f'<link rel="icon" href="{prefix}/media/f.png" type="image/png">' in article.text
    icon = reader.asks("/favicon.ico")
    assert (icon.status, icon.headers["location"]) == (302, f"{prefix}/media/f.png")


def test_a_picture_that_is_not_there_is_left_out_and_told_of(author: Author, reader: Reader) -> None:
    receipt = author.publishes(site='[look]\n\nfavicon = "media/f.png"\nlogo = "media/l.svg"')["site.toml"]
    assert [(problem.code, problem.line) for problem in receipt.warnings] == [
        ("missing-picture", 4),
        ("missing-picture", 3),
    ]
    home = reader.asks("/")
    assert "logo" not in home.text.partition("</head>")[2]
    assert 'href="/favicon.ico"' in home.text
    assert reader.asks("/favicon.ico").headers["content-type"] == "image/x-icon"


def test_pages_name_the_colours_of_their_paper(reader: Reader) -> None:
    metas = dict(
        re.findall(
            r'<meta name="theme-color" content="(#\w+)" media="\(prefers-color-scheme: (\w+)\)">',
            reader.asks("/").text,
        )
    )
    assert metas == {str(BRIGHT[0]): "light", str(DARK[0]): "dark"}


# [menu] and [footer]

MENU = """
[menu]
follow = true
search = "Chercher"
"/pages/b" = true
"https://git.example.org/me" = "Mon code"
pages = true
"/tags/velo" = "À vélo"
home = true
"/pages/nobody" = "Personne"
series = true
"""


def test_a_menu_has_its_lines_in_their_order_and_leaves_out_what_leads_to_nothing(
    author: Author, reader: Reader
) -> None:
    for name in "abc":
        author.uploads(f"pages/{name}.md", f"---\ntitle: Page {name}\n---\nx")
    receipt = author.publishes(a=ARTICLE, site='legal = "c"\n' + MENU)["site.toml"]
    assert menu(reader.asks("/")) == [
        ("/follow", "Suivre"),
        ("/search", "Chercher"),
        ("/pages/b", "Page b"),
        ("https://git.example.org/me", "Mon code"),
        ("/pages/a", "Page a"),
        ("/tags/velo", "À vélo"),
        ("/", "Accueil"),
    ]
    assert [(problem.code, problem.line) for problem in receipt.warnings] == [("unknown-choice", 11)]
    assert '<a href="/pages/b" aria-current="page">Page b</a>' in reader.asks("/pages/b").text


def test_names_of_a_menu_are_in_the_language_of_the_site(author: Author, reader: Reader) -> None:
    author.publishes(a="---\ntitle: A\nlang: en\n---\nx", site='[menu]\nhome = "Chez moi"\narchive = true\n')
    page = reader.asks("/articles/a").text
    assert '<a href="/" lang="fr">Chez moi</a>' in page
    assert '<a href="/archive">Archive</a>' in page


def test_a_page_is_marked_in_the_menu_by_whatever_name_it_has_there(author: Author, reader: Reader) -> None:
    author.publishes(a=ARTICLE, site='[menu]\n"/" = "Ici"\n"/archive" = "Tout"\n"/tags" = "Mots"\n')
    for path, name in (("/", "Ici"), ("/archive", "Tout"), ("/tags", "Mots")):
        assert f'<a href="{path}" aria-current="page">{name}</a>' in reader.asks(path).text


FOOTER = """
[footer]
text = '''
Voir *[l'article](articles/a.md)*.

<script>x</script>'''

[footer.links]
"https://mastodon.example/@me" = "Mastodon"
"mailto:me@example.org" = "M'écrire"
"""


def test_the_foot_has_the_authors_text_and_links(author: Author, chalice_app: Any, prefix: str) -> None:
    author.publishes(a=ARTICLE, site=FOOTER)
    foot = Reader(chalice_app, prefix).asks("/archive").text.partition("<footer>")[2]
    assert f'<p>Voir <em><a href="{prefix}/articles/a">l’article</a></em>.</p>' in foot
    assert "<script" not in foot
    assert '<a href="https://mastodon.example/@me" rel="me">Mastodon</a>' in foot
    assert '<a href="mailto:me@example.org" rel="me">M’écrire</a>' in foot


def test_what_is_wrong_with_the_text_at_the_foot_is_in_the_receipt(author: Author) -> None:
    receipt = author.publishes(site=FOOTER)["site.toml"]
    assert [(problem.code, problem.line) for problem in receipt.warnings] == [
        ("html-left-out", 3),
        ("dead-link", 3),
    ]


# theme.css


def uploads(author: Author, key: str, data: str) -> None:
    """Uploads a file and sends the event of it."""
    author.uploads(key, data)
    events.on_upload(batch(object_event("Object Created", author.blog.settings.bucket, key)), Context())


def deletes(author: Author, key: str) -> None:
    author.deletes(key)
    events.on_upload(batch(object_event("Object Deleted", author.blog.settings.bucket, key)), Context())


def test_a_theme_comes_after_the_products_style_and_goes_when_it_is_deleted(
    author: Author, reader: Reader, blog: Services, clock: FrozenClock
) -> None:
    uploads(author, "site.toml", "[look]\nmargin = false")
    before = sheet_address(reader.asks("/"))
    uploads(author, "theme.css", "h1 { color: red }")
    clock.advance(minutes=2)
    assert own_rules(reader) == ":root { --margin: transparent; }\nh1 { color: red }"
    page, style = reader.asks("/"), sheet(reader)
    assert style.headers["cache-control"] == responses.FOREVER
    assert style.headers["content-security-policy"] == page.headers["content-security-policy"]
    assert "style=" not in page.text
    old = reader.asks(before)
    assert (old.body, old.headers["cache-control"]) == (style.body, responses.ASK_AGAIN)
    deletes(author, "theme.css")
    clock.advance(minutes=2)
    assert sheet_address(reader.asks("/")) == before


def test_the_schedule_sees_a_theme_whose_event_was_lost(
    author: Author, reader: Reader, clock: FrozenClock
) -> None:
    author.uploads("theme.css", "h1 { color: red }")
    events.on_schedule(object_event("Scheduled Event", "", ""), Context())
    assert own_rules(reader) == "h1 { color: red }"


def test_a_theme_that_cannot_be_used_leaves_the_one_before(author: Author, reader: Reader) -> None:
    uploads(author, "theme.css", "h1 { color: red }")
    author.uploads("theme.css", '@import "https://example.org/x.css";\nh1 { color: blue }')
    receipt = author.reconciles()["theme.css"]
    (problem,) = receipt.errors
    assert (receipt.state, problem.code, problem.line) == ("refused", "theme", 1)
    assert own_rules(reader) == "h1 { color: red }"


def test_media_of_a_theme_are_found_from_where_it_is_served_and_missed_where_they_are_not(
    author: Author, reader: Reader
) -> None:
    author.uploads("media/ciel d'été.webp", b"x")
    author.uploads("theme.css", 'a{}\nbody { background: url("media/ciel d\'été.webp"), url(media/no.png) }')
    receipt = author.reconciles()["theme.css"]
    assert (receipt.state, [(problem.code, problem.line) for problem in receipt.warnings]) == (
        "live",
        [("missing-picture", 2)],
    )
    (address,) = re.findall(r'url\("\.\.(/media/ciel[^"]+)"\)', own_rules(reader))
    assert reader.asks(address).body == b"x"


def test_without_the_bucket_pages_have_the_products_style(
    author: Author, reader: Reader, blog: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.publishes(site="[look]\nmargin = false")
    address = sheet_address(reader.asks("/"))
    author.restarts()
    blog.bucket.delete("_index/site-1.sqlite.gz")
    style = reader.asks(address)
    assert (style.status, style.headers["cache-control"]) == (200, responses.ASK_AGAIN)
    assert style.body == assets.data(assets.STYLESHEET)
