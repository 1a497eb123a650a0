"""Links to places in a text, written for Billet or for another tool."""

from __future__ import annotations

import re

import pytest

from chalicelib.markdown.anchors import MAX_ANCHORS, Anchor, Anchors
from chalicelib.markdown.render_report import render_report
from tests.markdown.examples import html

TEXT = """
## L'été à Marseille

## Faq

## Faq

## my_heading

## Mon Titre

## 1. Introduction

## C++ & C#

## 概要

## Ailleurs {#ici}

<a name="ancien"></a><span id="Neuf">x</span>[^1]

[^1]: Une note.
"""


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("l-ete-a-marseille", "l-ete-a-marseille"),
        ("lété-à-marseille", "l-ete-a-marseille"),  # GitHub, Hugo
        ("l%C3%A9t%C3%A9-%C3%A0-marseille", "l-ete-a-marseille"),
        ("l%27%C3%A9t%C3%A9-a-marseille", "l-ete-a-marseille"),
        ("lt--marseille", "l-ete-a-marseille"),  # Kramdown
        ("user-content-lété-à-marseille", "l-ete-a-marseille"),
        ("L'été à Marseille", "l-ete-a-marseille"),  # Obsidian
        ("faq-1", "faq_1"),
        ("faq_1", "faq_1"),
        ("my_heading", "my-heading"),
        ("Mon-Titre", "mon-titre"),
        ("Mon_Titre", "mon-titre"),
        ("introduction", "1-introduction"),  # Pandoc, Kramdown
        ("1-introduction", "1-introduction"),
        ("c--c", "c-c"),
        ("ici", "ici"),
        ("ailleurs", "ici"),
        ("ancien", "ancien"),
        ("neuf", "Neuf"),
        ("fn:1", "fn:1"),
        ("user-content-fn-1", "fn:1"),
        ("概要", "概要"),
        ("", ""),
        ("top", "top"),
        ("ici:~:text=x,y", "ici:~:text=x,y"),
        ("Ici:~:text=x", "ici:~:text=x"),
        (":~:text=x", ":~:text=x"),
        ("comments_section", "comments_section"),
    ],
)
def test_a_link_written_for_any_tool_finds_its_heading(written: str, place: str) -> None:
    page = html(f"[lien](<#{written}>)\n{TEXT}")
    assert re.findall(r'<a href="#([^"]*)">lien</a>', page) == [place]
    assert not render_report(f"[lien](<#{written}>)\n{TEXT}", "fr", "articles/a.md").dead_anchors


@pytest.mark.parametrize("name", ["L'été à Marseille", "Mon Titre#Faq", "Ailleurs"])
def test_a_wikilink_finds_a_heading_by_its_words(name: str) -> None:
    (place,) = re.findall(r'<a href="#([^"]*)">', html(f"[[#{name}|lien]]\n{TEXT}").partition("</p>")[0])
    assert f'id="{place}"' in html(TEXT)


@pytest.mark.parametrize(
    "link", ["[x](#rien)", "[[#Rien]]", '<a href="#faq-9">x</a>', "[x][r]\n\n[r]: #rien"]
)
def test_a_link_to_no_place_stays_and_is_told(link: str) -> None:
    report = render_report(f"{link}\n{TEXT}", "fr", "articles/a.md")
    (written,) = report.dead_anchors
    assert f'href="{written.lower()}"' in html(f"{link}\n{TEXT}")


def test_nothing_that_a_page_makes_by_itself_leads_nowhere() -> None:
    report = render_report(f"[TOC]\n\n{TEXT}\n\n## Encore[^2]\n\n[^2]: Note.", "fr", "articles/a.md")
    assert not report.dead_anchors


def test_the_title_that_a_text_begins_with_is_the_top_of_the_page() -> None:
    text = "# Mon titre\n\n[lien](#mon-titre) [lien](#Mon_Titre)\n\n## Mon titre\n\n[lien](#mon-titre-1)"
    report = render_report(text, "fr", "articles/a.md")
    assert not report.dead_anchors
    assert report.anchors == (Anchor("top", ("montitre",)), Anchor("mon-titre_1"))


def test_a_text_with_more_places_than_are_kept_has_no_dead_links() -> None:
    anchors = Anchors(Anchor(f"a{number}") for number in range(MAX_ANCHORS))
    assert anchors.find("zz") == "zz"
