"""What is refused, slowed or doubted of what readers send, and how it comes back to them."""

from __future__ import annotations

import builtins
import re
from concurrent.futures import ThreadPoolExecutor
from time import thread_time
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from pytest_mock import MockerFixture

from chalicelib import services as wiring
from chalicelib.content.site import Comments
from chalicelib.conversation import commenting
from chalicelib.conversation.comment import STATES
from chalicelib.conversation.message import BOXES
from chalicelib.conversation.moderation import decide
from chalicelib.conversation.post import Post
from chalicelib.index import articles
from chalicelib.services import Services
from tests.conftest import Answer, Author, FrozenClock, Reader, lose_texts
from tests.conversation.stores import MemoryLimits

ARTICLE = "---\ntitle: Un article\ndate: 2026-01-15\n---\nTexte.\n"
TEXT = "Un texte assez long pour que personne d’autre n’écrive le même, et encore un peu plus."
DOWN = EndpointConnectionError(endpoint_url="http://aws")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _published(author: Author) -> None:
    author.publishes(a=ARTICLE, other=ARTICLE)


@pytest.fixture
def form(reader: Reader) -> dict[str, str]:
    """The form of an article, filled in."""
    return {**reader.asks("/articles/a").fields, "name": "Léa", "text": "Bonjour"}


def posts(reader: Reader, fields: dict[str, str], **headers: str) -> Answer:
    body = urlencode(fields).encode()
    return reader.asks("/articles/a/comments", "POST", body, Content_Type=FORM, **headers)


def names(blog: Services, state: Any = "pending") -> list[str]:
    return sorted(comment.name for comment in blog.comments.in_state(state))


# The trap, and what is the same


def test_what_a_browser_put_into_the_trap_is_sent_again_without_it_and_waits_for_the_author(
    reader: Reader, blog: Services, form: dict[str, str]
) -> None:
    for fields in ({**form, "topic": "France"}, form, form):
        assert posts(reader, fields).status == 303
    assert (names(blog), names(blog, "spam")) == (["Léa"], ["Léa"])
    message = {"name": "Léa", "email": "lea@example.org", "subject": "S", "text": "T"}
    for fields in ({**message, "topic": "France"}, message, message):
        assert reader.writes(**fields).status == 303
    assert [m.verdict for m in blog.messages.in_box("spam")] == ["trap"]
    assert len(blog.messages.in_box("inbox")) == 1


def test_a_form_that_comes_back_has_an_empty_trap(reader: Reader) -> None:
    assert reader.comments("a", name="", text="Bonjour", topic="France").fields["topic"] == ""


@pytest.mark.parametrize(
    ("address", "agent"),
    [("203.0.113.9", "Firefox"), ("192.0.2.1", "Chrome"), ("2001:db8:0:2::1", "Firefox")],
)
def test_the_same_words_of_two_people_are_two_comments_and_a_double_click_is_one(
    reader: Reader, blog: Services, form: dict[str, str], address: str, agent: str
) -> None:
    for reader.address, name in [("192.0.2.1", "Firefox"), (address, agent)] * 2:
        assert posts(reader, {**form, "name": "Marie", "text": "Bravo !"}, User_Agent=name).status == 303
    assert names(blog) == ["Marie", "Marie"]


def test_one_customer_has_many_addresses_of_ipv6(
    reader: Reader, blog: Services, form: dict[str, str]
) -> None:
    for reader.address in ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2"):
        assert posts(reader, form).status == 303
    assert names(blog) == ["Léa"]


def test_another_spelling_of_a_token_is_no_token(
    reader: Reader, blog: Services, form: dict[str, str]
) -> None:
    last = form["token"][-1]
    neighbour = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spare = neighbour[neighbour.index(last) ^ 1]
    for token in (
        form["token"][:-1] + spare,
        form["token"] + "é",
        form["token"][:4] + "!" + form["token"][4:],
    ):
        assert posts(reader, {**form, "token": token}).status == 422
    assert names(blog) == []


def test_who_sends_a_form_again_may_not_correct_its_comment_for_longer(
    reader: Reader, clock: FrozenClock, form: dict[str, str]
) -> None:
    posts(reader, form)
    clock.advance(minutes=10)
    thanks = reader.follows(posts(reader, form))
    link = re.findall(r'href="(/articles/a/comments/edit/[^"]+)"', thanks.text)[0]
    assert reader.asks(link).status == 200
    clock.advance(minutes=5)
    assert reader.asks(link).status == 410


