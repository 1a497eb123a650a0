"""A person with Chromium reads, comments, approves, and writes to the author."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.command.test_serve import Served, serving_the_demo, within

WITH_AIDS = "/articles/mots-de-passe-et-hameconnage"
ARTICLE = "/articles/migrer-un-erp-sans-y-laisser-son-ete"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving_the_demo(tmp_path_factory) as served:
        yield served


@pytest.fixture
def strangers() -> list[str]:
    """Requests to anyone but the site."""
    return []


@pytest.fixture
def visit(chromium: Browser, site: Served, strangers: list[str]) -> Iterator[Any]:
    """Opens windows; in the end, nothing must have gone wrong in them."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(**options: Any) -> Page:
        context = chromium.new_context(base_url=site.url + "/", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda r: None if r.url.startswith(site.url) else strangers.append(r.url))
        page.set_default_timeout(10_000)
        return page

    yield opened
    for context in contexts:
        assert context.cookies() == []
        context.close()
    # Chromium complains of every answer that is an error, also where one was asked for.
    assert [c for c in complaints if "status of 4" not in c] == []
    assert strangers == []


def test_a_reader_without_javascript_reads_comments_and_writes(visit: Any, site: Served) -> None:
    page = visit(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="fr-FR")
    page.goto(".")
    page.get_by_role("link", name="Migrer un ERP sans y laisser son été").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Migrer un ERP sans y laisser son été")
    page.get_by_label("Nom").fill("Léa")
    page.get_by_role("textbox", name="Commentaire", exact=True).fill("Quel été !\n\nhttps://example.org/")
    page.get_by_role("button", name="Envoyer le commentaire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci pour votre commentaire")
    site.billet("comments", "approve", site.billet("comments", "list").split("\n")[2].split()[0])
    page.get_by_role("link", name="Revenir à l’article").click()
    expect(page.get_by_text("Quel été !")).to_be_visible()
    expect(page.get_by_role("heading", name="1 commentaire")).to_be_visible()

    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Contact").click()
    page.get_by_label("Nom").fill("Léa")
    page.get_by_label("Courriel").fill("lea@example.org")
    page.get_by_label("Sujet").fill("Un devis")
    page.get_by_role("textbox", name="Message", exact=True).fill("Bonjour Camille")
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci pour votre message")
    assert "Un devis" in site.billet("messages", "list")


def test_an_error_brings_the_reader_to_the_field_with_the_text_kept(visit: Any) -> None:
    page = visit()
    page.goto(ARTICLE.lstrip("/"))
    page.get_by_label("Nom").fill("Léa")
    page.get_by_label("Courriel").fill("lea@nulle-part")  # good enough for the browser, not for us
    page.get_by_role("textbox", name="Commentaire", exact=True).fill("Mon texte")
    page.get_by_role("button", name="Envoyer").click()
    field = page.get_by_label("Courriel")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(
        "Jamais affiché, et effacé dès que votre commentaire est publié. "
        "Ce n’est pas une adresse de courriel, comme nom@example.org."
    )
    expect(page.get_by_role("textbox", name="Commentaire", exact=True)).to_have_value("Mon texte")


