"""The folder of an Astro site. What Astro 5.18 built of ``data/astro/site`` is in ``built-urls.txt``, but for
the pictures it made itself."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from billet.migration.model import OldAddress, Site
from tests.migration.leading_on import Addresses
from tests.migration.reading_sources import DATA, built, entry_at, messages_at, read_source


@pytest.fixture(scope="module")
def site() -> Site:
    return read_source(DATA / "astro" / "site", "astro")


def test_every_address_that_astro_built_leads_on_but_for_that_of_the_draft(site: Site) -> None:
    nowhere = Addresses(site).lead_nowhere(f"/stars/{address}" for address in built("astro"))
    assert nowhere == ["/stars/blog/draft/index.html"]


def test_settings_and_redirects_are_read_and_never_run(site: Site) -> None:
    assert site.address == "https://old.example.org/stars"
    assert site.settings == {"title": "Cecilia's stars", "tagline": "Spectra & such"}
    assert OldAddress("/stars/old-post", "/articles/first-post") in site.redirects
    assert messages_at(site, "about.astro") == ["0: it is a page of code, which is not run"]


def test_texts_of_collections_and_pages_have_what_they_say(site: Site) -> None:
    first = entry_at(site, "First Post.md")
    assert (first.date, first.updated) == (date(2022, 7, 8), date(2022, 8, 1))
    assert (first.tags, first.image) == (("spectra", "two words"), "../media/star.png")
    assert first.addresses == ("/stars/blog/first-post/",)
    assert entry_at(site, "second.mdx").date == datetime.fromisoformat("2022-07-09T10:00:00+02:00")
    assert (entry_at(site, "draft.md").draft, entry_at(site, "draft.md").addresses) == (True, ())
    assert (entry_at(site, "uses.md").kind, entry_at(site, "uses.md").addresses) == (
        "pages",
        ("/stars/uses/",),
    )


def test_links_and_pictures_lead_to_files(site: Site) -> None:
    text = entry_at(site, "First Post.md").text
    assert "[the second](second.md#end), ![dot](../media/star.png), [bundle](bundle/index.md)" in text
    assert entry_at(site, "bundle/index.md").text == "![near](near.png)\n"


def test_mdx_becomes_markdown_and_code_and_text_stay(site: Site) -> None:
    assert entry_at(site, "second.mdx").text.startswith(
        "![A star](../media/star.png)\n\n<!-- not shown -->\n"
    )
    assert "```js\nimport x from 'y';\n<Image src={star} />\n```" in entry_at(site, "second.mdx").text
    assert "Text stays. <em>Really</em>" in entry_at(site, "second.mdx").text
    assert messages_at(site, "second.mdx") == [
        "20: <Counter start={3} /> stays as it is written: what it stands for is not known"
    ]


def test_a_collection_that_no_page_shows_comes_without_addresses(tmp_path: Path) -> None:
    (tmp_path / "astro.config.ts").write_text("export default {}")
    text = tmp_path / "src" / "content" / "notes" / "a.mdx"
    text.parent.mkdir(parents=True)
    text.write_text("---\ntitle: A\n---\nexport const x = {\n  y: 1,\n};\n\nText.\n\n---\n\nMore.\n")
    site = read_source(tmp_path, "astro")
    assert (site.entries[0].addresses, site.entries[0].text) == ((), "Text.\n\n---\n\nMore.\n")
    assert messages_at(site, "notes") == ["0: no page shows the collection 'notes'"]
    assert messages_at(site, "a.mdx")[0].startswith("4: export const x = {")
