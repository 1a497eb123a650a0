"""Mails as SES and SNS get them."""

from __future__ import annotations

from dataclasses import replace

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from pytest_mock import MockerFixture

from billet.local.mailbox import AUTHOR, SENDER, Mailbox
from chalicelib.conversation.mail import Mail
from chalicelib.errors import Unavailable, Uncertain, Undeliverable
from chalicelib.services import Services
from chalicelib.storage.mail import ascii_address, ascii_subject
from tests.mail.letters import letters


def test_a_mail_to_a_reader_has_the_headers_that_programs_look_for(blog: Services, mailbox: Mailbox) -> None:
    mail = Mail("Réponse", "Un été\n", to="rene@société.fr", reply_to="a@b.fr", unsubscribe="https://b.fr/u")
    blog.mailer.send(mail, "Un blog")
    (letter,) = letters(mailbox)
    headers = dict(letter.message.items())
    assert (headers["From"], headers["To"]) == (f"Un blog <{SENDER}>", "rene@xn--socit-esab.fr")
    assert (headers["Subject"], headers["Reply-To"]) == ("Réponse", "a@b.fr")
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe"] == "<https://b.fr/u>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.text.replace("\r", "") == "Un été\n"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00"])
def test_nothing_that_was_written_ends_a_header(blog: Services, mailbox: Mailbox, end: str) -> None:
    injected = f"x{end}Bcc: victim@example.org"
    blog.mailer.send(Mail(injected, "t", reply_to=f"a@b.fr{end}"), injected)
    (letter,) = letters(mailbox)
    assert (letter.to, letter.subject) == (AUTHOR, "x Bcc: victim@example.org")
    assert {"Bcc", "Reply-To"}.isdisjoint(letter.message)


@pytest.mark.parametrize(
    "address",
    ["", "@b.fr", "a@", "a b@c.fr", "a@b.fr,c@d.fr", "<a@b.fr>", "a@b.fr\nBcc: c@d.fr", "rené@b.fr"],
)
def test_what_ses_cannot_send_to_is_refused(blog: Services, mailbox: Mailbox, address: str) -> None:
    with pytest.raises(Undeliverable):
        ascii_address(address)


def test_a_domain_is_written_as_registries_have_it() -> None:
    assert ascii_address("a@Straße.DE") == "a@xn--strae-oqa.de"
    assert ascii_address("a@socie\u0301te\u0301.fr") == ascii_address("a@société.fr")


@pytest.mark.parametrize(
    ("subject", "sent"),
    [
        ("[L’été] 2 commentaires", "[L'ete] 2 commentaires"),
        ("«\xa0Cœur\xa0» – fin…", '" Coeur " - fin...'),
        ("日本", "??"),
        ("a" * 200, "a" * 99),
        ("\r\n", "?"),
    ],
)
def test_a_subject_of_sns_is_ascii_and_short(subject: str, sent: str) -> None:
    assert ascii_subject(subject) == sent


def test_without_a_sender_the_author_is_told_by_the_topic_and_readers_are_not(
    blog: Services, mailbox: Mailbox
) -> None:
    blog.settings = replace(blog.settings, sender="")
    assert not blog.mailer.reaches_author(), "nobody has subscribed"
    topic = blog.settings.news_topic
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="me@example.org")
    assert blog.mailer.reaches_author()
    blog.mailer.send(Mail("Été", "Un texte"), "Blog")
    (letter,) = letters(mailbox)
    assert (letter.subject, letter.text.strip()) == ("Ete", "Un texte")
    with pytest.raises(Undeliverable):
        blog.mailer.send(Mail("x", "y", to="lea@example.org"))


def answer(code: str, status: int) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]  # the rest is not looked at
        "SendEmail",
    )


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (EndpointConnectionError(endpoint_url="x"), Unavailable),
        (ReadTimeoutError(endpoint_url="x"), Uncertain),
        (answer("TooManyRequestsException", 429), Unavailable),
        (answer("AccountSuspendedException", 400), Unavailable),
        (answer("MessageRejected", 400), Undeliverable),
        (answer("BadRequestException", 400), Undeliverable),
        (answer("InternalServiceErrorException", 500), Uncertain),
    ],
)
def test_it_is_told_whether_a_mail_may_have_been_sent(
    blog: Services, mailbox: Mailbox, mocker: MockerFixture, error: Exception, kind: type[Exception]
) -> None:
    mocker.patch.object(blog.mailer._ses, "send_email", side_effect=error)
    with pytest.raises(kind) as raised:
        blog.mailer.send(Mail("x", "y"))
    assert type(raised.value) is kind


def test_no_request_is_repeated_that_sends_a_mail(blog: Services, mailbox: Mailbox) -> None:
    for client in (blog.mailer._ses, blog.mailer._sns):
        assert vars(client.meta.config)["_user_provided_options"]["retries"]["total_max_attempts"] == 1
