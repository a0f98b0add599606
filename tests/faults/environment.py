"""Faults in what is told of a session's environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tests.faults.fault import fault
from tests.faults.states import Alive, Dead, Every, Existing, Unassigned

if TYPE_CHECKING:
    from contract_tests.reference.behaviour import Asked, Body

ERROR = "environment.error-has-a-status"


@fault(ERROR, "none")
class ErrorWithStatusNone(Alive):
    """An environment that could not be made has an error, and the status none."""

    members: ClassVar[Body] = {"env_error": "exit status 1"}


@fault(ERROR, "status-omitted")
class StatusOmitted(Dead):
    """An environment has an error, and no status, which is none by default."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        told = {name: value for name, value in body.items() if name != "env_status"}
        return told | {"env_error": "killed"}


@fault(ERROR, "empty-string")
class EmptyError(Existing):
    """Where there is no error, it is an empty string."""

    members: ClassVar[Body] = {"env_error": ""}


@fault(ERROR, "in-words")
class ErrorInWords(Unassigned):
    """Where there is no error, it is the word null."""

    members: ClassVar[Body] = {"env_error": "null"}


@fault(ERROR, "left-over")
class LeftOverError(Every):
    """The error of one session's environment is told of the next session too."""

    last: str | None = None

    def changed(self, _asked: Asked, body: Body) -> Body:
        if body["vm_alive"]:
            self.last = "pip: no matching distribution"
            return body | {"env_status": "failed", "env_error": self.last}
        return body | {"env_error": self.last}
