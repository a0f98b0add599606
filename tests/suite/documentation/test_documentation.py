"""The suite's documentation says what the code says, and what it shows runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from unittest import mock

import document
import pytest

from contract_tests.clauses import CATALOGUE, clause
from contract_tests.clauses.finding import Outcome
from contract_tests.clauses.one_answer import liveness
from contract_tests.recording.observation import STATES
from contract_tests.reference import Seeded, running
from contract_tests.reference.storage import Storage
from contract_tests.settings.provisioners.protocol import Provisioner
from contract_tests.settings.settings import settings_of
from contract_tests.verdict import baseline
from contract_tests.verdict.baseline import disclaimed
from contract_tests.verdict.judging import report_of
from tests.faults import FAULTS, VARIANTS, deployed, states
from tests.faults.fault import fault
from tests.faults.variants import freedom as variants
from tests.matrix.conduct import conduct
from tests.matrix.outcomes import Row
from tests.parties.standin import Manners, standing_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = document.SUITE.read_text("utf-8")
TOML = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
LONG = 120.0
"""Seconds after which a command that hangs is ended."""


def test_whoever_draws_the_matrix_is_told_its_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Faults caught, variants blamed, requests and seconds end the output, as they stand in the document."""
    page = tmp_path / "README.md"
    page.write_text("<!-- matrix: begin -->\n<!-- matrix: end -->\n")
    fault, variant = next(iter(FAULTS.values())), next(iter(VARIANTS))
    rows = (
        Row(fault.name, "It is so.", 1, fault.clauses, (), 170, 5.8),
        Row(variant, "So.", 0, (), (), 172, 6),
    )
    monkeypatch.setattr(document, "ROOT", tmp_path)
    monkeypatch.setitem(document.TABLES, "matrix", (page, lambda: document.matrix(rows)))
    assert document.main(["matrix"]) == 0
    figures = [line for line in page.read_text().splitlines() if line.startswith("- ")]
    assert figures[0] == "- faults caught by a clause made for them: 1 of 1"
    assert figures[2] == "- correct variants blamed: 0 of 1"
    assert capsys.readouterr().out.splitlines()[-4:] == figures


@pytest.mark.parametrize("table", ["violated", "commands", "options", "clauses", "faults"])
def test_tables_are_as_the_code_has_them(table: str) -> None:
    """Each generated table stands in its document, byte for byte; else run `nox -s document`."""
    path, text = document.document(table)
    assert path.read_text("utf-8") == text


def rows_of_the_matrix() -> dict[str, list[str]]:
    """Return the rows of the committed matrix by the name in their first cell."""
    rows = re.findall(r"^\| (\S+) \| (.*) \| (.*?) ?\|$", document.MATRIX.read_text("utf-8"), re.MULTILINE)
    return {name: [sentence, clauses] for name, sentence, clauses in rows if name in {*FAULTS, *VARIANTS}}


def test_enough_faults_are_different() -> None:
    """At least 120 faults differ in the step that they break or in the clauses that catch them."""
    caught = {name: clauses for name, (_, clauses) in rows_of_the_matrix().items() if name in FAULTS}
    different = {(FAULTS[name].steps, clauses) for name, clauses in caught.items()}
    assert len(different) >= 120
    assert f": {len(different)}\n" in document.MATRIX.read_text("utf-8")


def test_the_matrix_has_every_fault_and_every_variant() -> None:
    """Each fault and each variant has a row with its sentence as it is now, and no other has one."""
    sentences = {name: sentence for name, (sentence, _) in rows_of_the_matrix().items()}
    faults = {each.name: each.sentence for each in FAULTS.values()}
    variants = {each.name: each.sentence for each in VARIANTS.values()}
    assert sentences == faults | variants


def test_the_matrix_says_that_faults_are_caught() -> None:
    """A fault's row names only clauses that there are, one that it was made for among them."""
    for name, (_, clauses) in rows_of_the_matrix().items():
        assert set(filter(None, clauses.split(", "))) <= set(CATALOGUE)
        assert name in VARIANTS or set(clauses.split(", ")) & set(FAULTS[name].clauses), name


def test_the_deployment_file_is_understood(tmp_path: Path) -> None:
    """The example of a deployment file has only settings that there are, and clauses that there are."""
    path = tmp_path / "staging.toml"
    path.write_text(TOML[0])
    settings = settings_of({"deployment": str(path)}, {})
    assert settings.sources == tomllib.loads(TOML[0])["credentials"]
    assert disclaimed(settings.not_applicable)


def test_the_baseline_is_understood(tmp_path: Path) -> None:
    """The example of a baseline is one, and names a clause that there is."""
    path = tmp_path / "known.toml"
    path.write_text(TOML[1])
    (known,) = baseline.read(path).entries
    assert known.clause in CATALOGUE


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Seeded]:
    """The reference deployment, keeping its sessions in sessions.db."""
    with running("--database", str(tmp_path / "sessions.db")) as seeded:
        yield seeded


