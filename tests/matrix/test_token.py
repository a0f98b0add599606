"""A token that expires during a run is renewed each time that it does, and the deployment is not blamed."""

from __future__ import annotations

import re
import secrets
import shlex
import sys
from typing import TYPE_CHECKING, ClassVar

import pytest
from attrs import evolve

from contract_tests.clauses.finding import Outcome
from contract_tests.reference.behaviour import Asked, Behaviour, Told
from contract_tests.reference.seeding import OURS
from contract_tests.reference.storage import Storage
from contract_tests.rendering.artefacts import write
from contract_tests.run import conclude, gather, prepare
from contract_tests.settings.option import UsageError
from contract_tests.settings.settings import Settings
from tests.matrix.conduct import BASE_URL, SEEDED, behaving, conduct, prepared_for, world_of
from tests.matrix.outcomes import BY_CHOICE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.recording.observation import Observation
    from contract_tests.reference.control import Control
    from contract_tests.verdict.report import Report

PRINTS = """
import pathlib, sys
count = pathlib.Path(sys.argv[1])
number = int(count.read_text()) + 1 if count.exists() else 1
count.write_text(str(number))
print(f"token-number-{number}." + "s" * 24)
"""


class Lapsing(Behaviour):
    """Accepts the first token a few times, and the second for ever."""

    lasts = 0
    uses = 0

    def account_of_token(self, token: str) -> int | None:
        if token == "token-number-1." + "s" * 24:
            self.uses += 1
            return OURS if self.uses <= self.lasts else None
        return OURS if token == "token-number-2." + "s" * 24 else None


@pytest.mark.parametrize("lasts", [2, 4, 6, 9, 12])
def test_a_token_that_expires_is_renewed_and_nobody_blamed(tmp_path: Path, lasts: int) -> None:
    """With --token-command the run is complete and green, and asked for two tokens, whenever one lapses."""
    make = behaving(type("Lapses", (Lapsing,), {"lasts": lasts}))
    script = tmp_path / "token.py"
    script.write_text(PRINTS)
    count = tmp_path / "count"
    command = shlex.join([sys.executable, str(script), str(count)])
    status, report, _ = conduct(make, token_command=command)
    assert (status, report.blocking, report.untested) == (0, (), ())
    assert count.read_text() == "2"


class Expiring(Behaviour):
    """Refuses the credentials of some kinds from some seconds on, in a word of their own."""

    kinds: ClassVar[frozenset[str]] = frozenset({"token"})
    lasts = 4.0

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.end = clock() + self.lasts

    def account_of_key(self, key: str) -> int | None:
        revoked = "key" in self.kinds and self.clock() > self.end
        return None if revoked else super().account_of_key(key)

    def account_of_token(self, token: str) -> int | None:
        expired = "token" in self.kinds and self.clock() > self.end
        return None if expired else super().account_of_token(token)


@pytest.mark.parametrize("lasts", [0.3, 1.0, 4.0, 6.0])
@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("kind", ["key", "token"])
def test_a_credential_that_lapses_is_told_and_no_clause_blamed(kind: str, lasts: float, alone: bool) -> None:  # noqa: FBT001  a parameter
    """Accepted at first and refused from then on, says the run, with a remedy, and nothing is violated."""
    make = behaving(type("Expires", (Expiring,), {"lasts": lasts, "kinds": frozenset({kind})}))
    environment = SEEDED.environment()
    if alone:
        del environment["CONTRACT_BEARER_TOKEN" if kind == "key" else "CONTRACT_API_KEY"]
    prepared = prepare(Settings(base_url=BASE_URL, session=SEEDED.declared), environment)
    report = conclude(gather(prepared, world_of(make, SEEDED)), prepared)
    assert blamed(report) == []
    assert report.trouble.startswith(f"the {kind} was accepted at first, and refused from ")
    assert ("--token-command" in report.trouble) == (kind == "token")
    assert report.exit_status == 3


class Tokens:
    """An owner's command: prints tokens, which live for so many seconds from their first use on."""

    def __init__(self, life: float, most: int = 1000) -> None:
        """Begin with none printed; from the last one on the command fails."""
        self.life, self.most = life, most
        self.printed: list[str] = []
        self.first_used: dict[str, float] = {}

    def __call__(self) -> str:
        """Print the next one."""
        if len(self.printed) == self.most:
            raise UsageError("--token-command: the command exited with 1; try it by hand")
        self.printed.append(f"token-{len(self.printed)}-{secrets.token_hex(16)}")
        return self.printed[-1]

    def lives(self, token: str, now: float) -> bool:
        """Tell whether a token is accepted."""
        return token in self.printed and now < self.first_used.setdefault(token, now) + self.life


