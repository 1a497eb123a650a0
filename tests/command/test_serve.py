"""`billet serve` as a newcomer starts it: a process of its own, over HTTP."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from PIL import Image

from billet.author.cards.fonts import installed_typefaces
from billet.project import ROOT

BILLET = Path(sys.executable).with_name("billet")


class Served:
    """A running `billet serve`."""

    def __init__(self, process: subprocess.Popen[str], folder: Path, state: Path) -> None:
        self.process, self.folder, self.state = process, folder, state
        self.url = self._line("Billet is at (.*)/$")
        self.endpoint = self._line("Its local AWS is at (.*)$")

    def _line(self, pattern: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if match := re.match(pattern, line):
                return match[1]
        raise AssertionError(f"it ended with {self.process.wait()} before it said {pattern!r}")

    def get(self, path: str = "/") -> str:
        with urlopen(self.url + path, timeout=10) as answer:
            return str(answer.read().decode())

    def leads(self, path: str) -> str:
        """Where one ends who asks for `path`."""
        with urlopen(self.url + path, timeout=10) as answer:
            return str(answer.url).removeprefix(self.url)

    def status(self, path: str, method: str = "GET") -> int:
        try:
            with urlopen(Request(self.url + path, method=method), timeout=10) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    def post(self, path: str, form_at: str, **fields: str) -> str:
        token = re.search(r'name="token" value="([^"]+)"', self.get(form_at))
        assert token
        body = urlencode({"token": token[1], **fields}).encode()
        with urlopen(self.url + path, body, timeout=10) as answer:
            return str(answer.read().decode())

    def billet(self, *words: str) -> str:
        return subprocess.run(
            [BILLET, *words], check=True, capture_output=True, text=True, env=environment(self.state)
        ).stdout

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=20)


def environment(state: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "BILLET_"))}
    return {**clean, "BILLET_STATE": str(state), **more}


@contextmanager
def serving(folder: Path, state: Path, *options: str, log: str = os.devnull, **more: str) -> Iterator[Served]:
    with Path(log).open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [BILLET, "serve", "--port", "0", "--content", str(folder), *options],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment(state, **more),
            cwd=folder,
        )
    try:
        yield Served(process, folder, state)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something comes true in time; asks often."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        threading.Event().wait(0.05)
    return False


@contextmanager
def serving_the_demo(temporary: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of the demo blog, below a prefix as API Gateway has one."""
    folder = temporary.mktemp("demo") / "content"
    shutil.copytree(ROOT / "content", folder)
    with serving(folder, temporary.mktemp("state"), "--prefix", "api") as served:
        yield served


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving_the_demo(tmp_path_factory) as served:
        yield served


def test_the_demo_blog_is_shown_below_the_prefix(demo: Served) -> None:
    assert demo.url.endswith("/api")
    assert "Carnet de Camille" in demo.get()
    for path in ("/page/2", "/pages/playlist", "/contact", "/media/bureau.webp", "/robots.txt"):
        assert demo.status(path) == 200
    assert demo.status("/nowhere/at/all") == 404
    assert demo.status("/contact", "DELETE") == 405


def test_a_file_saved_renamed_or_deleted_shows_within_two_seconds(demo: Served) -> None:
    file = demo.folder / "articles" / "nouveau.md"
    file.write_text("# Tout nouveau\n\nUn texte.\n", encoding="utf-8")
    assert within(2, lambda: "Tout nouveau" in demo.get())
    file.write_text("# Corrigé\n\nUn texte.\n", encoding="utf-8")
    assert within(2, lambda: "Corrigé" in demo.get())
    file = file.rename(file.with_name("autre.md"))
    assert within(2, lambda: demo.status("/articles/autre") == 200)
    assert within(2, lambda: demo.leads("/articles/nouveau") == "/articles/autre")
    file.unlink()
    assert within(2, lambda: "Corrigé" not in demo.get())
    assert demo.status("/articles/nouveau") == demo.status("/articles/autre") == 404


def test_pictures_get_their_smaller_copies_while_they_are_shown(demo: Served) -> None:
    picture = demo.folder / "media" / "p.png"
    Image.effect_noise((600, 300), 80).save(picture)
    etag = hashlib.md5(picture.read_bytes(), usedforsecurity=False).hexdigest()
    assert within(10, lambda: demo.status(f"/media/_sizes/p.png/{etag[:8]}-480.webp") == 200)


@pytest.mark.skipif(not installed_typefaces(), reason="this machine has no font that cards know")
def test_articles_get_their_cards_while_they_are_shown(demo: Served) -> None:
    (demo.folder / "articles" / "carte.md").write_text("# Une carte\n\nUn texte.\n", encoding="utf-8")
    assert within(2, lambda: demo.status("/articles/carte") == 200)
    assert within(10, lambda: "/media/_sizes/_beside/articles/carte.md/" in demo.get("/articles/carte"))


