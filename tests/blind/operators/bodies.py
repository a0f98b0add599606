"""Operators on what is told: another session's, another time's, another type's, or nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from attrs import evolve

from tests.blind.operators.operated import Operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.reference.behaviour import Asked, Body
    from contract_tests.reference.storage import VM, Session
    from tests.blind.operators.operated import Operated

MEMBERS = (
    "session_id",
    "exists",
    "vm_assigned",
    "vm_status",
    "vm_id",
    "vm_alive",
    "uptime_seconds",
    "expires_in_seconds",
    "created_at",
    "env_status",
    "env_error",
)
SCHEMA, JSON_BODY = "shape.status-body-matches-schema", "shape.body-is-json"
CLAUSES: dict[str, tuple[str, ...]] = {
    "session_id": ("existence.session-id-is-echoed",),
    "exists": ("existence.existence-does-not-flap", "existence.unknown-session-does-not-exist"),
    "vm_assigned": ("liveness.assigned-implies-exists", "liveness.alive-implies-assigned"),
    "vm_status": ("liveness.assigned-vm-has-a-status", "liveness.alive-means-active"),
    "vm_id": ("liveness.vm-is-stable-while-alive", "liveness.assigned-vm-is-named"),
    "vm_alive": ("liveness.active-means-alive", "liveness.liveness-does-not-flap"),
    "uptime_seconds": ("lifetime.uptime-keeps-time", "lifetime.dead-has-no-uptime"),
    "expires_in_seconds": ("lifetime.expiry-counts-down", "lifetime.dead-has-no-time-left"),
    "created_at": ("existence.creation-time-is-constant", "existence.session-was-created"),
    "env_status": (SCHEMA,),
    "env_error": ("environment.error-has-a-status",),
}

TYPES: dict[str, Callable[[Any], Any]] = {
    "as text": lambda value: json.dumps(value) if not isinstance(value, str) else 1,
    "in a list": lambda value: [value],
    "in an object": lambda value: {"value": value},
}
VALUES: dict[str, Callable[[Any], Any]] = {
    "null": lambda _: None,
    "negated": lambda value: not value if isinstance(value, bool) else value,
    "negative": lambda value: -value if _is_number(value) else value,
    "a thousandfold": lambda value: value * 1000 if _is_number(value) else value,
    "in minutes": lambda value: value / 60 if _is_number(value) else value,
    "an hour more": lambda value: value + 3600 if _is_number(value) else value,
    "zero": lambda value: 0 if _is_number(value) or value is None else value,
    "empty": lambda value: "" if isinstance(value, str) or value is None else value,
    "cut short": lambda value: value[:-2] if isinstance(value, str) else value,
    "in upper case": lambda value: value.upper() + "X" if isinstance(value, str) else value,
}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _changed(member: str, change: Callable[[Any], Any]) -> Callable[..., Body]:
    def finish(_deployed: Operated, usually: Callable[[], Body], _asked: Asked, body: Body) -> Body:
        return usually() | {member: change(body[member])}

    return finish


def _dropped(member: str) -> Callable[..., Body]:
    def finish(_deployed: Operated, usually: Callable[[], Body], *_: object) -> Body:
        return {name: value for name, value in usually().items() if name != member}

    return finish


def _previous(member: str) -> Callable[..., Body]:
    """Return a step that tells what the answer before told, about whichever session that was."""

    def finish(deployed: Operated, _usually: object, _asked: Asked, body: Body) -> Body:
        before, deployed.kept[member] = deployed.kept.get(member, body[member]), body[member]
        return body | {member: before}

    return finish


def _frozen(member: str) -> Callable[..., Body]:
    """Return a step that tells of a session what it told at first."""

    def finish(deployed: Operated, _usually: object, asked: Asked, body: Body) -> Body:
        return body | {member: deployed.kept.setdefault((asked.session_id, member), body[member])}

    return finish


def _of_another(member: str) -> Callable[..., Body]:
    """Return a step that tells what holds of the next session of any account's."""

    def finish(deployed: Operated, _usually: object, asked: Asked, body: Body) -> Body:
        others = [each for each in deployed.storage.sessions() if each.id != asked.session_id and each.vm]
        if not others:
            return body
        other: Session = others[0]
        return body | {
            member: deployed.describe(asked, other)[member] if member != "session_id" else other.id
        }

    return finish


