"""Verdicts."""

from __future__ import annotations

from datetime import timedelta
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.site import Comments
from chalicelib.conversation import spam
from chalicelib.conversation.post import Post

WHILE = timedelta(minutes=1)
VALUES = {"name": "Léa", "email": "lea@mail.example", "text": "Bonjour"}


def verdict(
    text: str = "Bonjour",
    *,
    age: timedelta | None = WHILE,
    address: str = "",
    topic: str = "",
    **changes: object,
) -> str:
    settings = Comments(**{k: changes.pop(k) for k in ("max_links", "blocklist") if k in changes})  # type: ignore[arg-type]  # as the tests write them
    return spam.judge(Post({"topic": topic}, address), {**VALUES, **changes, "text": text}, age, settings)  # type: ignore[dict-item]  # texts


def test_what_people_write_has_no_verdict() -> None:
    text = "Voir https://a.example/x, [ici](https://b.example) et www.c.example : c’est mieux !"
    assert verdict(text) == ""
    assert verdict("Merci.") == ""


def test_the_trap_and_haste_and_links_give_a_program_away() -> None:
    assert verdict(topic="Buy") == spam.TRAP
    assert verdict(age=timedelta(seconds=1)) == spam.FAST
    assert verdict(age=None) == ""
    assert verdict("HTTP://a.example " * 4) == spam.LINKS
    assert verdict("https://a.example", max_links=0) == spam.LINKS
    assert verdict(name="https://a.example") == spam.LINKS


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("casino", "Le CASINÒ, en ligne"),
        ("casino", "𝐜𝐚𝐬\u200b𝐢𝐧𝐨"),
        ("Poker en ligne", "du poker en ligne."),
        ("spam.example", "https://www.Spam.example/x"),
        ("spam.example", "allez sur spam.example !"),
        ("société.fr", "https://xn--socit-esab.fr/"),
        ("xn--socit-esab.fr", "https://SOCIÉTÉ.fr/"),
        ("mail.example", "Bonjour"),
        ("LEA@mail.example", "Bonjour"),
        ("@mail.example", "Bonjour"),
        ("2001:db8::/32", "Bonjour"),
    ],
)
def test_the_authors_list_names_words_hosts_addresses_and_networks(entry: str, text: str) -> None:
    assert verdict(text, blocklist=("other", entry), address="2001:db8:1::2") == spam.BLOCKED


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("cas", "casino"),
        ("poker", "le poke ring"),
        ("spam.example", "https://notspam.example https://spam.example.org"),
        ("ea@mail.example", "Bonjour"),
        ("198.51.100.0/24", "198.51.100.7"),
        ("a.*", "abc"),
    ],
)
def test_it_names_nothing_that_is_only_like_them(entry: str, text: str) -> None:
    assert verdict(text, blocklist=(entry,), address="203.0.113.1") == ""


def test_a_text_is_known_again_whatever_its_case_spaces_and_accents() -> None:
    text = "Un texte assez long pour que personne d’autre n’écrive le même."
    other = "UN TEXTE ASSEZ LONG,  pour que personne d'autre\n\nn'ecrive le me\u200bme"
    assert spam.gist(text) == spam.gist(other) != ""
    assert spam.gist("Bravo, merci !") == ""


@given(st.text(), st.text(), st.lists(st.text(min_size=1)), st.text())
def test_any_text_is_judged(text: str, name: str, blocklist: list[str], address: str) -> None:
    assert verdict(text, name=name, blocklist=tuple(blocklist), address=address) in ("", *spam.VERDICTS)


@pytest.mark.parametrize(
    "piece", ["a-", "a_", "a.", "a.-", ".", "www.", "https://", "\ufdfa", "a\u0301", "é mot "]
)
def test_the_time_for_a_verdict_grows_with_the_length_of_the_text_alone(piece: str) -> None:
    text = piece * (20_000 // len(piece.encode()))
    begun = thread_time()
    verdict(text, blocklist=("casino", "spam.example", "@mail.example"))
    spam.gist(text)
    assert thread_time() - begun < 0.5


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1/32"),
        ("::ffff:192.0.2.1", "192.0.2.1/32"),
        ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "None"),
        ("unknown", "None"),
    ],
)
def test_a_sender_is_an_address_or_a_customers_network(address: str, network: str) -> None:
    assert str(Post({}, address).network) == network
