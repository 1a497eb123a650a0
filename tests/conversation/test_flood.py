"""Ten thousand posts of programs among a thousand of people: who is thanked, refused, set aside."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from chalicelib.content.site import Comments as Settings
from chalicelib.conversation import commenting, tokens
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.post import Post
from chalicelib.conversation.submission import Policy
from chalicelib.errors import Rejected, Slowed, Unavailable
from tests.conversation.stores import MemoryComments, MemoryLimits
from tests.index.examples import article

BEGIN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
POLICY = Policy("secret", timedelta(hours=24), timedelta(days=365))
SETTINGS = Settings(blocklist=("casino", "spam.example"))
ARTICLES = [article(f"articles/{number}.md") for number in range(20)]
WORDS = tuple("le la un une chat chien maison idée texte jour nuit eau feu terre air ville mer ciel".split())  # noqa: SIM905


@dataclass
class Blog:
    """The use case with its stores in memory, and a clock that the posts move."""

    now: datetime = BEGIN

    def __post_init__(self) -> None:
        self.limits = MemoryLimits(lambda: self.now)
        self.comments = MemoryComments()

    def send(self, number: int, post: Post) -> Comment:
        return commenting.submit(
            ARTICLES[number], post, self.comments, self.limits, POLICY, SETTINGS, lambda: self.now
        )

    def form(self, number: int, **fields: str) -> dict[str, str]:
        subject = commenting.subject_of(ARTICLES[number])
        return {"token": tokens.issue("secret", subject, self.now), "topic": "", "email": "", **fields}


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words)) + f" {chance.randrange(10**9)}"


Sent = tuple[datetime, int, Post]
"""When a post is sent, to which article, and what."""


def bots(blog: Blog, chance: random.Random) -> Iterator[Sent]:
    """Yields 10,000 posts within two hours, of programs of seven kinds."""
    text = "Achetez nos montres de luxe à un prix que vous ne croirez jamais, dès aujourd'hui !"
    old = replace(blog, now=BEGIN - timedelta(days=3))
    kinds: list[tuple[int, Callable[[int], Post]]] = [
        # They fill in every field, from everywhere.
        (3000, lambda n: Post(blog.form(n % 20, name="B", text=sentence(chance, 9), topic="B"), anywhere())),
        # They send what they recorded once, or invent a token.
        (1500, lambda n: Post({**old.form(n % 20, name="B", text=sentence(chance, 9))}, anywhere())),
        (1000, lambda n: Post({"token": "x" * 60, "name": "B", "text": "Buy"}, anywhere())),
        # They have something to sell.
        (1500, lambda n: Post(blog.form(n % 20, name="B", text="http://a.example " * 5), anywhere())),
        (1000, lambda n: Post(blog.form(n % 20, name="B", text=f"{n} casino www.spam.example"), anywhere())),
        (1000, lambda n: Post(blog.form(n % 20, name=f"B{n}", text=text), anywhere())),
        # They write something new each time, from one address, as fast as they can.
        (1000, lambda n: Post(blog.form(n % 20, name="B", text=sentence(chance, 9)), "203.0.113.66")),
    ]

    def anywhere() -> str:
        return f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}"

    for number, (count, make) in enumerate(kinds):
        for n in range(count):
            # The last kind comes within two minutes.
            seconds = chance.random() * (120 if number == len(kinds) - 1 else 7200)
            yield BEGIN + timedelta(seconds=seconds), n % 20, make(n)


def people(blog: Blog, chance: random.Random) -> Iterator[Sent]:
    """Yields a thousand posts of people within two hours: at home, at work or school behind one address, with
    a browser that fills in name and e-mail, with a page that was opened half a day ago."""
    yesterday = replace(blog, now=BEGIN - timedelta(hours=12))
    greetings = ("Bravo !", "Merci beaucoup", "+1", "Très intéressant.", "J’aime.")
    for number in range(1000):
        at = BEGIN + timedelta(seconds=chance.random() * 7200)
        opened = yesterday if number % 10 == 0 else blog
        text = greetings[number % 5] if number % 3 == 0 else sentence(chance, 30)
        if number % 7 == 0 and number % 3:
            text += " https://fr.wikipedia.org/wiki/Chat"
        fields = {"name": f"Lecteur {number}", "text": text}
        if number % 2:
            fields["email"] = f"lecteur{number}@example.org"
        shared = f"198.51.100.{number % 12}" if number % 4 == 0 else f"2001:db8:{number:x}::1"
        yield at, number % 20, Post(opened.form(number % 20, **fields), shared, f"Browser {number % 50}")


def test_programs_are_set_aside_or_refused_and_no_one_is_thanked_for_nothing() -> None:
    chance, blog = random.Random(13), Blog()
    bots_posts = [(*sent, False) for sent in bots(blog, chance)]
    posts = sorted(bots_posts + [(*sent, True) for sent in people(blog, chance)], key=lambda sent: sent[0])
    outcomes: Counter[tuple[bool, str]] = Counter()
    for at, number, post, is_person in posts:
        blog.now = at
        for _ in range(3 if is_person else 1):  # a person who is asked to wait waits, and sends it again
            try:
                comment = blog.send(number, post)
            except Slowed as slowed:
                outcome = "slowed"
                blog.now += slowed.wait
            except Rejected:
                outcome = "refused"
                break
            else:
                assert blog.comments.stored[comment.id] == comment, "who is thanked is stored"
                assert comment.text == post.fields["text"].strip()
                outcome = comment.state
                break
        outcomes[is_person, outcome] += 1
    print(dict(outcomes))
    assert sum(outcomes[False, outcome] for outcome in ("spam", "refused", "slowed")) >= 9_900
    assert outcomes[True, "pending"] + outcomes[True, "spam"] == 1_000
    assert outcomes[True, "spam"] <= 10


def test_a_flood_from_everywhere_hides_no_person_but_for_a_while() -> None:
    """Programs that write something new each time from as many addresses: they are told from people by
    their number alone, and what people send at the same time waits among what was set aside."""
    chance, blog = random.Random(13), Blog()
    states: Counter[str] = Counter()
    for n in range(5_000):
        blog.now += timedelta(milliseconds=100)
        fields = blog.form(n % 20, name="B", text=sentence(chance, 9))
        states[blog.send(n % 20, Post(fields, f"10.0.{n // 256}.{n % 256}")).verdict] += 1
    assert states["flood"] >= 4_600
    blog.now += timedelta(minutes=20)
    assert blog.send(0, Post(blog.form(0, name="Léa", text="Bonjour"), "192.0.2.1")).state == "pending"


def test_equal_posts_at_once_are_one_comment_and_different_ones_are_each_their_own() -> None:
    blog = Blog()
    post = Post(blog.form(0, name="Léa", text="Bonjour"), "192.0.2.1")
    different = [
        Post(blog.form(0, name="Léa", text=f"Texte {n}"), f"10.0.{n // 256}.{n % 256}") for n in range(500)
    ]
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(partial(_try_to_send, blog), [post] * 50 + different))
    assert sum(sent) == 510, "ten of the equal ones are thanked, the others slowed"
    assert len(blog.comments.stored) == 501


def _try_to_send(blog: Blog, post: Post) -> bool:
    try:
        blog.send(0, post)
    except Slowed:
        return False
    return True


def test_limits_that_fail_are_asked_once_and_refuse_nobody() -> None:
    blog = Blog()
    calls = []

    class Broken(MemoryLimits):
        def take(self, *arguments: object) -> timedelta:
            calls.append(arguments)
            raise Unavailable("down")

    blog.limits = Broken(lambda: blog.now)
    for n in range(20):
        post = Post(blog.form(0, name="Léa", text=f"Bonjour {n}"), "192.0.2.1")
        assert blog.send(0, post).state == "pending"
    assert len(calls) == 20
