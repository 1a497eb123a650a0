"""What an e-mail address looks like."""

from __future__ import annotations

import re

LONGEST = 254  # RFC 3696, erratum 1690

# As browsers check <input type=email> (the HTML standard's "valid e-mail address"), with a dot
# in the domain: nobody writes to a visitor of a public site at a bare host name.
_ADDRESS = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+",
    re.ASCII | re.IGNORECASE,
)


def is_email(text: str) -> bool:
    """Whether `text` is one address and nothing else."""
    return len(text) <= LONGEST and _ADDRESS.fullmatch(text) is not None
