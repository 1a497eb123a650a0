"""A wheel of botocore that knows only the operations our functions call.

botocore describes four hundred services. A function reads the description of a service at each cold start,
with all its operations, and the folder of all services is two thirds of the package.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from chalicelib.errors import BilletError

OPERATIONS: Mapping[str, frozenset[str]] = {
    "dynamodb": frozenset(
        {
            "BatchGetItem",
            "BatchWriteItem",
            "DeleteItem",
            "GetItem",
            "PutItem",
            "Query",
            "TransactWriteItems",
            "UpdateItem",
        }
    ),
    "s3": frozenset({"DeleteObject", "GetObject", "ListObjectVersions", "ListObjectsV2", "PutObject"}),
    "sesv2": frozenset({"SendEmail"}),
    "sns": frozenset({"ListSubscriptionsByTopic", "Publish", "Unsubscribe"}),
    "ssm": frozenset({"GetParameter"}),
}
"""What the functions call, by the name of botocore's client. A test compares it with the code."""


_DATA = PurePosixPath("botocore/data")
_LEFT_OUT = ("examples-", "waiters-")
_LOCAL = "billet"
"""The local version (PEP 440) of what is built here: it is newer than the release of the same number."""

_TIME = (1980, 1, 1, 0, 0, 0)


def build(wheel: Path, folder: Path) -> Path:
    """Writes the pruned copy of a wheel of botocore into a folder; the same wheel gives the same bytes."""
    name, version, tags = _parts(wheel)
    target = folder / f"{name}-{version}+{_LOCAL}-{tags}.whl"
    old_info, new_info = (f"{name}-{number}.dist-info" for number in (version, f"{version}+{_LOCAL}"))
    folder.mkdir(parents=True, exist_ok=True)
    records: list[str] = []
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(target, "w") as pruned:
        for path, content in _files(source):
            if path == f"{old_info}/RECORD":
                continue
            renamed = path.replace(f"{old_info}/", f"{new_info}/", 1)
            kept = _with_version(content, version) if path == f"{old_info}/METADATA" else content
            _write(pruned, renamed, kept)
            records.append(f"{renamed},sha256={_digest(kept)},{len(kept)}")
        record = f"{new_info}/RECORD"
        _write(pruned, record, "".join(f"{line}\n" for line in [*records, f"{record},,"]).encode())
    return target


def _parts(wheel: Path) -> tuple[str, str, str]:
    """Returns name, version and tags of a wheel. Raises `BilletError` for one that is not botocore's."""
    match = re.fullmatch(r"(botocore)-([0-9.]+)-(py3-none-any)\.whl", wheel.name)
    if match is None:
        raise BilletError(f"{wheel.name} is no wheel of botocore as it was known: deploy without pruning it")
    name, version, tags = match.groups()
    return name, version, tags


def _files(wheel: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yields path and content of each file that is kept, by path."""
    for path in sorted(wheel.namelist()):
        if path.endswith("/"):
            continue
        relative = PurePosixPath(path)
        if not relative.is_relative_to(_DATA):
            yield path, wheel.read(path)
            continue
        service = relative.relative_to(_DATA).parts[0]
        if relative.name == "endpoints.json":
            yield path, _endpoints(wheel.read(path))
        elif relative.parent == _DATA:
            yield path, wheel.read(path)
        elif service in OPERATIONS and not relative.name.startswith(_LEFT_OUT):
            yield path, _described(relative.name, wheel.read(path), OPERATIONS[service])


def _described(name: str, content: bytes, operations: frozenset[str]) -> bytes:
    """Returns a file of one service with what concerns these operations alone."""
    if name == "service-2.json.gz":
        return _packed(prune_service(json.loads(gzip.decompress(content)), operations))
    if name == "paginators-1.json":
        pagination = json.loads(content)["pagination"]
        return _json({"pagination": {name: pagination[name] for name in pagination if name in operations}})
    return content


def prune_service(model: Mapping[str, Any], operations: frozenset[str]) -> dict[str, Any]:
    """Returns the description of a service with these operations, the shapes they use, and no
    documentation. Raises `BilletError` for an operation that it does not have."""
    if unknown := operations - model["operations"].keys():
        raise BilletError(f"this botocore does not know {', '.join(sorted(unknown))}")
    kept = {name: model["operations"][name] for name in sorted(operations)}
    shapes = _shapes(model["shapes"], kept.values())
    pruned: dict[str, Any] = _undocumented({**model, "operations": kept, "shapes": shapes})
    for parameter in pruned.get("clientContextParams", {}).values():
        parameter["documentation"] = ""  # botocore reads it before each request
    return pruned


def _shapes(shapes: Mapping[str, Any], roots: Iterable[Any]) -> dict[str, Any]:
    """Returns the shapes that descriptions refer to, directly or through other shapes."""
    used: dict[str, Any] = {}
    pending = [name for root in roots for name in _references(root)]
    while pending:
        name = pending.pop()
        if name not in used:
            used[name] = shapes[name]
            pending += _references(shapes[name])
    return dict(sorted(used.items()))


def _references(description: Any) -> Iterator[str]:
    """Yields the names of the shapes that a description refers to."""
    if isinstance(description, list):
        for entry in description:
            yield from _references(entry)
    elif isinstance(description, dict):
        for key, value in description.items():
            if key == "shape" and isinstance(value, str):
                yield value
            else:
                yield from _references(value)


def _undocumented(description: Any) -> Any:
    """Returns a description without its documentation, which is text; a member of that name is kept."""
    if isinstance(description, list):
        return [_undocumented(entry) for entry in description]
    if isinstance(description, dict):
        return {
            key: _undocumented(value)
            for key, value in description.items()
            if not (key == "documentation" and isinstance(value, str))
        }
    return description


def _endpoints(content: bytes) -> bytes:
    """Returns the list of endpoints of our services alone."""
    document = json.loads(content)
    prefixes = {"email" if service == "sesv2" else service for service in OPERATIONS}
    for partition in document["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in prefixes}
    return _json(document)


def _with_version(metadata: bytes, version: str) -> bytes:
    return metadata.replace(
        f"\nVersion: {version}\n".encode(), f"\nVersion: {version}+{_LOCAL}\n".encode(), 1
    )


def _packed(document: Any) -> bytes:
    return gzip.compress(_json(document), mtime=0)


def _json(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _write(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(path, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)
