"""Two schemas compared, on the side of callers who send values or of callers who receive them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, field, mutable

from contract_tests.schema_diff.changes import Difference, difference
from contract_tests.schema_diff.described import Node, listing, mapping
from contract_tests.schema_diff.shapes import LOWER, UPPER, WORDING, Alternative, Shapes, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contract_tests.schema_diff.sides import Side

_WEIGHED = {
    *(*LOWER, *UPPER, *WORDING, "enum", "format", "pattern", "multipleOf", "uniqueItems"),
    *("items", "prefixItems", "properties", "required", "additionalProperties"),
}
_NOTHING = Node(None, "")


@mutable(eq=False)
class Schemas:
    """A comparison of schemas of two documents.

    It remembers the pairs of schemas that it has met, since both may refer to themselves.
    """

    pinned: Shapes
    published: Shapes
    _met: dict[tuple[object, ...], tuple[object, object, list[Difference]]] = field(
        init=False, default=Factory(dict)
    )

    def differences(
        self, side: Side, pinned: Node, published: Node, *, always: bool = True
    ) -> list[Difference]:
        """Return how a published schema differs from the pinned one; `always` where its value is never
        left out, so that a default means nothing."""
        key = (side, id(pinned.value), id(published.value), always)
        if key not in self._met:
            found: list[Difference] = []
            # The values are kept so that no other can be given their ids.
            self._met[key] = (pinned.value, published.value, found)
            found += self._compared(side, pinned, published, always=always)
        return self._met[key][2]

    def _compared(self, side: Side, pinned: Node, published: Node, *, always: bool) -> Iterator[Difference]:
        was, now = self.pinned.whole(pinned)[0], self.published.whole(published)[0]
        yield from wording(was, now)
        before, after = self.pinned.alternatives(pinned), self.published.alternatives(published)
        if not always:
            yield from _defaults(side, was, now)
        if side.parameter:
            nullable = [any(each.type == "null" for each in some) for some in (before, after)]
            if nullable[0] != nullable[1]:
                yield difference("parameter-null-changed", was.pointer)
            before, after = (tuple(each for each in some if each.type != "null") for some in (before, after))
        yield from _types(side, was.pointer, before, after)
        families = dict.fromkeys(each.family for each in before)
        for family in families:
            ours, theirs = ([each for each in some if each.family == family] for some in (before, after))
            yield from self._nearest(side, ours, theirs)

    def _nearest(
        self, side: Side, ours: list[Alternative], theirs: list[Alternative]
    ) -> Iterator[Difference]:
        """Compare each alternative on the side that must not grow with the nearest one on the other."""
        sent = side.name == "request"
        for each in ours if sent else theirs:
            pairs = [(each, other) if sent else (other, each) for other in (theirs if sent else ours)]
            if pairs:
                yield from min(
                    (list(self._alternatives(side, was, now)) for was, now in pairs),
                    key=lambda found: (sum(one.kind == "breaking" for one in found), len(found)),
                )

    def _alternatives(self, side: Side, was: Alternative, now: Alternative) -> Iterator[Difference]:
        ours, theirs = Node(was.demands, was.pointer), Node(now.demands, now.pointer)
        yield from wording(ours, theirs)
        yield from side.demands(was, now)
        if was.type == "object":
            yield from self._members(side, ours, theirs)
        if was.type == "array":
            yield from self._items(side, ours, theirs)
        others = sorted({*was.demands, *now.demands} - _WEIGHED)
        for keyword in others:
            if not keyword.startswith("x-") and text(was.demands.get(keyword)) != text(
                now.demands.get(keyword)
            ):
                yield difference("keyword-changed", ours.at(keyword).pointer, what=keyword)

    def _members(self, side: Side, was: Node, now: Node) -> Iterator[Difference]:
        needed, demanded = (set(map(str, listing(each.at("required").value))) for each in (was, now))
        before, after = (_properties(each) for each in (was, now))
        closed = now.at("additionalProperties").value is False
        for name in [*before, *(each for each in after if each not in before)]:
            place = was.at("properties", name).pointer
            if name not in after:
                gone = "removed" if side.name == "response" else "refused" if closed else "ignored"
                yield difference(f"{side.name}-member-{gone}", place, what=name)
            elif name not in before:
                must = ("-required" if name in demanded else "-optional") if side.name == "request" else ""
                yield difference(f"{side.name}-member-added{must}", place, what=name)
            else:
                if (name in needed) != (name in demanded):
                    made = "required" if name in demanded else "optional"
                    yield difference(f"{side.name}-member-made-{made}", place, what=name)
                yield from self.differences(side, before[name], after[name], always=name in demanded)
        yield from self._others(side, was.at("additionalProperties"), now.at("additionalProperties"))

    def _others(self, side: Side, was: Node, now: Node) -> Iterator[Difference]:
        ours, theirs = (_openness(each.value) for each in (was, now))
        if ours == theirs == "schema":
            yield from self.differences(side, was, now)
        elif side.name == "response" and (ours, theirs) == ("schema", "open"):
            yield difference("response-others-widened", was.pointer)
        elif ours != theirs:
            tighter = ours == "open" or theirs == "closed"
            yield difference(f"{side.name}-others-{'refused' if tighter else 'allowed'}", was.pointer)

    def _items(self, side: Side, was: Node, now: Node) -> Iterator[Difference]:
        ours, theirs = was.at("prefixItems").elements(), now.at("prefixItems").elements()
        for index in range(max(len(ours), len(theirs))):
            before = ours[index] if index < len(ours) else was.at("items")
            after = theirs[index] if index < len(theirs) else now.at("items")
            yield from self.differences(side, before, after)
        if not (_full(was, len(ours)) or _full(now, len(theirs))):
            yield from self.differences(side, was.at("items"), now.at("items"))


def wording(was: Node, now: Node) -> Iterator[Difference]:
    """Yield what reads otherwise and changes nothing else."""
    for keyword in WORDING:
        before, after = was.at(keyword), now.at(keyword)
        if text(before.value) != text(after.value):
            yield difference("wording-changed", before.pointer, what=keyword)


def _defaults(side: Side, was: Node, now: Node) -> Iterator[Difference]:
    # None is what a missing value means without any default.
    before, after = was.at("default").value, now.at("default").value
    if text(before) != text(after):
        effect = "added" if before is None else "removed" if after is None else "changed"
        yield difference(
            f"{side.name}-default-{effect}", was.at("default").pointer, was=text(before), now=text(after)
        )


def _types(
    side: Side, pointer: str, before: Iterable[Alternative], after: Iterable[Alternative]
) -> Iterator[Difference]:
    ours, theirs = (list(dict.fromkeys(each.type for each in some)) for some in (before, after))
    new = [each for each in theirs if not _covered(each, ours)]
    gone = [each for each in ours if not _covered(each, theirs)]
    # Of a change both ways, callers notice only the one that breaks them.
    told = new or gone if side.name == "response" else gone or new
    if not told:
        return
    grows = told is new
    if told == ["null"]:
        yield difference(f"{side.name}-null-{'added' if grows else 'removed'}", pointer)
    else:
        was, now = (" | ".join(some) or "nothing" for some in (ours, theirs))
        yield difference(f"{side.name}-type-{'widened' if grows else 'narrowed'}", pointer, was=was, now=now)


def _covered(name: str, names: Iterable[str]) -> bool:
    return "anything" in names or name in names or (name == "integer" and "number" in names)


def _properties(node: Node) -> dict[str, Node]:
    listed = {name: each for name, each in node.at("properties").items() if each.value is not False}
    required = [str(each) for each in listing(node.at("required").value)]
    return {**dict.fromkeys(required, _NOTHING), **listed}


def _openness(value: object) -> str:
    return "closed" if value is False else "schema" if mapping(value) else "open"


def _full(node: Node, length: int) -> bool:
    return bool(length) and node.at("maxItems").value == length
