"""The sites for Hugo and Pelican: Markdown where these show the same, HTML where they would not."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
import yaml

from billet.migration.exporting.export import export
from billet.migration.exporting.plain_markdown import plain_markdown
from billet.migration.exporting.redirect_lines import redirect_line
from chalicelib.conversation.comment import Comment
from chalicelib.services import Services
from tests.conftest import NOW, Author


@pytest.mark.parametrize(
    ("body", "shown", "markdown"),
    [
        ("Un *mot*.\n", "<p>Un <em>mot</em>.</p>", "Un *mot*.\n"),
        ('C\'est "dit" -- là...', "<p>C’est « dit » – là…</p>", 'C\'est "dit" -- là...'),
        ("[b](b.md#x) ![](../media/a%20b.png)", '<a href="/articles/b/#x">b</a> <img src="/media/a%20b.png">',
         "[b](/articles/b/#x) ![](/media/a%20b.png)"),
        ("[b][1]\n\n[1]: <b.md>\n", '<p><a href="/articles/b/">b</a></p>', "[b][1]\n\n[1]: </articles/b/>\n"),
        ("# Titre\n\nTexte", "<p>Texte</p>", "\nTexte"),
        ("a[^n]\n\n[^n]: b\n", '<p>a<sup><a href="#fn:n">1</a></sup></p>b <a href="#fnref:n">↩</a>',
         "a[^n]\n\n[^n]: b\n"),
        ("[[b]]", '<p><a href="/articles/b/">B</a></p>', None),
        ("> [!NOTE]\n> x", "<p>Note</p><p>x</p>", None),
        ("$x^2$", "<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>", None),
        ("<span>a</span>", "<p>b</p>", None),
    ],
)  # fmt: skip
def test_a_text_stays_markdown_where_others_show_the_same(
    body: str, shown: str, markdown: str | None
) -> None:
    assert plain_markdown(body, shown) == markdown


def test_a_site_for_hugo_has_what_is_published_at_the_same_addresses(
    blog: Services, author: Author, tmp_path: Path
) -> None:
    author.uploads("media/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    author.uploads("pages/about.md", "---\ntitle: About\norder: 2\n---\nMe, with {{< code >}}.\n")
    author.publishes(
        site='title = "A \\"blog\\""\nlanguage = "en"\n[redirects]\n"/blog/*" = "/articles/*"\n',
        one="---\ntitle: 'One: two'\ndate: 2026-01-01T10:00:00+02:00\n"
        "aliases: [/1.html, '/?p=1']\ntags: [a]\n---\n"
        "![A](../media/a.svg) [two](two.md)\n",
        index="---\ntitle: All\ndate: 2026-01-02\n---\nA text.\n",
        two="---\ntitle: Two\ndraft: true\ndate: 2026-01-01\n---\n> [!NOTE]\n> A callout.\n",
        few="---\ntitle: Few\nunlisted: true\ntags: [secret]\n---\n## Use {#x}\n\nA text.\n",
    )
    for id, state in (("c1", "approved"), ("c2", "spam")):
        blog.comments.add(Comment(id, "articles/one", "Ada", "*Yes*", NOW, state=state))  # type: ignore[arg-type]  # states

    export(blog, tmp_path, "hugo")

    written = (tmp_path / "content/articles/one.md").read_text()
    _, front, body = written.split("---\n", 2)
    values = yaml.safe_load(front)
    assert values["title"] == "One: two"
    assert values["date"] == "2026-01-01T09:00:00+01:00"
    assert values["aliases"] == ["/1.html"]
    assert body.startswith("![A](/media/a.svg) ")
    assert "url: /articles/index/" in (tmp_path / "content/articles/index-.md").read_text()
    assert "draft: true" in (tmp_path / "content/articles/two.html").read_text()
    few = (tmp_path / "content/articles/few.html").read_text()  # Hugo would not show {#x}
    assert "unlisted: true" in few
    assert "secret" not in few
    assert "&#123;&#123;&lt; code" in (tmp_path / "content/pages/about.html").read_text()
    assert tomllib.loads((tmp_path / "hugo.toml").read_text())["title"] == 'A "blog"'
    (comment,) = values["discussion"]
    assert "<em>Yes</em>" in comment["html"]
    assert (tmp_path / "static/media/a.svg").exists()
    assert (tmp_path / "static/_redirects").read_text() == (
        "/ p=1 /articles/one/ 301\n/blog/* /articles/:splat 301\n"
    )


def test_pelican_gets_lines_of_fields_or_pages_with_fields_in_their_head(
    blog: Services, author: Author, tmp_path: Path
) -> None:
    author.publishes(
        site='title = "It\'s a \\"blog\\""\nlanguage = "en"\n',
        one="---\ntitle: 'One: <two>'\ndate: 2026-01-01\naliases: [/1.html]\ntags: [a, 'b, c']\n---\nText.\n",
        two='---\ntitle: Two\ndate: 2026-01-01\nunlisted: true\nsummary: A "b"\n---\n> [!NOTE]\n> x\n',
    )

    export(blog, tmp_path, "pelican")

    listed, hidden = (next((tmp_path / "content/articles").glob(f"{name}.*")) for name in ("one", "two"))
    assert listed.read_text() == (
        "Title: One: <two>\nDate: 2026-01-01 00:00:00\nTags: a, b c\nSlug: one\nLang: en\n"
        "Summary: Text.\n\nText.\n"
    )
    assert '<meta name="status" content="hidden">' in hidden.read_text()
    assert '<meta name="summary" content="A “b”">' in hidden.read_text()
    settings = (tmp_path / "pelicanconf.py").read_text()
    values = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(settings).body}  # type: ignore[attr-defined]  # all are assignments
    assert values["SITENAME"] == 'It\'s a "blog"'
    assert values["ARTICLE_SAVE_AS"] == "articles/{slug}/index.html"
    assert (tmp_path / "content/extra/_redirects").read_text() == "/1.html /articles/one/ 301\n"


def test_a_line_of_redirects_has_the_query_apart() -> None:
    assert redirect_line("/spip.php?article=7&lang=fr", "/articles/x") == (
        "/spip.php article=7 lang=fr /articles/x 301\n"
    )