def test_what_is_corrected_into_spam_is_spam(reader: Reader, blog: Services, clock: FrozenClock) -> None:
    edit = reader.comments("a", name="Bot", text="Bravo !").headers["location"].replace("received", "edit")
    clock.advance(minutes=1)
    assert reader.sends(edit, name="Bot", text="https://a.example " * 4).status == 303
    assert [(c.verdict, c.mail) for c in blog.comments.in_state("spam")] == [("links", "")]
    assert names(blog) == []


# Limits


def test_a_flood_of_one_address_is_slowed_with_the_reason_and_the_text(
    reader: Reader, blog: Services, clock: FrozenClock, form: dict[str, str]
) -> None:
    answers = [posts(reader, {**form, "text": f"Texte {number}"}) for number in range(15)]
    assert [answer.status for answer in answers] == [303] * 10 + [429] * 5
    page = answers[-1]
    assert page.headers["retry-after"] == "30"
    assert page.headers["cache-control"] == "no-store"
    assert "merci de renvoyer le vôtre dans 30 secondes" in page.words
    assert page.fields["text"] == "Texte 14"
    reader.address = "203.0.113.9"
    assert posts(reader, {**form, "name": "Noé"}).status == 303, "nobody else is slowed"
    reader.address = "192.0.2.1"
    clock.advance(seconds=30)
    assert posts(reader, page.fields).status == 303
    assert len(names(blog)) == 12


def test_a_message_too_many_is_slowed_as_well(reader: Reader) -> None:
    fields = reader.asks("/contact").fields | {"name": "L", "email": "l@example.org", "subject": "S"}
    answers = [reader.sends("/contact", **{**fields, "text": f"T {number}"}) for number in range(11)]
    assert (answers[-1].status, answers[-1].fields["text"]) == (429, "T 10")


def test_behind_a_cdn_each_reader_is_one_and_the_cdn_is_none(
    reader: Reader, blog: Services, form: dict[str, str]
) -> None:
    cdn = {"X_Billet_Prefix": "none", "User_Agent": "Firefox"}
    for number in range(20):
        address = f"203.0.113.{number}:4711" if number % 2 else f"2001:db8:0:{number}::1:4711"
        answer = posts(reader, {**form, "text": str(number)}, CloudFront_Viewer_Address=address, **cdn)
        assert answer.status == 303
    answers = [
        posts(reader, {**form, "text": str(number)}, CloudFront_Viewer_Address=f"203.0.113.{number}:1")
        for number in range(30, 41)
    ]
    assert answers[-1].status == 429, "who asks the API itself has the address it was asked from"


def test_too_many_for_one_article_are_set_aside_and_none_is_lost(
    reader: Reader, blog: Services, form: dict[str, str]
) -> None:
    for number in range(65):
        reader.address = f"198.51.100.{number}"
        assert posts(reader, {**form, "text": f"Texte {number}"}).status == 303
    assert len(names(blog)) == 60
    assert [comment.verdict for comment in blog.comments.in_state("spam")] == ["flood"] * 5


def test_the_same_text_elsewhere_is_set_aside(reader: Reader, blog: Services) -> None:
    reader.comments("a", name="Bot", text=TEXT)
    reader.address = "203.0.113.9"
    reader.comments("other", name="Tob", text=TEXT.upper())
    reader.comments("other", name="Léa", text="Bravo !")
    reader.comments("a", name="Noé", text="Bravo !")
    assert names(blog) == ["Bot", "Léa", "Noé"]
    assert [(c.name, c.verdict) for c in blog.comments.in_state("spam")] == [("Tob", "repeated")]


