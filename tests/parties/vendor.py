"""The vendor's own SDK reads the reference deployment correctly, in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from instavm import InstaVM

from contract_tests.asking.contexts import fresh_id
from contract_tests.reference.process import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.reference import Seeded

EXPECTED: dict[str, dict[str, Any]] = {
    "alive": {"exists": True, "vm_assigned": True, "vm_alive": True, "vm_status": "active"},
    "unassigned": {"exists": True, "vm_assigned": False, "vm_alive": False, "vm_status": None},
    "dead": {"exists": True, "vm_assigned": True, "vm_alive": False, "vm_status": "killed"},
    "expiring": {"exists": True, "vm_assigned": True, "vm_alive": True, "vm_status": "active"},
    "foreign": {"exists": False, "vm_assigned": False, "vm_alive": False, "vm_status": None},
    "unknown": {"exists": False, "vm_assigned": False, "vm_alive": False, "vm_status": None},
}


@pytest.fixture(scope="module")
def seeded() -> Iterator[Seeded]:
    """The reference deployment."""
    with running() as made:
        yield made


@pytest.fixture(scope="module")
def vendor(seeded: Seeded) -> InstaVM:
    """The vendor's client of it, which is not to start a session of its own."""
    return InstaVM(seeded.api_key, base_url=seeded.base_url, auto_start_session=False)


@pytest.mark.parametrize("state", EXPECTED)
def test_every_state_is_read_as_it_is(seeded: Seeded, vendor: InstaVM, state: str) -> None:
    """The SDK returns what the reference knows, and takes for active exactly what is alive."""
    session = dict(seeded.sessions).get(state) or fresh_id()
    body = vendor.get_session_status(session)
    assert {name: body[name] for name in EXPECTED[state]} == EXPECTED[state]
    assert body["session_id"] == session
    vendor.session_id = session
    assert vendor.is_session_active() is EXPECTED[state]["vm_alive"]


def test_a_wrong_key_is_read_as_an_error(seeded: Seeded) -> None:
    """Refused, the SDK raises its error of authentication."""
    stranger = InstaVM(seeded.api_key[::-1], base_url=seeded.base_url, auto_start_session=False)
    with pytest.raises(Exception, match="API key") as raised:
        stranger.get_session_status(fresh_id())
    assert type(raised.value).__name__ == "AuthenticationError"
