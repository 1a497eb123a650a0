"""The address that pages, feeds and mails name where none is configured: API Gateway's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from pytest_mock import MockerFixture

from billet.local.event_bus import object_event
from billet.local.gateway import Context
from billet.local.mailbox import Mailbox
from chalicelib import events
from chalicelib.services import Services
from tests.conftest import Author, Reader
from tests.mail.letters import letters

AWS = "https://abc123.execute-api.eu-west-3.amazonaws.com/api"
OF_AWS = {"domainName": "abc123.execute-api.eu-west-3.amazonaws.com", "apiId": "abc123"}


@dataclass
class Gateway:
    """A Chalice app behind a gateway whose context has these values."""

    app: Any
    context: dict[str, str]

    @property
    def routes(self) -> Any:
        return self.app.routes

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        return self.app({**event, "requestContext": {**event["requestContext"], **self.context}}, context)


@pytest.fixture
def blog_without_address(blog: Services, author: Author) -> Services:
    blog.settings = replace(blog.settings, base_url="")
    author.publishes(a="---\ntitle: A\ndate: 2026-01-01\nlang: en\n---\nText.\n", site='language = "en"\n')
    return blog


def named_by(page: str) -> str:
    """Returns the address of the home page that a page names, "" where it names none."""
    match = re.search(r'rel="canonical" href="(.*?)/articles/a"', page)
    return match[1] if match else ""


@pytest.mark.parametrize(
    ("context", "prefix", "headers", "address"),
    [
        (OF_AWS, "/api", {}, AWS),
        (OF_AWS, "/api", {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}, AWS),
        ({"domainName": "blog.example.org", "apiId": "abc123"}, "", {}, "https://blog.example.org"),
        ({"domainName": "example.org", "apiId": "abc123"}, "/blog", {}, "https://example.org/blog"),
        # Not known: behind a CDN, from another API, from no gateway, and what is no domain.
        (OF_AWS, "/api", {"X-Billet-Prefix": "none"}, ""),
        ({**OF_AWS, "apiId": "other"}, "/api", {}, ""),
        ({"domainName": "evil.example"}, "/api", {}, ""),
        ({"domainName": 'a"><b>.example', "apiId": "abc123"}, "/api", {}, ""),
    ],
)
def test_pages_name_the_domain_of_the_gateway_and_believe_no_header(
    blog_without_address: Services,
    chalice_app: Any,
    context: dict[str, str],
    prefix: str,
    headers: dict[str, str],
    address: str,
) -> None:
    reader = Reader(Gateway(chalice_app, context), prefix, headers)
    assert named_by(reader.asks("/articles/a").text) == address
    assert reader.asks("/feed.xml").status == (200 if address else 404)


def test_feeds_and_the_sitemap_have_it_too_and_what_is_configured_wins(
    blog_without_address: Services, chalice_app: Any
) -> None:
    reader = Reader(Gateway(chalice_app, OF_AWS), "/api")
    assert f'href="{AWS}/articles/a"' in reader.asks("/feed.xml").text
    assert f"<loc>{AWS}/articles/a</loc>" in reader.asks("/sitemap.xml").text
    blog_without_address.settings = replace(blog_without_address.settings, base_url="https://example.org/")
    assert named_by(reader.asks("/articles/a").text) == "https://example.org"


def test_the_mail_about_a_comment_leads_to_where_the_comment_was_sent(
    blog_without_address: Services, chalice_app: Any, mailbox: Mailbox
) -> None:
    reader = Reader(Gateway(chalice_app, OF_AWS), "/api")
    assert reader.comments("a", name="Ada", text="Hello").status == 303
    events.on_minute(object_event("Scheduled Event", "", ""), Context())
    (letter,) = letters(mailbox)
    assert f"{AWS}/moderation/" in letter.text


def test_a_comment_is_taken_where_the_address_cannot_be_noted(
    blog_without_address: Services, chalice_app: Any, mocker: MockerFixture
) -> None:
    reader = Reader(Gateway(chalice_app, OF_AWS), "/api")
    down = EndpointConnectionError(endpoint_url="http://dynamodb")
    client = blog_without_address.public_address._client
    put_item = client.put_item

    def put(**request: Any) -> Any:
        if request["Item"]["id"] == {"S": "outbox/address"}:
            raise down
        return put_item(**request)

    mocker.patch.object(client, "put_item", side_effect=put)
    assert reader.comments("a", name="Ada", text="Hello").status == 303
