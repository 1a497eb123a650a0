"""Where a picture was taken is taken out of it, and nothing else."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from billet.author.strip_gps import without_location
from billet.author.strip_gps.exif import without_gps

GPS, EXIF, ORIENTATION, MAKER = 0x8825, 0x8769, 0x0112, 0x010F
XMP = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="43,36.26N" dc:title="Toulouse"/></x:xmpmeta>'
PLAIN_XMP = b'<x:xmpmeta><rdf:Description dc:title="Rose"/></x:xmpmeta>'


def exif(*, place: bool = True) -> Image.Exif:
    tags = Image.Exif()
    tags[ORIENTATION] = 6
    tags[MAKER] = "Appareil"
    tags.get_ifd(EXIF)[0x9003] = "2026:01:02 03:04:05"
    if place:
        tags.get_ifd(GPS).update({1: "N", 2: (43.0, 36.0, 26.6), 29: "2026:01:02"})
    return tags


def picture(kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_place_is_removed_and_all_else_stays(kind: str) -> None:
    data = picture(kind, exif=exif())
    assert opened(data).getexif().get_ifd(GPS)
    clean = without_location(data)
    tags = opened(clean).getexif()
    assert not tags.get_ifd(GPS)
    assert GPS not in tags
    assert (tags[ORIENTATION], tags[MAKER]) == (6, "Appareil")
    assert tags.get_ifd(EXIF)[0x9003] == "2026:01:02 03:04:05"
    assert opened(clean).tobytes() == opened(data).tobytes()
    assert b"2026:01:02\0" not in clean, "the values go as well"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_same_file_gives_the_same_bytes_and_a_clean_one_itself(kind: str) -> None:
    data = picture(kind, exif=exif())
    assert without_location(data) == without_location(data)
    assert without_location(without_location(data)) == without_location(data)
    clean = picture(kind, exif=exif(place=False))
    assert without_location(clean) == clean


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_but_metadata_changes_byte_by_byte(kind: str) -> None:
    data = picture(kind, exif=exif())
    clean = without_location(data)
    assert len(clean) == len(data)
    changed = [n for n, (before, after) in enumerate(zip(data, clean, strict=True)) if before != after]
    start = data.find(b"II*\0") if b"II*\0" in data else data.find(b"MM\0*")
    end = start + len(exif().tobytes()) + 4  # and PNG's checksum
    assert changed
    assert start <= changed[0]
    assert changed[-1] < end


def jpeg_with(payload: bytes) -> bytes:
    data = picture("JPEG")
    return data[:2] + b"\xff\xe1" + (len(payload) + 2).to_bytes(2, "big") + payload + data[2:]


def png_with(kind: bytes, body: bytes) -> bytes:
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    data = picture("PNG")
    return data[:33] + chunk + data[33:]


RAW = b"\nexif\n%8d\n%b\n"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (jpeg_with(b"http://ns.adobe.com/xap/1.0/\0" + XMP), "JPEG"),
        (jpeg_with(b"http://ns.adobe.com/xmp/extension/\0" + XMP), "JPEG"),
        (png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP), "PNG"),
        (png_with(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP)), "PNG"),
        (
            png_with(b"zTXt", b"Raw profile type xmp\0\0" + zlib.compress(RAW % (9, XMP.hex().encode()))),
            "PNG",
        ),
        (
            png_with(b"tEXt", b"Raw profile type exif\0" + RAW % (9, exif().tobytes().hex().encode())),
            "PNG",
        ),
    ],
)
def test_xmp_with_the_place_is_removed_whole(written: bytes, plain: str) -> None:
    assert without_location(written) == picture(plain)


@pytest.mark.parametrize(
    "written",
    [
        jpeg_with(b"http://ns.adobe.com/xap/1.0/\0" + PLAIN_XMP),
        png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PLAIN_XMP),
        png_with(b"tEXt", b"Comment\0GPSLatitude is a word"),
        picture("WEBP", xmp=PLAIN_XMP),
        picture("AVIF", xmp=PLAIN_XMP),
        picture("GIF"),
        b"GPSLatitude",
    ],
)
def test_a_file_without_a_place_stays_byte_by_byte(written: bytes) -> None:
    assert without_location(written) == written


def test_the_header_of_a_webp_says_that_it_has_no_xmp() -> None:
    clean = without_location(picture("WEBP", xmp=XMP, exif=exif()))
    assert "xmp" not in opened(clean).info
    assert opened(clean).getexif()[ORIENTATION] == 6
    assert int.from_bytes(clean[4:8], "little") == len(clean) - 8


def test_an_avif_loses_xmp_with_the_place_and_nothing_moves() -> None:
    data = picture("AVIF", xmp=XMP, exif=exif())
    clean = without_location(data)
    assert len(clean) == len(data)
    assert (opened(clean).info["xmp"].strip(), opened(clean).getexif()[MAKER]) == (b"", "Appareil")


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return (8 + len(body)).to_bytes(4, "big") + kind + body


PLACE = b"+43.6047+001.4442/"


@pytest.mark.parametrize(
    "metadata",
    [
        box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7" + PLACE)),
        box(b"trak", box(b"udta", box(b"loci", b"\0\0\0\0\x15\xc7" + PLACE))),
        box(
            b"meta",
            box(b"hdlr", bytes(24)),
            box(
                b"keys",
                bytes(4) + (2).to_bytes(4, "big"),
                box(b"mdta", b"com.apple.quicktime.make"),
                box(b"mdta", b"com.apple.quicktime.location.ISO6709"),
            ),
            box(
                b"ilst",
                box(b"\0\0\0\1", box(b"data", bytes(8) + b"Apple")),
                box(b"\0\0\0\2", box(b"data", bytes(8) + PLACE)),
            ),
        ),
    ],
    ids=["user data", "3GPP", "QuickTime"],
)
def test_a_film_loses_its_place_and_nothing_moves(metadata: bytes) -> None:
    film = box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov", metadata) + box(b"mdat", PLACE)
    clean = without_location(film)
    changed = clean[: -len(PLACE)]
    assert (len(clean), PLACE in changed, clean.endswith(PLACE)) == (len(film), False, True)
    assert changed.count(b"Apple") == film.count(b"Apple")
    assert without_location(clean) == clean


def test_boxes_in_boxes_without_end_are_opened_so_far_and_no_further() -> None:
    content = b""
    for _ in range(2_000):
        content = box(b"moov", content)
    film = box(b"ftyp", b"qt  ") + content
    assert without_location(film) == film


def test_a_second_picture_behind_the_first_loses_its_place_too() -> None:
    first, second = picture("JPEG"), picture("JPEG", exif=exif())
    assert without_location(first + second) == first + without_location(second)


@pytest.mark.parametrize("cut", [3, 11, 25, 40, 60, 90])
def test_a_file_that_is_cut_off_is_still_returned(cut: int) -> None:
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        assert isinstance(without_location(picture(kind, exif=exif())[:cut]), bytes)


def test_of_exif_with_a_place_where_none_belongs_the_orientation_stays() -> None:
    tags = exif(place=False)
    tags.get_ifd(EXIF)[GPS] = 26
    cleaned = Image.Exif()
    cleaned.load(without_gps(tags.tobytes()[6:]))
    assert dict(cleaned) == {ORIENTATION: 6}


@given(st.sampled_from([b"II*\0", b"MM\0*"]), st.binary(max_size=200))
def test_exif_of_any_bytes_keeps_its_length(head: bytes, rest: bytes) -> None:
    assert len(without_gps(head + rest)) == len(head + rest)


@given(
    st.sampled_from(
        [
            *(b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPEXIF"),
            *(
                b"\0\0\0\x0cftypavif\0\0\0\0meta\0\0\0\0" + b"\0\0\0\x40" + kind
                for kind in (b"iloc", b"iinf")
            ),
        ]
    ),
    st.binary(max_size=300),
)
def test_any_bytes_are_returned(head: bytes, rest: bytes) -> None:
    assert isinstance(without_location(head + rest), bytes)
