"""Replies, pages of comments, the look before sending and the correction after it, through real events."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from pytest_mock import MockerFixture

from billet import tables
from chalicelib.conversation import editing
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.subscribing import subscribe
from chalicelib.errors import Conflict
from chalicelib.services import Services
from chalicelib.storage.comment_changes import COUNT
from chalicelib.storage.comment_items import to_comment_item
from tests.conftest import NOW, Answer, Author, FrozenClock, Reader
from tests.deciding import moderate
from tests.web.test_commenting import DOWN, approve_all

ARTICLE = "---\ntitle: Un article\ndate: 2026-01-15\n---\nTexte.\n"


@pytest.fixture(autouse=True)
def _published(author: Author) -> None:
    author.publishes(a=ARTICLE, b=ARTICLE)


def numbered(number: int, **changes: object) -> Comment:
    """Returns the approved comment with this number, posted so many minutes after the first."""
    posted = NOW - timedelta(days=1) + timedelta(minutes=number)
    plain = Comment(f"{number:020x}", "articles/a", f"Voix {number}", f"Texte {number}.", posted, "approved")
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests know the attributes


def store(blog: Services, number: int, **changes: object) -> Comment:
    comment = numbered(number, **changes)
    blog.comments.add(comment)
    return comment


def store_many(blog: Services, count: int) -> None:
    """Stores the comments with the numbers below `count` at once, as a restored backup does."""
    client, table = blog.comments._client, blog.settings.comments_table
    items = [to_comment_item(numbered(number)) for number in range(count)]
    items.append({"id": {"S": f"{COUNT}articles/a"}, "approved": {"N": str(count)}})
    for start in range(0, len(items), tables.BATCH):
        tables.put(client, table, items[start : start + tables.BATCH])


def follow(reader: Reader, address: str) -> Answer:
    """Requests an address with its query."""
    parts = urlsplit(address.replace("&amp;", "&"))
    return reader.asks(parts.path or "/articles/a", query=parts.query)


def numbers(answer: Answer) -> list[int]:
    return [int(number) for number in re.findall(r"Texte (\d+)\.", answer.text)]


def test_a_reader_answers_a_comment_by_a_link_without_a_script(
    reader: Reader, blog: Services, clock: FrozenClock
) -> None:
    parent = store(blog, 1)
    page = reader.asks("/articles/a")
    assert f'href="/articles/a?reply={parent.id}#comment_form"' in page.text
    form = reader.asks("/articles/a", query=f"reply={parent.id}")
    assert "Répondre à Voix 1" in form.words
    assert form.text.count("<form") == 1
    sent = {**form.fields, "name": "Léa", "text": "D'accord."}
    assert sent["parent"] == parent.id
    assert reader.sends("/articles/a/comments", **sent).status == 303
    approve_all(blog)
    clock.advance(minutes=2)
    (reply,) = [c for c in blog.comments.approved("articles/a").comments if c.parent]
    text = reader.asks("/articles/a").text
    thread = text[text.index(f'<li id="comment_{parent.id}">') :]
    assert f'<ol role="list">\n<li id="comment_{reply.id}">' in thread
    assert "2 commentaires" in reader.asks("/articles/a").words


def test_an_answer_to_an_answer_stands_beside_it_and_names_it(reader: Reader, blog: Services) -> None:
    first = store(blog, 1)
    second = store(blog, 2, parent=first.id)
    store(blog, 3, parent=second.id)
    page = reader.asks("/articles/a")
    assert page.text.count('<ol role="list">') == 2
    assert f'<a href="#comment_{second.id}">En réponse à Voix 2</a>' in page.text


def test_an_answer_to_what_is_not_there_any_more_comes_back_with_its_text(
    reader: Reader, blog: Services, clock: FrozenClock
) -> None:
    parent = store(blog, 1)
    sent = {**reader.asks("/articles/a", query=f"reply={parent.id}").fields, "name": "L", "text": "Mon texte"}
    moderate(parent.id, "rejected", blog.comments, timedelta(9), clock)
    page = reader.sends("/articles/a/comments", **sent)
    assert (page.status, page.fields["text"]) == (422, "Mon texte")
    assert "n’est plus là" in page.words
    assert "parent" not in page.fields
    assert reader.sends("/articles/a/comments", **page.fields).status == 303


@pytest.mark.parametrize("id", ["", "x", "count/articles/a", "f" * 20, "../../b"])
def test_an_answer_to_nothing_is_a_comment_of_its_own(reader: Reader, id: str) -> None:
    page = reader.asks("/articles/a", query=f"reply={id}")
    assert page.status == 200
    assert "Laisser un commentaire" in page.words
    assert "parent" not in page.fields


def test_only_the_author_wears_the_badge(reader: Reader, blog: Services) -> None:
    store(blog, 1, name="Auteur")
    assert 'class="badge"' not in reader.asks("/articles/a").text
    store(blog, 2, by_author=True)
    blog.clock.advance(minutes=2)  # type: ignore[attr-defined]  # it is the frozen one
    assert reader.asks("/articles/a").text.count('class="badge"') == 1


def test_thousands_of_comments_come_in_pages_that_lead_on_and_back(reader: Reader, blog: Services) -> None:
    store_many(blog, 230)
    page = reader.asks("/articles/a")
    assert "230 commentaires" in page.words
    assert numbers(page) == list(range(100))
    compressed = reader.asks("/articles/a", accept_encoding="gzip")
    assert len(compressed.body) < 20_000
    shown, pages = numbers(page), 1
    while step := re.search(r'<a href="([^"]+)#comments_section">Commentaires suivants', page.text):
        page = follow(reader, step[1])
        shown += numbers(page)
        pages += 1
    assert (shown, pages) == (list(range(230)), 3)
    back = re.search(r'<a href="([^"]+)#comments_section">Commentaires précédents', page.text)
    assert back
    assert numbers(follow(reader, back[1])) == list(range(100, 200))
    newest = re.search(
        r'<a href="([^"]+)#comments_section">Les commentaires les plus', reader.asks("/articles/a").text
    )
    assert newest
    page = follow(reader, newest[1])
    assert numbers(page) == list(range(130, 230))
    answer = re.search(r'href="([^"]+)#comment_form" aria-label="Répondre à Voix 229"', page.text)
    assert answer
    assert follow(reader, answer[1]).fields["parent"] == f"{229:020x}"


def test_the_link_of_a_comment_leads_to_the_page_that_shows_it(reader: Reader, blog: Services) -> None:
    store_many(blog, 230)
    for number in (0, 99, 100, 229):
        sent = reader.asks(f"/articles/a/comments/{number:020x}")
        assert sent.status == 302
        address, _, fragment = sent.headers["location"].partition("#")
        page = follow(reader, address)
        assert f'<li id="{fragment}">' in page.text
        assert number in numbers(page)


def test_the_link_of_a_comment_that_readers_do_not_see_leads_nowhere(reader: Reader, blog: Services) -> None:
    pending = store(blog, 1, state="pending")
    for id in (pending.id, "f" * 20, "x", "count%2Farticles%2Fa"):
        assert reader.asks(f"/articles/a/comments/{id}").status == 404
    foreign = store(blog, 2, article="articles/b")
    assert reader.asks(f"/articles/a/comments/{foreign.id}").status == 404


@pytest.mark.parametrize("query", ["", "from=x", "before=20200101T000000.000000Z", "from=99991231T000000.0Z"])
def test_a_page_of_comments_that_is_none_leads_to_the_article(
    reader: Reader, blog: Services, query: str
) -> None:
    if query != "from=x":
        store(blog, 1)
    answer = reader.asks("/articles/a/comments", query=query)
    assert answer.headers.get("location") == "/articles/a#comments_section"


def test_a_writer_may_look_at_a_comment_before_it_is_sent(reader: Reader, blog: Services) -> None:
    page = reader.comments("a", name="Léa", text="Un *mot*", action="preview")
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    assert "Un <em>mot</em></p>" in page.text
    assert "Il n’est pas encore envoyé." in page.words
    assert blog.comments.in_state("pending") == []
    assert reader.sends("/articles/a/comments", **page.fields).status == 303
    assert [c.text for c in blog.comments.in_state("pending")] == ["Un *mot*"]
    assert reader.comments("a", name="", text="x", action="preview").status == 422


def edit_link(reader: Reader, **fields: str) -> str:
    """Sends a comment, and returns the private link of the page that thanks for it."""
    thanks = reader.follows(reader.comments("a", **{"name": "Léa", "text": "Bonjuor", **fields}))
    assert thanks.headers["referrer-policy"] == "no-referrer"
    link = re.search(r'href="(/articles/a/comments/edit/[^"]+)"', thanks.text)
    assert link
    return link[1]


def test_a_writer_corrects_a_comment_within_a_quarter_of_an_hour(
    reader: Reader, blog: Services, clock: FrozenClock
) -> None:
    link = edit_link(reader)
    clock.advance(minutes=14)
    form = reader.asks(link)
    assert form.fields["text"] == "Bonjuor"
    assert form.headers["cache-control"] == "no-store"
    assert reader.sends(link, **{**form.fields, "text": "Bonjour"}).status == 303
    (pending,) = blog.comments.in_state("pending")
    assert (pending.text, pending.edited, pending.mail) == ("Bonjour", clock.now, "author")
    clock.advance(minutes=1)
    late = reader.sends(link, name="Léa", text="Bonsoir")
    assert (late.status, "Bonsoir" in late.words) == (410, True)
    assert reader.asks(link).status == 410
    assert blog.comments.in_state("pending") == [pending]


def test_a_corrected_comment_that_was_approved_waits_again(
    reader: Reader, blog: Services, clock: FrozenClock
) -> None:
    link = edit_link(reader)
    approve_all(blog)
    assert reader.sends(link, name="Léa", text="Autre chose").status == 303
    (pending,) = blog.comments.in_state("pending")
    assert pending.expires
    assert blog.comments.counts(["articles/a"]) == {"articles/a": 0}


def test_a_writer_takes_a_comment_back(reader: Reader, blog: Services) -> None:
    link = edit_link(reader)
    (comment,) = blog.comments.in_state("pending")
    subscribe(comment, "lea@example.org", blog.subscriptions, blog.clock)
    page = reader.sends(link, action="delete", name="", text="")
    assert "Votre commentaire est supprimé" in page.words
    assert blog.comments.in_state("pending") == []
    assert blog.subscriptions.get_many([comment.id]) == []
    edit_link(reader)
    edit_link(reader)
    assert [c.text for c in blog.comments.in_state("pending")] == ["Bonjuor"], "sent again, it is there again"
    assert reader.asks(link).status == 410


def test_a_comment_taken_back_after_it_was_answered_leaves_its_place(
    reader: Reader, blog: Services, clock: FrozenClock
) -> None:
    link = edit_link(reader, email="lea@example.org")
    approve_all(blog)
    (first,) = blog.comments.approved("articles/a").comments
    store(blog, 9, parent=first.id, posted=clock.now + timedelta(minutes=1))
    assert reader.sends(link, action="delete").status == 200
    clock.advance(minutes=2)
    page = reader.asks("/articles/a")
    assert "Ce commentaire a été supprimé." in page.words
    assert "Bonjuor" not in page.text
    assert "Léa" not in page.text
    assert "1 commentaire" in page.words


def test_a_correction_that_is_wrong_or_cannot_be_stored_comes_back_with_its_text(
    reader: Reader, blog: Services, mocker: MockerFixture
) -> None:
    link = edit_link(reader)
    assert reader.sends(link, name="", text="Mon texte").fields["text"] == "Mon texte"
    mocker.patch.object(blog.comments, "change", side_effect=Conflict("decided"))
    page = reader.sends(link, name="Léa", text="Mon texte")
    assert (page.status, page.fields["text"]) == (409, "Mon texte")
    mocker.stopall()
    mocker.patch.object(blog.comments._client, "transact_write_items", side_effect=DOWN)
    page = reader.sends(link, name="Léa", text="Mon texte")
    assert (page.status, page.fields["text"]) == (503, "Mon texte")


def test_nobody_corrects_the_comment_of_another(reader: Reader, blog: Services, clock: FrozenClock) -> None:
    link = edit_link(reader)
    token = link.rpartition("/")[2]
    (pending,) = blog.comments.in_state("pending")
    forged = editing.issue("another secret", pending.id, clock.now)
    for wrong in (forged, token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), "x" * 63):
        assert reader.asks(f"/articles/a/comments/edit/{wrong}").status == 410
    assert reader.asks(f"/articles/b/comments/edit/{token}").status == 410
    assert reader.sends(f"/articles/b/comments/edit/{token}", action="delete").status == 410
    assert blog.comments.in_state("pending") == [pending]
