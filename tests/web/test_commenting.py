"""What a writer of comments and messages gets, through real API Gateway events."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from pytest_mock import MockerFixture

from chalicelib.services import Services
from tests.conftest import Author, FrozenClock, Reader
from tests.deciding import moderate

ARTICLE = "---\ntitle: Un article\ndate: 2026-01-15\n---\nTexte.\n"
DOWN = EndpointConnectionError(endpoint_url="http://dynamodb")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _published(author: Author) -> None:
    author.publishes(a=ARTICLE, other=ARTICLE)


def approve_all(blog: Services) -> None:
    for comment in blog.comments.in_state("pending"):
        moderate(comment.id, "approved", blog.comments, DAY, blog.clock)


@pytest.fixture
def form(reader: Reader) -> dict[str, str]:
    """The form of an article, filled in."""
    return {**reader.asks("/articles/a").fields, "name": "Léa", "text": "Bonjour"}


def test_a_comment_waits_for_approval_and_then_appears(
    reader: Reader, blog: Services, clock: FrozenClock
) -> None:
    sent = reader.comments("a", name="Léa", email="lea@example.org", text="Bravo !\n\nVraiment.")
    assert sent.status == 303
    assert sent.headers["location"].startswith("/articles/a/comments/received/")
    thanks = reader.follows(sent)
    assert thanks.status == 200
    assert "attend d’être approuvé" in thanks.words
    assert thanks.headers["cache-control"] == "no-store"
    clock.advance(minutes=2)
    assert "Bravo" not in reader.asks("/articles/a").text
    approve_all(blog)
    clock.advance(minutes=2)
    page = reader.asks("/articles/a")
    assert '<p dir="auto">Bravo !</p>\n<p dir="auto">Vraiment.</p>' in page.text
    assert "1 commentaire" in page.words
    assert "Léa , lundi 2 mars 2026 à 10 h 30" in page.words
    assert "lea@example.org" not in page.text
    assert "1 commentaire" in reader.asks("/").words


def test_an_article_put_where_another_was_deleted_never_shows_its_comments(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock
) -> None:
    reader.comments("a", name="Léa", text="Bravo !")
    approve_all(blog)

    def shows_it(text: str) -> bool:
        author.publishes(a=text)
        clock.advance(minutes=2)
        page, feed = (reader.asks(f"/articles/a{path}").text for path in ("", "/comments/feed.xml"))
        assert ("Bravo" in page) == ("Bravo" in feed)
        return "Bravo" in page

    assert shows_it(ARTICLE)
    author.deletes("articles/a.md")
    author.reconciles()
    another = ARTICLE.replace("Un article", "Tout autre chose")
    assert not shows_it(another)
    assert "1 commentaire" not in reader.asks("/").words
    assert not shows_it(another + "Et plus.")
    reader.comments("a", name="Max", text="Bof.")
    approve_all(blog)
    assert not shows_it(another)
    assert "Bof." in reader.asks("/articles/a").text
    author.deletes("articles/a.md")
    author.reconciles()
    assert shows_it(ARTICLE + "Corrigé.")
    assert "Bof." not in reader.asks("/articles/a").text


def test_the_prefix_is_kept_on_the_way(author: Author, chalice_app: Any, prefix: str) -> None:
    reader = Reader(chalice_app, prefix)
    sent = reader.comments("a", name="Léa", text="Bonjour")
    assert sent.headers["location"].startswith(f"{prefix}/articles/a/comments/received/")
    assert reader.follows(sent).status == 200


@pytest.mark.parametrize(("names", "stored"), [(["Léa", "Léa", "Léa"], 1), (["Léa", "Noé"], 2)])
def test_a_form_sent_twice_makes_one_comment_and_two_readers_of_one_page_make_two(
    reader: Reader, blog: Services, form: dict[str, str], names: list[str], stored: int
) -> None:
    for name in names:
        assert reader.sends("/articles/a/comments", **{**form, "name": name}).status == 303
    assert len(blog.comments.in_state("pending")) == stored


def test_errors_come_back_in_the_form_with_the_text_kept(
    reader: Reader, blog: Services, clock: FrozenClock
) -> None:
    page = reader.comments("a", name="", email="lea", text="Mon </textarea> texte\net la suite")
    assert page.status == 422
    assert page.headers["cache-control"] == "no-store"
    assert page.fields["text"] == "Mon </textarea> texte\net la suite"
    assert page.fields["email"] == "lea"
    name = page.text.split('id="field_name"')[1].split(">")[0]
    assert 'aria-invalid="true"' in name
    assert 'aria-describedby="error_name"' in name
    assert "autofocus" in name
    assert page.text.count("autofocus") == 1
    assert 'id="error_name">Merci de remplir ce champ.' in page.text
    assert 'aria-describedby="hint_email error_email"' in page.text
    assert "<title>À corriger" in page.text
    clock.advance(seconds=5)
    assert reader.sends("/articles/a/comments", **{**page.fields, "name": "Léa", "email": ""}).status == 303
    assert blog.comments.in_state("pending")[0].text == "Mon </textarea> texte\net la suite"


def test_a_text_that_is_too_long_is_given_back_whole(reader: Reader) -> None:
    text = "é" * 5_001
    page = reader.comments("a", name="Léa", text=text)
    assert page.status == 422
    assert page.fields["text"] == text
    assert "10000 caractères au plus" in page.words
    for text in ("夏" * 9_000, "a\r\n" * 20_000, "e" + "\u0315\u0300" * 20_000):
        assert reader.comments("a", name="Léa", text=text).fields["text"] == text


def test_a_form_from_yesterday_is_given_back_with_a_new_token(
    reader: Reader, clock: FrozenClock, blog: Services, form: dict[str, str]
) -> None:
    clock.advance(hours=26)
    page = reader.sends("/articles/a/comments", **form)
    assert page.status == 422
    assert "resté ouvert trop longtemps" in page.words
    assert page.fields["text"] == "Bonjour"
    assert reader.sends("/articles/a/comments", **page.fields).status == 303
    assert len(blog.comments.in_state("pending")) == 1


@pytest.mark.parametrize("token", ["", "x", "x.y.z"])
def test_a_form_that_is_not_ours_is_refused(reader: Reader, blog: Services, token: str) -> None:
    assert reader.comments("a", name="Léa", text="Bonjour", token=token).status == 422
    assert blog.comments.in_state("pending") == []


def test_the_token_of_one_article_is_no_good_for_another(reader: Reader) -> None:
    token = reader.asks("/articles/other").fields["token"]
    assert reader.comments("a", name="Léa", text="Bonjour", token=token).status == 422


def test_who_fills_in_the_hidden_field_is_thanked_and_set_aside(reader: Reader, blog: Services) -> None:
    assert reader.comments("a", name="Bot", text="Buy", topic="http://spam").status == 303
    assert blog.comments.in_state("pending") == []
    assert [(c.name, c.verdict, c.mail) for c in blog.comments.in_state("spam")] == [("Bot", "trap", "")]


def test_an_article_may_close_its_comments_and_keeps_those_it_has(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock, form: dict[str, str]
) -> None:
    reader.sends("/articles/a/comments", **form)
    approve_all(blog)
    author.publishes(a=ARTICLE.replace("date", "comments: false\ndate"))
    clock.advance(minutes=2)
    page = reader.asks("/articles/a")
    assert "Bonjour" in page.words
    assert "Les commentaires sont fermés." in page.words
    assert "<form" not in page.text
    assert reader.sends("/articles/a/comments", **form).status == 409


def test_reloading_where_a_form_was_sent_leads_back_to_the_article(reader: Reader) -> None:
    answer = reader.asks("/articles/a/comments")
    assert (answer.status, answer.headers["location"]) == (303, "/articles/a#comments_section")


def test_what_is_no_form_is_refused_as_a_page(reader: Reader) -> None:
    page = reader.asks("/articles/a/comments", "POST", b"{}", Content_Type="application/json")
    assert (page.status, page.headers["content-type"]) == (415, "text/html; charset=utf-8")
    assert reader.sends("/articles/a/comments", text="x" * 300_000).status == 413
    many = b"&".join(b"f%d=1" % number for number in range(99))
    page = reader.asks("/articles/a/comments", "POST", many, Content_Type="application/x-www-form-urlencoded")
    assert page.status == 400


def test_bytes_that_are_not_utf8_are_refused_by_field(reader: Reader, form: dict[str, str]) -> None:
    body = b"text=Bonjour&name=L%E9a&token=" + form["token"].encode()
    page = reader.asks("/articles/a/comments", "POST", body, Content_Type="application/x-www-form-urlencoded")
    assert page.status == 422
    assert 'id="error_name"' in page.text


def test_an_approved_comment_forgets_the_address_and_never_expires(reader: Reader, blog: Services) -> None:
    reader.comments("a", name="Léa", email="lea@example.org", text="Bonjour")
    (pending,) = blog.comments.in_state("pending")
    assert pending.expires == blog.clock().replace(microsecond=0) + timedelta(days=365)
    approve_all(blog)
    (approved,) = blog.comments.in_state("approved")
    assert (approved.email, approved.expires) == ("", None)
    moderate(approved.id, "rejected", blog.comments, DAY, blog.clock)
    (rejected,) = blog.comments.in_state("rejected")
    assert rejected.expires == blog.clock() + DAY


def test_when_dynamodb_fails_the_article_is_read_without_its_comments(
    reader: Reader, blog: Services, mocker: MockerFixture
) -> None:
    for operation in ("query", "batch_get_item"):
        mocker.patch.object(blog.comments._client, operation, side_effect=DOWN)
    page = reader.asks("/articles/a")
    assert page.status == 200
    assert "Texte." in page.words
    assert "Les commentaires ne peuvent pas être affichés" in page.words
    assert page.headers["cache-control"] == "no-cache"
    assert reader.asks("/").status == 200


def test_when_dynamodb_fails_a_comment_comes_back_with_its_text(
    reader: Reader, blog: Services, mocker: MockerFixture
) -> None:
    mocker.patch.object(blog.comments._client, "put_item", side_effect=DOWN)
    page = reader.comments("a", name="Léa", email="lea@example.org", text="Un long texte")
    assert page.status == 503
    assert page.headers["retry-after"] == "30"
    assert (page.fields["text"], page.fields["name"]) == ("Un long texte", "Léa")
    assert "Rien n’est perdu" in page.words
    mocker.stopall()
    assert reader.sends("/articles/a/comments", **page.fields).status == 303


def test_what_was_stored_although_the_answer_got_lost_is_not_stored_twice(
    reader: Reader, blog: Services, clock: FrozenClock, mocker: MockerFixture, form: dict[str, str]
) -> None:
    clock.advance(minutes=45)  # another hour, another token
    put = blog.comments._client.put_item

    def lose(**request: Any) -> None:
        put(**request)
        raise DOWN

    mocker.patch.object(blog.comments._client, "put_item", side_effect=lose)
    page = reader.sends("/articles/a/comments", **form)
    mocker.stopall()
    assert page.status == 503
    assert reader.sends("/articles/a/comments", **page.fields).status == 303
    assert len(blog.comments.in_state("pending")) == 1


def test_a_table_that_has_failed_is_not_asked_again_for_the_same_answer(
    reader: Reader, blog: Services, clock: FrozenClock, mocker: MockerFixture
) -> None:
    reader.asks("/articles/a")
    mocker.patch.object(blog.comments._client, "put_item", side_effect=DOWN)
    queries = mocker.patch.object(blog.comments._client, "query", side_effect=DOWN)
    clock.advance(minutes=2)
    page = reader.sends("/articles/a/comments", name="Léa", text="Bonjour")
    assert page.status == 422
    queries.reset_mock()
    assert reader.sends("/articles/a/comments", **page.fields).status == 503
    assert queries.call_count == 0


# Messages


def test_a_message_reaches_the_author(reader: Reader, blog: Services) -> None:
    sent = reader.writes(name="Léa", email="lea@example.org", subject="Devis", text="Bonjour\r\nCamille")
    assert (sent.status, sent.headers["location"]) == (303, "/contact/received")
    assert "Merci pour votre message" in reader.follows(sent).words
    (message,) = blog.messages.in_box("inbox")
    assert (message.name, message.subject, message.text) == ("Léa", "Devis", "Bonjour\nCamille")
    assert message.expires == blog.clock() + timedelta(days=365)


def test_the_same_message_sent_twice_is_stored_once(reader: Reader, blog: Services) -> None:
    for _ in range(2):
        reader.writes(name="Léa", email="lea@example.org", subject="S", text="T")
    assert len(blog.messages.in_box("inbox")) == 1


@pytest.mark.parametrize(("email", "status"), [("", 422), ("lea@example.org", 503)])
def test_a_message_that_is_wrong_or_cannot_be_stored_comes_back_with_its_text(
    reader: Reader, blog: Services, mocker: MockerFixture, email: str, status: int
) -> None:
    mocker.patch.object(blog.messages._client, "put_item", side_effect=DOWN)
    page = reader.writes(name="Léa", email=email, subject="S", text="Mon texte")
    assert page.status == status
    assert page.fields["text"] == "Mon texte"
    assert ('id="error_email"' in page.text) == (email == "")
    assert blog.messages.in_box("inbox") == []


def test_the_contact_page_shows_every_channel(reader: Reader, author: Author) -> None:
    author.publishes(
        site="[contact]\nemail = 'me@example.org'\nphone = '+33 (0)5 36 49 00 00'\n"
        "linkedin = 'https://www.linkedin.com/in/me'\nteams = 'https://teams.microsoft.com/l/chat'"
    )
    page = reader.asks("/contact").text
    for address in (
        "mailto:me@example.org",
        "tel:+33536490000",
        "https://www.linkedin.com/in/me",
        "https://teams.microsoft.com/l/chat",
    ):
        assert f'href="{address}"' in page


# Escaping


def test_comments_are_escaped_and_links_are_safe(reader: Reader, blog: Services, clock: FrozenClock) -> None:
    reader.comments(
        "a",
        name='<img src=x onerror="1">',
        text="<script>1</script> https://example.org/?a=1&b=2 javascript:alert(1)\nligne",
    )
    approve_all(blog)
    clock.advance(minutes=2)
    text = reader.asks("/articles/a").text
    assert "<script>1" not in text
    assert "<img src=x" not in text
    assert 'href="https://example.org/?a=1&amp;b=2"' in text
    assert 'rel="ugc nofollow noopener"' in text
    assert 'href="javascript' not in text
    assert "<br>\nligne" in text
