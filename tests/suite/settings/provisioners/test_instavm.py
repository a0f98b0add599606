"""The provisioner for InstaVM: what it makes, what it kills, and what it says where it cannot."""

import importlib
import io
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from functools import partial
from types import ModuleType, SimpleNamespace

import pytest
from attrs import frozen

from tests.suite.settings.provisioners.sdk import InstaVMError, RateLimitError, Service

KEY, FOREIGN = "k" * 20, "f" * 20
WHERE = "https://vendor.example"
COST = "instavm: made 6 sessions with 5 VMs; that costs VMs for at most 8 s in all, 2 s each\n"
NAME = "contract_tests.settings.provisioners.instavm"
NO_VM = InstaVMError("Failed to kill VM")
NO_VM.__context__ = Exception()
NO_VM.__context__.response = SimpleNamespace(status_code=404)  # type: ignore[attr-defined]  # as requests has it


class Suite(io.StringIO):
    """The suite, as the provisioner sees it: it reads what is printed, and closes the input after `ready`."""

    def __init__(self) -> None:
        super().__init__()
        self.input, self._open = os.pipe()
        self.last: Callable[[], object] = list

    def write(self, text: str) -> int:
        """Read."""
        if text == "ready":
            self.last()
            self.close_input()
        return super().write(text)

    def close_input(self) -> None:
        """Let the run be over."""
        os.close(self._open)


@frozen
class Provided:
    """The provisioner, with the service and the suite at its ends."""

    module: ModuleType
    service: Service
    suite: Suite

    def hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let it have little time."""
        monkeypatch.setattr(self.module, "READY", 0.8)

    def run(self) -> int:
        """Run it until it exits, and return the status."""
        with redirect_stdout(self.suite):
            status: int = self.module.main(self.suite.input)
        return status


@pytest.fixture
def provided(monkeypatch: pytest.MonkeyPatch) -> Provided:
    """A provisioner that finds the SDK, an address and keys, and has seconds that suit a test."""
    service, suite = Service(), Suite()
    monkeypatch.setitem(sys.modules, "instavm", service.sdk())
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    for name, value in (("BASE_URL", WHERE), ("API_KEY", KEY), ("FOREIGN_API_KEY", FOREIGN)):
        monkeypatch.setenv(f"CONTRACT_{name}", value)
    module = importlib.import_module(NAME)
    seconds = {"SHORT": 1, "LONG": 2, "LAST": 0.8, "READY": 5, "SPAWN": 6, "ANSWER": 0.3, "PAUSE": 0.1}
    for name, number in seconds.items():
        monkeypatch.setattr(module, name, number)
    return Provided(module, service, suite)


def failing(error: Exception, times: int = 1000) -> Callable[[str], None]:
    """Return what raises an error so many times, for our own key."""
    left = iter(range(times))

    def fails(key: str) -> None:
        if key == KEY and next(left, None) is not None:
            raise error

    return fails


def test_sessions_in_every_state_are_handed_over_and_killed(
    provided: Provided, capsys: pytest.CaptureFixture[str]
) -> None:
    """The expiring one comes last, VMs live no longer than is needed, and those that are alive are killed."""
    assert provided.run() == 0
    lines = provided.suite.getvalue().splitlines()
    states = [line.split()[0] for line in lines]
    assert sorted(states[:-2]) == ["alive", "alive", "dead", "foreign", "unassigned"]
    assert states[-2:] == ["expiring", "ready"]
    lifetimes = {line.split()[0]: provided.service.lifetimes[line.split()[1]] for line in lines[:-1]}
    assert lifetimes == {"alive": 2, "foreign": 2, "dead": 1, "expiring": 1, "unassigned": 1}
    assert (provided.service.asked["execute"], provided.service.alive) == (5, set())
    assert capsys.readouterr().err == COST


def test_without_another_account_none_is_foreign(
    provided: Provided, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All else is made, and the line says what would make one."""
    monkeypatch.delenv("CONTRACT_FOREIGN_API_KEY")
    assert provided.run() == 0
    assert len(provided.suite.getvalue().splitlines()) == 6
    assert "foreign" not in provided.suite.getvalue()
    assert capsys.readouterr().err.endswith("each; CONTRACT_FOREIGN_API_KEY would make a foreign one\n")


@pytest.mark.parametrize("call", ["start", "execute", "kill", "status"])
def test_what_is_limited_is_asked_again(call: str, provided: Provided) -> None:
    """Three refusals for the rate delay, and do no more: the expiring VM does not live longer for them."""
    provided.service.happens[call] = failing(RateLimitError("slower"), times=3)
    left: list[float] = []
    expiries = provided.service.expiries
    provided.suite.last = lambda: left.append(min(expiries.values()) - time.monotonic())
    assert provided.run() == 0
    assert provided.suite.getvalue().endswith("ready\n")
    assert left[0] < 0.81
    assert provided.service.alive == set()


