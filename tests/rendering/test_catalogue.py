"""One clause explained, by its id."""

from __future__ import annotations

import pytest

from contract_tests.__main__ import main

KNOWN = "liveness.alive-implies-assigned"
NAME_ONE = "explain: name one clause; see session-status-contract list"


@pytest.mark.parametrize(
    "named, told",
    [
        ([], NAME_ONE),
        ([KNOWN, KNOWN], NAME_ONE),
        (["liveness.alive-implies-asigned"], f"did you mean {KNOWN}?"),
        (["?"], "explain: there is no clause '?'; see session-status-contract list"),
    ],
    ids=["none", "two", "mistyped", "unknown"],
)
def test_what_names_no_one_clause_gets_one_line(
    named: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line says what to write, or where the ids are."""
    assert main(["explain", *named]) == 4
    assert capsys.readouterr().err.endswith(told + "\n")
