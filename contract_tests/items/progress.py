"""What a terminal shows while the gathering is under way; in CI, plain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.recording.timing import LIVE, PLAIN

if TYPE_CHECKING:
    import pytest

    from contract_tests.asking.gathering import Gathering


class Progress:
    """How far a gathering is, on the terminal of a pytest run."""

    def __init__(self, config: pytest.Config) -> None:
        """Find the terminal."""
        self._config = config

    def follow(self, gathering: Gathering) -> None:
        """Show how far it is until everything but the wrong credentials is done."""
        capture = self._config.pluginmanager.get_plugin("capturemanager")
        if capture is None:
            self._follow(gathering)
            return
        with capture.global_and_fixture_disabled():
            self._follow(gathering)

    def _follow(self, gathering: Gathering) -> None:
        writer = self._config.get_terminal_writer()
        live = writer.hasmarkup
        while not gathering.done(LIVE if live else PLAIN):
            told = f"{gathering.count} requests, {gathering.seconds:.1f} s"
            line = f"observing {gathering.deployment.base_url}: {told}"
            writer.write(f"\r{line}" if live else f"\n{line}\n", flush=True)
        if live:
            writer.write("\r" + " " * 100 + "\r", flush=True)
