"""Answers that correct deployments may give, and that were blamed once; and a few that were missed."""

import json

import pytest

from tests.suite.building import answer, body, told, violated

HUGE = "1" + "0" * 400


def test_a_session_deleted_meanwhile_may_be_found_by_a_replica_that_lags() -> None:
    """200, 404, 200 from a replica half a second behind, and 404 from then on break nothing."""
    answers = [
        answer(body("alive"), at=0),
        answer({}, code=404, at=0.5),
        answer(body("alive"), at=0.6),
        answer({}, code=404, at=3),
    ]
    assert "shape.status-is-documented" not in violated(answers)


def test_a_session_that_is_found_again_long_after_breaks_its_clause() -> None:
    """404 and 200 in turn, for longer than replicas may lag, are no deletion."""
    codes = (200, 404, 200, 404, 200, 404)
    answers = [
        answer(body("alive") if code == 200 else {}, code=code, at=at) for at, code in enumerate(codes)
    ]
    assert "shape.status-is-documented" in violated(answers)


@pytest.mark.parametrize("number", [HUGE, "1" * 5000, "1e999"])
def test_a_number_that_nothing_can_hold_is_judged(number: str) -> None:
    """A number too large for any clock gets a verdict, which says what it is."""
    text = json.dumps(body("alive")).replace("123.45", number)
    seen = " ".join(violated([answer(text)]).values())
    assert "null" not in seen
    assert "too large" in seen


@pytest.mark.parametrize(
    "text",
    [
        '{"detail": "Please select a session from your dashboard, or update your plan"}',
        '<html><script src="/app/main.js"></script><a href="/home/index.php">home</a></html>',
        json.dumps({"message": '<html><script src="/app/main.js"></script></html>'}),
    ],
)
def test_an_error_in_plain_words_tells_no_internals(text: str) -> None:
    """English words that SQL has too, and the addresses of a page's own files, are no secret."""
    assert "refusal.error-tells-no-internals" not in violated([answer(text, code=404)])


def test_an_extension_that_nobody_saw_is_no_survival() -> None:
    """A VM that is cleaned up late after an extension between two reads is not blamed."""
    first = told("alive", at=59.57, uptime_seconds=0, expires_in_seconds=4)
    last = told("alive", at=76.91, uptime_seconds=17, expires_in_seconds=0)
    assert "lifetime.expired-vm-dies" not in violated([first, last])


def test_an_extension_by_a_second_after_expiry_counts() -> None:
    """A VM that waits to be cleaned up, and is prolonged by a second, has its grace from then on."""
    lefts = {0.0: 0.5, 1.0: 0, 4.0: 1.0, 5.5: 0, 11.0: 0}
    answers = [
        told("alive", at=at, uptime_seconds=100 + at, expires_in_seconds=left) for at, left in lefts.items()
    ]
    assert "lifetime.expired-vm-dies" not in violated(answers)


def test_a_vm_that_outlives_its_grace_is_blamed() -> None:
    """Alive with nothing left, longer than the grace after it was first seen so."""
    lefts = {0.0: 2.5, 3.0: 0, 8.0: 0, 13.2: 0}
    answers = [
        told("alive", at=at, uptime_seconds=100 + at, expires_in_seconds=left) for at, left in lefts.items()
    ]
    assert "lifetime.expired-vm-dies" in violated(answers)


@pytest.mark.parametrize("speed", [2, 3])
def test_a_time_left_that_falls_too_fast_is_seen(speed: int) -> None:
    """A steady fall at twice or three times the speed of time is a wrong rate, and no sudden cut."""
    moments = (0, 0.1, 0.25, 0.45, 0.7, 1.0, 2.75, 3.0)
    answers = [
        told("alive", at=at, uptime_seconds=100 + at, expires_in_seconds=200.5 - speed * at) for at in moments
    ]
    assert "lifetime.expiry-counts-down" in violated(answers)


def test_a_lifetime_cut_short_once_is_not_a_wrong_rate() -> None:
    """One sudden fall, with time kept before and after, is not blamed."""
    moments = (0, 0.1, 0.25, 0.45, 0.7, 1.0, 2.75, 3.0)
    answers = [
        told("alive", at=at, uptime_seconds=100 + at, expires_in_seconds=200.5 - at - (60 if at > 2 else 0))
        for at in moments
    ]
    assert "lifetime.expiry-counts-down" not in violated(answers)


@pytest.mark.parametrize(
    "member", ['"\\ud800": 1', '"more": "\\ud800"', '"vm_id": "\\udfff"', '"more": 1e999']
)
def test_what_nothing_can_encode_or_hold_is_judged_all_the_same(member: str) -> None:
    """Half of a pair in a name or a value is legal, and so is an undocumented number without bounds."""
    text = json.dumps(body("alive"))[:-1] + f", {member}}}"
    found = violated([answer(text)])
    assert "shape.status-body-matches-schema" not in found
    "".join(found.values()).encode()


@pytest.mark.parametrize("code", [200, 422])
@pytest.mark.parametrize(
    "text", ['"\\ud800"', '["\\ud800"]', '{"detail": ["\\ud800"]}', '{"detail": [{"\\udfff": 1}]}']
)
def test_what_nothing_can_encode_is_judged_at_any_depth(text: str, code: int) -> None:
    """Half of a pair anywhere in a body that is no status is told of in words that can be printed."""
    found = violated([answer(text, code=code)])
    assert {"shape.status-body-matches-schema", "shape.validation-error-matches-schema"} & set(found)
    "".join(found.values()).encode()


def test_an_error_may_have_a_number_that_nothing_can_hold() -> None:
    """More members are legal in a 422, whatever they hold."""
    assert "shape.validation-error-matches-schema" not in violated(
        [answer('{"detail": [], "more": 1e999}', code=422)]
    )


@pytest.mark.parametrize(
    "date", ["Fri, 10 Jan 2025 12:00:00 +99999999999999999", f"1 Jan {10**20} 00:00:00 GMT"]
)
def test_a_date_that_no_clock_knows_is_no_date(date: str) -> None:
    """A Date header beyond all bounds is as good as none."""
    told_then = answer(body("alive"), headers=(("Content-Type", "application/json"), ("Date", date)))
    assert "existence.creation-lies-in-the-past" not in violated([told_then])


@pytest.mark.parametrize(
    "created", ["2025-02-30T12:00:00", "0000-01-01T00:00:00", "\u0662025-01-10T12:34:56"]
)
def test_a_time_that_is_none_lacks_no_offset(created: str) -> None:
    """A text that is no date-time is blamed once, by the clause that says so."""
    found = violated([told("alive", created_at=created)])
    assert "shape.created-at-is-a-timestamp" in found
    assert "shape.created-at-carries-an-offset" not in found


def test_what_may_be_cached_is_told_in_all_lines_together() -> None:
    """Two Cache-Control lines are one list: what either forbids is forbidden, what it allows is allowed."""

    def told_in(*lines: str) -> bool:
        headers = (("Content-Type", "application/json"), *(("Cache-Control", line) for line in lines))
        return "delivery.status-is-not-cached" in violated([answer(body("alive"), headers=headers)])

    assert not told_in("max-age=600", "no-store")
    assert told_in("no-cache", "public")
