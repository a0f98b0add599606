"""A run's steps where it does not go straight on: refused, interrupted, summed up for a step on GitHub."""

from functools import partial
from pathlib import Path

import pytest
from attrs import evolve

from contract_tests.asking.gathering import Gathering, RealWorld
from contract_tests.clauses import Tolerances
from contract_tests.recording.observation import Recording
from contract_tests.run import conclude, gather, prepare, publish, run
from contract_tests.settings.deployment import Deployment
from contract_tests.settings.option import UsageError
from contract_tests.settings.settings import Settings
from tests.faults import VARIANTS, deployed
from tests.matrix.conduct import BASE_URL, SEEDED, prepared_for, world_of
from tests.suite.asking.loopback import keeping

CORRECT = next(iter(VARIANTS.values()))


@pytest.mark.parametrize("step", ["ask", "finish"], ids=["while searching", "while watching"])
def test_an_interrupted_run_concludes_with_what_it_has(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It exits with 2, and judges what was answered until then."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Gathering, step, interrupted)
    prepared = prepared_for(SEEDED)
    evidence = gather(prepared, world_of(partial(deployed, CORRECT), SEEDED))
    report = conclude(evidence, prepared)
    assert (report.exit_status, report.recording.interrupted, report.blocking) == (2, True, ())
    assert report.requests >= 1
    assert report.headline.startswith("INCOMPLETE interrupted; ")


def test_a_credential_that_is_there_is_not_asked_for() -> None:
    """Not even where nothing could be asked with it, for want of a session."""
    ours = tuple(each for each in SEEDED.sessions if each[0] != "foreign")
    prepared = prepared_for(evolve(SEEDED, sessions=ours))
    evidence = gather(prepared, world_of(partial(deployed, CORRECT), SEEDED))
    report = conclude(evidence, prepared)
    assert [each.how for each in report.groups] == ["--session foreign=ID"]


def test_a_gathering_may_be_ended_twice() -> None:
    """Interrupted in the middle of an item it is, and tells the same observations both times."""
    with keeping() as server:
        gathering = Gathering(Deployment(base_url=server.base_url), RealWorld())
        gathering.arrive()
        assert gathering.stop() == gathering.stop() != []


def test_two_deployments_are_refused() -> None:
    """A run judges one deployment, and nothing is started before that is understood."""
    with pytest.raises(UsageError) as caught:
        run(Settings(reference=True, base_url=BASE_URL), {})
    assert str(caught.value) == "--reference and --base-url name two deployments; pass one of them"


@pytest.mark.parametrize("here", [True, False], ids=["on GitHub", "elsewhere"])
def test_a_step_on_github_gets_a_summary(here: bool, tmp_path: Path) -> None:  # noqa: FBT001  a parameter of the test
    """The file that a step shows is added to there, and nowhere else."""
    shown = tmp_path / "summary.md"
    shown.write_text("before\n")
    prepared = prepared_for(SEEDED, budget=0)
    environ = {"GITHUB_ACTIONS": str(here).lower(), "GITHUB_STEP_SUMMARY": str(shown)}
    evidence = gather(prepared, world_of(partial(deployed, CORRECT), SEEDED))
    publish(conclude(evidence, prepared), evidence, evolve(prepared, environ=environ))
    assert shown.read_text().startswith("before\n")
    assert (len(shown.read_text().splitlines()) > 1) == here


def test_defaults_of_a_recording_are_those_of_the_settings() -> None:
    """A setting that an older recording lacks has its default, which is the same still."""
    recording, settings = Recording(base_url="", started=""), Settings()
    terms = (settings.expiry_grace, settings.watch, settings.watch_expiry)
    assert (recording.expiry_grace, recording.watch, recording.watch_expiry) == terms
    assert Tolerances() == Tolerances(grace=terms[0], watch=terms[1], watch_expiry=terms[2])


def test_what_is_prepared_is_not_begun(tmp_path: Path) -> None:
    """The folder is made, credentials are found, and nothing has been sent: there is no client yet."""
    settings = Settings(base_url=BASE_URL, report=tmp_path / "a" / "b")
    prepared = prepare(settings, {"CONTRACT_API_KEY": "k" * 20})
    assert prepared.folder is not None
    assert prepared.folder.is_dir()
    assert prepared.deployment is not None
    assert prepared.deployment.credentials.own() == ["key"]
