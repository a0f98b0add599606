"""Wrong values of every option, wherever written: taken, or refused in one line that names the place."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.run import prepare
from contract_tests.settings.file import ENTRUSTED
from contract_tests.settings.option import LONGEST, UsageError, in_one_line, variable_of
from contract_tests.settings.settings import BY_NAME, OPTIONS, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from contract_tests.settings.option import Option

WRITTEN = (
    "", " ", "alive=1\nb", "\x1b[31mred", "\u202eabc", "x" * 10_000, "alive=\udcff", "alive=a\0b",
    "-1", "1e308", "inf", "9" * 5_000, "7",
    ".", "~nobody-of-that-name/x", "/proc/self/mem", "/dev/zero", "missing/x", "binary.toml",
)  # fmt: skip
"""Texts on the command line or in the environment: odd, numbers, files."""
AS_TOML: tuple[Any, ...] = (
    *(True, 1, -1, 10**400, 1.5, float("nan")),
    *(["a"], [[]], [], {"a": 1}),
    *("", "a\0b", "a\nb"),
)
"""Values with the types that a file gives them."""
WRONG_TYPES = {
    "flag": [1, 1.5, [], {}, "maybe"],
    "many": [True, 1, "a", [1], {}],
    "number": [True, [], {}, "x"],
    "count": [True, 1.5, [], {}, "x"],
    "text": [True, 1, [], {}, ""],
    "path": [True, 1, [], {}, ""],
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder of one's own, with files that are no text and no TOML."""
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "wrong.toml").write_text("a = \n")
    (tmp_path / "nested.toml").write_text("a = " + "[" * 100_000)
    monkeypatch.chdir(tmp_path)


def refusal(given: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    """Return why a run is not prepared, or nothing where it is; whatever else is raised is a defect."""
    try:
        prepare(settings_of({"base_url": "http://localhost:1"} | dict(given), environ), environ)
    except UsageError as error:
        return str(error)
    return ""


def is_one_line(words: str, *places: str) -> bool:
    """Tell whether a refusal is one line that a terminal shows as it is, and begins with its place."""
    return words.isprintable() and len(words) < LONGEST + 100 and words.startswith(places)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_what_is_written_is_taken_or_refused_in_one_line(option: Option) -> None:
    """On the command line and in the environment."""
    for value in WRITTEN:
        if (option.kind, value) == ("flag", "") or option.name == "reference":
            continue  # a flag has no value on the command line, and a reference deployment would be started
        given = {option.key: [value] if option.kind == "many" else value}
        for words in (refusal(given, {}), refusal({}, {option.variable: value})):
            also = ("--provision", "--token-command", "no deployment", "CONTRACT_BEARER_TOKEN")
            assert not words or is_one_line(words, option.flag, option.variable, *also), value[:50]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_a_wrong_type_in_a_file_is_refused_in_one_line(option: Option) -> None:
    """Each value that a file can hold is of the option's type, or is refused by name."""
    for value in WRONG_TYPES[option.kind]:
        with pytest.raises(UsageError) as caught:
            option.parse(value, f"staging.toml: {option.name}")
        assert is_one_line(str(caught.value), f"staging.toml: {option.name}: ")
    for value in AS_TOML:
        with contextlib.suppress(UsageError):
            assert option.parse(value, "x") is not None


@pytest.mark.parametrize("option", [each for each in OPTIONS if each.kind in {"number", "count"}], ids=str)
def test_a_number_has_bounds(option: Option) -> None:
    """Both bounds are taken, and what is beyond them is refused with both."""
    for number in (option.least, option.most):
        assert option.parse(str(int(number) if option.kind == "count" else number), "--x") == number
    for number in (option.least - 1, option.most * 10):
        with pytest.raises(UsageError, match=rf"^--x: .* from {option.least:g} to {option.most:,.0f}$"):
            option.parse(str(int(number)), "--x")


@pytest.mark.parametrize("source", ["environment", "file", "command"])
@pytest.mark.parametrize("name", ENTRUSTED)
def test_a_source_of_a_credential_is_used_or_refused_in_one_line(
    tmp_path: Path, name: str, source: str
) -> None:
    """A deployment file may say anything of where a credential is to be had."""
    places = f"credentials.{name}: ", f"staging.toml: credentials.{name} ", f"{variable_of(name)}: "
    for value in WRITTEN:
        written = json.dumps(value.replace("\udcff", "\xff"))
        (tmp_path / "staging.toml").write_text(f"[credentials]\n{name} = {{ {source} = {written} }}\n")
        words = refusal({"deployment": "staging.toml"}, {})
        assert not words or is_one_line(words, *places), value[:50]


@pytest.mark.parametrize(
    "path",
    [
        "missing.toml", ".", "binary.toml", "wrong.toml", "nested.toml",
        "/proc/self/mem", "/dev/zero", "x" * 5_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["deployment", "baseline"])
def test_a_file_that_cannot_be_read_is_refused_in_one_line(name: str, path: str) -> None:
    """Missing, a folder, no text, no TOML, unreadable, endless, with a name too long: with the reason."""
    words = refusal({BY_NAME[name].key: path}, {})
    assert is_one_line(words, f"--{name} {path[:20]}")
    syntax = (name, path) == ("deployment", "wrong.toml")
    known = "(at line 1, column 5); write TOML, with texts in quotes"
    assert words.endswith(known if syntax else "); name a readable TOML file")


@pytest.mark.parametrize(
    "environ, meant",
    [
        ({"CONTRACT_BASEURL": "x"}, "CONTRACT_BASE_URL"),
        ({"CONTRACT_APIKEY": "x"}, "CONTRACT_API_KEY"),
        ({"CONTRACT_API_KEY_2": "x", "CONTRACT_API_KEY": "y" * 20}, ""),
        ({"CONTRACT_TESTS_EXAMPLES": "9", "CONTRACTS_BASE_URL": "x", "CONTRACT_ADDRESS": "x"}, ""),
    ],
)
def test_a_misspelled_variable_is_refused_by_name(environ: dict[str, str], meant: str) -> None:
    """Unless ours is there too, or it is somebody else's."""
    (variable, *_) = environ
    wanted = f"{variable}: there is no such variable; did you mean {meant}?" if meant else ""
    assert refusal({}, environ) == wanted


def test_a_variable_that_the_file_names_is_no_misspelled_one(tmp_path: Path) -> None:
    """Whoever wrote the file chose its name."""
    written = '[credentials]\napi-key = { environment = "CONTRACT_APIKEY" }\n'
    (tmp_path / "staging.toml").write_text(written)
    assert refusal({"deployment": "staging.toml"}, {"CONTRACT_APIKEY": "x" * 20}) == ""


def test_a_long_value_is_shortened_in_its_middle() -> None:
    """Place and remedy stay, with how much was left out; what is not printable is escaped."""
    words = in_one_line("--base-url " + "a" * 10_000 + "\n\x1b: not a URL; write another")
    assert words.startswith("--base-url aaaa")
    assert words.endswith("aaa\\n\\x1b: not a URL; write another")
    assert "[... 9,5" in words