def test_the_whole_page_can_be_reached_by_keyboard(visit: Any) -> None:
    page = visit()
    page.goto(ARTICLE.lstrip("/"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "text":
            break
    else:
        raise AssertionError("the comment field is not reached")
    assert page.evaluate("document.activeElement.name !== 'topic'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/page/2",
        "/archive",
        "/archive/2025",
        "/tags",
        ARTICLE,
        "/contact",
        "/pages/playlist",
        "/pages/mentions-legales",
        "/nowhere",
        WITH_AIDS,
    ],
)
def test_no_page_is_wider_than_a_small_phone(visit: Any, path: str, scheme: str) -> None:
    page = visit(viewport={"width": 320, "height": 600}, color_scheme=scheme)
    page.goto(path.lstrip("/") or ".")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(23, 24, 29)"
    assert dark == (scheme == "dark")


def test_a_draft_can_be_read_on_a_small_phone_before_anyone_else_does(visit: Any, site: Served) -> None:
    text = (
        "---\ntitle: Avant tous\ndraft: true\nimage: ../media/bureau.webp\ntags: [un, deux]\n---\nUn texte.\n"
    )
    (site.folder / "articles" / "avant.md").write_text(text, encoding="utf-8")
    assert within(5, lambda: "avant" in site.billet("preview", "avant", "--json"))
    page = visit(viewport={"width": 320, "height": 600})
    page.goto(site.billet("preview", "avant").strip())
    expect(page.get_by_role("complementary", name="Aperçu")).to_contain_text("brouillon")
    expect(page.get_by_role("heading", level=1)).to_have_text("Avant tous")
    assert page.get_by_role("textbox").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_heading_leads_to_itself_by_keyboard(visit: Any) -> None:
    page = visit()
    page.goto(WITH_AIDS.lstrip("/"))
    page.get_by_role("link", name="Lien vers « Si vous avez cliqué »").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#si-vous-avez-clique")
    assert page.get_by_role("heading", name="Si vous avez cliqué", exact=True).is_visible()


def test_formulas_are_shown_as_formulas(visit: Any) -> None:
    page = visit()
    page.goto(WITH_AIDS.lstrip("/"))
    power = page.locator("math msup").first.bounding_box()
    assert power is not None
    assert power["height"] > 5
    assert page.locator("math").last.evaluate("m => m.namespaceURI") == "http://www.w3.org/1998/Math/MathML"


def test_on_paper_there_is_the_article_and_no_form(visit: Any, tmp_path: Path) -> None:
    page = visit()
    page.goto(ARTICLE.lstrip("/"))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for selector in ("nav >> nth=0", ".letter", ".latest >> nth=0", ".permalink >> nth=0"):
        expect(page.locator(selector)).to_be_hidden()
    pdf = tmp_path / "article.pdf"
    page.pdf(path=pdf)
    assert pdf.stat().st_size > 10_000


def test_an_arabic_article_is_read_from_right_to_left_and_its_code_is_not(visit: Any, site: Served) -> None:
    text = (
        "---\ntitle: عنوان\nlang: ar\ndate: 2026-01-15\n---\n## فصل\n\n- بند\n\n> اقتباس\n\n```\nx = 1\n```\n"
    )
    (site.folder / "articles" / "arabe.md").write_text(text, encoding="utf-8")
    assert within(5, lambda: site.status("/articles/arabe") == 200)
    page = visit(viewport={"width": 320, "height": 600})
    page.goto("articles/arabe")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for name, begins_at_the_right in (("li", True), ("blockquote p", True), ("pre code", False)):
        text_box, column = page.locator(f".text {name}").evaluate(
            "element => { const range = document.createRange(); range.selectNodeContents(element);"
            "return [range, element.closest('.text')].map(place => place.getBoundingClientRect().toJSON()) }"
        )
        is_at_the_right = column["right"] - text_box["right"] < text_box["left"] - column["left"]
        assert is_at_the_right == begins_at_the_right, name


def mail_to(site: Served, address: str, word: str) -> str:
    """Waits for a mail, and returns its text."""
    texts: list[str] = []

    def is_there() -> bool:
        for file in sorted((site.state / "mail").glob("*.eml")):
            message = email.message_from_bytes(file.read_bytes(), policy=default)
            text = str(message.get_payload(decode=True), "utf-8")  # type: ignore[arg-type]  # bytes
            if message["To"] == address and word in text:
                texts.append(text)
        return bool(texts)

    assert within(20, is_there)
    return texts[-1]


def link_of(text: str, label: str) -> str:
    """Returns the link behind a label in a mail."""
    match = re.search(rf"{label}\s*:\s+(http\S+)", text)
    assert match is not None, text
    return match[1]


def test_a_conversation_by_mail_on_a_small_phone_without_javascript(visit: Any, site: Served) -> None:
    phone = {"java_script_enabled": False, "viewport": {"width": 320, "height": 600}, "locale": "fr-FR"}
    page = visit(**phone)
    page.goto(WITH_AIDS.lstrip("/"))
    page.get_by_label("Nom").fill("Zoé")
    page.get_by_label("Courriel").fill("zoe@example.org")
    page.get_by_role("textbox", name="Commentaire", exact=True).fill("Une question de Zoé")
    page.get_by_label("Me prévenir des réponses").check()
    page.get_by_role("button", name="Envoyer le commentaire").click()

    page.goto(link_of(mail_to(site, "zoe@example.org", "confirmer"), "confirmer"))
    page.get_by_role("button", name="Oui, recevoir les réponses").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous recevrez les réponses")

    letter = mail_to(site, "author@example.org", "Une question de Zoé")
    page.goto(link_of(letter, "\nPublier"))
    expect(page.get_by_text("Une question de Zoé")).to_be_visible()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce commentaire est publié")
    page.goto(link_of(letter, "Publier et répondre"))
    page.get_by_label("Votre réponse").fill("Une réponse de Camille")
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre réponse est publiée")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    answer = mail_to(site, "zoe@example.org", "Une réponse de Camille")
    page.goto(link_of(answer, "répondre"))
    expect(page.get_by_text("Une réponse de Camille")).to_be_visible()
    page.goto(link_of(answer, "ne plus en recevoir"))
    page.get_by_role("button", name="Ne plus rien recevoir").click()
    expect(page.get_by_text("Votre adresse est effacée.")).to_be_visible()


def test_comments_are_judged_on_a_small_phone(visit: Any, site: Served) -> None:
    for name in ("Un", "Deux", "Trois"):
        site.post(f"{ARTICLE}/comments", ARTICLE, name=name, text=f"Commentaire {name} " + "mot " * 50)
    page = visit(java_script_enabled=False, viewport={"width": 320, "height": 600}, locale="fr-FR")
    page.goto(site.billet("moderation-link").strip())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("Cocher le commentaire de Un").check()
    page.get_by_label("Cocher le commentaire de Deux").check()
    page.get_by_role("group", name="Tous les commentaires cochés").get_by_role(
        "button", name="Publier"
    ).click()
    expect(page.get_by_role("status")).to_contain_text("2 commentaires")
    page.get_by_role("button", name="Indésirable : Trois").click()
    page.get_by_role("link", name="Dernières décisions").click()
    page.get_by_role("button", name="Annuler : Trois").click()
    page.get_by_role("link", name="En attente").click()
    expect(page.get_by_text("Commentaire Trois")).to_be_visible()
