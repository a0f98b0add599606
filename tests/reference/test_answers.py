"""The reference deployment's answers, clause family by clause family, as seen from outside."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.asking.questions.hostile_ids import hostile_ids
from contract_tests.asking.questions.ids import Id, encoded, near_misses, spellings
from contract_tests.recording import contract
from contract_tests.recording.described import operation_of
from contract_tests.recording.published import differences
from tests.reference.asking import STATUS, field_of
from tests.suite import building

if TYPE_CHECKING:
    from tests.reference.asking import Asking

UNKNOWN = building.UNKNOWN | {"env_status": "none", "env_error": None}


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a body without some of its members."""
    return {name: value for name, value in body.items() if name not in names}


@pytest.mark.parametrize(
    "state, example", [("alive", 0), ("unassigned", 1), ("dead", 2)], ids=["alive", "unassigned", "dead"]
)
def test_each_state_is_told_as_the_documentation_does(reference: Asking, state: str, example: int) -> None:
    """An alive, an unassigned and a dead session have the documented members: null where the example has
    null, of the same type where it has a value, and of the same value where that says the state."""
    content = contract.document()["paths"][contract.PATH]["get"]["responses"]["200"]["content"]
    documented = list(content["application/json"]["examples"].values())[example]["value"]
    told = reference.told(reference.session(state))
    assert {name: type(told[name]) for name in documented if name != "expires_in_seconds"} == {
        name: type(value) for name, value in documented.items() if name != "expires_in_seconds"
    }
    saying = ("exists", "vm_assigned", "vm_alive", "vm_status")
    assert {name: told[name] for name in saying} == {name: documented[name] for name in saying}
    assert set(told) - set(documented) == {"env_status", "env_error"}


def test_a_lifetime_runs_out(reference: Asking) -> None:
    """While time passes uptime grows and the time left falls by it, until the VM is killed at its expiry."""
    session = reference.session("expiring")
    first = reference.told(session)
    reference.wait(1.0)
    second = reference.told(session)
    passed = second["uptime_seconds"] - first["uptime_seconds"]
    assert passed == pytest.approx(1.0, abs=0.02)
    assert first["expires_in_seconds"] - second["expires_in_seconds"] == pytest.approx(passed, abs=0.02)
    reference.wait(second["expires_in_seconds"])
    dead = reference.told(session)
    assert (dead["vm_status"], dead["vm_alive"], dead["uptime_seconds"]) == ("killed", False, None)
    assert (dead["expires_in_seconds"], dead["vm_id"]) == (0, first["vm_id"])


def test_an_unknown_session_does_not_exist(reference: Asking) -> None:
    """A random id is echoed, does not exist, and still does not after it was asked about."""
    session = str(uuid.uuid4())
    assert [reference.told(session) for _ in range(3)] == [{"session_id": session} | UNKNOWN] * 3


def test_a_foreign_session_looks_unknown(reference: Asking) -> None:
    """Another account's session is answered like an unknown one, header fields included, and exists to it."""
    foreign, unknown = reference.session("foreign"), str(uuid.uuid4())
    ours, nobodys = reference.ask(foreign), reference.ask(unknown)
    assert (ours.status, ours.headers) == (nobodys.status, nobodys.headers)
    assert without(json.loads(ours.body), "session_id") == UNKNOWN
    theirs = reference.told(foreign, reference.key(reference.seeded.foreign_api_key))
    assert theirs["vm_alive"] is True


@pytest.mark.parametrize("state", ["alive", "unassigned", "dead"])
def test_every_spelling_names_the_session(reference: Asking, state: str) -> None:
    """Upper case, no dashes, braces and a URN find the session, and are echoed as they were written."""
    session = reference.session(state)
    moving = ("session_id", "uptime_seconds", "expires_in_seconds")
    usual = without(reference.told(session), *moving)
    for spelling in spellings(session).values():
        told = reference.told(encoded(spelling.encode()))
        assert (told["session_id"], without(told, *moving)) == (spelling, usual)


def test_no_near_miss_names_the_session(reference: Asking) -> None:
    """Ids that are derived from a known one, and do not name it, find nothing."""
    for each in near_misses(reference.session("alive")):
        answer = reference.ask(each.target)
        found = answer.status == 200 and json.loads(answer.body)["exists"]
        assert not found, each.label


