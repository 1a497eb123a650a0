from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.slug import slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("L'été à Marseille", "l-ete-a-marseille"),
        ("Cœur de métier : l'ERP, 20 ans après !", "coeur-de-metier-l-erp-20-ans-apres"),
        ("Straße № 5", "strasse-no-5"),
        ("  --  ", ""),
        ("日本の夏", "日本の夏"),
    ],
)
def test_a_title_becomes_a_readable_address(title: str, slug: str) -> None:
    assert slugify(title) == slug


@given(st.text())
def test_a_slug_holds_nothing_an_address_cannot_and_is_its_own_slug(text: str) -> None:
    slug = slugify(text)
    assert not set(slug) & set("/?#%&\"'<> ._\\")
    assert slug == slug.strip("-")
    assert unicodedata.is_normalized("NFC", slug)
    assert slugify(slug) == slug
