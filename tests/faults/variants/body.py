"""Freedoms in what a body holds: members, words, numbers."""

from __future__ import annotations

import json
import math
import uuid
from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from tests.faults.variants.freedom import freedom

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import VM, Storage

DEFAULTS = {"vm_alive": False, "env_status": "none"}


class WithDead(Behaviour):
    """Describes a VM that is not alive in other words."""

    words: Body

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Put the other words in."""
        body = super().describe_vm(vm, now)
        return body if body["vm_alive"] else body | self.words


@freedom("dead-terminated")
class DeadTerminated(WithDead):
    """A dead VM has the status "terminated", and no expiry."""

    words = {"vm_status": "terminated", "expires_in_seconds": None}  # noqa: RUF012  it is never changed


@freedom("dead-suspended")
class DeadSuspended(WithDead):
    """A VM that is not alive is suspended, and keeps the time that it had left."""

    words = {"vm_status": "suspended", "expires_in_seconds": 120.5}  # noqa: RUF012  it is never changed


@freedom("dead-creating")
class DeadCreating(WithDead):
    """A VM that is not alive is still being created; its expiry is not known yet."""

    words = {"vm_status": "creating", "expires_in_seconds": None}  # noqa: RUF012  it is never changed


@freedom("dead-word-in-capitals")
class DeadInCapitals(WithDead):
    """A dead VM has an unheard-of status, in capitals and with a blank."""

    words = {"vm_status": "FAILED: out of memory", "expires_in_seconds": 0.0}  # noqa: RUF012  it is never changed


@freedom("dead-expiry-null")
class DeadExpiryNull(WithDead):
    """A killed VM's time left is null."""

    words = {"expires_in_seconds": None}  # noqa: RUF012  it is never changed


@freedom("nulls-omitted")
class NullsOmitted(Behaviour):
    """Members that are null are left out."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Leave out what is null."""
        return {name: value for name, value in super().finish(asked, body).items() if value is not None}


@freedom("defaults-omitted")
class DefaultsOmitted(Behaviour):
    """Members that have their documented default are left out."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Leave out what is null, false or none by default."""
        told = super().finish(asked, body)
        return {name: value for name, value in told.items() if value != DEFAULTS.get(name)}


@freedom("environment-told")
class EnvironmentTold(Behaviour):
    """The environment has a status and an error, in characters from everywhere."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Tell of a failed environment."""
        error = "pip: \N{SNOWMAN} \U0001f984 exit code 1\n\ttry again"
        return super().finish(asked, body) | {"env_status": "failed", "env_error": error}


@freedom("environment-ready")
class EnvironmentReady(Behaviour):
    """The environment is ready, without an error."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Tell of a ready environment."""
        return super().finish(asked, body) | {"env_status": "ready"}


@freedom("more-members")
class MoreMembers(Behaviour):
    """Bodies hold undocumented members, of every type, with names like those of documented ones."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Add members."""
        more = {
            "": None,
            "Exists": 1,
            "status": "gone",
            "vm": {"id": 7, "alive": "no", "uptime_seconds": [None, -1]},
            "detail": "not an error",
            "d\N{LATIN SMALL LETTER E WITH ACUTE}tail": True,
            "age": -1.5,
        }
        return more | super().finish(asked, body)


@freedom("big-member")
class BigMember(Behaviour):
    """Bodies hold a member of a quarter of a megabyte."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Add it."""
        return super().finish(asked, body) | {"log": "line\n" * 50_000}


class WithVm(Behaviour):
    """Names VMs in another way."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Rename it."""
        return super().describe_vm(vm, now) | {"vm_id": self.named(vm)}

    def named(self, vm: VM) -> str:
        """Return another name."""
        return vm.id