@pytest.mark.parametrize(
    "call, error, said",
    [
        ("start", InstaVMError(f"no {KEY}\n  here"), "no $CONTRACT_API_KEY here"),
        ("execute", RateLimitError("slower"), "slower"),
        ("execute", KeyError("unforeseen"), "'unforeseen'"),
        ("status", InstaVMError("x" * 1000), "x" * 200),
    ],
)
def test_one_that_cannot_be_made_fails_all(
    call: str, error: Exception, said: str, provided: Provided, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one line repeats no key, nothing is ready, and what was made is killed."""
    provided.hurry(monkeypatch)
    provided.service.happens[call] = failing(error)
    assert provided.run() == 4
    told = provided.suite.getvalue().splitlines()[-1]
    assert re.fullmatch(
        r"failed https://vendor\.example made no \w+ session with the key in CONTRACT_API_KEY: .*", told
    )
    assert told.endswith(f": {said}")
    assert provided.service.alive == set()


def test_one_that_does_not_die_in_time_fails_all(provided: Provided, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was killed, and is told alive: what that means is not for a provisioner to say."""
    provided.hurry(monkeypatch)
    provided.service.undying = True
    assert provided.run() == 4
    assert provided.suite.getvalue().endswith(": it was killed, and its status still says alive\n")
    assert provided.service.alive == set()


def test_one_that_hangs_fails_all(provided: Provided, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not waited for, and may be there later: the line says for how long."""
    provided.hurry(monkeypatch)
    hanging = threading.Event()
    provided.service.happens["execute"] = lambda key: hanging.wait(10) if key == FOREIGN else None
    assert provided.run() == 4
    assert provided.suite.getvalue().splitlines()[-1] == (
        "failed not all sessions were ready within 0.8 s; 1 of 6 sessions may have a VM for up to 2 s more"
    )
    assert provided.service.alive == set()
    hanging.set()


@pytest.mark.parametrize("how", ["end of the input", "Ctrl-C"])
def test_what_is_being_made_is_killed_when_the_run_is_over(
    how: str, provided: Provided, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A VM whose spawn is under way is waited for, and killed."""

    def over(_: str) -> None:
        with suppress(OSError):  # the first to come
            provided.suite.close_input()
        time.sleep(0.2)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    if how == "Ctrl-C":
        monkeypatch.setattr(provided.module, "hand_over", interrupted)
    provided.service.happens["execute"] = over
    assert provided.run() == 0
    assert "ready" not in provided.suite.getvalue()
    assert provided.service.asked["kill"] >= provided.service.asked["execute"] > 0
    assert provided.service.alive == set()


@pytest.mark.parametrize(
    "error, status, complaint",
    [
        (
            InstaVMError("down"),
            1,
            "instavm: not all could be killed; 3 of 6 sessions may have a VM for up to 2 s more\n",
        ),
        (NO_VM, 0, ""),
    ],
)
def test_what_cannot_be_killed_is_counted(
    error: Exception, status: int, complaint: str, provided: Provided, capsys: pytest.CaptureFixture[str]
) -> None:
    """That there is no VM any more is no failure to kill it."""
    provided.suite.last = partial(provided.service.happens.update, kill=failing(error))
    assert provided.run() == status
    assert capsys.readouterr().err == COST + complaint


@pytest.mark.parametrize(
    "base_url, key, line",
    [
        ("http://vendor.example", KEY, "http://vendor.example: keys travel by https only; write https://"),
        ("http://127.0.0.1.de", KEY, "http://127.0.0.1.de: keys travel by https only; write https://"),
        ("", KEY, "CONTRACT_BASE_URL: keys travel by https only; write https://"),
        (WHERE, "", "a key is needed to make sessions; set CONTRACT_API_KEY"),
    ],
)  # fmt: skip
def test_what_is_missing_gets_one_line(
    base_url: str, key: str, line: str, provided: Provided, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked for before address and key will do."""
    monkeypatch.setenv("CONTRACT_BASE_URL", base_url)
    monkeypatch.setenv("CONTRACT_API_KEY", key)
    assert (provided.run(), provided.suite.getvalue()) == (4, f"failed {line}\n")
    assert not provided.service.asked


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_what_stays_on_this_machine_may_be_http(host: str, provided: Provided) -> None:
    """Loopback needs no TLS."""
    assert provided.module.is_loopback(host)


def test_without_the_sdk_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It comes with an extra of its own."""
    monkeypatch.setitem(sys.modules, "instavm", None)
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    with pytest.raises(SystemExit) as ended:
        importlib.import_module(NAME)
    assert ended.value.code == 4
    assert capsys.readouterr().out == (
        "failed the vendor's SDK is missing; in a clone, write pip (or uv tool) install '.[suite,instavm]'\n"
    )
