"""Posts as ten generators and their authors leave them, and what each is to be."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chalicelib.content import article_parser
from chalicelib.content.article import Article, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.typography import typographic
from tests.content import reading

POSTS = Path(__file__).parent / "posts"
UPLOADED = datetime(2026, 1, 5, 8, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
UPLOAD = "2026-01-05 09:00"

# Title as it is written, date in Paris, slug and tags.
EXPECTED: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "jekyll/_posts/2013-04-02-welcome-to-the-house.markdown": (
        *("Welcome to the house!", "2013-04-03 03:05", "welcome-to-the-house"),
        ("hello", "world"),
    ),
    "jekyll/_posts/2014-11-09-une-semaine-sans-ecran.md": (
        *("Une semaine sans écran : le bilan", "2014-11-09 00:00", "une-semaine-sans-ecran"),
        ("vie quotidienne", "écrans"),
    ),
    "jekyll/_posts/2012-01-30-import.md": (
        *("Tom & Lise : «\u00a0on essaie\u00a0»", "2012-01-30 09:12", "on-essaie"),
        (),
    ),
    "jekyll/_drafts/idea.md": ("An idea", UPLOAD, "idea", ("a b", "c")),
    "jekyll/_posts/2016-02-29-empty-values.md": (
        *("A folded title over two lines", "2016-02-29 00:00", "empty-values"),
        (),
    ),
    "hugo/post/bonjour.fr.md": ("Bonjour, le monde", "2019-03-10 09:15", "bonjour", ("accueil", "blog")),
    "hugo/post/old-server/index.md": (
        *("What I learned from an old server", "2018-07-04 00:00", "old-server"),
        ("servers", "history"),
    ),
    "hugo/post/json-post.md": ('{ Braces } and "quotes"', "2018-01-01 00:59", "json-post", ("json",)),
    "hugo/post/literal.md": ("C:\\temp and back", "2020-05-05 10:00", "c-temp", ()),
    "pelican/first-things.md": (
        *("First things: first", "2014-08-19 18:40", "first-things-first"),
        ("python", "pelican", "publishing"),
    ),
    "pelican/fenced.md": ("Fenced: the other way", "2015-09-01 00:00", "fenced", ("one", "two")),
    "pelican/mmd.md": ("Une page en MultiMarkdown", "2011-09-03 00:00", "mmd", ("notes",)),
    "hexo/hello-world.md": ("Hello World", "2015-06-01 20:08", "hello-world", ("hexo", "static", "site")),
    "hexo/no-fence.md": ("你好，世界", "2016-09-10 08:00", "no-fence", ("博客", "随笔")),
    "hexo/中文标题.md": ("中文标题", "2017-01-05 09:05", "中文标题", ("博客", "随笔")),
    "zola/2021-06-07_rusty/index.md": ("Rusty things", "2021-06-07 00:00", "rusty", ("rust",)),
    "zola/section/page.md": ("A title in three quotes", "2022-02-22 23:22", "page", ("a", "b")),
    "astro/first-post.mdx": ("First post", "2022-07-08 00:00", "first-post", ()),
    "astro/markdown-style-guide.md": (
        *("`Markdown` style guide", "2024-06-19 10:00", "markdown-style-guide"),
        ("markdown", "css", "html"),
    ),
    "eleventy/firstpost.md": (
        *("This is my first post.", "2018-05-01 00:00", "firstpost"),
        ("another tag",),
    ),
    "eleventy/fourthpost/fourthpost.md": (
        *('Emoji 🎉 & the "fourth" post', UPLOAD, "fourthpost"),
        ("second tag",),
    ),
    "mkdocs/posts/welcome.md": ("Hello world\u202f!!!", "2023-12-31 00:00", "hello-world", ()),
    "mkdocs/posts/draft.md": ("Setext title", "2024-01-31 00:00", "draft", ()),
    "obsidian/2024-03-05.md": (
        "Mardi gras",
        "2024-03-05 00:00",
        "2024-03-05",
        ("journal", "vie/quotidien"),
    ),
    "obsidian/Notes de lecture.md": (
        "Notes de lecture",
        "2022-08-15 07:45",
        "notes-de-lecture",
        ("lecture",),
    ),
    "wordpress/2010-10-10-dix.md": ("Dix – c’est dix", "2010-10-10 12:10", "dix-cest-dix", ()),
    "plain/sans-rien.md": ("Le vrai titre", UPLOAD, "sans-rien", ()),
    "plain/note.md": ("Note", UPLOAD, "note", ()),
    "plain/regle.md": ("Regle", UPLOAD, "regle", ()),
}

DRAFTS = {"jekyll/_drafts/idea.md", "pelican/fenced.md", "zola/section/page.md", "mkdocs/posts/draft.md"}


def read(name: str) -> Article:
    data = (POSTS / name).read_bytes()
    source = Source(f"articles/{name}", data, "", "", UPLOADED)
    article = reading.read(source, Defaults("fr", PARIS))
    assert "title" not in article_parser.body_of(article, data)[:6].lower()
    return article


@pytest.mark.parametrize("name", EXPECTED)
def test_a_post_is_what_its_generator_makes_of_it(name: str) -> None:
    article = read(name)
    date = article.date.astimezone(PARIS).strftime("%Y-%m-%d %H:%M")
    title, *others = EXPECTED[name]
    assert [article.title, date, article.slug, article.tags] == [typographic(title, "fr"), *others]
    assert article.draft == (name in DRAFTS)
    assert article.dated_by_upload == (date == UPLOAD)


def test_every_post_is_expected_to_be_something() -> None:
    posts = {str(path.relative_to(POSTS)) for path in POSTS.rglob("*.*") if path.is_file()}
    assert posts == EXPECTED.keys()


def test_what_generators_say_besides_arrives_too() -> None:
    imported = read("jekyll/_posts/2012-01-30-import.md")
    assert (imported.categories, imported.aliases) == (("Atelier",), ("/2012/01/on-essaie/",))
    assert read("jekyll/_posts/2013-04-02-welcome-to-the-house.markdown").categories == ("house", "update")
    assert read("jekyll/_posts/2014-11-09-une-semaine-sans-ecran.md").excerpt == "Sept jours."
    assert read("obsidian/2024-03-05.md").names == ("Mardi", "Journal : mardi")
    assert read("mkdocs/posts/welcome.md").titled_by_heading
    assert read("hugo/post/bonjour.fr.md").appears == datetime(2019, 3, 11, 23, tzinfo=UTC)
    assert read("wordpress/2010-10-10-dix.md").id == "1010"
    assert read("astro/first-post.mdx").excerpt == "Lorem ipsum dolor sit amet"
