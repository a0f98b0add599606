"""An option: one field of `Settings`, with all that is to be known of it in the field's metadata.

The command line, pytest's options, the environment, the deployment file and the table in the documentation
are derived from these.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from attrs import Attribute, field, frozen

OptionKind = Literal["text", "many", "number", "count", "flag", "path"]
Command = Literal["run", "judge", "load"]

METADATA = "option"
"""Under which an option stands in its field's metadata."""
TRUTH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}

LONGEST, KEPT_AT_THE_END = 480, 160
"""Characters of a message: it begins with the place and ends with the remedy, so its middle is left out."""
MOST = 1_000_000
"""Of a number, unless it says more: eleven days in seconds; with more, clocks and queues overflow."""


class UsageError(ValueError):
    """A value that will not do, in one line: where it was written, what is wrong, what to write instead."""

    def __init__(self, words: str) -> None:
        super().__init__(in_one_line(words))


def in_one_line(words: str) -> str:
    """Return words without their middle if they are long, and with all that is not printable escaped."""
    left_out = len(words) - LONGEST
    if left_out > 0:
        end = len(words) - KEPT_AT_THE_END
        words = f"{words[: end - left_out]}[... {left_out:,} characters ...]{words[end:]}"
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in words
    )


def variable_of(name: str) -> str:
    """Return the variable of the environment for an option or a credential: `CONTRACT_BASE_URL`."""
    return "CONTRACT_" + name.upper().replace("-", "_")


@frozen(kw_only=True)
class Option:
    """One option. A number or count lies from `least` to `most`; `commands` are those that take it."""

    name: str
    kind: OptionKind
    metavar: str
    meaning: str
    group: str
    commands: tuple[Command, ...] = ()
    default: Any = None
    least: float = 0
    most: float = MOST

    @classmethod
    def of(cls, attribute: Attribute[Any]) -> Option:
        """Return the option that a field of `Settings` is."""
        name = attribute.name.replace("_", "-")
        return cls(name=name, default=attribute.default, **attribute.metadata[METADATA])

    @property
    def flag(self) -> str:
        """Its name on the command line: `--base-url`."""
        return f"--{self.name}"

    @property
    def variable(self) -> str:
        """Its name in the environment: `CONTRACT_BASE_URL`."""
        return variable_of(self.name)

    @property
    def key(self) -> str:
        """The name of its field: `base_url`."""
        return self.name.replace("-", "_")

    @property
    def explained(self) -> str:
        """Its meaning, and its default where that is a number."""
        return f"{self.meaning} ({self.default:g})" if self.has_number else self.meaning

    @property
    def has_number(self) -> bool:
        """True if its default is a number."""
        return self.kind in {"number", "count"} and self.default is not None

    def given(self, values: Mapping[str, Any], environ: Mapping[str, str]) -> tuple[Any, str] | None:
        """Return what the command line or the environment says, parsed, and where; None for nothing."""
        value = values.get(self.key)
        # A flag that is not given is False, and a repeatable option empty: neither says anything.
        if value not in (None, False, [], ()):
            return self.parse(value, self.flag), self.flag
        text: Any = environ.get(self.variable)
        if not text:
            return None
        if self.kind == "many":
            text = [line.strip() for line in text.splitlines() if line.strip()]
        return self.parse(text, self.variable), self.variable

    def parse(self, value: Any, place: str) -> Any:
        """Return a value as the option's type; UsageError names the place where it was written."""
        for text in map(str, value if isinstance(value, list | tuple) else [value]):
            # What the system could not decode stands in surrogates, which can be neither sent nor printed.
            if any(each == "\0" or "\ud800" <= each <= "\udfff" for each in text):
                raise UsageError(f"{place}: {text!r} holds NUL, or what is no UTF-8; leave that out")
        match self.kind:
            case "flag":
                # A file may say true as TOML does; the number 1 is no answer there.
                known = value if isinstance(value, bool) else TRUTH.get(str(value).lower())
                if known is None or not isinstance(value, bool | str):
                    raise UsageError(f"{place}: {value!r} is neither true nor false")
                return known
            case "many":
                if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
                    raise UsageError(f'{place}: write a list of texts, such as ["{self.metavar}"]')
                return tuple(value)
            case "number" | "count":
                return self._number(value, place)
            case _:
                if not isinstance(value, str | Path) or not str(value).strip():
                    raise UsageError(f"{place}: {value!r} is no text; write {self.metavar}")
                return Path(value) if self.kind == "path" else str(value)

    def _number(self, value: Any, place: str) -> float | int:
        kind = "a whole number" if self.kind == "count" else "a number"
        wanted = f"{kind} from {self.least:g} to {self.most:,.0f}"
        # To Python true is the number 1, and the float 2.5 the whole number 2: neither was meant.
        given: Any = None if isinstance(value, bool) else value
        whole = self.kind == "count" and not isinstance(given, float)
        try:
            number = int(given) if whole else float(given)
        except (OverflowError, TypeError, ValueError):
            raise UsageError(f"{place}: {value!r} is not {kind}; write {wanted}") from None
        fractional = self.kind == "count" and number % 1 != 0
        if not self.least <= number <= self.most or fractional:
            raise UsageError(f"{place}: {value!r} will not do; write {wanted}")
        return int(number) if self.kind == "count" else number


def setting(
    kind: OptionKind,
    metavar: str,
    meaning: str,
    group: str,
    *also: Command,
    default: Any = None,
    **bounds: Any,
) -> Any:
    """Return a field of `Settings` that is an option of `run`, and of the commands in `also`."""
    said = {"kind": kind, "metavar": metavar, "meaning": meaning, "group": group, "commands": ("run", *also)}
    return field(default={"many": (), "flag": False}.get(kind, default), metadata={METADATA: said | bounds})