def test_fifty_files_at_once_are_published_beside_one_whose_name_is_not_utf8(demo: Served) -> None:
    (demo.folder / "articles" / "caf\udce9.md").write_bytes(b"x")
    for number in range(50):
        (demo.folder / "articles" / f"n{number}.md").write_text(f"# N {number}\n\nx", encoding="utf-8")
    assert within(6, lambda: demo.status("/articles/n49") == 200)


def test_a_draft_is_shown_by_its_link_until_the_link_is_revoked(demo: Served) -> None:
    (demo.folder / "articles" / "secret.md").write_text("---\ndraft: true\n---\n# Secret\n", encoding="utf-8")
    assert within(2, lambda: "secret" in demo.billet("preview", "secret", "--json"))
    link = demo.billet("preview", "secret").strip()
    assert link.startswith(demo.url + "/preview/")
    path = link.removeprefix(demo.url)
    assert "Aperçu d’un brouillon" in demo.get(path)
    assert "Secret" not in demo.get()
    assert "so far is void" in demo.billet("preview", "secret", "--revoke")
    assert demo.status(path) == 404


def test_an_upload_by_another_tool_is_found_by_the_schedule(demo: Served) -> None:
    key = "articles/ailleurs.md"
    request = Request(
        f"{demo.endpoint}/billet-local-123456789012/{key}", b"# Venu d'ailleurs\n\nx", method="PUT"
    )
    with urlopen(request, timeout=5) as answer:
        assert answer.status == 200
    assert within(15, lambda: demo.status("/articles/ailleurs") == 200)


def test_a_comment_is_sent_approved_and_read(demo: Served) -> None:
    article = "/articles/lettre-a-mon-imprimante"
    assert "Merci pour votre commentaire" in demo.post(
        f"{article}/comments", article, name="Léa", text="Même la mienne !"
    )
    (comment,) = json.loads(demo.billet("comments", "list", "--json"))
    assert (comment["name"], comment["state"]) == ("Léa", "pending")
    assert comment["id"] in demo.billet("comments", "list")
    assert "approved: Léa" in demo.billet("comments", "approve", comment["id"])
    assert within(2, lambda: "Même la mienne !" in demo.get(article))
    (judged,) = json.loads(demo.billet("comments", "reject", comment["id"], "--json"))["decided"]
    assert (judged["id"], judged["state"]) == (comment["id"], "rejected")
    assert within(2, lambda: "Même la mienne !" not in demo.get(article))
    (rejected,) = json.loads(demo.billet("comments", "list", "--json", "--state", "all"))
    assert rejected["state"] == "rejected"


def test_a_message_is_sent_and_read(demo: Served) -> None:
    demo.post("/contact", "/contact", name="Noé", email="noe@example.org", subject="Devis", text="Bonjour")
    (message,) = json.loads(demo.billet("messages", "list", "--json"))
    assert message["id"] in demo.billet("messages", "list")
    shown = demo.billet("messages", "show", message["id"])
    assert "Noé <noe@example.org>" in shown
    assert shown.endswith("Devis\n\nBonjour\n")
    (again,) = json.loads(demo.billet("messages", "show", message["id"], "--json"))
    assert {**again, "is_mailed": False} == {**message, "is_mailed": False}, "a mail may go meanwhile"


