"""Two descriptions of one operation compared: where it is, what callers send, what they receive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, mutable

from contract_tests.schema_diff.changes import KINDS, Difference, difference
from contract_tests.schema_diff.described import Node, Operation
from contract_tests.schema_diff.schemas import Schemas, wording
from contract_tests.schema_diff.security import requirements, security_differences
from contract_tests.schema_diff.shapes import Shapes, TooLargeError, text
from contract_tests.schema_diff.sides import Side, promised_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENT, _RECEIVED = Side("request"), Side("response")

# Never parameters, says OpenAPI: other parts of a description are about them.
_NO_PARAMETERS = {"accept", "authorization", "content-type"}
_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


def differences(pinned: Operation, published: Operation) -> tuple[Difference, ...]:
    """Return how the published description differs from the pinned one, the breaking first."""
    found: list[Difference] = []
    try:
        for each in _Comparison(pinned, published).all():
            found.append(each)  # noqa: PERF402  # what was found before it became too large counts
    except (TooLargeError, RecursionError):
        found.append(difference("too-large", pinned.node.pointer))
    return tuple(sorted(dict.fromkeys(found), key=lambda each: KINDS.index(each.kind)))


@mutable(eq=False)
class _Comparison:
    pinned: Operation
    published: Operation
    schemas: Schemas = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.schemas = Schemas(Shapes(self.pinned), Shapes(self.published))

    def all(self) -> Iterator[Difference]:
        was, now = self.pinned.node, self.published.node
        if self.published.prefix != self.pinned.prefix:
            yield difference("path-prefixed", self.pinned.item.pointer, now=self.published.prefix or "/")
        for keyword in ("summary", "operationId", "tags"):
            if text(was.at(keyword).value) != text(now.at(keyword).value):
                yield difference("wording-changed", was.at(keyword).pointer, what=keyword)
        yield from wording(was, now)
        yield from security_differences(self.pinned, self.published)
        yield from self.parameters()
        yield from self.body()
        yield from self.answers()

    def parameters(self) -> Iterator[Difference]:
        ours, theirs = _parameters(self.pinned), _parameters(self.published)
        schemes = {f"{place} {name}" for place, name in ours if place != "path"}
        accepted = schemes & {name for each in requirements(self.published) for name in each}
        for key, was in ours.items():
            if key in theirs:
                yield from self.parameter(was, theirs[key])
            elif " ".join(key) in accepted:
                yield difference("parameter-became-scheme", was.pointer, what=_name(was))
            else:
                yield difference("parameter-removed", was.pointer, what=_name(was))
        for key, now in theirs.items():
            if key not in ours:
                must = "required" if now.at("required").value is True else "optional"
                place = self.pinned.node.at("parameters").pointer
                yield difference(f"parameter-added-{must}", place, what=f"{_name(now)} ({key[0]})")

    def parameter(self, was: Node, now: Node) -> Iterator[Difference]:
        name = _name(was)
        place = str(was.at("in").value)
        if place == "path" and name != _name(now):
            yield difference("path-parameter-renamed", was.at("name").pointer, was=name, now=_name(now))
        needed, demanded = (each.at("required").value is True for each in (was, now))
        if needed != demanded and place != "path":
            made = "required" if demanded else "optional"
            yield difference(f"parameter-made-{made}", was.at("required").pointer, what=name)
        before, after = (_encoding(each, place) for each in (was, now))
        if before != after:
            yield difference("parameter-encoding-changed", was.pointer, what=name, was=before, now=after)
        yield from wording(was, now)
        prose, own = (str(each.at("description").value or "") for each in (self.pinned.node, was))
        side = Side("request", parameter=True, promised=promised_in(prose, name, own))
        if before == after:
            always = demanded or place == "path"
            yield from self.schemas.differences(side, _schema(was), _schema(now), always=always)

    def body(self) -> Iterator[Difference]:
        was = self.pinned.follow(self.pinned.node.at("requestBody"))
        now = self.published.follow(self.published.node.at("requestBody"))
        needed, demanded = (each.at("required").value is True for each in (was, now))
        must = "required" if demanded else "optional"
        if was.value is None or now.value is None:
            if was.value is not now.value:
                yield difference(f"body-added-{must}" if was.value is None else "body-removed", was.pointer)
            return
        if needed != demanded:
            yield difference(f"body-made-{must}", was.at("required").pointer)
        yield from wording(was, now)
        yield from self.content("body-content", _SENT, was, now)

    def answers(self) -> Iterator[Difference]:
        before = dict(self.pinned.node.at("responses").items())
        after = dict(self.published.node.at("responses").items())
        for status, node in before.items():
            was, success = self.pinned.follow(node), status.startswith("2")
            # An error that only a range describes is an error without promises, for which nobody is to blame.
            stands_in = next((each for each in ("2XX", "default") if success and each in after), status)
            known = after.get(status) or after.pop(stands_in, None)
            if known is None:
                change = "answer-removed" if success or status == "default" else "error-removed"
                yield difference(change, was.pointer, what=status)
            else:
                yield from self.answer(was, self.published.follow(known))
        for status in after:
            if status not in before:
                success = status.startswith("2") and status.isdigit() and "2XX" not in before
                change = "success-added" if success else "answer-added"
                yield difference(change, self.pinned.node.at("responses", status).pointer, what=status)

    def answer(self, was: Node, now: Node) -> Iterator[Difference]:
        yield from wording(was, now)
        yield from self.content("content", _RECEIVED, was, now)
        before, after = (
            {name.lower(): each for name, each in one.at("headers").items()} for one in (was, now)
        )
        for name in [*before, *(each for each in after if each not in before)]:
            if name not in before or name not in after:
                effect = "removed" if name in before else "added"
                yield difference(f"header-{effect}", was.at("headers", name).pointer, what=name)
                continue
            ours, theirs = self.pinned.follow(before[name]), self.published.follow(after[name])
            needed, demanded = (each.at("required").value is True for each in (ours, theirs))
            if needed != demanded:
                made = "required" if demanded else "optional"
                yield difference(f"header-made-{made}", ours.pointer, what=name)
            yield from wording(ours, theirs)
            yield from self.schemas.differences(_RECEIVED, _schema(ours), _schema(theirs))

    def content(self, change: str, side: Side, was: Node, now: Node) -> Iterator[Difference]:
        before, after = _media(was), _media(now)
        for name, ours in before.items():
            theirs = after.get(name) or after.get(f"{name.partition('/')[0]}/*") or after.get("*/*")
            if theirs is None:
                yield difference(f"{change}-removed", ours.pointer, what=name)
                continue
            yield from wording(ours, theirs)
            yield from self.schemas.differences(side, ours.at("schema"), theirs.at("schema"))
        for name in after:
            if name not in before and "*" not in name:
                yield difference(f"{change}-added", was.at("content", name).pointer, what=name)


def _parameters(operation: Operation) -> dict[tuple[str, str], Node]:
    """Return the parameters by what makes them one: in the path, the position counted from its end."""
    names = operation.names_in_path[::-1]
    found = {}
    for each in operation.parameters():
        place, name = str(each.at("in").value), _name(each)
        if place == "header":
            name = name.lower()
        if place == "path":
            name = str(names.index(name)) if name in names else name
        if place != "header" or name not in _NO_PARAMETERS:
            found[place, name] = each
    for index, name in enumerate(names):
        undeclared = Node({"name": name, "in": "path", "required": True}, operation.item.pointer)
        found.setdefault(("path", str(index)), undeclared)
    return found


def _name(parameter: Node) -> str:
    return str(parameter.at("name").value)


def _encoding(parameter: Node, place: str) -> str:
    media = _media(parameter)
    return next(iter(media), None) or str(parameter.at("style").value or _STYLES.get(place))


def _schema(node: Node) -> Node:
    return next((each.at("schema") for each in _media(node).values()), node.at("schema"))


def _media(node: Node) -> dict[str, Node]:
    """Return what is described for each media type; parameters of a media type say nothing here."""
    return {name.partition(";")[0].strip().lower(): each for name, each in node.at("content").items()}
