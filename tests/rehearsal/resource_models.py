"""Types of resources that moto's CloudFormation lacks: those of CloudFront, and the budget."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from moto.budgets.models import budgets_backends
from moto.cloudfront.models import cloudfront_backends
from moto.core.common_models import CloudFormationModel

from tests.rehearsal.functions import ACCOUNT


class _Resource(CloudFormationModel):
    """A resource with an id and the properties of the template. An account has each name once."""

    kind: ClassVar[str]
    names: ClassVar[set[str]] = set()

    def __init__(self, id: str, properties: Mapping[str, Any]) -> None:
        self.physical_resource_id = self.id = id
        self.properties = properties

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return True

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **kwargs: Any
    ) -> Any:
        properties = cloudformation_json["Properties"]
        name = cls._name_of(properties)
        assert name not in cls.names, f"{name} exists"
        cls.names.add(name)
        return cls(uuid.uuid4().hex[:14].upper(), properties)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource: Any, new_resource_name: str, cloudformation_json: Any, *args: Any, **more: Any
    ) -> Any:
        original_resource.properties = cloudformation_json["Properties"]
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str
    ) -> None:
        cls.names.discard(cls._name_of(cloudformation_json["Properties"]))

    @classmethod
    def _name_of(cls, properties: Mapping[str, Any]) -> str:
        """Returns the name of a resource, which is in its configuration where it has one."""
        config: Any = next((value for key, value in properties.items() if key.endswith("Config")), {})
        return f"{cls.kind} {properties.get('Name') or config.get('Name')}"

    def get_cfn_attribute(self, name: str) -> str:
        return f"arn:aws:cloudfront::{ACCOUNT}:{self.kind.lower()}/{self.id}"


class _Budget(_Resource):
    kind = "Budget"

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **kwargs: Any
    ) -> Any:
        properties = cloudformation_json["Properties"]
        budget = {**properties["Budget"], "BudgetName": resource_name}
        budgets_backends[account_id]["aws"].create_budget(
            account_id, budget, properties["NotificationsWithSubscribers"]
        )
        return cls(resource_name, properties)

    @classmethod
    def delete_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str
    ) -> None:
        budgets_backends[account_id]["aws"].delete_budget(account_id, resource_name)


class _Distribution(_Resource):
    kind = "Distribution"
    made: ClassVar[list[_Distribution]] = []

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **kwargs: Any
    ) -> Any:
        properties = cloudformation_json["Properties"]
        config = properties["DistributionConfig"]
        origins = [{"Id": o["Id"], "DomainName": o["DomainName"]} for o in config["Origins"]]
        distribution, _, _ = cloudfront_backends[account_id]["aws"].create_distribution(
            {
                "CallerReference": uuid.uuid4().hex,
                "Comment": config["Comment"],
                "Enabled": config["Enabled"],
                "DefaultCacheBehavior": {**config["DefaultCacheBehavior"], "AllowedMethods": {}},
                "Origins": {"Items": origins},
            },
            [],
        )
        cls.made.append(cls(distribution.id, properties))
        return cls.made[-1]

    @classmethod
    def delete_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str
    ) -> None:
        cloudfront_backends[account_id]["aws"].delete_distribution(resource_name, if_match=True)
        cls.made[:] = [distribution for distribution in cls.made if distribution.id != resource_name]

    def get_cfn_attribute(self, name: str) -> str:
        return str(cloudfront_backends[ACCOUNT]["aws"].distributions[self.id].domain_name)


def _model(type_name: str, base: Any = _Resource) -> type[_Resource]:
    kind = type_name.rpartition(":")[2]
    return type(kind, (base,), {"kind": kind, "cloudformation_type": staticmethod(lambda: type_name)})


_BASES: Mapping[str, Any] = {
    "AWS::Budgets::Budget": _Budget,
    "AWS::CloudFront::CachePolicy": _Resource,
    "AWS::CloudFront::Distribution": _Distribution,
    "AWS::CloudFront::Function": _Resource,
    "AWS::CloudFront::OriginAccessControl": _Resource,
    "AWS::CloudFront::OriginRequestPolicy": _Resource,
    "AWS::CloudFront::ResponseHeadersPolicy": _Resource,
}

MODELS = {name: _model(name, base) for name, base in _BASES.items()}
"""By the names of the types."""


def origin_of(host: str) -> tuple[str, str, Mapping[str, str]] | None:
    """Returns the host, the path before all paths and the headers with which a distribution asks for pages,
    by the host that its readers use; None for the host of none."""
    distribution = next((d for d in _Distribution.made if d.get_cfn_attribute("DomainName") == host), None)
    if distribution is None:
        return None
    config = distribution.properties["DistributionConfig"]
    target = config["DefaultCacheBehavior"]["TargetOriginId"]
    (origin,) = [origin for origin in config["Origins"] if origin["Id"] == target]
    headers = {h["HeaderName"]: h["HeaderValue"] for h in origin["OriginCustomHeaders"]}
    return origin["DomainName"], origin["OriginPath"], headers
