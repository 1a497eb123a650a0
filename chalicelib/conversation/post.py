"""A form as a browser posted it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

IPV6_PREFIX = 64
"""Bits of an IPv6 address that a provider gives to one customer: the others are the customer's to choose."""


@dataclass(frozen=True)
class Post:
    """The fields, and what is known of who sent them: the address, and the name of the browser. Neither is
    stored."""

    fields: Mapping[str, str]
    address: str = ""
    agent: str = ""

    @cached_property
    def network(self) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
        """The network that counts as one sender: an IPv4 address, or 64 bits of IPv6; None where the address
        is unknown."""
        try:
            address = ipaddress.ip_address(self.address)
        except ValueError:
            return None
        if isinstance(address, ipaddress.IPv6Address):
            if address.ipv4_mapped is None:
                # A scope ("%eth0") belongs to this machine alone.
                return ipaddress.IPv6Network((int(address), IPV6_PREFIX), strict=False)
            address = address.ipv4_mapped
        return ipaddress.IPv4Network(address)
