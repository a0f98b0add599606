"""Operators on which session is found: whose, by what of its id, as of when, or another."""

from __future__ import annotations

import re
import unicodedata
import uuid
from functools import partial
from typing import TYPE_CHECKING

from contract_tests.reference.storage import Session, usual
from tests.blind.operators.operated import Operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.blind.operators.operated import Operated

EXACT, UNKNOWN = "refusal.only-the-exact-id-matches", "existence.unknown-session-does-not-exist"
FOREIGN, FLAPS = "access.foreign-session-shows-nothing", "existence.existence-does-not-flap"
SURVIVED, SERVER = "refusal.hostile-id-is-survived", "delivery.no-server-error"
APART, EXPIRED = "delivery.concurrent-answers-stay-apart", "lifetime.expired-vm-dies"
SPELLED, PROMISED = "existence.spellings-agree", "liveness.assigned-vm-has-a-status"

DIGITS = (0, 7, 9, 13, 14, 18, 19, 20, 24, 30, 35)
"""Places in a UUID's text: first and last of groups, the version digit (14), the variant digit (19)."""
CUTS = " \t\n\r\0/?#%&+,;:=@!$'\"()*~^|\\<>`[]{}_-.\u00a0\u200b\ufeff"
"""Characters at which something on the way may end an id."""


def _groups(text: str, *, only: int | None = None, without: int | None = None) -> tuple[str, ...]:
    every = tuple(text.split("-"))
    return every[only : only + 1] if only is not None else (*every[:without], *every[(without or 0) + 1 :])


def _without(text: str, *, place: int) -> str:
    return text[:place] + "?" + text[place + 1 :]


def _cut(asked: str, good: str, *, at: str, part: int) -> bool:
    return at in asked and (asked.partition(at) if part == 0 else asked.rpartition(at))[part] == good


def _same(asked: str, good: str, of: Callable[[str], object]) -> bool:
    return usual(asked) == good or of(usual(asked)) == of(good)


def _like(pattern: str, good: str) -> bool:
    written = re.escape(pattern).replace("%", ".*").replace("_", ".")
    return bool(pattern) and re.fullmatch(written, good) is not None


def _glob(pattern: str, good: str) -> bool:
    written = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return bool(pattern) and re.fullmatch(written, good) is not None


def _regex(pattern: str, good: str) -> bool:
    try:
        return bool(pattern) and re.search(pattern, good) is not None
    except re.error:
        return False


def _swapped_bytes(asked: str, good: str) -> bool:
    try:
        return str(uuid.UUID(bytes_le=uuid.UUID(asked).bytes)) == good
    except ValueError:
        return False


def _masked(mask: int) -> Callable[[str], object]:
    def bits(text: str) -> object:
        try:
            return uuid.UUID(text).int & mask
        except ValueError:
            return text

    return bits


ALL = (1 << 128) - 1
MASKS = {
    "its version digit aside": ALL ^ (0xF << 76),
    "its variant bits aside": ALL ^ (0x3 << 62),
    "its first 64 bits": ALL ^ ((1 << 64) - 1),
    "its last 64 bits": (1 << 64) - 1,
    "its last 32 bits": (1 << 32) - 1,
    "all but its lowest bit": ALL ^ 1,
    "all but its highest bit": ALL >> 1,
}


def finds() -> Iterator[tuple[str, Callable[[str, str], bool]]]:
    """Yield ways of comparing an id asked for with a good one, in words and as a predicate."""
    for place in range(5):
        yield f"all but group {place + 1}", partial(_same, of=partial(_groups, without=place))
        yield f"group {place + 1} only", partial(_same, of=partial(_groups, only=place))
    for place in DIGITS:
        yield f"all but the character at {place}", partial(_same, of=partial(_without, place=place))
    for words, mask in MASKS.items():
        yield words, partial(_same, of=_masked(mask))
    for cut in CUTS:
        yield f"what stands before {cut!r}", partial(_cut, at=cut, part=0)
        yield f"what stands behind {cut!r}", partial(_cut, at=cut, part=-1)
    yield "the first 36 characters", lambda asked, good: asked[:36] == good
    yield "the last 36 characters", lambda asked, good: asked[-36:] == good
    yield "what begins the good one", lambda asked, good: len(asked) >= 8 and good.startswith(asked)
    yield "what ends the good one", lambda asked, good: len(asked) >= 8 and good.endswith(asked)
    yield "what holds the good one", lambda asked, good: good in asked
    yield "with LIKE", _like
    yield "as a pattern of file names", _glob
    yield "as a regular expression", _regex
    yield "with its bytes swapped", _swapped_bytes
    yield "after NFKC", lambda asked, good: unicodedata.normalize("NFKC", asked) == good
    yield (
        "pasted into SQL",
        lambda asked, good: bool(good) and re.search(r"'\s*or\s", asked, re.IGNORECASE) is not None,
    )
    yield "letters O and l read as digits", lambda asked, good: asked.translate(
        {ord("O"): "0", ord("o"): "0", ord("l"): "1", ord("I"): "1"}
    ) == good  # fmt: skip
    yield "the digits of it only", lambda asked, good: _same(
        asked, good, lambda text: re.sub(r"[^0-9]", "", text)
    )  # fmt: skip


def _finding(passes: Callable[[str, str], bool]) -> Callable[..., Session | None]:
    def find(
        deployed: Operated, usually: Callable[[], Session | None], session_id: str, account: int
    ) -> Session | None:
        exact = usually()
        if exact is not None:
            return exact
        ours = (each for each in deployed.storage.sessions() if each.account == account)
        found = next((each for each in ours if passes(session_id, each.id)), None)
        return None if found is None else deployed.control.wake(found)

    return find


def _of_any_account(deployed: Operated, _usually: object, session_id: str, _account: int) -> Session | None:
    found = deployed.known(session_id)
    return None if found is None else deployed.control.wake(found)


def _nothing(*_: object) -> None:
    return None


def _kept(deployed: Operated, usually: Callable[[], Session | None], *asked: object) -> Session | None:
    found = usually()
    return deployed.kept.setdefault(asked, found) or found


def _previous(deployed: Operated, usually: Callable[[], Session | None], *_: object) -> Session | None:
    found = usually()
    before, deployed.kept["session"] = deployed.kept.get("session", found), found
    return before if before is not None else found


def _first_of_account(
    deployed: Operated, usually: Callable[[], Session | None], _session_id: str, account: int
) -> Session | None:
    return usually() or next((each for each in deployed.storage.sessions() if each.account == account), None)


def _fails(*_: object) -> None:
    raise RuntimeError("composed")


def operators() -> Iterator[Operator]:
    """Yield every operator on finding."""
    for words, passes in finds():
        yield Operator("find", f"compares {words}", _finding(passes), (EXACT, UNKNOWN), narrow=True)
    yield Operator("find", "of any account", _of_any_account, (FOREIGN,))
    yield Operator("find", "nothing", _nothing, (FLAPS, SPELLED, PROMISED))
    yield Operator("find", "as it was at first", _kept, (EXPIRED,))
    yield Operator("find", "the one found before", _previous, (APART, UNKNOWN))
    yield Operator("find", "the account's first where there is none", _first_of_account, (UNKNOWN, EXACT))
    yield Operator("find", "fails", _fails, (SERVER, SURVIVED))
