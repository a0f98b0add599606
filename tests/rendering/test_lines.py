"""Lines as they are shown: coloured, spelled, and folded."""

from __future__ import annotations

import io

import pytest

from contract_tests.rendering.terminal.lines import WIDTH, Line, cells, clipped, folded, show, width


@pytest.mark.parametrize(
    "environ, terminal, coloured",
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colours_are_for_terminals(
    environ: dict[str, str],
    terminal: bool,  # noqa: FBT001  parameters of the test
    coloured: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Unless the environment forbids or forces them."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    written = io.StringIO()
    monkeypatch.setattr(written, "isatty", lambda: terminal)
    show([Line("said", "bad"), Line("plain")], written)
    assert written.getvalue() == ("\033[1;31msaid\033[0m\nplain\n" if coloured else "said\nplain\n")


def test_what_a_terminal_cannot_show_is_spelled() -> None:
    """A terminal of another encoding stops no run."""
    octets = io.BytesIO()
    with io.TextIOWrapper(octets, "ascii") as written:
        show([Line("naïve 名")], written)
        written.flush()
        assert octets.getvalue() == b"na\\xefve \\u540d\n"


@pytest.mark.parametrize("text", ["", "a", "word " * 60, "x" * 500, "名" * 100, "a " + "名 b" * 70])
def test_folding_loses_nothing(text: str) -> None:
    """Lines are narrow, and hold every character but blanks, in its order; clipped, a text is one of them."""
    lines = folded(text, "first: ", "    ")
    assert all(cells(line) <= width() for line in lines)
    assert "".join(lines).replace(" ", "") == f"first:{text}".replace(" ", "")
    assert cells(clipped(text)) <= width()


def test_a_number_stays_with_its_seconds() -> None:
    """Wherever a headline is folded."""
    for length in range(WIDTH):
        assert [line for line in folded("x" * length + " 196 requests, 8.1 s; 4 ms") if "8.1 s" in line]
