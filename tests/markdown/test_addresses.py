from __future__ import annotations

import re

import pytest

from chalicelib.markdown.link_resolver import LinkResolver
from tests.markdown.examples import KEY, RESOLVER, article, html, rendered, resolver_of


def hrefs(text: str, base: str = "/api") -> list[str]:
    return re.findall(r'href="([^"]*)"', html(text, base=base))


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("2020-05-17-autre.md", "/articles/autre"),
        ("./2020-05-17-autre.md#suite", "/articles/autre#suite"),
        ("../pages/a-propos.md", "/pages/a-propos"),
        ("/articles/autre/", "/articles/autre"),
        ("/2020/autre.html", "/articles/autre"),
        ("/", "/"),
        ("/contact", "/contact"),
        ("../media/photo.webp", "/media/photo.webp"),
        ("absent.md", "/articles/absent.md"),
        ("/nulle/part?x=1", "/nulle/part?x=1"),
    ],
)
def test_links_between_files_are_addresses_of_the_site(written: str, path: str) -> None:
    assert hrefs(f"[a]({written})") == ["/api" + path]
    assert hrefs(f'<p><a href="{written}">a</a></p>') == ["/api" + path]
    assert hrefs(f"[a][b]\n\n[b]: {written}", base="https://blog.example.org") == [
        "https://blog.example.org" + path
    ]


@pytest.mark.parametrize(
    ("written", "path", "shown"),
    [
        ("[[L'autre article]]", "/articles/autre", "L’autre article"),
        ("[[autre|le voilà]]", "/articles/autre", "le voilà"),
        ("[[2020-05-17-autre]]", "/articles/autre", "2020-05-17-autre"),
        ("[[autre#Une fin]]", "/articles/autre#une-fin", "autre › Une fin"),
        ("[[Qui suis-je]]", "/pages/a-propos", "Qui suis-je"),
        ("| a |\n|---|\n| [[autre\\|là]] |", "/articles/autre", "là"),
        ("![[autre]]", "/articles/autre", "autre"),
    ],
)
def test_wikilinks_lead_to_what_they_name(written: str, path: str, shown: str) -> None:
    assert f'<a href="/api{path}">{shown}</a>' in html(written)


def test_a_wikilink_to_a_heading_stays_on_the_page() -> None:
    assert html("[[#Une fin]]") == '<p><a href="#une-fin">Une fin</a></p>'


def test_a_wikilink_to_nothing_is_no_link_and_is_reported() -> None:
    result = rendered("[[Un jour|bientôt]]")
    assert result.html == "<p><a>bientôt</a></p>"
    (reference,) = result.references
    assert (reference.kind, reference.written, reference.target.kind) == ("wikilink", "Un jour", "dead")


@pytest.mark.parametrize(
    "text", ["`[[autre]]`", "```\n[[autre]]\n```", "[[ -f x ]]", "    [[autre]]", "x[[autre]]"]
)
def test_code_has_no_wikilinks(text: str) -> None:
    assert "<a" not in html(text)
    assert "[[" in html(text)


def test_a_link_that_shows_a_number_in_brackets_is_no_wikilink() -> None:
    assert ">[1]</a>" in html("[[1]](https://example.org)")
    assert '[<sup id="fnref:1">' in html("a [[^1]]\n\n[^1]: Note.")


@pytest.mark.parametrize(
    "written",
    [
        "{% post_url 2020-05-17-autre %}",
        "{{ site.baseurl }}/2020/autre.html",
        "{{site.url}}{{ site.baseurl }}{% post_url 2020-05-17-autre %}",
        "{% link _posts/2020-05-17-autre.md %}",
        "{{ '/2020/autre.html' | relative_url }}",
        '{{< ref "2020-05-17-autre.md" >}}',
        '{{< relref "/posts/2020-05-17-autre.md" >}}',
    ],
)
def test_addresses_of_jekyll_and_hugo_lead_where_they_meant(written: str) -> None:
    assert hrefs(f"[a]({written})") == ["/api/articles/autre"]


@pytest.mark.parametrize("text", ["{{ page.title }} et {% raw %}", "`[a]({% post_url x %})`"])
def test_other_templates_are_text(text: str) -> None:
    assert text.strip("`") in re.sub(r"<[^>]*>", "", html(text))


def test_links_to_other_sites_say_so() -> None:
    assert html("[a](https://example.org)") == (
        '<p><a href="https://example.org" rel="external noopener">a</a></p>'
    )
    assert 'rel="me external noopener"' in html('<a href="//example.org" rel="me noopener">a</a>')
    assert "rel=" not in html("[a](mailto:a@example.org) [b](tel:+33) [c](/articles/autre) [d](#e)")


def test_references_come_in_the_order_of_the_text() -> None:
    text = "[a](absent.md) ![b](photo.webp) <https://example.org> ![c](son.mp3) [[autre]] [d](#e)"
    assert [(reference.kind, reference.target.kind) for reference in rendered(text).references] == [
        ("link", "dead"),
        ("picture", "medium"),
        ("link", "outside"),
        ("player", "medium"),
        ("wikilink", "page"),
    ]


def test_a_text_holds_until_something_it_refers_to_moves() -> None:
    result = rendered("[a](2020-05-17-autre.md) [[autre]] [b](https://example.org)")
    assert result.holds(RESOLVER, KEY)
    assert not result.holds(resolver_of([article("articles/2020-05-17-autre.md", "A", "neuf")], {}), KEY)
    assert not result.holds(LinkResolver(), KEY)


def test_a_text_that_links_to_what_is_not_there_does_not_hold_once_it_is() -> None:
    result = rendered("[a](bientot.md)")
    assert result.holds(RESOLVER, KEY)
    assert not result.holds(resolver_of([article("articles/bientot.md", "B", "bientot")], {}), KEY)


def test_a_feed_has_whole_addresses_even_of_places_in_the_text() -> None:
    text = "## Un titre\n\n[a](#un-titre) ![b](photo.webp) <video poster=petite.png src=film.mp4></video>"
    page = html(text, base="https://blog.example.org")
    assert 'href="https://blog.example.org/articles/ici#un-titre"' in page
    assert 'poster="https://blog.example.org/media/petite.png"' in page
    assert (
        'srcset="https://blog.example.org/media/_sizes/photo.webp/1a2b3c4d-640.webp 640w, https://blog'
        in page
    )
    assert "permalink" not in page
