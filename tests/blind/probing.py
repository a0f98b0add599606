"""Visibility of a fault: far more questions than a run asks, and the answers compared with the reference's.

Compared is what the contract speaks of. Where it leaves a choice (401 or 403, absent or null, unknown or
invalid, not found or not existing for another account), the choices are the same here.
"""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest import mock

from attrs import field, frozen

from contract_tests.asking.questions.doors import doors
from contract_tests.asking.questions.hostile_ids import hostile_ids
from contract_tests.asking.questions.ids import encoded, near_misses, spellings
from contract_tests.asking.sending.virtual import EPOCH, InProcess, VirtualLoop
from contract_tests.asking.sending.wire import Answer, NoAnswer
from contract_tests.recording.exchange import GATEWAY, REFUSED
from contract_tests.reference import seeding
from contract_tests.settings.keys import wrong_credentials
from tests.blind.deployed import deployed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_tests.recording.exchange import Headers
    from contract_tests.reference import Seeded
    from tests.blind.operators.operated import Composed

PATH = "/v1/sessions/status/"
LIMIT = 10.0
"""Seconds that an answer may take."""
TRIES, PAUSE = 4, 0.25
"""Times that a question is put where gateways answer, and seconds after the first."""
NEARLY = 1.0
"""Seconds by which two durations may differ and mean the same."""
MOMENTS = (0.0, 0.0, 0.1, 0.4, 0.9, 1.3, 2.1, 2.4, 2.6, 3.1, 3.6, 4.2, 5.0, 6.5, 9.0, 14.0)
"""Seconds since the beginning at which each session is asked about by everybody."""


@frozen
class Question:
    """One request: whom it is about and as whom, by a word each."""

    about: str
    who: str
    target: str
    headers: Headers = ()
    method: str = "GET"


@frozen
class Meaning:
    """The meaning of an answer, as far as the contract speaks of it; durations are kept apart."""

    what: tuple[Any, ...]
    durations: tuple[float | None, ...] = field(default=(), eq=False)

    def agrees(self, other: Meaning) -> bool:
        """Tell whether two answers say the same."""
        return self == other and all(
            one is two or (one is not None and two is not None and abs(one - two) <= NEARLY)
            for one, two in zip(self.durations, other.durations, strict=True)
        )


def _credentials(seeded: Seeded) -> dict[str, Headers]:
    return {
        "key": (("X-API-Key", seeded.api_key),),
        "token": (("Authorization", f"Bearer {seeded.bearer_token}"),),
        "foreign": (("X-API-Key", seeded.foreign_api_key),),
        "none": (),
    }


def rounds(seeded: Seeded) -> Iterator[tuple[float, list[Question]]]:
    """Yield what is asked when: seconds since the beginning, and questions, the first few of them at once."""
    stream = random.Random(15)  # noqa: S311  the same questions each time, and no secret
    whose = _credentials(seeded)
    unknown = [("unknown", str(uuid.UUID(int=stream.getrandbits(128), version=4))) for _ in range(2)]
    for moment in MOMENTS:
        yield (
            moment,
            [
                Question(state, who, PATH + each, headers)
                for state, each in (*seeded.sessions, *unknown)
                for who, headers in whose.items()
            ],
        )
    asked: list[Question] = []
    lasting = [(state, each) for state, each in seeded.sessions if state in {"alive", "dead", "unassigned"}]
    for state, each in (*lasting, *(pair for pair in seeded.sessions if pair[0] in {"expiring", "foreign"})):
        for who, headers in whose.items():
            asked += [
                Question(state, who, PATH + encoded(text.encode()), headers)
                for text in spellings(each).values()
            ]
        for near in near_misses(each):
            asked.append(Question("near", "key", PATH + near.target, whose["key"]))
            if near.likely:
                asked += [Question("near", who, PATH + near.target, whose[who]) for who in ("token", "none")]
        noise = _noise(stream)
        asked += [
            Question("door", door.kind, door.path, door.headers, door.method) for door in doors(each, noise)
        ]
    for hostile in hostile_ids():
        asked.append(Question("hostile", "key", PATH + hostile.target, whose["key"]))
        if hostile.likely:
            asked += [
                Question("hostile", who, PATH + hostile.target, whose[who]) for who in ("token", "none")
            ]
            asked.append(Question("hostile", "key", PATH + hostile.target, whose["key"]))
    for about, each in (lasting[0], lasting[-1]):
        for wrong in wrong_credentials(seeded.api_key, seeded.bearer_token, _noise(stream)):
            sent = ((wrong.header, wrong.value),)
            asked.append(Question(about, f"wrong {wrong.credential}", PATH + each, sent))
    yield MOMENTS[-1] + 1, asked


def _noise(stream: random.Random) -> Any:
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return lambda length: "".join(stream.choices(alphabet, k=length))


def differs(fault: Composed) -> str | None:
    """Return the first question whose answers show a fault, in words; None where none does."""
    expected = _expected()
    seen = _answers(fault)
    for (question, one), (_, other) in zip(expected, seen, strict=True):
        if not one.agrees(other):
            return f"{question.method} about {question.about} as {question.who}: {_apart(one, other)}"
    return None


def _apart(one: Meaning, other: Meaning) -> str:
    """Return in words what is told otherwise than it ought to be."""
    if one.what[0] != other.what[0]:
        return f"{other.what[0]}, not {one.what[0]}"
    pairs = [
        f"{two}, not {first}"
        for first, two in zip(_flat(one.what), _flat(other.what), strict=False)
        if first != two
    ]
    return "; ".join(pairs)[:200] or f"durations {other.durations}, not {one.durations}"


