"""The price table: what AWS asks for each unit, in which tiers and after which allowance."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

from chalicelib.errors import ConfigurationError

PRICES = Path(__file__).with_name("prices.toml")

CHECKED = ("page", "report", "memory")
"""How a price was checked, from the best to the least; `prices.toml` says what each means."""

Usage = Mapping[str, float]
"""What a month uses, by the meters of the price table and in their units."""


@dataclass(frozen=True)
class Price:
    """One meter: dollars for every `per` units, up to each tier's end, after `free` units."""

    service: str
    per: float
    tiers: tuple[tuple[float, float], ...]
    free: float
    source: str
    checked: str

    def dollars(self, quantity: float) -> float:
        """Returns the price of a quantity, the allowance taken off."""
        billed, total, begin = max(0.0, quantity - self.free), 0.0, 0.0
        for end, price in self.tiers:
            total += max(0.0, min(billed, end) - begin) / self.per * price
            begin = end
        return total


@dataclass(frozen=True)
class PriceTable:
    """The prices of one region at one date, by meter."""

    date: date
    region: str
    prices: Mapping[str, Price]

    @property
    def services(self) -> tuple[str, ...]:
        """Returns the services that have a price, in the order of the table."""
        return tuple(dict.fromkeys(price.service for price in self.prices.values()))

    def without_allowances(self) -> PriceTable:
        """Returns the table for an account that has used up what is free."""
        prices = {meter: replace(price, free=0.0) for meter, price in self.prices.items()}
        return replace(self, prices=prices)

    def bill(self, usage: Usage) -> dict[str, float]:
        """Returns dollars by service. Raises `ConfigurationError` for a meter that has no price."""
        bill = dict.fromkeys(self.services, 0.0)
        for meter, quantity in usage.items():
            if meter not in self.prices:
                raise ConfigurationError(f'{PRICES.name} has no price of {meter}: add a table ["{meter}"]')
            bill[self.prices[meter].service] += self.prices[meter].dollars(quantity)
        return bill


def load(path: Path = PRICES) -> PriceTable:
    """Reads a price table. Raises `ConfigurationError` that names the table at fault."""
    meter = "date and region"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        day, region = document.pop("date"), document.pop("region")
        prices = {}
        for meter, fields in document.items():  # the error names it
            prices[meter] = _parse(fields)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"{path.name} cannot be read ({meter}): {error!r}") from error
    return PriceTable(day, region, prices)


def _parse(fields: Mapping[str, Any]) -> Price:
    tiers = tuple(
        (float(end), float(price)) for end, price in fields.get("tiers", [[inf, fields.get("price")]])
    )
    ends = [end for end, _ in tiers]
    if ends != sorted(set(ends)) or ends[-1:] != [inf]:
        raise ValueError("'tiers' must rise and end with inf")
    if fields["checked"] not in CHECKED:
        raise ValueError(f"'checked' must be one of {', '.join(CHECKED)}")
    price = Price(
        fields["service"],
        float(fields["per"]),
        tiers,
        float(fields["free"]),
        fields["source"],
        fields["checked"],
    )
    if min(price.per - 1, price.free, *(dollars for _, dollars in tiers)) < 0:
        raise ValueError("'per' must be 1 or more, 'free' and the prices 0 or more")
    return price