def provision(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the reference's provisioner in a folder."""
    command = [sys.executable, "-m", "contract_tests.reference.provision", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LONG, check=False)  # noqa: S603  our own words


def test_the_provisioner_makes_a_run_complete(
    tmp_path: Path, served: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command shown judges the reference by sessions that the provisioner made, and upholds it."""
    block = TEXT.partition("<!-- provision -->\n```sh\n")[2].partition("```")[0]
    words = shlex.split(block.replace("\\\n", "").replace("http://127.0.0.1:8080", served.base_url))
    assert words[:2] == ["session-status-contract", "run"]
    for name, value in served.environment().items():
        monkeypatch.setenv(name, value)
    done = subprocess.run(  # noqa: S603  the words of our own documentation
        [sys.executable, "-m", "contract_tests", *words[1:]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1][:6]) == (0, "UPHELD"), done.stdout + done.stderr


def test_the_provisioner_deletes_what_it_made(tmp_path: Path, served: Seeded) -> None:
    """When the run is over, the reference does not know its sessions any more."""
    database = tmp_path / "sessions.db"
    command = shlex.join(["reference", str(database)])
    del served
    with closing(Storage(str(database))) as storage:
        with closing(Provisioner(command, {})) as made:
            assert {each.state for each in made.sessions} == set(STATES)
            assert all(storage.session(each.id) for each in made.sessions)
        assert not any(storage.session(each.id) for each in made.sessions)


def test_the_example_of_a_provisioner_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In 30 lines it makes sessions ready, and nothing is left of them afterwards; lives are shorter here."""
    example = TEXT.partition("<!-- provisioner -->\n```python\n")[2].partition("```")[0]
    assert len(example.splitlines()) <= 30
    usual, short = "SHORT, LONG, LAST = 20, 90, 6 ", "SHORT, LONG, LAST = 3, 9, 2 "
    assert usual in example
    path = tmp_path / "make_sessions.py"
    path.write_text(example.replace(usual, short))
    with standing_in(Manners(shortest=3, spawning=0.1, killing=0.1)) as service:
        with closing(Provisioner(shlex.join([sys.executable, str(path)]), service.environment)) as made:
            states = [each.state for each in made.sessions]
            alive = service.alive
        assert (states, alive) == (["alive", "unassigned", "dead", "expiring"], 2)
        assert service.nothing_left()
    assert capsys.readouterr().err == ""


def test_the_provisioner_names_what_it_was_not_given(tmp_path: Path) -> None:
    """Without a database that `serve` keeps it says in one line what to do, and exits with 4."""
    (tmp_path / "text.db").write_text("no database, whatever its name says" * 100)
    told = {
        "": 'name the file that `serve --database` keeps: --provision "reference FILE"',
        "none.db": "none.db: no such file; start `serve --database none.db` first",
        "text.db": "text.db: file is not a database; name the file that `serve --database` keeps",
    }
    for argument, line in told.items():
        done = provision(tmp_path, *filter(None, [argument]))
        assert (done.returncode, done.stdout, done.stderr) == (4, f"failed {line}\n", "")


def test_workflows_pin_actions_and_ask_for_little() -> None:
    """Each action is named by its commit with the version beside it, and no workflow may write."""
    workflows = sorted((document.ROOT / ".github" / "workflows").glob("*.yml"))
    assert [path.name for path in workflows] == ["contract.yml", "tests.yml"]
    for path in workflows:
        text = path.read_text("utf-8")
        uses = re.findall(r"uses: (.*)", text)
        assert uses
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each) for each in uses)
        assert re.findall(r"^permissions:\n((?: .*\n)+)", text, re.MULTILINE) == ["  contents: read\n"]


def test_the_tests_run_on_every_supported_python() -> None:
    """The workflow's Pythons are the classifiers'."""
    text = (document.ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8")
    project = tomllib.loads((document.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    supported = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert re.findall(r'"(3\.\d+)"', text) == supported


def test_the_example_of_a_clause_catches_the_example_of_a_fault() -> None:
    """CONTRIBUTING.md adds a clause, a fault that it catches, and a variant that it does not blame."""
    text = (document.ROOT / "CONTRIBUTING.md").read_text("utf-8")
    blocks = re.findall(r"^( *)```python\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    names = vars(clause) | vars(liveness) | vars(states) | vars(variants)
    names |= {"fault": fault, "inference": clause.inference, "ClassVar": ClassVar}
    with mock.patch.dict(FAULTS), mock.patch.dict(VARIANTS), mock.patch.dict(variants.FREEDOMS):
        for indent, block in blocks:
            lines = [line.removeprefix(indent) for line in block.splitlines()]
            exec(compile("\n".join(lines), "CONTRIBUTING.md", "exec"), names)  # noqa: S102  that is the point
        made = names["vm_id_holds_no_blank"]
        faulty, correct = FAULTS[f"{made.id}.blank"], VARIANTS["created-at-told-to-the-minute"]
    for kind, outcome in ((faulty, Outcome.VIOLATED), (correct, Outcome.UPHELD)):
        _, report, observations = conduct(partial(deployed, kind))
        (verdict,) = report_of(report.recording, partial(iter, observations), clauses=[made]).verdicts
        assert verdict.outcome is outcome