def test_the_authors_list_and_number_of_links_hold_for_comments_and_messages(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.publishes(site='[comments]\nmax_links = 1\nblocklist = ["casino", "198.51.100.0/24"]')
    clock.advance(minutes=2)
    reader.comments("a", name="A", text="https://a.example https://b.example")
    reader.comments("a", name="B", text="un CASINÒ")
    reader.comments("a", name="C", text="https://a.example")
    reader.address = "198.51.100.7"
    reader.writes(name="D", email="d@example.org", subject="S", text="T")
    verdicts = {comment.name: comment.verdict for comment in blog.comments.in_state("spam")}
    assert verdicts == {"A": "links", "B": "blocked"}
    assert names(blog) == ["C"]
    assert [m.verdict for m in blog.messages.in_box("spam")] == ["blocked"]


@pytest.mark.parametrize(("setting", "state"), [("true", "approved"), ("false", "pending")])
def test_a_writer_of_whom_a_comment_was_approved_is_trusted_where_the_author_says_so(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock, setting: str, state: str
) -> None:
    author.publishes(site=f"[comments]\ntrusted = {setting}")
    clock.advance(minutes=2)
    email = {"name": "Léa", "email": "Lea@Société.fr"}
    reader.comments("a", **email, text="Un")
    (first,) = blog.comments.in_state("pending")
    decide([first.id], "approved", blog.comments, blog.policy.retention, clock)
    reader.comments("a", name="Léa", email="lea@xn--socit-esab.fr", text="Deux")
    reader.comments("a", name="Léa", text="Trois")
    reader.comments("a", **email, text="Quatre", topic="x")
    assert {c.text: c.state for c in blog.comments.in_state("approved")}.get("Deux", "pending") == state
    assert [c.text for c in blog.comments.in_state("spam")] == ["Quatre"]
    assert not any(c.email for c in blog.comments.in_state("approved"))
    assert {"Deux", "Trois"} <= {c.text for c in blog.comments.due("author", 9)}
    decide([first.id], "spam", blog.comments, blog.policy.retention, clock)
    reader.comments("a", **email, text="Cinq")
    assert {"Trois", "Cinq"} <= {c.text for c in blog.comments.in_state("pending")}


def test_an_answer_of_a_trusted_writer_is_told_to_the_author_too_and_correcting_it_loses_no_trust(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.publishes(site="[comments]\ntrusted = true")
    clock.advance(minutes=2)
    sent = {"name": "Léa", "email": "lea@example.org"}
    reader.comments("a", **sent, text="Un")
    (first,) = blog.comments.in_state("pending")
    decide([first.id], "approved", blog.comments, blog.policy.retention, clock)
    thanks = reader.comments("a", **sent, text="Deux", parent=first.id)
    (answer,) = [c for c in blog.comments.in_state("approved") if c.parent]
    assert answer.mail == "author"
    link = re.search(r'href="([^"]+/edit/[^"]+)"', reader.follows(thanks).text)
    assert link
    clock.advance(minutes=2)
    assert reader.sends(link[1], name="Léa", text="Deux.").status == 303
    assert names(blog) == ["Léa"]
    reader.comments("a", **sent, text="Trois")
    assert "Trois" in {c.text for c in blog.comments.in_state("approved")}


# Where it comes from


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://blog.example.org"},
        {"Origin": "https://BLOG.example.org", "Sec_Fetch_Site": "same-origin"},
        {"Origin": "null", "Sec_Fetch_Site": "same-origin"},  # from a page with "no-referrer"
        {"Origin": "https://d111.cloudfront.net", "Sec_Fetch_Site": "same-origin"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8000", "Host": "127.0.0.1:8000"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "nonsense"},
    ],
)
def test_a_form_of_ours_is_taken_whatever_the_browser_says_of_it(
    reader: Reader, blog: Services, form: dict[str, str], headers: dict[str, str]
) -> None:
    assert posts(reader, form, **headers).status == 303
    assert names(blog) == ["Léa"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://blog.example.org.evil.example"},
        {"Origin": "https://["},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "null"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://blog.example.org"},
        {"Sec_Fetch_Site": "same-site", "Origin": "https://shop.example.org"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/articles/a/comments", "/contact"])
def test_what_another_site_sends_is_refused_with_its_text_which_can_be_sent_from_here(
    reader: Reader, blog: Services, form: dict[str, str], headers: dict[str, str], path: str
) -> None:
    fields = {
        **form,
        "email": "lea@example.org",
        "subject": "S",
        "token": reader.asks(path[:11]).fields["token"],
    }
    page = reader.asks(path, "POST", urlencode(fields).encode(), Content_Type=FORM, **headers)
    assert (page.status, page.headers["cache-control"]) == (403, "no-store")
    assert "Cela vient d’un autre site" in page.words
    assert page.fields["text"] == "Bonjour"
    assert (names(blog), blog.messages.in_box("inbox")) == ([], [])
    assert reader.sends(path, **page.fields).status == 303


# What comes back


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ("comments: false\n", 409, "L’auteur a fermé les commentaires"),
        ("draft: true\n", 404, "L’auteur a déplacé, modifié ou supprimé"),
        ("", 404, "L’auteur a déplacé, modifié ou supprimé"),
    ],
    ids=["closed", "draft", "deleted"],
)
def test_an_article_that_is_closed_or_gone_while_a_form_is_open_gives_the_text_back(
    reader: Reader,
    author: Author,
    clock: FrozenClock,
    form: dict[str, str],
    change: str,
    status: int,
    reason: str,
) -> None:
    if change:
        author.publishes(a=ARTICLE.replace("date", f"{change}date"))
    else:
        author.deletes("articles/a.md")
        author.reconciles()
    clock.advance(minutes=2)
    page = posts(reader, {**form, "text": "Mon <texte>\n\nsuite"})
    assert page.status == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert reason in page.words
    assert page.fields["text"] == "Mon <texte>\n\nsuite"
    assert "readonly" in page.text


def test_an_article_that_was_renamed_while_a_form_is_open_takes_the_comment(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock, form: dict[str, str]
) -> None:
    author.publishes(a=ARTICLE.replace("date", "slug: b\ndate"))
    clock.advance(minutes=2)
    assert posts(reader, form).headers["location"].startswith("/articles/b/comments/received/")
    assert names(blog) == ["Léa"]


@pytest.mark.parametrize("path", ["/articles/a/comments", "/contact"])
def test_a_cold_instance_without_s3_gives_the_text_back_to_be_sent_again(
    reader: Reader, blog: Services, clock: FrozenClock, mocker: MockerFixture, path: str
) -> None:
    page = reader.asks(path[:11])
    fields = {
        **page.fields,
        "name": "Léa",
        "email": "l@example.org",
        "subject": "S",
        "text": TEXT,
        "topic": "x",
    }
    wiring.services.cache_clear()
    cold = wiring.services()
    cold.clock = clock
    mocker.patch.object(cold.bucket._client, "get_object", side_effect=DOWN)
    page = reader.sends(path, **fields)
    assert (page.status, page.headers["retry-after"]) == (503, "30")
    assert page.fields["text"] == TEXT
    mocker.stopall()
    clock.advance(seconds=30)
    assert reader.sends(path, **page.fields).status == 303
    assert len(blog.messages.in_box("inbox")) + len(names(blog)) == 1


@pytest.mark.parametrize("path", ["/articles/a/comments", "/contact"])
def test_a_body_that_is_too_large_is_given_back_whole(reader: Reader, path: str) -> None:
    text = "Une ligne & une autre.\n" * 20_000
    page = reader.sends(path, name="Léa", text=text)
    assert page.status == 413
    assert "C’est trop long" in page.words
    assert page.fields["text"] == text
    assert "topic" not in page.fields


def test_a_body_of_megabytes_is_not_read_and_the_page_says_where_it_still_is(reader: Reader) -> None:
    page = reader.sends("/articles/a/comments", text="x" * 2_000_000)
    assert page.status == 413
    assert "Votre navigateur l’a encore" in page.words
    assert len(page.body) < 10_000


def test_marks_by_the_thousand_are_refused_at_once(reader: Reader) -> None:
    begun = thread_time()
    page = reader.comments("a", name="A", text="a" + "\u0315\u0300" * 2_400)
    assert page.status == 422
    assert thread_time() - begun < 1
    assert "ne peuvent pas être affichés" in page.words


def test_an_address_of_another_script_is_stored_as_it_was_given(reader: Reader, blog: Services) -> None:
    assert reader.comments("a", name="R", email="rené@société.fr", text="Bonjour").status == 303
    assert [comment.email for comment in blog.comments.in_state("pending")] == ["rené@société.fr"]
    # A browser's own check of e-mail fields knows ASCII alone before the @.
    assert 'type="email"' not in reader.asks("/articles/a").text


# At once, and in spite of AWS


def test_fifty_equal_posts_at_once_are_one_comment(
    reader: Reader, blog: Services, form: dict[str, str]
) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = [a.status for a in pool.map(lambda _: posts(reader, form), range(50))]
    assert set(statuses) <= {303, 429}
    assert names(blog) == ["Léa"]


def test_five_hundred_different_posts_at_once_are_five_hundred_comments(
    author: Author, blog: Services, form: dict[str, str]
) -> None:
    article = articles.find(author.index, blog.clock(), "articles", "a")
    assert article is not None

    def send(number: int) -> None:
        post = Post({**form, "text": f"Texte {number}"}, f"10.0.{number // 250}.{number % 250}")
        limits = MemoryLimits(blog.clock)  # those in DynamoDB take two thousand calls more
        commenting.submit(article, post, blog.comments, limits, blog.policy, Comments(), blog.clock)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(500)))
    stored = blog.comments.in_state("pending")
    assert {comment.text for comment in stored} == {f"Texte {number}" for number in range(500)}
    assert len(stored) == 500


