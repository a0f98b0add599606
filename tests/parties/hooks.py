"""The single-answer clauses as checks of Schemathesis's own command, and the declared ids for its generation.

SCHEMATHESIS_HOOKS names this module; CONTRACT_API_KEY says who asks, CONTRACT_SESSIONS about which ids, with
spaces between.
"""

from __future__ import annotations

import os
import urllib.parse
import uuid
from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import strategies as st

from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.finding import FindingKind
from contract_tests.recording.reading import Reading
from tests.suite.building import answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.clauses import Clause
    from contract_tests.recording.observation import Subject

SESSIONS = os.environ["CONTRACT_SESSIONS"].split()
CLAUSES = {name: clause for name, clause in CATALOGUE.items() if clause.judge is not None}


@schemathesis.hook
def before_generate_path_parameters(
    _context: Any, strategy: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """Mix the declared ids, and ids of no session, into what is drawn: by itself it draws neither."""
    ids = st.sampled_from(SESSIONS) | st.uuids(version=4).map(str)
    return ids.map(lambda session: {"session_id": session}) | strategy


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Send the real key, and nothing else that looks like a credential."""
    case.headers = {"X-API-Key": os.environ["CONTRACT_API_KEY"]}


def _subject(asked: str) -> Subject:
    if asked in SESSIONS:
        return "declared"
    try:
        return "unknown" if str(uuid.UUID(asked)) == asked else "hostile"
    except ValueError:
        return "hostile"


def _check(name: str, clause: Clause) -> Callable[..., None]:
    def check(_context: Any, response: Any, case: Any) -> None:
        asked = urllib.parse.unquote(case.path_parameters["session_id"])
        headers = tuple((key, value) for key, values in response.headers.items() for value in values)
        seen = answer(
            response.content,
            code=response.status_code,
            headers=headers,
            session=asked,
            subject=_subject(asked),
        )
        finding = clause.judge(Reading(seen)) if clause.judge else None
        if finding is not None and finding.kind is FindingKind.BROKEN:
            raise AssertionError(f"{clause.id}: {finding.seen}")

    check.__name__ = name
    return check


for _name, _clause in CLAUSES.items():
    schemathesis.check(_check(_name, _clause))