def _wrapped(_deployed: Operated, usually: Callable[[], Body], *_: object) -> Body:
    return {"data": usually()}


def _listed(_deployed: Operated, usually: Callable[[], Body], *_: object) -> Any:
    return [usually()]


def _in_camel_case(_deployed: Operated, usually: Callable[[], Body], *_: object) -> Body:
    words = {name: name.title().replace("_", "") for name in MEMBERS}
    return {words[name][0].lower() + words[name][1:]: value for name, value in usually().items()}


def _repeated_body(deployed: Operated, _usually: object, _asked: Asked, body: Body) -> Body:
    before, deployed.kept["body"] = deployed.kept.get("body", body), body
    return before  # type: ignore[no-any-return]


def _first_body(deployed: Operated, _usually: object, asked: Asked, body: Body) -> Body:
    return deployed.kept.setdefault(("body", asked.session_id), body)  # type: ignore[no-any-return]


def _at(seconds: float) -> Callable[..., Body]:
    def described(_deployed: Operated, usually: Callable[..., Body], vm: VM, now: float) -> Body:
        return usually(vm, now + seconds)

    return described


def _at_first(deployed: Operated, usually: Callable[..., Body], vm: VM, now: float) -> Body:
    return usually(vm, deployed.kept.setdefault(vm.id, now))


def _at_speed(rate: float) -> Callable[..., Body]:
    def described(deployed: Operated, usually: Callable[..., Body], vm: VM, now: float) -> Body:
        first = deployed.kept.setdefault(vm.id, now)
        return usually(vm, first + (now - first) * rate)

    return described


def _with_status(status: str) -> Callable[..., Body]:
    def described(_deployed: Operated, usually: Callable[..., Body], vm: VM, now: float) -> Body:
        return usually(evolve(vm, status=status, expires_at=now + 100), now)

    return described


def _undying(_deployed: Operated, usually: Callable[..., Body], vm: VM, now: float) -> Body:
    body = usually(vm, min(now, vm.expires_at - 0.01))
    return body | {"expires_in_seconds": 0.0} if now > vm.expires_at else body


def _renewed(deployed: Operated, usually: Callable[..., Body], vm: VM, now: float) -> Body:
    count = deployed.kept[vm.id] = deployed.kept.get(vm.id, 0) + 1
    return usually(evolve(vm, id=f"{vm.id}-{count}"), now)


def _without_vm(_deployed: Operated, usually: Callable[..., Body], asked: Asked, session: Session) -> Body:
    return usually(asked, evolve(session, vm=None))


def _with_another_vm(
    deployed: Operated, usually: Callable[..., Body], asked: Asked, session: Session
) -> Body:
    other = next((each.vm for each in deployed.storage.sessions() if each.id != session.id and each.vm), None)
    return usually(asked, evolve(session, vm=other))


def _fails(*_: object) -> None:
    raise RuntimeError("composed")


def _told(change: Callable[[Operated, Any], Any]) -> Callable[..., Any]:
    def told(deployed: Operated, usually: Callable[[], Any], *_: object) -> Any:
        return change(deployed, usually())

    return told


