"""The deployment that options describe, and the one line for each way of describing none."""

import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields

from contract_tests.run import prepare
from contract_tests.settings.deployment import (
    Deployment,
    base_url_of,
    credentials_of,
    deployment_of,
    output_of,
)
from contract_tests.settings.option import UsageError, in_one_line
from contract_tests.settings.sessions import DeclaredSession, sessions_of
from contract_tests.settings.settings import Manners, Settings, settings_of

HOLDS_A_USER = ": holds a user or a password; credentials come from the environment"
STATES = "alive, unassigned, dead, expiring, foreign"
SEVERAL = "repeat --session, or give each a line of its own in CONTRACT_SESSION"
UUID, ONCE = "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "declare it once"


def settings(**given: Any) -> Settings:
    """Return the settings of a command line."""
    return settings_of({"base_url": "http://localhost:8000"} | given, {})


def python(source: str) -> str:
    """Return a command that runs a line of Python."""
    return f'{sys.executable} -c "{source}"'


@pytest.mark.parametrize(
    "written, kept",
    [
        ("http://localhost", "http://localhost"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("https://example.com/a/b//", "https://example.com/a/b"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
        ("HTTP://Example.com", "http://example.com"),
        ("http://example.com:80/a%2Fb/C", "http://example.com/a%2Fb/C"),
        ("https://example.com:0443/", "https://example.com"),
        ("http://example.com:", "http://example.com"),
        ("http://example.com.:8000", "http://example.com.:8000"),
        ("https://xn--bcher-kva.example:80", "https://xn--bcher-kva.example:80"),
        ("http://[0:0:0:0:0:0:0:1]:8000", "http://[::1]:8000"),
        ("http://[::FFFF:127.0.0.1]", "http://[::ffff:127.0.0.1]"),
        ("http://[fe80::1%25eth0]:8000/x", "http://[fe80::1%25eth0]:8000/x"),
        ("http://[fe80::1%eth0]", "http://[fe80::1%25eth0]"),
    ],
)
def test_a_base_url_has_one_spelling(written: str, kept: str) -> None:
    """A prefix is kept as it is written, but for a slash at its end; host and port are as curl names them."""
    assert base_url_of(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "localhost", "localhost:8000", "example.com/x", "ftp://example.com", "http://", "http://:80",
        "//example.com", "http://example.com:x", "http://example.com:99999", "http://example.com:0",
        "http://[::1", "http://[::g]", "http://ex%61mple.com", "http://-a.com", "http://a\\b", "http://a.com/\x7f",
        "http://1.2.3.4.5", "http://256.0.0.1", "http://127.1", "http://0x7f000001",
        "http://example .com", "http://example.com/a b",
        "http://example.com/\n", "",
    ],
)  # fmt: skip
def test_what_is_no_url_gets_one_line(written: str) -> None:
    """A malformed URL is shown, with what a good one looks like."""
    with pytest.raises(UsageError) as caught:
        base_url_of(written)
    assert (
        str(caught.value)
        == f"--base-url {in_one_line(written)}: not a URL; write one such as https://staging.example.com"
    )


@pytest.mark.parametrize(
    "written, message",
    [
        ("http://me:word@example.com", HOLDS_A_USER),
        ("http://me@example.com", HOLDS_A_USER),
        ("http://me:wörd@example.com", HOLDS_A_USER),
        (
            "http://exämple.com",
            (
                " http://exämple.com: holds characters outside ASCII; write the host's name in its "
                "xn-- form, and the path percent-encoded"
            ),
        ),
        ("http://a.com?x=1", " http://a.com?x=1: ends in a query or a fragment; leave it out"),
        ("http://a.com/#x", " http://a.com/#x: ends in a query or a fragment; leave it out"),
    ],
)
def test_a_url_with_more_in_it_gets_one_line(written: str, message: str) -> None:
    """Credentials in an address are not repeated; queries and fragments are refused."""
    with pytest.raises(UsageError) as caught:
        base_url_of(written)
    assert str(caught.value) == f"--base-url{message}"


def test_origin_and_prefix_make_up_the_base_url() -> None:
    """Requests go to the origin, and their targets begin with the prefix."""
    made = deployment_of(settings(base_url="https://example.com:8443/a/b/"), {})
    assert (made.origin, made.prefix) == ("https://example.com:8443", "/a/b")


def test_manners_are_those_of_the_settings() -> None:
    """Pace, limits and patience come from the settings as they are, and so do the defaults."""
    names = [each.name for each in fields(Manners)]
    numbers = {name: position for position, name in enumerate(names, 1)}
    made = deployment_of(settings(**numbers), {})
    assert {name: getattr(made, name) for name in numbers} == numbers
    assert deployment_of(settings(), {}) == Deployment(base_url="http://localhost:8000")


def test_sessions_are_declared_once_each() -> None:
    """STATE=ID, blanks around them forgiven, repetitions too."""
    found = sessions_of(["alive=1", " dead = 2 ", "alive=1", "foreign=a=b", "alive=1,2"])
    assert found == (
        DeclaredSession("alive", "1"),
        DeclaredSession("dead", "2"),
        DeclaredSession("foreign", "a=b"),
        DeclaredSession("alive", "1,2"),
    )


@pytest.mark.parametrize(
    "written, message",
    [
        (["asleep=1"], f"--session asleep=1: unknown state 'asleep'; write one of {STATES}, then =ID"),
        (["alive"], "--session alive: no id; write alive=ID"),
        (["alive="], "--session alive=: no id; write alive=ID"),
        (["=1"], f"--session =1: unknown state ''; write one of {STATES}, then =ID"),
        (["Alive=1"], f"--session Alive=1: unknown state 'Alive'; write one of {STATES}, then =ID"),
        (["alive=1,dead=2"], f"--session alive=1,dead=2: declares several sessions; {SEVERAL}"),
        (["alive=1; dead=2"], f"--session alive=1; dead=2: declares several sessions; {SEVERAL}"),
        (["alive=1", "dead=1"], "--session dead=1: 1 is declared alive too; declare it once"),
        *(
            (
                [f"alive={UUID}", f"dead={spelled}"],
                f"--session dead={spelled}: {UUID} is declared alive too; {ONCE}",
            )
            for spelled in (
                UUID.upper(),
                f"urn:uuid:{UUID}",
                f"URN:UUID:{UUID}",
                f"{{{UUID}}}",
                UUID.replace("-", ""),
            )
        ),
    ],
)
def test_bad_declarations_get_one_line(written: list[str], message: str) -> None:
    """The declaration, and what to write."""
    with pytest.raises(UsageError) as caught:
        sessions_of(written)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "other, count",
    [
        (UUID.upper(), 1),
        (f"{UUID}0", 2),
        (f"{{{UUID}", 2),
        (UUID.replace("-", "", 1), 2),
        (UUID.replace("6", "\u0666"), 2),
    ],
)
def test_what_is_one_uuid_is_one_session(other: str, count: int) -> None:
    """However it is spelled; an id that is no UUID is known as it is written."""
    assert len(sessions_of([f"alive={UUID}", f"alive={other}"])) == count


