"""Disclosure, in any part of an answer."""

import json
from base64 import b16encode, b64encode, urlsafe_b64encode
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.clauses.showing import parts, shown, tells_apart, values

STATUS = {
    "session_id": "550e8400-e29b-41d4-a716-446655440000",
    "vm_id": "vmid-abc-15",
    "vm_status": "active",
    "created_at": "2025-01-10T12:34:56",
    "owner": {"name": "acct/somebody 7"},
    "vm_alive": True,
    "uptime_seconds": 1234.5,
}
KNOWN = frozenset(values(STATUS)) - {"550e8400-e29b-41d4-a716-446655440000"}
REFUSED = '{"detail":"Not authenticated"}'


def test_what_a_status_tells_is_known_wherever_it_stands() -> None:
    """VM, creation and undocumented members count; everyday words do not."""
    assert {"vmid-abc-15", "2025-01-10T12:34:56", "acct/somebody 7"} == KNOWN


@pytest.mark.parametrize("value", sorted(KNOWN))
@pytest.mark.parametrize("where", ["body", "header location", "header x-debug", "quoted"])
def test_a_known_value_is_found_in_every_part(value: str, where: str) -> None:
    """In the body, in Location percent-encoded, in any header, in a JSON string."""
    headers = [("Location", f"/vms/{value.replace('/', '%2F').replace(' ', '%20').replace(':', '%3A')}")]
    headers = headers if where == "header location" else [("X-Debug", value)] if "debug" in where else []
    body = json.dumps({"detail": f"no access: {value}"}) if where == "quoted" else f"<p>{value}</p>"
    answer = parts(403, headers, body if where in {"body", "quoted"} else REFUSED)
    place = "body" if where in {"body", "quoted"} else where
    assert shown(answer, KNOWN) == {place: value}


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode, b16encode])
@pytest.mark.parametrize("before", ["", "a", "ab"])
@pytest.mark.parametrize("value", sorted(KNOWN))
def test_a_known_value_is_found_encoded(value: str, before: str, encode: Callable[[bytes], bytes]) -> None:
    """Wherever it stands in what was encoded."""
    token = encode(f"{before}{value}💩".encode()).decode()
    token = token.lower() if encode is b16encode else token
    assert shown(parts(403, [("X-Route", token)], REFUSED), {value}) == {"header x-route": value}
    other = encode(f"{before}{value[::-1]}".encode()).decode()
    assert shown(parts(403, [("X-Route", other)], REFUSED), {value}) == {}


def test_what_the_request_said_is_not_shown_by_its_echo() -> None:
    """An id that the request carried may come back."""
    asked = "vmid-abc-15"
    assert shown(parts(404, [("X-Path", f"/v1/{asked}")], f"no session {asked}", [asked]), KNOWN) == {}


@given(st.text(st.characters(categories=("L", "P", "Zs")), max_size=11))
def test_short_words_are_never_known(word: str) -> None:
    """A word that might stand in any error is no secret."""
    assert not list(values({"vm_status": word}))


def test_kinds_are_told_apart_by_status_header_and_body() -> None:
    """A constant difference tells; what varies within a kind, and dates, do not."""

    def answer(status: int, header: str, body: str, number: int) -> dict[str, str]:
        return parts(status, [("X-Kind", header), ("X-Request-Id", str(number)), ("Date", str(number))], body)

    refused = [answer(401, "a", REFUSED, number) for number in range(3)]
    assert tells_apart(refused, [answer(401, "a", REFUSED, number) for number in range(3, 6)]) == []
    assert tells_apart(refused, [answer(403, "a", REFUSED, number) for number in range(3, 6)]) == ["status"]
    assert tells_apart(refused, [answer(401, "b", "no", number) for number in range(3, 6)]) == [
        "body", "header x-kind",
    ]  # fmt: skip
    assert tells_apart(refused, [answer(404, "b", "no", 9)]) == ["status"]
    assert tells_apart(refused, []) == []


def test_a_header_that_only_one_kind_has_tells_them_apart() -> None:
    """Presence counts as a value does."""
    without, having = parts(401, [], REFUSED), parts(401, [("X-VM", "1")], REFUSED)
    assert tells_apart([without] * 2, [having] * 2) == ["header x-vm"]
    another = parts(401, [("X-VM", "2")], REFUSED)
    assert tells_apart([without] * 2, [having, another]) == ["header x-vm"]
    assert tells_apart([having, another], [without, having]) == []
