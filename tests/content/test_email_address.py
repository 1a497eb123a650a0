from __future__ import annotations

import pytest

from chalicelib.content.email_address import is_email, punycode


@pytest.mark.parametrize(
    ("address", "sent_to"),
    [
        ("a@b.fr", "a@b.fr"),
        ("jean-marie.o'neil+blog@mail.example.co.uk", "jean-marie.o'neil+blog@mail.example.co.uk"),
        ("rene@société.fr", "rene@xn--socit-esab.fr"),
        ("rené@SOCIÉTÉ.fr", "rené@xn--socit-esab.fr"),
        ("用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v"),
        ("यूज़र@उदाहरण.कॉम", "यूज़र@xn--p1b6ci4b4b3a.xn--11b4c3d"),
        ("a@straße.de", "a@xn--strae-oqa.de"),  # strasse.de is somebody else's
        ("a@例子。cn", "a@xn--fsqu00a.cn"),
        ("a@xn--socit-esab.fr", "a@xn--socit-esab.fr"),
    ],
)
def test_an_address_of_any_script_is_one_and_is_sent_in_ascii(address: str, sent_to: str) -> None:
    assert is_email(address)
    assert punycode(address) == sent_to


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@b.fr",
        "a@b",
        "a@b..fr",
        "a b@c.fr",
        "a@-b.fr",
        "a@b.fr\n",
        "a\u200b@b.fr",
        "a\u3164@b.fr",
        "a@b\u202e.fr",
        "a@b.fr@c d.fr",
        "x" * 250 + "@b.fr",
        "a@" + "é" * 60 + ".fr",  # a label has 63 characters when it is sent
        "a@[192.0.2.1]",
    ],
)
def test_other_texts_are_none(address: str) -> None:
    assert not is_email(address)
