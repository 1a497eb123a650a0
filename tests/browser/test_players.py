"""Sounds and films in Chromium: from the functions, from S3, on a page and by themselves."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.command.test_serve import Served, serving, within

SHORT, LONG = 10, 60  # seconds; the second is more than Lambda can send


def sound(seconds: int) -> bytes:
    """A WAV file of silence, of 176,400 bytes a second."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes(176_400 * seconds))
    return out.getvalue()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("content")
    files = {
        "site.toml": b'title = "Blog"\nlanguage = "en"\n',
        "media/short.wav": sound(SHORT),
        "media/long.wav": sound(LONG),
        "articles/a.md": b"---\ntitle: Sounds\n---\n![Short](../media/short.wav) ![Long](../media/long.wav)\n"
        b'<video src="../media/long.wav"></video>\n',
    }
    for name, data in files.items():
        Path(folder, name).parent.mkdir(exist_ok=True)
        Path(folder, name).write_bytes(data)
    with serving(folder, tmp_path_factory.mktemp("state"), "--prefix", "api") as served:
        assert within(10, lambda: served.status("/articles/a") == 200)
        yield served


@pytest.fixture
def page(chromium: Browser, site: Served) -> Iterator[Page]:
    """A window in which nothing may be complained of."""
    context = chromium.new_context()
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    yield opened
    context.close()
    assert complaints == []


SEEK = """
async ([selector, second]) => {
  const player = document.querySelector(selector);
  player.load();
  player.muted = true;
  await new Promise((done, failed) => {
    player.onerror = () => failed(player.error && player.error.message);
    player.onseeked = done;
    player.onloadedmetadata = () => { player.currentTime = second };
  });
  await player.play();
  return [Math.round(player.duration), Math.floor(player.currentTime)];
}
"""


@pytest.mark.parametrize(
    ("selector", "seconds"), [("[src$='short.wav']", SHORT), ("[src$='long.wav']", LONG), ("video", LONG)]
)
def test_a_player_on_a_page_jumps_to_any_second(
    page: Page, site: Served, selector: str, seconds: int
) -> None:
    page.goto(f"{site.url}/articles/a")
    assert page.evaluate(SEEK, [selector, seconds - 3]) == [seconds, seconds - 3]


@pytest.mark.parametrize(("name", "seconds"), [("short", SHORT), ("long", LONG)])
def test_a_sound_that_is_opened_by_itself_plays(page: Page, site: Served, name: str, seconds: int) -> None:
    page.goto(f"{site.url}/media/{name}.wav")
    assert page.evaluate(SEEK, ["video, audio", seconds - 3]) == [seconds, seconds - 3]
