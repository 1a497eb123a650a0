"""The price table and its arithmetic."""

from __future__ import annotations

from datetime import date
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billet.operator.costs.cost import CHECKED, PRICES, load
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


@pytest.mark.parametrize(
    ("meter", "quantity", "dollars"),
    [
        ("apigateway.requests", 2_000_000, 7.00),
        ("apigateway.requests", 400_000_000, 1165.50 + 187.60),
        ("lambda.requests", 1_000_000, 0.00),
        ("lambda.requests", 3_000_000, 0.40),
        ("lambda.gb_seconds.x86_64", 1_000_000, 10.00002),
        ("s3.writes", 13_140, 0.0657),
        ("transfer.out", 11_000, 921.60 + 56.10),
        ("dynamodb.write_units", 1_000_000, 0.625),
        ("cloudfront.transfer", 1_024, 0.00),
        ("logs.ingested", 7, 1.00),
        ("alarms", 12, 0.20),
    ],
)
def test_bills_of_the_table_that_is_shipped_were_worked_out_by_hand(
    meter: str, quantity: float, dollars: float
) -> None:
    assert sum(load().bill({meter: quantity}).values()) == pytest.approx(dollars)


@given(meters, quantities, quantities)
def test_more_never_costs_less(meter: str, one: float, other: float) -> None:
    for prices in (load(), load().without_allowances()):
        less, more = (sum(prices.bill({meter: q}).values()) for q in sorted((one, other)))
        assert less <= more


@given(meters, quantities)
def test_an_allowance_never_costs_anything(meter: str, quantity: float) -> None:
    with_it, without = load().bill({meter: quantity}), load().without_allowances().bill({meter: quantity})
    assert sum(with_it.values()) <= sum(without.values())


def test_another_price_makes_another_bill(table: Path) -> None:
    before = load(table).bill({"cake": 5})
    table.write_text(TABLE.replace("price = 3", "price = 4"), encoding="utf-8")
    assert (before["Kitchen"], load(table).bill({"cake": 5})["Kitchen"]) == (15, 20)


def test_a_price_that_is_missing_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r'prices\.toml has no price of sunshine.*\["sunshine"\]'):
        load().bill({"lambda.requests": 1, "sunshine": 1})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("date = 2026-01-02", 'date = "soon"', "must begin with a date"),
        ('region = "eu-west-3"', "", "and a region"),
        ('unit = "cup"', "", r'\["tea"\] needs \'unit\', a text'),
        ("per = 10\n", "per = 0\n", r'\["tea"\] needs \'per\''),
        ("free = 20", "free = -1", r'\["tea"\] needs'),
        ("free = 20", "", r'\["tea"\] needs'),
        ("price = 3", "", r'\["cake"\] needs'),
        ("price = 3", 'price = "3"', r'\["cake"\] needs'),
        ("price = 3", "price = true", r'\["cake"\] needs'),
        ("price = 3", "tiers = []", r'\["cake"\] needs'),
        ("price = 3", "tiers = [3]", r'\["cake"\] needs'),
        ("[inf, 1.0]", "[200, 1.0]", "end with inf"),
        ("[100, 2.0]", "[inf, 2.0]", "that rise"),
        ('checked = "page"', 'checked = "surely"', "one of page, report, memory"),
        ("[[100", "[100", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_table_is_named(table: Path, old: str, new: str, said: str) -> None:
    assert old in TABLE
    table.write_text(TABLE.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        load(table)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml cannot be read"):
        load(tmp_path / "none.toml")


def test_every_price_that_is_shipped_says_where_it_is_from_and_how_it_was_checked() -> None:
    prices = load()
    assert date(2025, 1, 1) < prices.date
    for price in prices.prices.values():
        assert price.source.startswith(("https://aws.amazon.com/", "https://docs.aws.amazon.com/"))
        assert price.checked in CHECKED
        assert price.tiers[-1][0] == inf
    assert "to update it" in PRICES.read_text(encoding="utf-8")