def throttled(call: Any, *arguments: Any) -> Any:
    raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "UpdateItem")


def failing(call: Any, *arguments: Any) -> Any:
    raise ClientError({"Error": {"Code": "InternalServerError", "Message": ""}}, "PutItem")


def timing_out(call: Any, *arguments: Any) -> Any:
    raise ReadTimeoutError(endpoint_url="http://aws")


def losing_its_answer(call: Any, *arguments: Any) -> Any:
    call(*arguments)
    raise DOWN


@pytest.mark.parametrize("fault", [throttled, failing, timing_out, losing_its_answer])
@pytest.mark.parametrize(
    ("path", "trusted"), [("/articles/a", False), ("/articles/a", True), ("/contact", False)]
)
def test_whichever_call_of_a_post_fails_nothing_acknowledged_is_lost_or_doubled(
    reader: Reader,
    author: Author,
    blog: Services,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    fault: Any,
    path: str,
    trusted: bool,
) -> None:
    if trusted:
        author.publishes(site="[comments]\ntrusted = true")
        clock.advance(minutes=2)
        reader.comments("a", name="Léa", email="lea@example.org", text="Un")
        decide(
            [blog.comments.in_state("pending")[0].id], "approved", blog.comments, blog.policy.retention, clock
        )
    blank = {**reader.asks(path).fields, "name": "Léa", "email": "lea@example.org", "subject": "S"}
    client: Any = BaseClient
    call = client._make_api_call
    made: list[str] = []
    broken = 0

    def answer(self: Any, *arguments: Any) -> Any:
        made.append(arguments[0])
        return fault(call, self, *arguments) if len(made) == broken else call(self, *arguments)

    monkeypatch.setattr(client, "_make_api_call", answer)
    target = path if path == "/contact" else path + "/comments"
    number_of_calls = broken = 1
    while broken <= number_of_calls:
        made.clear()
        fields = {**blank, "text": f"{broken}. {TEXT} {broken}"}
        first = reader.sends(target, **fields)
        number_of_calls = max(number_of_calls, len(made))
        assert first.status in (303, 503)
        if first.status == 503:
            assert first.fields["text"] == fields["text"]
        made[:] = ["sent again"] * broken
        assert reader.sends(target, **(fields if first.status == 303 else first.fields)).status == 303
        stored = [c.text for state in STATES for c in blog.comments.in_state(state)]
        stored += [message.text for box in BOXES for message in blog.messages.in_box(box)]
        assert stored.count(fields["text"]) == 1
        broken += 1
        clock.advance(minutes=3)
    assert number_of_calls >= 5


