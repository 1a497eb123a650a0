"""The price table and its arithmetic."""

from __future__ import annotations

from datetime import date
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billet.operator.costs.prices import CHECKED, PRICES, load
from chalicelib.errors import ConfigurationError

TABLE = """
date = 2026-01-02
region = "eu-west-3"

["tea"]
service = "Kitchen"
unit = "cup"
per = 10
tiers = [[100, 2.0], [inf, 1.0]]
free = 20
source = "https://aws.amazon.com/tea/"
checked = "page"

["cake"]
service = "Kitchen"
unit = "slice"
per = 1
price = 3
free = 0
source = "https://aws.amazon.com/cake/"
checked = "memory"
"""

quantities = st.floats(min_value=0, max_value=1e13)
meters = st.sampled_from(sorted(load().prices))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "prices.toml"
    file.write_text(TABLE, encoding="utf-8")
    return file


def test_a_quantity_is_billed_tier_by_tier_after_what_is_free(table: Path) -> None:
    prices = load(table)
    # 170 cups: 20 free, 100 at 0.20, 50 at 0.10.
    assert prices.bill({"tea": 170}) == {"Kitchen": pytest.approx(25.0)}
    # Without the allowance 100 at 0.20, 70 at 0.10.
    assert prices.without_allowances().bill({"tea": 170}) == {"Kitchen": pytest.approx(27.0)}


def test_a_service_is_the_sum_of_its_meters(table: Path) -> None:
    assert load(table).bill({"tea": 30, "cake": 2}) == {"Kitchen": pytest.approx(2.0 + 6.0)}


def test_a_meter_without_a_price_is_never_free(table: Path) -> None:
    with pytest.raises(ConfigurationError, match=r'no price of coffee: add a table \["coffee"\]'):
        load(table).bill({"coffee": 1})


@given(meter=meters, quantity=quantities, more=quantities)
def test_more_never_costs_less_and_an_allowance_never_costs_anything(
    meter: str, quantity: float, more: float
) -> None:
    prices = load()
    few, many = (sum(prices.bill({meter: q}).values()) for q in (quantity, quantity + more))
    assert few <= many * (1 + 1e-12)
    assert few <= sum(prices.without_allowances().bill({meter: quantity}).values())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("date = 2026-01-02", "", r"date and region.*KeyError\('date'\)"),
        ('service = "Kitchen"\nunit = "cup"', 'unit = "cup"', r"tea.*'service'"),
        ("per = 10", 'per = "ten"', "tea.*could not convert"),
        ("per = 10", "per = 0", "tea.*'per' must be 1 or more"),
        ("price = 3", "", "cake"),
        ("[100, 2.0]", "[inf, 2.0]", "tea.*rise and end with inf"),
        ("[inf, 1.0]", "[200, 1.0]", "tea.*rise and end with inf"),
        ("[inf, 1.0]", "[inf, -1.0]", "tea.*0 or more"),
        ('checked = "page"', 'checked = "surely"', "tea.*one of page, report, memory"),
        ("[[100", "[100", "cannot be read"),
    ],
)
def test_an_error_of_a_table_is_named(table: Path, old: str, new: str, message: str) -> None:
    assert old in TABLE
    table.write_text(TABLE.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        load(table)


def test_a_table_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml cannot be read"):
        load(tmp_path / "none.toml")


def test_every_shipped_price_has_its_source_and_how_it_was_checked() -> None:
    prices = load()
    assert date(2025, 1, 1) < prices.date
    for price in prices.prices.values():
        assert price.source.startswith(("https://aws.amazon.com/", "https://docs.aws.amazon.com/"))
        assert price.checked in CHECKED
        assert price.tiers[-1][0] == inf
    assert "to update it" in PRICES.read_text(encoding="utf-8")
