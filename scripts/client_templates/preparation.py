"""Changes to a contract before the generator reads it, for want of a place in the generator to make them.

Headers that carry an API key leave the operations and become arguments of the client, as do bearer tokens.
What the prose of an operation says about members of its answer, in lines like `- name: meaning`, goes to
those members.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
API_KEY = re.compile(r"api[-_]?key", re.IGNORECASE)
MEANING = re.compile(r"^\s*[-*•]\s*`?(?P<name>\w+)`?\s*:\s+(?P<meaning>\S.*)$", re.MULTILINE)


@attrs.frozen
class Credential:
    """One kind of credential: an argument of the client, and the header that it travels in."""

    argument: str
    header: str
    scheme: str
    meaning: str


@attrs.frozen
class Prepared:
    """A contract made ready for the generator, and what was taken out of it."""

    document: dict[str, Any]
    credentials: tuple[Credential, ...]


def prepare(contract: dict[str, Any]) -> Prepared:
    """Return a contract made ready; the one given stays as it is."""
    document = copy.deepcopy(contract)
    headers = [*_lifted(document), *_declared(document)]
    keys = [
        Credential(
            "api_key" if number == 0 else re.sub(r"\W+", "_", header).lower(),
            header,
            "",
            f"The API key; sent as {header}.",
        )
        for number, header in enumerate(dict.fromkeys(headers))
    ]
    tokens = [Credential("token", "Authorization", "Bearer ", "The bearer token; sent as Authorization.")]
    for operation in _operations(document):
        _describe(document, operation)
    return Prepared(document, (*keys, *(tokens if _takes_tokens(document) else ())))


def _lifted(document: dict[str, Any]) -> Iterator[str]:
    """Take API key headers out of the operations, and yield their names."""
    for holder in [*document.get("paths", {}).values(), *_operations(document)]:
        kept = []
        for parameter in holder.get("parameters", []):
            found = _resolved(document, parameter)
            if found.get("in") == "header" and API_KEY.search(found["name"]):
                yield found["name"]
            else:
                kept.append(parameter)
                if "description" in found and "$ref" not in found.get("schema", {"$ref": ""}):
                    found["schema"].setdefault("description", found["description"])
        if "parameters" in holder:
            holder["parameters"] = kept


def _declared(document: dict[str, Any]) -> Iterator[str]:
    for scheme in _schemes(document):
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
            yield scheme["name"]


def _takes_tokens(document: dict[str, Any]) -> bool:
    return any(
        scheme.get("type") in {"oauth2", "openIdConnect"}
        or (scheme.get("type") == "http" and scheme.get("scheme", "").lower() == "bearer")
        for scheme in _schemes(document)
    )


def _schemes(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [_resolved(document, each) for each in _components(document, "securitySchemes").values()]


def _describe(document: dict[str, Any], operation: dict[str, Any]) -> None:
    """Give the members of an operation's successful answers the meanings that its description lists."""
    meanings = {
        each["name"]: each["meaning"].strip() for each in MEANING.finditer(operation.get("description", ""))
    }
    for status, answer in operation.get("responses", {}).items():
        if not status.startswith("2"):
            continue
        for media in _resolved(document, answer).get("content", {}).values():
            schema = _resolved(document, media.get("schema", {}))
            for name, member in schema.get("properties", {}).items():
                if name in meanings and "$ref" not in member:
                    member.setdefault("description", meanings[name])


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document.get("paths", {}).values():
        yield from (operation for method, operation in path.items() if method in METHODS)


def _components(document: dict[str, Any], kind: str) -> dict[str, Any]:
    return dict(document.get("components", {}).get(kind, {}))


def _resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        node = found
    return node
