"""The pictures of the README: ``python -m tests.browser.screenshots FOLDER`` takes them of the demo blog.

Each sheet shows home page, article and archive on one kind of screen: above on a day in summer in the light
colours, below on a day in winter in the dark ones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from billet.author.uploader import Uploader
from billet.parallel import silent
from billet.project import ROOT
from chalicelib.services import Services
from tests.browser.chromium import HOST, ask, running_chromium, serve
from tests.conftest import Author, FrozenClock, Reader, import_app, make_blog, running_aws

ADDRESSES = ("/", "/articles/migrer-un-erp-sans-y-laisser-son-ete", "/archive")
QUALITY = 80
"""Of WebP, up to 100: letters stay sharp, and both sheets together stay below 600 KB."""

EDGE = 24
"""Pixels between two pictures, and around them."""

BACKGROUND = "#8d8a85"
"""Neither page of the blog has it, by day or by night."""


@dataclass(frozen=True)
class Light:
    """When pictures are taken, and in which colours."""

    now: datetime
    scheme: Literal["light", "dark"]


@dataclass(frozen=True)
class Sheet:
    """Pictures of one kind of screen: its size, and what a picture is made smaller by."""

    name: str
    screen: ViewportSize
    scale: float


LIGHTS = (
    Light(datetime(2027, 7, 14, 10, tzinfo=UTC), "light"),
    Light(datetime(2027, 1, 14, 19, tzinfo=UTC), "dark"),
)
SHEETS = (
    Sheet("desktop", {"width": 1280, "height": 860}, 0.5),
    Sheet("phone", {"width": 390, "height": 760}, 0.8),
)


def publish(blog: Services) -> None:
    """Publishes the demo blog, as its author does."""
    uploader = Uploader(ROOT / "content", blog.bucket, silent)
    uploader.carry_out(uploader.plan())
    assert not uploader.failures, uploader.failures
    refused = [receipt.key for receipt in Author(blog).reconciles().values() if receipt.state == "refused"]
    assert not refused, refused


def pictures_of(chromium: Browser, author: Author, reader: Reader, sheet: Sheet) -> Iterator[Image.Image]:
    """Yields the pictures of a sheet, line by line."""
    for light in LIGHTS:
        author.blog.clock = FrozenClock(light.now)
        author.restarts()
        with chromium.new_context(
            viewport=sheet.screen, color_scheme=light.scheme, locale="fr-FR", device_scale_factor=2
        ) as context:
            serve(context, lambda request: ask(reader, request.url))
            page = context.new_page()
            for address in ADDRESSES:
                page.goto(HOST + address)
                yield Image.open(BytesIO(page.screenshot()))


def compose(pictures: list[Image.Image], scale: float) -> Image.Image:
    """Returns the pictures in one, a line for each light; `scale` is by pixels of a style sheet."""
    width, height = (round(side * scale / 2) for side in pictures[0].size)
    columns = len(ADDRESSES)
    lines = len(pictures) // columns
    size = (EDGE + columns * (width + EDGE), EDGE + lines * (height + EDGE))
    sheet = Image.new("RGB", size, BACKGROUND)
    for number, picture in enumerate(pictures):
        line, column = divmod(number, columns)
        place = (EDGE + column * (width + EDGE), EDGE + line * (height + EDGE))
        sheet.paste(picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS), place)
    return sheet


def main(folder: Path) -> None:
    """Writes the sheets into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with running_aws(), make_blog(FrozenClock(LIGHTS[0].now)) as blog, running_chromium() as chromium:
        publish(blog)
        reader = Reader(import_app())
        for sheet in SHEETS:
            pictures = list(pictures_of(chromium, Author(blog), reader, sheet))
            file = folder / f"{sheet.name}.webp"
            compose(pictures, sheet.scale).save(file, quality=QUALITY, method=6)
            print(f"{file}: {file.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
