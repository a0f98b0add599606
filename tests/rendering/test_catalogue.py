"""One clause explained, by its id."""

import io
import sys

import pytest

from contract_tests.__main__ import main
from contract_tests.clauses import CATALOGUE
from contract_tests.rendering.terminal.lines import Line, show

KNOWN = "liveness.alive-implies-assigned"


class Terminal(io.StringIO):
    """A terminal, as far as a file is one."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "arguments", [["list"], ["explain", KNOWN], ["explain", "liveness", KNOWN]], ids=lambda each: each[0]
)
def test_a_terminal_gets_no_line_that_is_too_long(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Folded or not it says the same; programs get one line for each clause."""
    assert main(arguments) == 0
    plain = capsys.readouterr().out
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(arguments) == 0
    told = terminal.getvalue()
    assert max(map(len, told.splitlines())) <= 80
    assert told.split() == plain.split()
    assert arguments != ["list"] or plain.count("\n") == len(CATALOGUE)


def test_several_are_explained_and_a_family_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each as if it alone were named, an empty line between them."""
    told = []
    for names in ([KNOWN], ["refusal"], [KNOWN, "refusal"]):
        assert main(["explain", *names]) == 0
        told.append(capsys.readouterr().out)
    assert told[2] == f"{told[0]}\n{told[1]}"
    family = [each for each in CATALOGUE if each.startswith("refusal.")]
    assert [line.split()[0] for line in told[1].splitlines()] == family


def test_an_address_is_not_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """However narrow the terminal is, a pointer and an address can be copied."""
    monkeypatch.setenv("COLUMNS", "60")
    for clause in CATALOGUE.values():
        assert main(["explain", clause.id]) == 0
        wanted = (clause.basis.pointer or clause.basis.source).split()
        assert set(wanted) <= set(capsys.readouterr().out.split())


def test_a_headline_is_folded_on_a_terminal_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """To programs it is the last line."""
    headline = Line("ERRORED " + "words " * 30, sentence=True)
    terminal = Terminal()
    show([headline], terminal)
    show([headline])
    assert max(map(len, terminal.getvalue().splitlines())) <= 80
    assert capsys.readouterr().out == f"{headline.text}\n"
