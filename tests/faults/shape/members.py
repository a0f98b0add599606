"""Faults in the members of a body and their types: serialisers that rename, omit, stringify and nest."""

import json
import re
from typing import ClassVar

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from tests.faults.fault import fault
from tests.faults.states import Alive, Assigned, Dead, Every, Existing, Unassigned, Unknown

SCHEMA = "shape.status-body-matches-schema"


class Wrapped(Behaviour):
    """Sends another JSON value than the bare object."""

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        told.body = json.dumps(self.wrapped(body)).encode()
        return told

    def wrapped(self, body: Body) -> object:
        """Return what is sent in the body's place."""
        return body


@fault(SCHEMA, "data-wrapper")
class DataWrapper(Wrapped):
    """The status is a member of a wrapper."""

    def wrapped(self, body: Body) -> object:
        return {"success": True, "data": body}


@fault(SCHEMA, "list-of-one")
class ListOfOne(Wrapped):
    """The status is the only element of a list."""

    def wrapped(self, body: Body) -> object:
        return [body]


@fault(SCHEMA, "in-a-string")
class InAString(Wrapped):
    """The status was serialised twice: the body is a string that holds the object."""

    def wrapped(self, body: Body) -> object:
        return json.dumps(body)


@fault(SCHEMA, "null")
class NullBody(Wrapped):
    """A session without a VM has no status at all: the body is null."""

    def wrapped(self, body: Body) -> object:
        return body if body["vm_assigned"] else None


@fault(SCHEMA, "camel-case")
class CamelCase(Every):
    """The members' names are in camel case."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {re.sub("_(.)", lambda it: it[1].upper(), name): value for name, value in body.items()}


@fault(SCHEMA, "vm-nested")
class VmNested(Assigned):
    """The members about the VM are an object of its own."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        outer = {name: value for name, value in body.items() if not name.startswith("vm_")}
        return outer | {"vm": {name[3:]: value for name, value in body.items() if name.startswith("vm_")}}


@fault(SCHEMA, "error-with-200")
class ErrorWith200(Unknown):
    """An unknown session is an error in a 200."""

    def changed(self, _asked: Asked, _body: Body) -> Body:
        return {"detail": "Session not found"}


class Omitted(Every):
    """Leaves a member out."""

    member: ClassVar[str]

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {name: value for name, value in body.items() if name != self.member}


@fault(SCHEMA, "falsehoods-omitted", "lifetime.alive-has-uptime")
class FalsehoodsOmitted(Every):
    """Whatever is false, null or empty is left out, required or not."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {name: value for name, value in body.items() if value}


@fault(SCHEMA, "no-session-id")
class NoSessionId(Omitted):
    """session_id is left out, since the caller knows it."""

    member = "session_id"


@fault(SCHEMA, "no-vm-assigned")
class NoVmAssigned(Omitted):
    """vm_assigned is left out, since vm_id says it."""

    member = "vm_assigned"


@fault(SCHEMA, "vm-alive-null")
class VmAliveNull(Unassigned):
    """vm_alive is null where there is no VM."""

    members: ClassVar[Body] = {"vm_alive": None}


@fault(SCHEMA, "env-status-null")
class EnvStatusNull(Every):
    """env_status is null."""

    members: ClassVar[Body] = {"env_status": None}


@fault(SCHEMA, "nulls-as-empty-strings", "environment.error-has-a-status")
class NullsAsEmptyStrings(Every):
    """Whatever is null is told as an empty string."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {name: "" if value is None else value for name, value in body.items()}


@fault(SCHEMA, "booleans-as-strings")
class BooleansAsStrings(Every):
    """True and false are told as words in quotes."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {name: json.dumps(each) if isinstance(each, bool) else each for name, each in body.items()}


@fault(SCHEMA, "booleans-as-integers")
class BooleansAsIntegers(Every):
    """True and false are told as 1 and 0, as the database keeps them."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {name: int(each) if isinstance(each, bool) else each for name, each in body.items()}


@fault(SCHEMA, "uptime-as-string")
class UptimeAsString(Alive):
    """uptime_seconds is a number in quotes."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"uptime_seconds": str(body["uptime_seconds"])}


@fault(SCHEMA, "uptime-as-duration")
class UptimeAsDuration(Alive):
    """uptime_seconds is an ISO 8601 duration."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"uptime_seconds": f"PT{body['uptime_seconds']}S"}


@fault(SCHEMA, "expiry-as-word")
class ExpiryAsWord(Dead):
    """expires_in_seconds of a dead VM is the word expired."""

    members: ClassVar[Body] = {"expires_in_seconds": "expired"}


@fault(SCHEMA, "expiry-false")
class ExpiryFalse(Dead):
    """expires_in_seconds of a dead VM is false."""

    members: ClassVar[Body] = {"expires_in_seconds": False}


@fault(SCHEMA, "created-at-as-number")
class CreatedAtAsNumber(Behaviour):
    """created_at is seconds since 1970, a number."""

    def timestamp(self, when: float) -> str:
        return int(when)  # type: ignore[return-value]  # that is what is wrong with it


@fault(SCHEMA, "created-at-as-object")
class CreatedAtAsObject(Existing):
    """created_at is an object, as a document database exports it."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"created_at": {"$date": body["created_at"]}}


@fault(SCHEMA, "status-as-ordinal")
class StatusAsOrdinal(Assigned):
    """vm_status is the place that the word has in an enumeration."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"vm_status": int(not body["vm_alive"])}


@fault(SCHEMA, "vm-id-as-number")
class VmIdAsNumber(Assigned):
    """vm_id is a number."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"vm_id": int(body["vm_id"].removeprefix("vmid-"), 16)}


@fault(SCHEMA, "env-error-as-list")
class EnvErrorAsList(Every):
    """env_error is a list of errors, and empty."""

    members: ClassVar[Body] = {"env_error": []}


@fault(SCHEMA, "env-status-as-object")
class EnvStatusAsObject(Alive):
    """env_status is an object."""

    members: ClassVar[Body] = {"env_status": {"state": "none", "progress": 0}}


@fault(SCHEMA, "uptime-too-large", "lifetime.alive-has-uptime")
class UptimeTooLarge(Alive):
    """A living VM's uptime is a number that no float can hold."""

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        if self.concerns(body):
            told.body = told.body.replace(
                f'"uptime_seconds": {body["uptime_seconds"]}'.encode(), b'"uptime_seconds": 1e999'
            )
        return told