def renewing(
    tokens: Tokens, *, alone: bool, refused: str = "", **manners: float
) -> tuple[Report, list[Observation]]:
    """Judge a deployment that accepts such tokens, but for one session, and tells them in its refusals."""

    class Accepts(Behaviour):
        """Knows these tokens only."""

        def account_of_token(self, token: str) -> int | None:
            return OURS if tokens.lives(token, self.clock()) else None

        async def respond(self, asked: Asked) -> Told:
            by_token = "authorization" in asked.headers and "x-api-key" not in asked.headers
            if by_token and asked.session_id == refused:
                return self.refuse(asked)
            told = await super().respond(asked)
            if told.status == 401 and asked.headers.get("authorization", "")[7:] in tokens.printed:
                told.headers["x-expired"] = " ".join(tokens.first_used)
            return told

    prepared = prepared_for(SEEDED, **manners)
    assert prepared.deployment is not None
    known = prepared.deployment.credentials
    held = evolve(known, api_key=None if alone else known.api_key, bearer_token=tokens())
    deployment = evolve(prepared.deployment, credentials=held, renew_token=tokens)
    prepared = evolve(prepared, deployment=deployment)
    evidence = gather(prepared, world_of(behaving(Accepts), SEEDED))
    return conclude(evidence, prepared), list(evidence.observations())


def blamed(report: Report) -> list[str]:
    """Return the clauses that are violated, but for those of a choice."""
    every = [each.clause.id for each in report.verdicts if each.outcome is Outcome.VIOLATED]
    return [each for each in every if each not in BY_CHOICE]


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("life, pace, least", [(1.2, 50, 3), (3, 50, 2), (20, 2, 3)])
def test_each_token_that_expires_is_renewed(
    tmp_path: Path,
    life: float,
    pace: float,
    least: int,
    alone: bool,  # noqa: FBT001  a parameter
) -> None:
    """However many expire, the run is green and complete, each was fetched once, and none is told."""
    tokens = Tokens(life)
    report, observations = renewing(tokens, alone=alone, pace=pace)
    assert report.conclusion == "UPHELD", report.headline
    assert len(tokens.printed) >= least
    # Each was printed because the one before was refused, and none of them in vain.
    assert list(tokens.first_used) == tokens.printed
    write(report, lambda: observations, tmp_path)
    written = [path.read_text("utf-8") for path in tmp_path.iterdir()]
    assert any("x-expired" in text for text in written)
    assert not [token for token in tokens.printed for text in written if token in text]


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("most", [1, 2])
def test_a_token_command_that_begins_to_fail_ends_the_run(most: int, alone: bool) -> None:  # noqa: FBT001  a parameter
    """One line says so, nothing is blamed, and little is asked from then on."""
    report, observations = renewing(Tokens(2, most), alone=alone)
    assert report.exit_status == 3
    assert report.trouble == "--token-command: the command exited with 1; try it by hand"
    assert blamed(report) == []
    refused = [
        number for number, each in enumerate(observations) if each.context.credential == "expired-token"
    ]
    assert max(len(refused), len(observations) - refused[-1]) < 12
    assert report.with_outcome(Outcome.UPHELD)


@pytest.mark.parametrize("alone", [True, False])
def test_tokens_that_are_refused_when_fresh_are_not_fetched_for_ever(alone: bool) -> None:  # noqa: FBT001  a parameter
    """The line says that the command was asked, and when; it was, once or twice."""
    tokens = Tokens(3)
    tokens.lives = lambda token, now: token == tokens.printed[0] and Tokens.lives(tokens, token, now)  # type: ignore[method-assign]
    report, _ = renewing(tokens, alone=alone)
    assert report.exit_status == 3
    assert re.sub(r"\d\.\d", "T", report.trouble) == (
        "the token was accepted at first, and refused from T s on, "
        "though --token-command printed another at T s; see what it prints"
    )
    assert blamed(report) == []
    assert len(tokens.printed) == 2


def test_a_session_that_refuses_valid_tokens_is_violated_and_costs_few_of_them() -> None:
    """Where fresh tokens are refused for one session only, that is no expiry."""
    tokens = Tokens(3)
    report, _ = renewing(tokens, alone=False, refused=dict(SEEDED.sessions)["alive"])
    assert "access.valid-credentials-are-accepted" in blamed(report)
    assert len(tokens.printed) < 9
