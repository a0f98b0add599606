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


@pytest.mark.parametrize("arguments", [["list"], ["explain", KNOWN]], ids=lambda each: each[0])
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


def test_a_headline_is_folded_on_a_terminal_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """To programs it is the last line."""
    headline = Line("ERRORED " + "words " * 30, sentence=True)
    terminal = Terminal()
    show([headline], terminal)
    show([headline])
    assert max(map(len, terminal.getvalue().splitlines())) <= 80
    assert capsys.readouterr().out == f"{headline.text}\n"