def operators() -> Iterator[Operator]:
    """Yield every operator on descriptions."""
    for member in MEMBERS:
        against = CLAUSES[member]
        for words, change in TYPES.items():
            yield Operator("finish", f"{member} {words}", _changed(member, change), (SCHEMA,))
        for words, change in VALUES.items():
            yield Operator("finish", f"{member} {words}", _changed(member, change), (*against, SCHEMA))
        yield Operator("finish", f"{member} dropped", _dropped(member), (SCHEMA, *against))
        yield Operator("finish", f"{member} of the answer before", _previous(member), against)
        yield Operator("finish", f"{member} of the first answer", _frozen(member), against)
        yield Operator("finish", f"{member} of another session", _of_another(member), against)
    yield Operator("finish", "wrapped in data", _wrapped, (SCHEMA,))
    yield Operator("finish", "in a list", _listed, (SCHEMA,))
    yield Operator("finish", "in camel case", _in_camel_case, (SCHEMA,))
    yield Operator(
        "finish", "the body of the answer before", _repeated_body, ("existence.session-id-is-echoed",)
    )
    yield Operator("finish", "the body of the first answer", _first_body, ("lifetime.uptime-keeps-time",))
    for seconds in (-3600.0, -5.0, 5.0, 3600.0):
        yield Operator(
            "describe_vm",
            f"as of {seconds:+g} s",
            _at(seconds),
            ("lifetime.uptime-keeps-time", "lifetime.expired-vm-dies"),
        )
    yield Operator("describe_vm", "as of the first question", _at_first, ("lifetime.uptime-keeps-time",))
    for rate in (0.5, 2.0, -1.0):
        yield Operator(
            "describe_vm",
            f"with time {rate:g} times as fast",
            _at_speed(rate),
            ("lifetime.uptime-keeps-time",),
        )
    for status in ("active", "killed", "suspended"):
        yield Operator(
            "describe_vm",
            f"as {status}",
            _with_status(status),
            ("liveness.liveness-does-not-flap", "liveness.killed-vm-stays-dead", "lifetime.expired-vm-dies"),
        )
    yield Operator("describe_vm", "never as dead", _undying, ("lifetime.expired-vm-dies",))
    yield Operator("describe_vm", "by a new name each time", _renewed, ("liveness.vm-is-stable-while-alive",))
    yield Operator("describe", "without its VM", _without_vm, ("liveness.liveness-does-not-flap",))
    yield Operator("describe", "with another's VM", _with_another_vm, ("liveness.vm-is-stable-while-alive",))
    for place, clause in (
        ("uptime", "lifetime.uptime-keeps-time"),
        ("time_left", "lifetime.expiry-counts-down"),
    ):
        yield Operator(place, "rounded to 10 s", _told(lambda _, value: round(value, -1)), (clause,))
        yield Operator(place, "10 s less", _told(lambda _, value: value - 10), (clause,))
        yield Operator(place, "not a number", _told(lambda *_: float("nan")), (JSON_BODY,))
        yield Operator(place, "without end", _told(lambda *_: float("inf")), (JSON_BODY,))
        yield Operator(place, "as a time of day", _told(lambda deployed, _: deployed.clock()), (clause,))
    created = ("existence.creation-time-is-constant", "existence.creation-lies-in-the-past")
    shape = ("shape.created-at-is-a-timestamp",)
    yield Operator("timestamp", "now", _told(lambda deployed, _: _written(deployed.clock())), created)
    yield Operator(
        "timestamp", "tomorrow", _told(lambda deployed, _: _written(deployed.clock() + 90_000)), created
    )
    yield Operator("timestamp", "two hours later", _shifted, created)
    yield Operator("timestamp", "as a number", _told(lambda deployed, _: deployed.clock()), (SCHEMA,))
    yield Operator("timestamp", "without a time", _told(lambda _, value: value[:10]), shape)
    yield Operator(
        "timestamp",
        "by day before month",
        _told(lambda _, value: f"{value[8:10]}.{value[5:7]}.{value[:4]}"),
        shape,
    )
    for place in ("describe", "uptime", "finish"):
        yield Operator(place, "fails", _fails, ("delivery.no-server-error",))


def _written(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _shifted(_deployed: Operated, usually: Callable[..., str], when: float) -> str:
    return usually(when + 7200)
