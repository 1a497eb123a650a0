"""Who may do what: each access key belongs to a role, whose policies are asked for at each request."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.iam.permission import Permission, Request, UnknownRequest, permissions_of
from tests.iam.policy import Grant, grants_for, grants_of

Policies = Callable[[str], list[Mapping[str, Any]]]
"""Returns the policies of a role."""


@dataclass
class AccessControl:
    """The roles behind the access keys, what was denied to them, and what they have used. A key that is
    not known here is the operator's, who may do all."""

    policies: Policies
    roles: dict[str, str] = field(default_factory=dict)
    """The role of each access key."""
    denied: list[str] = field(default_factory=list)
    _used: defaultdict[str, set[Grant]] = field(default_factory=lambda: defaultdict(set))

    def denial(self, request: Request) -> str:
        """Returns why a request is refused, "" where it is not, and records it."""
        role = self.roles.get(request.key)
        if role is None:
            return ""
        try:
            needed = permissions_of(request)
        except UnknownRequest as unknown:
            return self._refuse(f"{role} may not: no action is known for {unknown}")
        missing = [permission for permission in needed if not self.allows(role, permission)]
        return self._refuse(f"{role} may not {_text(missing[0])}") if missing else ""

    def allows(self, role: str, permission: Permission) -> bool:
        """Returns whether a role may do something, and records that it has used this."""
        grants = [grant for policy in self.policies(role) for grant in grants_for(permission, policy)]
        self._used[role].update(grants)
        return bool(grants)

    def unused(self, role: str) -> list[str]:
        """Returns what a role's policies allow and it has never done."""
        granted = {grant for policy in self.policies(role) for grant in grants_of(policy)}
        return sorted(map(str, granted - self._used[role]))

    def _refuse(self, reason: str) -> str:
        self.denied.append(reason)
        return reason


def _text(permission: Permission) -> str:
    values = {key: values for key, values in permission.context.items() if values}
    return f"{permission.action} on {permission.resource}" + (f" with {json.dumps(values)}" if values else "")
