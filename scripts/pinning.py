"""A published description made into a pin: this one operation, what it refers to, and what is ours."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from contract_tests import schema
from contract_tests.schema_diff import operation_of
from contract_tests.schema_diff.described import listing, mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from contract_tests.schema_diff import Operation

OURS = ("summary", "operationId")
"""What OpenAPI or the generator demands of an operation; a deployment's words for it are its own."""
ELSEWHERE = ("tags", "servers", "parameters", "security", "callbacks", *OURS)
"""Members of an operation that are about the whole service, or are put together anew."""
COMPONENT = re.compile(r"#/components/([^/]+)/([^/]+)(/.*)?")


class PinError(Exception):
    """There is nothing to compare or to pin; the message is one line, with the remedy."""


def normalised(published: Mapping[str, Any], pinned: Mapping[str, Any]) -> dict[str, Any]:
    """Return the pin that a published description makes: the operation at the pinned path, with the
    components it needs in the order of their names, and what is ours as it was pinned."""
    theirs, ours = (operation_of(each, schema.PATH, "get") for each in (published, pinned))
    assert ours is not None
    if theirs is None or not isinstance(theirs.node.at("responses").value, dict):
        raise PinError(f"does not describe GET {schema.PATH}; name the deployment that serves it")
    told, was = theirs.node.value, ours.node.value
    details = {
        "summary": was["summary"],
        "description": told.get("description", ""),
        "operationId": was["operationId"],
        "security": list(listing(theirs.security.value)),
        "parameters": _parameters(theirs, ours),
        **{name: value for name, value in told.items() if name not in {*ELSEWHERE, "description"}},
    }
    fresh: dict[str, Any] = {
        "openapi": published["openapi"],
        "info": pinned["info"],
        "paths": {schema.PATH: {"get": _in_order(details, was)}},
    }
    components = _components(details, published, pinned)
    return fresh | {
        "components": {
            section: {
                name: _in_order(parts[name], mapping(mapping(pinned["components"]).get(section)).get(name))
                for name in sorted(parts)
            }
            for section, parts in sorted(components.items())
        }
    }


def quotes_in_doubt(
    document: Mapping[str, Any], bases: Iterable[tuple[str, str, str]]
) -> dict[tuple[str, str], list[str]]:
    """Return the quotes (pointer, words) that a document does not hold, with the clauses resting on each.

    `bases` are clauses with what they quote: id, pointer, words. Without a pointer it is no quote.
    """
    lost: dict[tuple[str, str], list[str]] = {}
    for clause, pointer, words in bases:
        if pointer and not _stands(document, pointer, words):
            lost.setdefault((pointer, words), []).append(clause)
    return lost


def _stands(document: Mapping[str, Any], pointer: str, words: str) -> bool:
    there: Any = document
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(there, list) and key.isdecimal() and int(key) < len(there):
            there = there[int(key)]
        elif isinstance(there, dict) and key in there:
            there = there[key]
        else:
            return False
    text = there if isinstance(there, str) else json.dumps(there, ensure_ascii=False)
    return " ".join(words.split()) in " ".join(text.split())


def _in_order(value: Any, like: Any) -> Any:
    """Return a value with its members in the order that another has them: what is equal reads equal."""
    if isinstance(value, list) and isinstance(like, list):
        return [_in_order(*pair) for pair in zip(value, like, strict=False)] + value[len(like) :]
    if not isinstance(value, dict) or not isinstance(like, dict):
        return value
    names = [*(name for name in like if name in value), *(name for name in value if name not in like)]
    return {name: _in_order(value[name], like.get(name)) for name in names}


def _parameters(theirs: Operation, ours: Operation) -> list[dict[str, Any]]:
    """Return the parameters, with names spelled as in the pin where that is the same on the wire."""
    headers = {
        str(each.at("name").value).lower(): each.at("name").value
        for each in ours.parameters()
        if each.at("in").value == "header"
    }
    # From the end, since a prefix may have parameters of its own.
    in_path = dict(zip(theirs.names_in_path[::-1], ours.names_in_path[::-1], strict=False))
    told = []
    for each in theirs.parameters():
        name, place = str(each.at("name").value), each.at("in").value
        spelled = {"header": headers.get(name.lower()), "path": in_path.get(name)}.get(str(place))
        told.append({**each.value, "name": spelled or name})
    return told


def _components(
    details: Mapping[str, Any], published: Mapping[str, Any], pinned: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return the components that an operation refers to, directly or not."""
    held = mapping(published.get("components"))
    needed: dict[str, dict[str, Any]] = {}
    schemes = [("securitySchemes", name) for each in listing(details["security"]) for name in mapping(each)]
    todo = [*schemes, *_references(details)]
    while todo:
        section, name = todo.pop()
        if name in needed.get(section, {}):
            continue
        value = mapping(held.get(section)).get(name)
        if value is None:
            raise PinError(f"refers to {f'{section}/{name}'!r}, which is missing; publish it complete")
        needed.setdefault(section, {})[name] = _as_pinned(value, section, name, pinned)
        todo += _references(value)
    return needed


def _references(value: object) -> Iterator[tuple[str, str]]:
    """Yield section and name of each component that a value refers to."""
    todo = [value]
    while todo:
        value = todo.pop()
        if isinstance(value, list):
            todo += value
        elif isinstance(value, dict):
            todo += value.values()
            reference = value.get("$ref")
            if isinstance(reference, str):
                match = COMPONENT.fullmatch(reference)
                if match is None:
                    raise PinError(f"refers to {reference!r}, which is no component; publish it as one")
                yield match[1], match[2].replace("~1", "/").replace("~0", "~")


def _as_pinned(value: Any, section: str, name: str, pinned: Mapping[str, Any]) -> Any:
    """Return a component, a password flow's `tokenUrl` as pinned: the contract says nothing of it."""
    scheme = mapping(mapping(mapping(pinned.get("components")).get(section)).get(name))
    url = mapping(mapping(scheme.get("flows")).get("password")).get("tokenUrl")
    flows = mapping(mapping(value).get("flows"))
    if section != "securitySchemes" or url is None or "tokenUrl" not in mapping(flows.get("password")):
        return value
    return {**value, "flows": {**flows, "password": {**flows["password"], "tokenUrl": url}}}
