"""Wherever an author's or a reader's words end, they are words: pages, excerpts, JSON-LD, feeds and mails are
read again by the parsers of their readers, over hostile texts. `make mutants` tries thousands."""

from __future__ import annotations

import email
import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from email.policy import default
from itertools import islice
from typing import Any
from xml.etree import ElementTree as ET

import boto3
import html5lib
import pytest

from chalicelib.conversation.comment import Comment
from chalicelib.conversation.message import Message
from chalicelib.conversation.notifying import News
from chalicelib.mail import author_mail
from chalicelib.mail.writer import Writer
from chalicelib.markdown import sanitizer
from chalicelib.storage.mail import message_of
from chalicelib.web.templating import comment_html
from chalicelib.web.urls import Urls
from tests.conftest import NOW, Author, FrozenClock, Reader
from tests.markdown.browser import assert_harmless
from tests.markdown.examples import html
from tests.markdown.mutants import mutants

COUNT, SEED = int(os.environ.get("BILLET_MUTANTS", "0")), int(os.environ.get("BILLET_MUTANTS_SEED", "0"))
BATCH = 20  # as many as a feed has
FRAMES = ("e.org",)
SITE = 'title = "Blog"\nlanguage = "en"\npage_size = 20\nframes = ["e.org"]\n'

_TEMPLATE_TAGS = (
    "html head meta title link body form input textarea button label nav fieldset legend svg path"
)
_OF_TEMPLATES = frozenset(_TEMPLATE_TAGS.split())
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def texts(few: int) -> Iterator[str]:
    """The hostile texts of one sink."""
    return mutants(COUNT or few, SEED)


def assert_only_ours_acts(page: str) -> None:
    """A page holds no element, attribute or address but those of texts and templates."""
    root = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False).parse(
        page, scripting=True
    )
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise AssertionError(f"a comment: {element.text}")
        tag = element.tag.rpartition("}")[2]
        if tag == "script":
            assert element.attrib == {"type": "application/ld+json"}
            json.loads(element.text or "")
        elif tag == "iframe":
            assert re.match(r"(?:https:)?//e\.org(?:[/?#:]|$)", element.attrib["src"])
            assert element.attrib["sandbox"] == sanitizer.SANDBOX
        else:
            assert tag in sanitizer.TAGS | _OF_TEMPLATES, tag
        for name, value in element.attrib.items():
            assert not re.match(r"on|style$|srcdoc$|formaction$|http-equiv$|xlink:href$", name), (
                f"{tag} {name}"
            )
            scheme = _SCHEME.match(value) if name in ("href", "src", "action", "poster", "cite") else None
            assert scheme is None or scheme[1].lower() in sanitizer.SCHEMES, value


def test_a_text_of_an_article_is_clean_and_cleaning_twice_is_cleaning_once() -> None:
    for text in texts(150):
        for frames in ((), FRAMES):
            page = html(text, frames=frames)
            assert_harmless(page, frames)
            assert sanitizer.clean(page, frames) == page, text


def test_the_sanitizer_makes_anything_harmless_by_itself() -> None:
    for text in texts(1000):
        once = sanitizer.clean(text)
        assert_harmless(once)
        assert sanitizer.clean(once) == once, text


def test_pages_their_data_excerpts_and_feeds_hold_words_alone(
    reader: Reader, author: Author, clock: FrozenClock
) -> None:
    author.publishes(site=SITE)
    waiting = texts(BATCH)
    while batch := list(islice(waiting, BATCH)):
        for number, text in enumerate(batch):
            # No title may be blank, and none is an id of YAML's.
            front = {"title": f"T {text}", "date": "2026-01-01", "tags": [text[:40]], "author": text}
            summary = {"summary": text} if number % 2 else {}
            author.uploads(f"articles/m{number}.md", f"{json.dumps(front | summary)}\n\n{text}\n\nUn texte.")
        author.reconciles()
        clock.advance(minutes=2)
        pages = {
            path: reader.asks(path) for path in ("/", "/feed.xml", "/feed.json", "/tags", "/archive/2026")
        }
        assert [answer.status for answer in pages.values()] == [200] * 5
        for path in ("/", "/tags", "/archive/2026"):
            assert_only_ours_acts(pages[path].text)
        assert_feeds_are_harmless(pages["/feed.xml"].text, pages["/feed.json"].text)
        for number in range(len(batch)):
            answer = reader.asks(f"/articles/m{number}")
            assert answer.status in (200, 404), "404 where it cannot be rendered"
            if answer.status == 200:
                assert_only_ours_acts(answer.text)
        forget_versions(author)


def forget_versions(author: Author) -> None:
    """Deletes the articles with all their versions, which would be listed in each run."""
    bucket, s3 = author.blog.settings.bucket, boto3.client("s3")
    versions = s3.list_object_versions(Bucket=bucket, Prefix="articles/")["Versions"]
    for version in versions:
        s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])


def assert_feeds_are_harmless(atom: str, json_feed: str) -> None:
    namespace = "{http://www.w3.org/2005/Atom}"
    contents = [content.text or "" for content in ET.fromstring(atom).iter(f"{namespace}content")]
    contents += [item["content_html"] for item in json.loads(json_feed)["items"] if "content_html" in item]
    assert contents
    for content in contents:
        assert_harmless(content)


def test_comments_show_words_alone() -> None:
    for text in texts(300):
        page = str(comment_html(text))
        assert_harmless(page)
        assert not re.search(r"<(?:img|iframe|math|table|div)\b", page)


@pytest.fixture
def writer(author: Author) -> Writer:
    author.publishes(a="---\ntitle: A\ndate: 2026-01-15\n---\nUn texte.\n")
    return Writer(author.index, Urls("", "https://blog.example.org"), "secret", NOW)


def test_a_mail_is_text_in_which_nobody_else_writes_a_line_of_ours(writer: Writer) -> None:
    def mail_of(text: str, name: str = "Léa") -> Any:
        comment = Comment(id="c", article="articles/a", name=name, text=text, posted=NOW)
        message = Message("m", name, "lea@example.org", text, text, NOW, NOW + timedelta(days=9))
        mail = author_mail.write(News(comments=[comment], messages=[message]), writer)
        data = message_of(mail, "blog@example.org", "author@example.org").as_bytes()
        return email.message_from_bytes(data, policy=default)

    def own_lines(mail: Any) -> list[str]:
        return [line for line in mail.get_content().splitlines() if not line.startswith(">")]

    plain = mail_of("x")
    for text in texts(200):
        mail = mail_of(text)
        assert mail.get_content_type() == "text/plain"
        assert mail.items() == plain.items()
        assert own_lines(mail) == own_lines(plain), text
        named = mail_of("x", name=text or "x")
        assert named.keys() == plain.keys()
        assert len(named.get_content().splitlines()) == len(plain.get_content().splitlines()), text