@freedom("vm-id-uuid")
class VmIdUuid(WithVm):
    """VM identifiers are UUIDs in upper case."""

    def named(self, vm: VM) -> str:
        """Return a UUID."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, vm.id)).upper()


@freedom("vm-id-odd")
class VmIdOdd(WithVm):
    """VM identifiers hold characters that have to be escaped, and are long."""

    def named(self, vm: VM) -> str:
        """Return an odd name."""
        return f'\N{SNOWMAN} "{vm.id}" \\ </script> null ' + "x" * 300


@freedom("vm-id-number")
class VmIdNumber(WithVm):
    """VM identifiers are numbers, written as strings, the first of them "0"."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.numbers: dict[str, int] = {}

    def named(self, vm: VM) -> str:
        """Return a number."""
        return str(self.numbers.setdefault(vm.id, len(self.numbers)))


class WithId(Behaviour):
    """Echoes a session's id in another spelling."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Spell it."""
        told = super().finish(asked, body)
        try:
            return told | {"session_id": self.spelled(uuid.UUID(told["session_id"]))}
        except ValueError:
            return told

    def spelled(self, session_id: uuid.UUID) -> str:
        """Return another spelling."""
        return str(session_id)


@freedom("id-in-capitals")
class IdInCapitals(WithId):
    """session_id comes in upper case, however it was asked for."""

    def spelled(self, session_id: uuid.UUID) -> str:
        """Return upper case."""
        return str(session_id).upper()


@freedom("id-without-dashes")
class IdWithoutDashes(WithId):
    """session_id comes without dashes, however it was asked for."""

    def spelled(self, session_id: uuid.UUID) -> str:
        """Return 32 digits."""
        return session_id.hex


@freedom("id-as-stored")
class IdAsStored(WithId):
    """session_id comes in the usual spelling, however it was asked for."""


@freedom("seconds-rounded-down")
class SecondsRoundedDown(Behaviour):
    """Seconds are whole, rounded down."""

    def uptime(self, vm: VM, now: float) -> float:
        """Round down."""
        return math.floor(super().uptime(vm, now))

    def time_left(self, vm: VM, now: float) -> float:
        """Round down."""
        return math.floor(super().time_left(vm, now))


@freedom("seconds-rounded-up")
class SecondsRoundedUp(Behaviour):
    """Seconds are whole, rounded up."""

    def uptime(self, vm: VM, now: float) -> float:
        """Round up."""
        return math.ceil(super().uptime(vm, now))

    def time_left(self, vm: VM, now: float) -> float:
        """Round up."""
        return math.ceil(super().time_left(vm, now))


@freedom("seconds-rounded")
class SecondsRounded(Behaviour):
    """Seconds are whole numbers, rounded to the nearest and written with a decimal point."""

    def uptime(self, vm: VM, now: float) -> float:
        """Round."""
        return float(round(super().uptime(vm, now)))

    def time_left(self, vm: VM, now: float) -> float:
        """Round."""
        return float(round(super().time_left(vm, now)))


@freedom("json-spread-out")
class JsonSpreadOut(Behaviour):
    """JSON comes indented, with escapes where none are needed, its members in reverse, white space around."""

    def render(self, asked: Asked, body: Body) -> Told:
        """Write it another way."""
        told = super().render(asked, body)
        text = json.dumps(dict(reversed(body.items())), indent=4)
        for name in body:
            text = text.replace(f'"{name}"', "".join(['"', *(f"\\u{ord(each):04x}" for each in name), '"']))
        told.body = f"\r\n\t {text} \n\n".encode()
        return told


@freedom("json-exponents")
class JsonExponents(Behaviour):
    """Numbers come with exponents, text beyond ASCII as it is."""

    def render(self, asked: Asked, body: Body) -> Told:
        """Write numbers another way."""
        told = super().render(asked, body)
        numbers = {name: value for name, value in body.items() if type(value) in {int, float}}
        text = json.dumps({**body, **{name: f"@{name}@" for name in numbers}}, ensure_ascii=False)
        for name, value in numbers.items():
            text = text.replace(f'"@{name}@"', f"{value:.6E}")
        told.body = text.encode()
        return told