def _flat(what: tuple[Any, ...]) -> list[str]:
    return [str(each) for part in what for each in (part if isinstance(part, tuple) else (part,))]


@cache
def _seeded() -> Seeded:
    return seeding.new()


@cache
def _expected() -> Sequence[tuple[Question, Meaning]]:
    return _answers(None)


def _answers(fault: Composed | None) -> Sequence[tuple[Question, Meaning]]:
    seeded, stream, loop = _seeded(), random.Random(7), VirtualLoop()  # noqa: S311  no secret

    def name() -> uuid.UUID:
        return uuid.UUID(int=stream.getrandbits(128), version=4)

    # VMs have the same names in both, so that no name tells them apart.
    with mock.patch("uuid.uuid4", name):
        wire = InProcess(deployed(fault, seeded, lambda: EPOCH + loop.time()))
        try:
            told = loop.run_until_complete(_asked(wire, seeded))
        finally:
            loop.close()
    return _without_choices(told)


async def _asked(wire: InProcess, seeded: Seeded) -> list[tuple[Question, Meaning]]:
    told: list[tuple[Question, Meaning]] = []
    began = asyncio.get_running_loop().time()
    for moment, questions in rounds(seeded):
        await asyncio.sleep(max(0.0, began + moment - asyncio.get_running_loop().time()))
        few = questions[:8]
        told += zip(few, await asyncio.gather(*(_told(wire, each) for each in few)), strict=True)
        told += [(each, await _told(wire, each)) for each in questions[8:]]
    return told


async def _told(wire: InProcess, question: Question) -> Meaning:
    for attempt in range(TRIES):
        try:
            async with asyncio.timeout(LIMIT):
                answer = await wire.exchange(
                    question.method, question.target, question.headers, fresh=False, lane=question.about
                )
        except (TimeoutError, NoAnswer):
            return Meaning(("no answer",))
        if answer.status not in GATEWAY:
            return _meaning(question, answer)
        await asyncio.sleep(PAUSE * 2**attempt)
    return Meaning(("a gateway",))


def _meaning(question: Question, answer: Answer) -> Meaning:
    headers = {name.lower(): value for name, value in answer.headers}
    if answer.status in REFUSED | {400, 404, 405, 422} or answer.status >= 500 or question.method == "HEAD":
        told = (answer.body, *(value for name, value in sorted(headers.items()) if name not in ORDINARY))
        return Meaning((answer.status, answer.status == 401 and "www-authenticate" in headers, told))
    if answer.status != 200:
        return Meaning((answer.status,))
    delivered = (
        headers.get("content-type", "").partition(";")[0],
        headers.get("content-encoding"),
        "public" in headers.get("cache-control", ""),
    )
    try:
        body = json.loads(answer.body, parse_constant=_refused, object_pairs_hook=_unique)
    except (ValueError, UnicodeDecodeError):
        return Meaning((200, delivered, answer.body))
    if not isinstance(body, dict):
        return Meaning((200, delivered, repr(body)))
    known: dict[str, Any] = DEFAULTS | body
    durations = tuple(_duration(known.pop(name)) for name in ("uptime_seconds", "expires_in_seconds"))
    kinds = tuple("absent" if each is None else "present" for each in durations)
    if known["exists"] is False and question.about in {"near", "hostile", "foreign"}:
        known["session_id"] = None
    known["created_at"] = _instant(known["created_at"])
    what = (200, delivered, tuple(sorted((name, repr(value)) for name, value in known.items())), kinds)
    return Meaning(what, tuple(each if isinstance(each, float) else None for each in durations))


ORDINARY = frozenset({"content-type", "content-length", "date", "cache-control", "www-authenticate", "allow"})
DEFAULTS: dict[str, Any] = {
    "session_id": "missing",
    "exists": "missing",
    "vm_assigned": "missing",
    "vm_status": None,
    "vm_id": None,
    "vm_alive": False,
    "uptime_seconds": None,
    "expires_in_seconds": None,
    "created_at": None,
    "env_status": "none",
    "env_error": None,
}


def _refused(word: str) -> Any:
    raise ValueError(word)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a member twice")
    return dict(pairs)


def _duration(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _instant(value: Any) -> Any:
    try:
        return datetime.fromisoformat(value).timestamp() if "T" in value else value
    except (TypeError, ValueError):
        return value


def _without_choices(told: Sequence[tuple[Question, Meaning]]) -> Sequence[tuple[Question, Meaning]]:
    """Let 401 and 403 be the same for those always given one of them, and unknown the same as invalid."""
    codes: dict[str, set[int]] = {}
    for question, meaning in told:
        if meaning.what[0] in REFUSED:
            codes.setdefault(question.who, set()).add(meaning.what[0])

    def chosen(question: Question, meaning: Meaning) -> Meaning:
        code = meaning.what[0]
        odd, ours = question.about in {"hostile", "near"}, question.who in {"key", "token"}
        unknown = code == 200 and "('exists', 'False')" in str(meaning.what)
        foreign = question.about == "foreign" and ours and (unknown or code in {401, 403, 404})
        if foreign or (odd and ours and (unknown or code in {301, 302, 307, 308, 400, 403, 404, 414, 422})):
            return Meaning(("unknown",))
        if odd and question.who == "none" and isinstance(code, int) and 400 <= code < 500:
            # A gateway may refuse such an id before credentials are looked at; only what it tells counts.
            return Meaning(("refused", *meaning.what[2:]))
        if code in REFUSED and codes[question.who] == {403}:
            return Meaning((401, True, *meaning.what[2:]))
        return meaning

    return [(question, chosen(question, meaning)) for question, meaning in told]
