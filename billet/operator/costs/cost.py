"""What a month costs: the price table, its tiers and allowances, and the sum."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

from chalicelib.errors import ConfigurationError

PRICES = Path(__file__).with_name("prices.toml")

GB = 2**30
"""Bytes of a gigabyte as AWS bills it (AWS Pricing Calculator, "Assumptions")."""

CHECKED = ("page", "report", "memory")
"""How a price was checked, from the best to the least; `prices.toml` says what each means."""

Usage = Mapping[str, float]
"""What was used in a month, by the meters of the price table and in their units."""


@dataclass(frozen=True)
class Price:
    """One meter: dollars for every `per` units, up to each tier's end, after `free` units."""

    meter: str
    service: str
    unit: str
    per: float
    tiers: tuple[tuple[float, float], ...]
    free: float
    source: str
    checked: str

    def of(self, quantity: float) -> float:
        """Dollars for a quantity from which no allowance is taken."""
        total, begin = 0.0, 0.0
        for end, price in self.tiers:
            total += max(0.0, min(quantity, end) - begin) / self.per * price
            begin = end
        return total


@dataclass(frozen=True)
class PriceTable:
    """The prices of one region at one date."""

    date: date
    region: str
    prices: Mapping[str, Price]

    @property
    def services(self) -> tuple[str, ...]:
        """The services that have a price, in the order of the table."""
        return tuple(dict.fromkeys(price.service for price in self.prices.values()))

    def without_allowances(self) -> PriceTable:
        """The same for an account that has used up what is free."""
        prices = {meter: Price(**{**vars(price), "free": 0.0}) for meter, price in self.prices.items()}
        return PriceTable(self.date, self.region, prices)

    def bill(self, usage: Usage) -> dict[str, float]:
        """Dollars by service. Raises `ConfigurationError` for a meter that has no price."""
        bill = dict.fromkeys(self.services, 0.0)
        for meter, quantity in usage.items():
            if meter not in self.prices:
                raise ConfigurationError(f'{PRICES.name} has no price of {meter}: add a table ["{meter}"]')
            price = self.prices[meter]
            bill[price.service] += price.of(max(0.0, quantity - price.free))
        return bill


def load(path: Path = PRICES) -> PriceTable:
    """Read a price table. Raises `ConfigurationError` that names the table and key at fault."""
    try:
        with path.open("rb") as file:
            written = tomllib.load(file)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path.name} cannot be read: {error}") from error
    day, region = written.pop("date", None), written.pop("region", None)
    if type(day) is not date or not isinstance(region, str):
        raise ConfigurationError(f"{path.name} must begin with a date (2025-08-01) and a region in quotes")
    return PriceTable(day, region, {meter: _price(path.name, meter, of) for meter, of in written.items()})


def _price(file: str, meter: str, written: Any) -> Price:
    where = f'{file}, ["{meter}"]'
    if not isinstance(written, dict):
        raise ConfigurationError(f"{where} must be a table")
    for key in ("service", "unit", "source", "checked"):
        if not isinstance(written.get(key), str):
            raise ConfigurationError(f"{where} needs {key!r}, a text")
    if written["checked"] not in CHECKED:
        raise ConfigurationError(f"{where}: 'checked' must be one of {', '.join(CHECKED)}")
    tiers = written.get("tiers", [[inf, written.get("price")]])
    pairs = isinstance(tiers, list) and tiers and all(isinstance(t, list) and len(t) == 2 for t in tiers)
    numbers = [written.get("per"), written.get("free"), *(n for tier in tiers for n in tier)] if pairs else []
    ends = [tier[0] for tier in tiers] if pairs and all(map(_is_number, numbers)) else []
    if not ends or not written["per"] or ends != sorted(set(ends)) or ends[-1] != inf:
        raise ConfigurationError(
            f"{where} needs 'per', 'free' and 'price' as numbers, or 'tiers' that rise and end with inf"
        )
    return Price(
        meter,
        written["service"],
        written["unit"],
        float(written["per"]),
        tuple((float(end), float(price)) for end, price in tiers),
        float(written["free"]),
        written["source"],
        written["checked"],
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
