"""The Markdown of the settings: it stands around texts, and takes nothing of theirs."""

from __future__ import annotations

import pytest

from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.markdown.setting_text import render_setting


def html_of(text: str) -> str:
    return render_setting(text, "en", LinkResolver()).html


@pytest.mark.parametrize(
    "text",
    ["# A {#main_content}", '<b id="main_content">b</b>', '<a name="main_content">a</a>', "a[^1]\n\n[^1]: b"],
)
def test_it_has_no_ids_and_no_headings(text: str) -> None:
    html = html_of(text)
    assert "id=" not in html
    assert "<h" not in html.replace("<hr", "")


def test_its_notes_do_not_lead_to_those_of_the_article() -> None:
    html = html_of("a[^1]\n\n[^1]: b\n\n[Top](#main_content)")
    assert 'href="#fn' not in html
    assert "doc-" not in html
    assert '<a href="#main_content">Top</a>' in html


def test_its_pictures_wait_for_those_of_the_article() -> None:
    html = html_of("![A boat](media/boat.png)")
    assert 'loading="lazy"' in html
    assert "fetchpriority" not in html