def test_requests_are_served_at_the_same_time(demo: Served) -> None:
    host, port = demo.url.removeprefix("http://").removesuffix("/api").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as slow:
        slow.sendall(b"POST /api/contact HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
        assert demo.status("/contact") == 200  # while the other still holds its body back


def test_an_unknown_comment_is_one_clear_line(demo: Served) -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        demo.billet("comments", "approve", "nobody")
    assert caught.value.returncode == 1
    assert caught.value.stderr == "Error: there is no comment 'nobody'\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "content" / "articles").mkdir(parents=True)
    (tmp_path / "content" / "articles" / "a.md").write_text("# A\n\nUn texte.", encoding="utf-8")
    return tmp_path / "content"


def pending(served: Served) -> list[dict[str, Any]]:
    comments: list[dict[str, Any]] = json.loads(served.billet("comments", "list", "--json"))
    return comments


def test_what_was_thanked_for_survives_a_kill_that_follows_at_once_unless_fresh_is_given(
    small: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    with serving(small, state) as served:
        served.post("/articles/a/comments", "/articles/a", name="Léa", text="Un premier mot")
        served.process.kill()
    with serving(small, state) as served:
        assert [comment["text"] for comment in pending(served)] == ["Un premier mot"]
        served.post("/articles/a/comments", "/articles/a", name="Léa", text="Un second")
        assert served.stop() == 0
    kept = (state / "state.json").read_text(encoding="utf-8")
    assert "Un premier mot" in kept
    assert "Un second" in kept
    with serving(small, state, "--fresh") as served:
        assert pending(served) == []


def test_a_blog_is_backed_up_and_restored_into_an_empty_one(small: Path, tmp_path: Path) -> None:
    def read(served: Served) -> list[str]:
        """The pages, but for what names this server and its secret."""
        own = rf'{served.url.rpartition(":")[2]}|name="token" value="[^"]+"'
        return [re.sub(own, "", served.get(path)) for path in ("/", "/articles/a", "/contact")]

    backup, nothing = str(tmp_path / "backup"), tmp_path / "nothing"
    nothing.mkdir()
    (small / "articles" / "a.md").write_text("---\ndate: 2026-01-01\n---\n# A\n\nx", encoding="utf-8")
    with serving(small, tmp_path / "one") as served:
        served.post("/articles/a/comments", "/articles/a", name="Léa", text="Un")
        served.billet("comments", "approve", pending(served)[0]["id"])
        assert within(2, lambda: "Léa" in served.get("/articles/a"))
        # Cards come a moment after their articles.
        assert within(10, lambda: not installed_typefaces() or "og:image" in served.get("/articles/a"))
        before = read(served)
        taken = json.loads(served.billet("backup", backup, "--json", "--stage", "local"))
        assert taken["items"] == {"comments": 2, "messages": 0}  # a comment and its article's count
    with serving(nothing, tmp_path / "two") as served:
        assert "local has all it had at" in served.billet("restore", backup, "--stage", "local")
        assert read(served) == before
    with serving(tmp_path / "backup" / "objects", tmp_path / "two") as served:
        assert within(10, lambda: read(served) == before)  # a person can do without the command


def test_another_endpoint_is_used_where_one_is_named(small: Path, tmp_path: Path) -> None:
    with serving(small, tmp_path / "one") as first:
        named = {"AWS_ENDPOINT_URL": first.endpoint}
        with serving(small, tmp_path / "two", **named) as second:
            assert second.endpoint == first.endpoint
            second.post("/articles/a/comments", "/articles/a", name="Léa", text="Un")
            assert len(pending(first)) == 1
        with serving(small, tmp_path / "two", "--fresh", **named):
            assert pending(first) == []


def test_settings_of_the_machine_for_the_real_aws_are_ignored(small: Path, tmp_path: Path) -> None:
    owners = {
        "AWS_PROFILE": "nobody",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "AWS_RETRY_MODE": "bogus",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
        "HTTP_PROXY": "http://127.0.0.1:1",
    }
    with serving(small, tmp_path / "state", **owners) as served:
        assert served.status("/articles/a") == 200


def test_two_running_blogs_keep_separate_states(small: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with serving(small, state) as first, serving(small, state) as second:
        first.post("/articles/a/comments", "/articles/a", name="Léa", text="Un")
        assert second.stop() == 0
        assert [comment["text"] for comment in pending(first)] == ["Un"]
        first.stop()
    assert "Un" in (state / "state.json").read_text(encoding="utf-8")


def test_files_published_from_another_folder_stay(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "articles").mkdir(parents=True)
    (other / "articles" / "b.md").write_text("# Venu de loin\n\nx", encoding="utf-8")
    (other / "articles" / "a.md").write_text("# A, ailleurs\n\nx", encoding="utf-8")
    with serving(small, tmp_path / "state") as served:
        assert "2 uploaded" in served.billet("publish", "--content", str(other))
        assert "Venu de loin" in served.get("/articles/b")
        assert "A, ailleurs" in served.get("/articles/a"), "its receipt says so"
        (small / "articles" / "c.md").write_text("# C\n\nx", encoding="utf-8")
        assert within(5, lambda: served.status("/articles/c") == 200)
        assert [served.status(f"/articles/{slug}") for slug in "abc"] == [200, 200, 200]
        states = {status["key"]: status["state"] for status in json.loads(served.billet("status", "--json"))}
        assert states == {f"articles/{slug}.md": "live" for slug in "abc"}


def test_a_folder_that_is_moved_away_and_back_is_followed_again(small: Path, tmp_path: Path) -> None:
    with serving(small, tmp_path / "state") as served:
        moved = small.rename(tmp_path / "elsewhere")
        threading.Event().wait(1)
        assert served.status("/articles/a") == 200, "a folder that is gone deletes nothing"
        shutil.copytree(moved, small)
        (small / "articles" / "b.md").write_text("# B\n\nx", encoding="utf-8")
        assert within(5, lambda: served.status("/articles/b") == 200)
        (small / "articles" / "b.md").unlink()
        assert within(3, lambda: served.status("/articles/b") == 404)


def refusal(state: Path, *words: str, **more: str) -> str:
    run = subprocess.run(
        [BILLET, *words],
        capture_output=True,
        text=True,
        env=environment(state, **more),
        check=False,
        timeout=60,
    )
    assert (run.returncode, run.stdout) == (1, "")
    return run.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--content", "nowhere"), "there is no folder 'nowhere': name one with CONTENT=path/to/folder\n"),
        (("--content", ""), "there is no folder ''"),
        (("--port", "web"), "port web cannot be used"),
        (("--prefix", "/a/b"), "the prefix is '/a/b': write one name, such as /api\n"),
    ],
)
def test_an_invalid_option_is_one_clear_line(
    options: tuple[str, ...], message: str, small: Path, tmp_path: Path
) -> None:
    shown = refusal(tmp_path, "serve", "--content", str(small), *options)
    assert shown.startswith(f"Error: {message}")
    assert shown.count("\n") == 1


def test_a_port_that_is_taken_is_one_clear_line(demo: Served, small: Path, tmp_path: Path) -> None:
    port = demo.url.removesuffix("/api").rpartition(":")[2]
    shown = refusal(tmp_path, "serve", "--content", str(small), "--port", port)
    assert re.fullmatch(f"Error: port {port} cannot be used .* choose another with PORT=\n", shown)


def test_the_output_has_one_line_a_file_and_its_problems(small: Path, tmp_path: Path) -> None:
    (small / "articles" / "bad.md").write_text("---\ntitle: [\n---\nx", encoding="utf-8")
    log = tmp_path / "log"
    with serving(small, tmp_path / "state", log=str(log)) as served:
        assert [served.status(path) for path in ("/", "/nowhere", "/health")] == [200, 404, 200]
        served.stop()
    lines = log.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "not published: articles/bad.md, line 2"
    assert "REFUSED: articles/bad.md" in lines
    kinds = ("not published: ", "REFUSED: ", "live: ", "  articles/bad.md:2:9: ", "mail: ")
    assert [line for line in lines if not line.startswith(kinds)] == []


def test_a_damaged_state_is_named_and_left_as_it_is(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text("{", encoding="utf-8")
    assert f"{file} is damaged" in refusal(tmp_path, "serve", "--content", str(small), "--port", "0")
    assert file.read_text(encoding="utf-8") == "{"


def test_an_endpoint_that_does_not_answer_is_one_clear_line(small: Path, tmp_path: Path) -> None:
    endpoint = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"}
    shown = refusal(tmp_path, "serve", "--content", str(small), "--port", "0", **endpoint)
    assert shown.count("\n") == 1
    assert "http://127.0.0.1:1" in shown


def test_without_a_running_blog_the_commands_say_what_to_do(tmp_path: Path) -> None:
    assert "start one with 'make serve'" in refusal(tmp_path, "comments", "list")
    assert "there is no stage 'x'" in refusal(tmp_path, "comments", "list", "--stage", "x")
    assert "stage prod is not set up: type 'billet setup --stage prod'" in refusal(
        tmp_path, "messages", "list", "--stage", "prod"
    )


FILES = 700
"""More than are uploaded between the first of them and a signal."""


def obey_interrupts() -> None:
    """Undoes what a shell does to its background jobs, which may be these tests: they ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_leaves_the_blog_whole_and_the_next_run_goes_on(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "media").mkdir(parents=True)
    for number in range(FILES):
        (other / "media" / f"{number}.bin").write_bytes(os.urandom(500))
    with serving(small, tmp_path / "state") as served:
        started = subprocess.Popen(
            [BILLET, "publish", "--content", str(other)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(tmp_path / "state"),
            preexec_fn=obey_interrupts,  # noqa: PLW1509  # it starts no thread and takes no lock
        )
        assert within(30, lambda: served.status("/media/0.bin") == 200)
        started.send_signal(signal.SIGINT)
        _, shown = started.communicate(timeout=60)
        assert started.returncode == 130
        up = re.search(rf"Interrupted: (\d+) of {FILES} are up, each of them whole\. Run it again", shown)
        assert up, shown
        again = json.loads(served.billet("publish", "--content", str(other), "--json"))
        # What was under way when it was interrupted may have arrived.
        assert 0 < int(up[1]) <= again["kept"] < FILES
        assert len(again["uploaded"]) == FILES - again["kept"]


def test_each_mail_is_a_file_that_mail_programs_open(demo: Served) -> None:
    article = "/articles/lettre-a-mon-imprimante"
    demo.post(f"{article}/comments", article, name="Léa", text="Bonjour par courriel")
    folder = demo.state / "mail"

    def has_mail() -> bool:
        mails = [file.read_bytes() for file in folder.glob("*.eml")]
        return any(b"To: author@example.org" in mail and b"> Bonjour par courriel" in mail for mail in mails)

    assert within(20, has_mail)
    assert {file.stat().st_mode & 0o777 for file in folder.glob("*.eml")} == {0o600}