@pytest.mark.parametrize("hostile", list(hostile_ids()), ids=lambda each: each.label)
def test_hostile_ids_are_unknown_or_not_found(reference: Asking, hostile: Id) -> None:
    """Every hostile id is answered as an unknown session, or 404 where it holds a slash."""
    answer = reference.ask(hostile.target)
    assert answer.status == (404 if b"/" in hostile.octets else 200)
    assert b'"exists": true' not in answer.body


def test_who_may_ask(reference: Asking) -> None:
    """A key or a token works alone, a header's name in any case; a key that is empty counts as missing."""
    session, seeded = reference.session("alive"), reference.seeded
    accepted = [
        reference.key(),
        reference.token(),
        ("x-api-key", seeded.api_key),
        ("X-API-KEY", seeded.api_key),
        ("authorization", f"bearer {seeded.bearer_token}"),
    ]
    assert [reference.ask(session, each).status for each in accepted] == [200] * len(accepted)
    assert reference.ask(session, reference.key(""), reference.token()).status == 200


def test_who_may_not_ask(reference: Asking) -> None:
    """Nothing, an empty or nearly right key, a key as a token, and a token as a key are refused with 401,
    which says how to authenticate and tells nothing, whatever the session."""
    key, token = reference.seeded.api_key, reference.seeded.bearer_token
    wrong = [("X-Nothing", ""), reference.key(token), ("Authorization", f"Bearer {key}")]
    wrong += [("Authorization", f"Basic {token}"), ("Authorization", token), ("Authorization", "Bearer")]
    wrong += [reference.key(each) for each in ("", "null", key[:-1], key + "x", key.swapcase(), f" {key}x")]
    for state in ("alive", "unassigned", "dead", "foreign"):
        for each in wrong:
            answer = reference.ask(reference.session(state), each)
            assert (answer.status, answer.body) == (401, b'{"detail":"Not authenticated"}'), each
            assert field_of(answer, "www-authenticate") == "Bearer"


def test_other_methods_are_refused(reference: Asking) -> None:
    """Whatever is no GET is answered 405, with what is allowed, and changes nothing."""
    session = reference.session("alive")
    for method in ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"):
        answer = reference.ask(session, method=method)
        assert (answer.status, field_of(answer, "allow")) == (405, "GET")
    assert reference.told(session)["vm_alive"] is True


def test_every_answer_says_when_it_was_made(reference: Asking) -> None:
    """Statuses, refusals and the framework's own errors carry a Date, by the deployment's own clock."""
    session = reference.session("alive")
    reference.wait(3600)
    answers = [reference.ask(session), reference.ask(session, reference.key("")), reference.ask("a%2Fb")]
    answers.append(reference.ask(session, method="DELETE"))
    assert [answer.status for answer in answers] == [200, 401, 404, 405]
    assert {field_of(answer, "date") for answer in answers} == {"Fri, 15 Jan 2027 09:00:00 GMT"}


def test_no_cache_keeps_an_answer(reference: Asking) -> None:
    """A status and a refusal carry Cache-Control: no-store."""
    session = reference.session("alive")
    answers = [reference.ask(session), reference.ask(session, reference.key(""))]
    assert [field_of(answer, "cache-control") for answer in answers] == ["no-store"] * 2


def test_what_it_publishes_agrees_with_the_pin(reference: Asking) -> None:
    """Its own description of the operation breaks no caller that relies on the pinned one."""
    answer = reference.run(reference.sent("/openapi.json"))
    published = operation_of(json.loads(answer.body), contract.PATH)
    pinned = operation_of(contract.document(), contract.PATH)
    assert pinned is not None
    assert published is not None
    assert list(differences(pinned, published)) == []


def test_nobody_finds_anything_beside_the_endpoint(reference: Asking) -> None:
    """The end of the path is not looked past: a trailing slash is redirected, and nothing else is there."""
    session = reference.session("alive")
    targets = (f"{STATUS}{session}/", STATUS, f"{STATUS}{session}/vm", "/docs", "/token")
    answers = [reference.run(reference.sent(target, reference.key())) for target in targets]
    assert [answer.status for answer in answers] == [307, 404, 404, 404, 404]
