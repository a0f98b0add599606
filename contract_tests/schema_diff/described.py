"""One operation as a document describes it: found by its path, with all that it refers to in reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from attrs import field, frozen

_NAME_IN_PATH = re.compile(r"\{([^{}/]*)\}")
_ORIGIN = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/]*")


def mapping(value: object) -> Mapping[str, Any]:
    """Return a value if it is a JSON object, else an empty one: a published document may hold anything."""
    return value if isinstance(value, Mapping) else {}


def listing(value: object) -> Sequence[Any]:
    """Return a value if it is a JSON array, else an empty one."""
    return value if isinstance(value, list | tuple) else ()


@frozen(eq=False)
class Node:
    """A JSON value and where in its document it stands, as a JSON pointer."""

    value: Any
    pointer: str

    def at(self, *keys: str | int) -> Node:
        """Return the value some steps further down; None where there is none."""
        value = self.value
        for key in keys:
            if isinstance(key, str):
                value = mapping(value).get(key)
            else:
                value = next(iter(listing(value)[key : key + 1]), None)
        tokens = (str(key).replace("~", "~0").replace("/", "~1") for key in keys)
        return Node(value, "/".join((self.pointer, *tokens)))

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yield the members of an object, by name."""
        return (
            (str(key), Node(value, self.at(str(key)).pointer)) for key, value in mapping(self.value).items()
        )

    def elements(self) -> list[Node]:
        """Return the elements of an array."""
        return [self.at(index) for index in range(len(listing(self.value)))]


@frozen(eq=False)
class Operation:
    """One operation of an OpenAPI document.

    `path` is spelled as in the document; `prefix` is what stands before the path that was asked for.
    """

    document: Mapping[str, Any] = field(repr=False)
    path: str
    method: str
    prefix: str = ""

    @property
    def item(self) -> Node:
        """The path item that holds it."""
        return self.follow(Node(self.document, "").at("paths", self.path))

    @property
    def node(self) -> Node:
        """The operation object."""
        return self.item.at(self.method)

    @property
    def names_in_path(self) -> list[str]:
        """The names of the path's parameters, in order."""
        return _NAME_IN_PATH.findall(self.path)

    @property
    def security(self) -> Node:
        """What it demands of callers, be it said of this operation or of all."""
        own = self.node.at("security")
        return own if own.value is not None else Node(self.document, "").at("security")

    def parameters(self) -> Iterator[Node]:
        """Yield the parameters: the operation's own, then those of its path that it does not replace."""
        seen = set()
        for holder in (self.node, self.item):
            for each in holder.at("parameters").elements():
                parameter = self.follow(each)
                key = (str(parameter.at("in").value), str(parameter.at("name").value))
                if key not in seen and isinstance(parameter.value, Mapping):
                    seen.add(key)
                    yield parameter

    def target(self, reference: str) -> Node:
        """Return what a reference inside the document points at; a value of None where nothing is."""
        if not reference.startswith("#/"):
            return Node(None, reference)
        node = Node(self.document, "")
        for token in unquote(reference[2:]).split("/"):
            key = token.replace("~1", "/").replace("~0", "~")
            index = isinstance(node.value, list) and re.fullmatch(r"[0-9]{1,6}", key)
            node = node.at(int(key) if index else key)
        return node

    def follow(self, node: Node) -> Node:
        """Return what a node means: itself, or what it refers to in the end."""
        seen = set()
        while isinstance(reference := mapping(node.value).get("$ref"), str) and reference not in seen:
            seen.add(reference)
            node = self.target(reference)
        return node


def operation_of(document: Mapping[str, Any], path: str, method: str) -> Operation | None:
    """Return the operation that a document describes for a path, or None.

    The names of path parameters may differ, and the published path may have a prefix, or leave one out
    that the URL of a server has; the nearest is taken. Swagger 2 is another language: None.
    """
    if "swagger" in document:
        return None
    method = method.lower()
    found = [
        (len(prefix), published, prefix)
        for published in map(str, mapping(document.get("paths")))
        for prefix in _prefixes(document, published, path)
        if isinstance(Operation(document, published, method).node.value, Mapping)
    ]
    if not found:
        return None
    _, published, prefix = min(found)
    return Operation(document, published, method, prefix)


def _prefixes(document: Mapping[str, Any], published: str, path: str) -> Iterator[str]:
    wanted = _NAME_IN_PATH.sub("{}", path)
    servers = [mapping(each).get("url") for each in listing(document.get("servers"))]
    for base in ("", *(_ORIGIN.sub("", url).rstrip("/") for url in servers if isinstance(url, str))):
        whole = _NAME_IN_PATH.sub("{}", base + published)
        if whole.endswith(wanted):
            yield whole.removesuffix(wanted)
