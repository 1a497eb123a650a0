"""Every kind of page, full of what is hard to set, in Chromium: for everybody, on any screen, and light."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize
from pypdf import PdfReader

from billet.local.gateway import match
from billet.local.local_aws import LocalAws
from chalicelib.web.assets import STYLESHEET, data
from chalicelib.web.urls import PATHS
from tests.browser.chromium import HOST, ask, serve
from tests.browser.kinds import ADDRESSES, NEVER_SHOWN, Kind, collect
from tests.browser.probes import (
    FOCUS,
    LEFT_OUT,
    PROTRUDING,
    WITHOUT_EDGE,
    WITHOUT_FILL_COLOUR,
    WITHOUT_PICTURE,
)
from tests.conftest import Answer, Author, FrozenClock, Reader, make_blog

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe whose outcome depends on colours."""

CHECKER = Path(sys.prefix) / "html-checker" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"

OTHERS = (
    "later comments",
    "comment to correct",
    "comment to look at",
    "message to correct",
    "comment that is closed",
    "comment from elsewhere",
    "method not allowed",
    "article without its comments",
    "comment that cannot be stored",
    "503",
)
NAMES = (*ADDRESSES, *OTHERS)
WITH_ALL_COMMENTS = {"article discute", "later comments", "newest comments", "answer form"}

PICTURES = ("image ", "media ", f"other {HOST}/favicon.ico", f"other {HOST}/static/favicon.svg")

BUDGET = 14_000
"""Bytes of a page and its style sheet, compressed: what a server sends before it hears of a reader again."""

STYLE_BUDGET = 5_500

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
WIDTHS = (320, 768, 1000, 1400)


@dataclass
class Window:
    """A page of Chromium that shows the kinds of pages."""

    page: Page
    kinds: dict[str, Kind]
    requests: list[str] = field(default_factory=list)
    """The requests since the last visit began: type and address."""
    name: str = ""

    def visit(self, name: str) -> Page:
        """Shows a page, before its reader does anything."""
        self.name = name
        self.requests.clear()
        self.page.emulate_media(media="screen", color_scheme="light", forced_colors="none")
        self.page.goto(HOST + self.kinds[name].address)
        return self.page

    def emulate_forced_colours(self) -> None:
        """Shows the page in the colours of a reader's system."""
        self.page.emulate_media(color_scheme="light", forced_colors="active")
        self.page.evaluate(WITHOUT_FILL_COLOUR)

    def violations(self, rules: list[str] | None = None) -> list[str]:
        """Returns what axe has against the page, by rule and place: of all its rules, or of these."""
        options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
        result = self.page.evaluate("options => axe.run(document, options)", options)
        return [f"{rule['id']}: {node['target']}" for rule in result["violations"] for node in rule["nodes"]]


@pytest.fixture(scope="module")
def kinds(aws: LocalAws, chalice_app: Any) -> Iterator[dict[str, Kind]]:
    with make_blog(FrozenClock()) as blog:
        yield collect(Reader(chalice_app), Author(blog))


@pytest.fixture(scope="module")
def window(chromium: Browser, chalice_app: Any, kinds: dict[str, Kind]) -> Iterator[Window]:
    """One window for all tests."""
    with chromium.new_context(viewport=DESKTOP, reduced_motion="reduce") as context:
        context.add_init_script(AXE)
        window = Window(context.new_page(), kinds)
        reader = Reader(chalice_app)

        def answer_to(request: Request) -> Answer:
            kind = kinds[window.name]
            return kind.answer if request.is_navigation_request() else ask(reader, request.url)

        serve(context, answer_to)

        def note(request: Request) -> None:
            window.requests.append(f"{request.resource_type} {request.url}")

        window.page.on("request", note)
        yield window


def test_every_route_is_looked_at_here() -> None:
    matches = [match(PATHS.values(), address.split("?")[0]) for address in ADDRESSES.values()]
    shown = {matched.resource for matched in matches if matched}
    names = {name for name, path in PATHS.items() if path in shown} | {"comment_received", "comment_edit"}
    assert names | NEVER_SHOWN == PATHS.keys()


def test_every_kind_is_a_page(kinds: dict[str, Kind]) -> None:
    assert kinds.keys() == set(NAMES)
    for name, kind in kinds.items():
        assert kind.answer.headers["content-type"].startswith("text/html"), name
        assert kind.answer.status in (int(name),) if name.isdigit() else kind.answer.status // 100 != 3, name


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_in_any_light(window: Window, name: str) -> None:
    window.page.set_viewport_size(DESKTOP)
    page = window.visit(name)
    assert window.violations() == []
    page.emulate_media(color_scheme="dark")
    assert window.violations(COLOURS) == []
    window.emulate_forced_colours()
    assert window.violations(COLOURS) == []