def test_a_provisioner_declares_sessions() -> None:
    """Sessions that the command prints are added to those declared; it knows address and credentials."""
    script = "echo alive $CONTRACT_BASE_URL; echo dead ${#CONTRACT_API_KEY}"
    script += "; echo unassigned -$CONTRACT_BEARER_TOKEN"
    sources = {"api-key": {"environment": "MINE"}}
    said = evolve(settings(session=["foreign=3"], provision=f"sh -c '{script}'"), sources=sources)
    made = deployment_of(said, {"MINE": "m" * 20})
    with closing(made):
        assert made.sessions[0] == DeclaredSession("foreign", "3")
        assert [(each.state, each.id) for each in made.sessions[1:]] == [
            ("alive", "http://localhost:8000"),
            ("dead", "20"),
            ("unassigned", "-"),
        ]
    assert made.declared("alive", "dead") == made.sessions[1:3]


def test_a_token_command_gives_the_first_token_and_the_next() -> None:
    """The command is run at the start, and can be run again; its end of line is no part of the token."""
    made = deployment_of(settings(token_command=python("print('t' * 20)")), {})
    assert made.renew_token is not None
    assert made.credentials.bearer_token == made.renew_token() == "t" * 20


@pytest.mark.parametrize(
    "command, words",
    [
        ("nosuch 'a key'", "nosuch: no such command"),
        ("eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "the command: no such command"),
        ("'unclosed", "the command could not be run (no closing quotation)"),
        (python("raise SystemExit(3)"), "the command exited with 3"),
        ("yes", "the command printed more than 65536 bytes"),
        (python("import sys; sys.stdout.buffer.write(bytes([255]))"), "the command printed no text"),
    ],
)
def test_a_command_that_fails_gets_one_line(command: str, words: str) -> None:
    """A command of the owner's that fails is not shown, since it may hold a credential."""
    with pytest.raises(UsageError) as caught:
        output_of(command, "--token-command")
    assert str(caught.value) == f"--token-command: {words}; try it by hand"


def test_credentials_come_from_the_environment_a_file_or_a_command(tmp_path: Path) -> None:
    """Each has its variable; a deployment file may name another, a file, or a command."""
    path = tmp_path / "secret"
    path.write_text("f" * 20 + "\n")
    sources = {
        "api-key": {"environment": "MINE"},
        "bearer-token": {"file": str(path)},
        "foreign-api-key": {"command": python("print('c' * 20)")},
    }
    found = credentials_of(sources, {"MINE": "e" * 20})
    assert (found.api_key, found.bearer_token, found.foreign_api_key) == ("e" * 20, "f" * 20, "c" * 20)
    first = credentials_of(sources, {"MINE": "e" * 20, "CONTRACT_API_KEY": "o" * 20})
    assert first.api_key == "o" * 20
    assert credentials_of({}, {"CONTRACT_API_KEY": " "}).own() == []


@pytest.mark.parametrize(
    "source, words",
    [
        ({"environment": "MINE"}, "MINE is not set; set it"),
        ({"environment": "STAGING_API_KEY_2"}, "STAGING_API_KEY_2 is not set; set it"),
        ({"environment": "sk_live_4eC39HqLyjWD"}, "the variable that it names is not set; set it"),
        ({"environment": "AKIAIOSFODNN7EXAMPLE"}, "the variable that it names is not set; set it"),
        ({"file": "/no/such"}, "/no/such cannot be read; name a readable file"),
        ({"command": "false"}, "the command exited with 1; try it by hand"),
    ],
)
def test_a_credential_that_cannot_be_had_gets_one_line(source: dict[str, str], words: str) -> None:
    """The line names the credential, where it should have come from, and what to do."""
    with pytest.raises(UsageError) as caught:
        credentials_of({"api-key": source}, {})
    assert str(caught.value) == f"credentials.api-key: {words}"


OURS = "key-of-our-own-account"


@pytest.mark.parametrize(
    "given",
    [
        {"base_url": f"http://a.example/{OURS}"},
        {"session": (f"alive={OURS}",)},
        {"provision": f"echo dead x{OURS}"},
        {"not_applicable": (f"liveness.alive-means-active=known to {OURS}",)},
        {"report": Path(OURS)},
        {"baseline": "reason"},
    ],
)
def test_a_credential_where_all_is_shown_is_refused(
    given: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the owner's own words, wherever a run would repeat them; and the one line does not."""
    monkeypatch.chdir(tmp_path)
    if "baseline" in given:
        known = f'clause = "liveness.alive-means-active"\nreason = "{OURS}"\nreview = 2999-01-01\n'
        given = {"baseline": tmp_path / "known.toml"}
        given["baseline"].write_text(f"[[known]]\n{known}", "utf-8")
    settings = evolve(Settings(base_url="http://a.example"), **given)
    with pytest.raises(UsageError, match=r"^CONTRACT_API_KEY: ") as refused:
        prepare(settings, {"CONTRACT_API_KEY": OURS})
    assert OURS not in str(refused.value)


@pytest.mark.parametrize("variable", ["CONTRACT_API_KEY", "CONTRACT_BEARER_TOKEN"])
def test_the_other_account_has_another_credential(variable: str) -> None:
    """Else our own sessions would be foreign, and accused of being shown."""
    with pytest.raises(UsageError, match=f"^CONTRACT_FOREIGN_API_KEY: the same as {variable}; "):
        credentials_of({}, {variable: OURS, "CONTRACT_FOREIGN_API_KEY": OURS})
