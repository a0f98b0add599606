"""As much of the vendor's SDK as the provisioner uses, without a service behind it.

That it behaves as the real one does is seen by `nox -s vendor`.
"""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from attrs import define, field


class InstaVMError(Exception):
    """The error that the SDK raises."""


class RateLimitError(InstaVMError):
    """The rate is limited."""


@define
class Service:
    """The service as a test sees it: what was asked, and which VMs are alive.

    `happens` says, by the name of a call, what happens first, given the key; `undying` that what is killed is
    told alive all the same.
    """

    happens: dict[str, Callable[[str], object]] = field(factory=dict)
    undying: bool = False
    asked: Counter[str] = field(factory=Counter)
    lifetimes: dict[str, int] = field(factory=dict)
    expiries: dict[str, float] = field(factory=dict)
    ids: Iterator[str] = field(factory=lambda: map("session-{}".format, itertools.count()))

    @property
    def alive(self) -> set[str]:
        """The sessions whose VM is alive."""
        return {name for name, expiry in self.expiries.items() if time.monotonic() < expiry}

    def sdk(self) -> SimpleNamespace:
        """Return the SDK as a module."""

        def client(key: str, base_url: str, **options: Any) -> Client:
            assert base_url == "https://vendor.example"
            assert options.pop("auto_start_session") is False
            return Client(self, key, **options)

        return SimpleNamespace(InstaVM=client, InstaVMError=InstaVMError, RateLimitError=RateLimitError)


class Client:
    """A client of the SDK, which holds one session."""

    def __init__(self, service: Service, key: str, timeout: int) -> None:
        self._service, self._key = service, key
        self.timeout = timeout
        self.session = SimpleNamespace(max_redirects=30)

    def _asked(self, call: str) -> None:
        assert self.session.max_redirects == 0
        self._service.asked[call] += 1
        self._service.happens.get(call, str)(self._key)

    def start_session(self) -> str:
        """Make a session; its VM is to live as long as the time limit says."""
        self._asked("start")
        self._id: str = next(self._service.ids)
        self._service.lifetimes[self._id] = self.timeout
        return self._id

    def execute(self, command: str, timeout: int) -> None:
        """Spawn the VM."""
        assert (command, timeout > self.timeout) == ("pass", True)
        self._asked("execute")
        self._service.expiries[self._id] = time.monotonic() + self._service.lifetimes[self._id]

    def kill(self, session_id: str) -> None:
        """Kill the VM."""
        self._asked("kill")
        self._service.expiries.pop(session_id, None)

    def get_session_status(self, session_id: str) -> dict[str, object]:
        """Tell whether the VM is alive; the first answer says so."""
        self._asked("status")
        late = self._service.undying or self._service.asked["status"] == 1
        return {"vm_alive": late or session_id in self._service.alive}