def test_whatever_fails_while_a_form_is_answered_its_text_comes_back(
    reader: Reader, blog: Services, mocker: MockerFixture, form: dict[str, str]
) -> None:
    wiring.services.cache_clear()  # the article's text was not read yet
    cold = wiring.services()
    cold.clock = blog.clock
    lose_texts(cold, mocker)
    page = posts(reader, {**form, "name": ""})
    assert (page.status, page.fields["text"]) == (503, "Bonjour")
    mocker.patch.object(cold.comments, "add", side_effect=RuntimeError("a defect"))
    page = posts(reader, form)
    assert (page.status, page.fields["text"]) == (503, "Bonjour")
    assert "readonly" not in page.text


def test_whichever_import_of_a_post_fails_its_text_comes_back(
    reader: Reader, blog: Services, monkeypatch: pytest.MonkeyPatch, form: dict[str, str]
) -> None:
    import_module = builtins.__import__
    imported: list[str] = []
    broken = 0

    def load(name: str, *arguments: Any, **keywords: Any) -> Any:
        if name.startswith("chalicelib"):
            imported.append(name)
            if len(imported) == broken:
                raise ImportError(name)
        return import_module(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", load)
    statuses = []
    while broken <= len(imported):
        broken += 1
        imported.clear()
        page = posts(reader, {**form, "text": f"Texte {broken}"})
        statuses.append(page.status)
        if page.status != 303:
            assert (page.status, page.fields["text"]) == (503, f"Texte {broken}"), imported[-1]
    assert statuses.count(503) >= 3


@pytest.mark.parametrize("path", ["/articles/a/comments", "/contact"])
def test_an_instance_without_settings_gives_the_text_back_on_a_bare_page(
    reader: Reader, blog: Services, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    fields = {**reader.asks(path[:11]).fields, "name": "Léa", "email": "l@example.org", "subject": "S"}
    with monkeypatch.context() as broken:
        broken.delenv("BILLET_BUCKET")
        wiring.services.cache_clear()
        page = reader.sends(path, **{**fields, "text": "Mon <texte>\n\nsuite"})
    assert (page.status, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert page.fields["text"] == "Mon <texte>\n\nsuite"
    wiring.services.cache_clear()
    wiring.services().clock = blog.clock
    assert reader.sends(path, **page.fields).status == 303