@pytest.mark.parametrize("name", ["article mots", "contact", "search", "moderation", "moderation of one"])
def test_buttons_and_fields_have_an_edge_in_forced_colours(window: Window, name: str) -> None:
    page = window.visit(name)
    window.emulate_forced_colours()
    assert page.evaluate(WITHOUT_EDGE) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wider_than_its_screen(window: Window, name: str) -> None:
    page = window.visit(name)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(PROTRUDING, width) == [], width
    assert page.evaluate(WITHOUT_PICTURE) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_light_and_asks_nobody_else(window: Window, name: str) -> None:
    kind = window.kinds[name]
    window.visit(name)
    requests = [request for request in window.requests if not request.startswith(PICTURES)]
    assert len(requests) <= 3
    assert {request.split()[0] for request in requests} == {"document", "stylesheet"}
    assert [request for request in window.requests if f" {HOST}/" not in request] == []
    weight = len(gzip.compress(kind.answer.body)) + len(gzip.compress(data(STYLESHEET)))
    assert weight <= (20_000 if name in WITH_ALL_COMMENTS else BUDGET)


def test_the_style_sheet_is_light() -> None:
    assert len(gzip.compress(data(STYLESHEET))) <= STYLE_BUDGET


@pytest.mark.parametrize(
    "name", ["home", "article mots", "article titres", "search results", "contact", "moderation"]
)
def test_the_keyboard_goes_through_all_of_a_page_in_its_order_and_is_seen(window: Window, name: str) -> None:
    window.page.set_viewport_size(DESKTOP)
    page = window.visit(name)
    parts: list[str] = []
    unseen: list[str] = []
    page.keyboard.press("Tab")
    while focus := page.evaluate(FOCUS):
        parts.append(focus[0])
        unseen += filter(None, focus[1:])
        page.keyboard.press("Tab")
    assert unseen == []
    assert [part for part, _ in groupby(parts)] == ["skip", "masthead", "main", "footer"]
    assert page.evaluate(LEFT_OUT) == []


def on_paper(window: Window, name: str) -> list[str]:
    """Prints a page, and returns the text of each sheet with single blanks, and the names of its pictures."""
    page = window.visit(name)
    page.emulate_media(media="print")
    pdf = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    return [
        " ".join([*sheet.extract_text().split(), *(f"[picture {image.name}]" for image in sheet.images)])
        for sheet in pdf.pages
    ]


@pytest.mark.parametrize(
    ("name", "title", "most_sheets"),
    [
        ("article allemand", "Das", 1),
        ("article mots", "Les mots", 4),
        ("article titres", "Quarante titres", 4),
        ("article images", "De larges images", 3),
        ("article discute", "Trois cents commentaires", 20),
        ("page", "Page", 4),
    ],
)
def test_on_paper_there_is_the_text_and_its_address_and_no_empty_sheet(
    window: Window, name: str, title: str, most_sheets: int
) -> None:
    sheets = on_paper(window, name)
    assert title in sheets[0]
    assert [number for number, sheet in enumerate(sheets) if len(sheet) < 20] == []
    assert len(sheets) <= most_sheets
    text = " ".join(sheets)
    assert f"blog.example.org{window.kinds[name].address}" in text
    assert "Envoyer" not in text


def test_on_paper_a_wide_table_has_all_its_columns(window: Window) -> None:
    text = " ".join(on_paper(window, "article tableaux"))
    assert [n for n in range(30) if f"Colonne {n}" not in text] == []


def test_the_html_checker_finds_no_error(kinds: dict[str, Kind], tmp_path: Path) -> None:
    if not CHECKER.exists():
        pytest.skip("the HTML checker is not installed: make check-html (npm, Java 17)")
    names = {f"{number}.html": name for number, name in enumerate(kinds)}
    for file, name in names.items():
        (tmp_path / file).write_bytes(kinds[name].answer.body)
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    report = subprocess.run(
        ["java", "-jar", str(CHECKER), *options, str(tmp_path)], check=True, capture_output=True
    )
    messages = [
        f"{names[Path(message['url']).name]}, line {message.get('lastLine')}: {message['message']}"
        for message in json.loads(report.stdout)["messages"]
    ]
    # It guesses the language too, and the longest word is a German one. Safari needs the role of a list
    # without marks.
    fine = ("appears to be written in", "“list” role is unnecessary")
    faults = [message for message in messages if not any(words in message for words in fine)]
    assert faults == [], "\n".join(faults)
