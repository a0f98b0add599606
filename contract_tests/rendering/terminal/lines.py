"""Lines of a terminal: no wider than it is, and in which manner each is shown."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, TextIO

from attrs import frozen

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

WIDTH, NARROWEST, WIDEST = 80, 60, 120
"""Columns to programs, and those that a terminal may have: longer lines are hard to read."""
BLANK = re.compile(r"(?<!\d) | (?!m?s\b)")
"""Where a line may end."""
Manner = Literal["plain", "strong", "good", "bad", "doubtful"]
CODES: dict[Manner, str] = {"plain": "", "strong": "1", "good": "1;32", "bad": "1;31", "doubtful": "33"}
"""ANSI's, for bold and colours."""


@frozen
class Line:
    """A text, and its manner; a `sentence` is folded on a terminal, and one line to programs."""

    text: str = ""
    manner: Manner = "plain"
    sentence: bool = False


def show(lines: Iterable[Line], file: TextIO | None = None) -> None:
    """Print lines; in colours on a terminal, unless the environment says otherwise (no-color.org)."""
    file = file or sys.stdout
    forced = os.environ.get("FORCE_COLOR", "0") not in {"", "0"}
    coloured = not os.environ.get("NO_COLOR") and (forced or file.isatty())
    encoding = file.encoding or "utf-8"
    for line in lines:
        code = CODES[line.manner] if coloured else ""
        for row in folded(line.text) if line.sentence and file.isatty() else [line.text]:
            # What a terminal's encoding lacks is spelled, and stops no run.
            text = row.encode(encoding, "backslashreplace").decode(encoding)
            print(f"\033[{code}m{text}\033[0m" if code else text, file=file)


class _Forgiving(io.FileIO):
    """A file that drops what it cannot take: a reader who has gone, or a full disk, ends no run."""

    def write(self, octets: Buffer, /) -> int:
        """Write, or say so."""
        try:
            return super().write(octets)
        except OSError:
            return memoryview(octets).nbytes


def forgiving(file: TextIO | None) -> TextIO:
    """Return a copy of an output that raises nothing where it is closed, full, or read no more."""
    try:
        descriptor = os.dup(file.fileno()) if file else os.open(os.devnull, os.O_WRONLY)
    except OSError:  # no file at all
        return file or sys.stdout
    buffer = io.BufferedWriter(_Forgiving(descriptor, "w"))
    return io.TextIOWrapper(
        buffer, file.encoding if file else "utf-8", "backslashreplace", line_buffering=True
    )


def cells(text: str) -> int:
    """Return how many columns a text takes; Chinese characters take two."""
    return len(text) + sum(unicodedata.east_asian_width(each) in "WF" for each in text)


def width() -> int:
    """Return the columns that lines may take: those of the terminal, or as COLUMNS says."""
    return min(max(shutil.get_terminal_size((WIDTH, 0)).columns, NARROWEST), WIDEST)


def beginning(text: str, width: int) -> str:
    """Return as much of a text as fits into a width."""
    while cells(text) > width:
        text = text[: max(width // 2, len(text) - (cells(text) - width + 1) // 2)]
    return text


def clipped(text: str) -> str:
    """Return a text that fits, with dots where the rest was."""
    return text if cells(text) <= width() else f"{beginning(text, width() - 3).rstrip()}..."


def folded(text: str, first: str = "", rest: str = "  ", *, whole: bool = False) -> list[str]:
    """Return a text as lines that begin with `first`, then with `rest`, broken between words if possible.

    A number stays with its seconds. A word that is longer than a line is broken, unless all are to stay
    `whole`, as addresses that are to be followed.
    """
    most, lines, line, empty = width(), [], first, True
    for word in BLANK.split(text):
        longer = f"{line}{word}" if empty else f"{line} {word}"
        if not empty and cells(longer) > most:
            lines.append(line)
            longer = f"{rest}{word}"
        while cells(longer) > most and not whole:
            lines.append(beginning(longer, most))
            longer = rest + longer[len(lines[-1]) :]
        line, empty = longer, False
    return [*lines, line]


def item(name: str, words: str) -> list[str]:
    """Return words, each whole, as lines behind, and right of, what they are about."""
    return folded(words, f"{name:<13}", " " * 13, whole=True)


def shortened(lines: list[str], most: int) -> list[str]:
    """Return at most so many lines, with dots where the rest was."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"{beginning(lines[most - 1], width() - 3).rstrip()}..."] if most else []
