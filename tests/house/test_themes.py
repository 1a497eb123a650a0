"""docs/themes.md, held against the style sheet, the templates and the settings."""

from __future__ import annotations

import re
import tomllib

import pytest

from billet.project import ROOT
from chalicelib.content import paper, site_file, theme_file
from chalicelib.content.color import Color, is_readable, read_color
from chalicelib.content.site_links import MENU
from chalicelib.markdown.renderer import render
from chalicelib.web.assets import FOLDER, STYLESHEET
from chalicelib.web.stylesheet import CHARACTERS_IN_A_REM

DOCUMENT = (ROOT / "docs" / "themes.md").read_text(encoding="utf-8")
SHEET = re.sub(r"/\*.*?\*/", "", (FOLDER / STYLESHEET).read_text(encoding="utf-8"), flags=re.DOTALL)
BRIGHT, DARK = (SHEET.partition(mark)[2] for mark in (":root {", "(prefers-color-scheme: dark) {"))


def names(section: str) -> list[str]:
    """Returns what the first column of a section's table names."""
    rows = re.findall(r"^\|([^|]+)\|", DOCUMENT.split(f"\n## {section}\n")[1].split("\n## ")[0], re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([\w-]+)`", row)]


def value(rules: str, name: str) -> str:
    """Returns the first value of a property in some rules."""
    match = re.search(rf"(?<![\w-]){name}:\s*([^;}}]+)", rules)
    assert match, name
    return match[1]


def test_each_property_is_one_of_the_style_sheet_which_uses_it() -> None:
    assert len(names("Properties")) > 10
    assert [name for name in names("Properties") if f"  {name}: " not in BRIGHT.partition("}")[0]] == []
    assert [name for name in names("Properties") if f"var({name})" not in SHEET] == []


def test_each_class_is_on_a_page() -> None:
    templates = "".join(
        path.read_text(encoding="utf-8") for path in (FOLDER.parent / "templates").glob("*.html")
    )
    kinds = "\n\n".join(f"> [!{kind}]\n> x" for kind in ("tip", "important", "warning", "caution"))
    text = render(f"[TOC]\n\n## A\n\nx[^1]\n\n{kinds}\n\n[^1]: y\n", "en").html
    known = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', templates + text))))
    # Macros and expressions give these.
    known |= set(re.findall(r"'(cover|logo|banner)'", templates))
    assert len(names("Classes")) > 30
    seasons = {"spring", "summer", "autumn", "winter"}
    assert set(names("Classes")) - known - seasons == set()


def test_the_settings_of_the_document_are_good_and_so_is_its_theme() -> None:
    (settings,), (theme,) = (
        re.findall(rf"```{kind}\n(.*?)```", DOCUMENT, re.DOTALL) for kind in ("toml", "css")
    )
    site = site_file.parse(settings.encode())
    site_file.parse(settings.replace('accent = "', "# ").replace("# accent", "accent").encode())
    assert set(tomllib.loads(settings)["look"]) == set(vars(site.look))
    assert site.look.accent.winter == "#8a3b1f"
    assert len(site.menu) == 7
    assert [link.name for link in site.footer.links] == ["Mastodon", "Write to me"]
    assert 'url("../media/paper.webp")' in theme_file.parse(theme.encode())
    assert [name for name in MENU if f"`{name}`" not in DOCUMENT] == []


@pytest.mark.parametrize(("papers", "rules"), [(paper.BRIGHT, BRIGHT), (paper.DARK, DARK)])
def test_colours_are_held_against_the_papers_of_the_style_sheet(
    papers: tuple[Color, ...], rules: str
) -> None:
    assert [str(color) for color in papers] == [value(rules, "--paper"), value(rules, "--raised")]


@pytest.mark.parametrize(("papers", "rules"), [(paper.BRIGHT, BRIGHT), (paper.DARK, DARK)])
@pytest.mark.parametrize("season", [":root", ".spring", ".summer", ".winter"])
def test_the_products_own_colours_can_be_read(papers: tuple[Color, ...], rules: str, season: str) -> None:
    part = rules if season == ":root" else rules.partition(f"{season} {{")[2]
    color = read_color(value(part, "--accent"))
    assert color
    assert is_readable(color, papers)


def test_the_measure_has_as_many_characters_as_the_document_says() -> None:
    assert round(float(value(BRIGHT, "--measure").removesuffix("rem")) * CHARACTERS_IN_A_REM) == 72
    assert "width = 72" in DOCUMENT
