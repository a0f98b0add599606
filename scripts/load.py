"""Poll a deployment's declared sessions with many users, and judge every answer as it arrives.

nox -s load -- --base-url URL --session alive=ID --users 200 --run-time 60s

Each user polls one session. A violated clause stands in Locust's statistics, web page and CSV as CLAUSE
and its id, a session that was never as declared as DECLARED and its state, and the exit status is 1; only
what would make a run red counts (with --strict-should, SHOULD too). All of Locust's options may follow:
--processes 4 uses four cores; --master here and --worker --master-host NAME there use many machines, each
with the same options and credentials; --headful shows Locust's web page; --csv PREFIX writes tables.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))  # Locust loads this file by its path

import load_users
from locust import main as locust

from contract_tests.settings.deployment import deployment_of
from contract_tests.settings.option import UsageError
from contract_tests.settings.settings import options_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.settings.deployment import Deployment

USAGE_ERROR = 4


class Watcher(load_users.Watcher):
    """The users that Locust finds here."""

    abstract = False


def main(arguments: Sequence[str]) -> int:
    """Run Locust with the users above; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="nox -s load --",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
        allow_abbrev=False,
        epilog="All other options are Locust's: see locust --help.",
    )
    for option in options_of("load"):
        if option.kind == "flag":
            parser.add_argument(option.flag, action="store_true", default=None, help=option.meaning)
        else:
            action = "append" if option.kind == "many" else "store"
            parser.add_argument(option.flag, action=action, metavar=option.metavar, help=option.meaning)
    parser.add_argument(
        "--poll", type=float, default=1.0, metavar="S", help="seconds between two questions (1)"
    )
    try:
        given, rest = parser.parse_known_args(arguments)
        settings = settings_of(vars(given), os.environ)
        if not settings.base_url:
            raise UsageError("no deployment named: pass --base-url URL")  # noqa: TRY301  said like the others
        deployment = ready(deployment_of(settings, os.environ))
    except SystemExit as stopped:
        return USAGE_ERROR if stopped.code else 0
    except UsageError as error:
        print(error, file=sys.stderr)
        return USAGE_ERROR
    load_users.Watcher.load = load_users.Load.of(deployment, given.poll, strict_should=settings.strict_should)
    sys.argv = ["locust", "-f", __file__, "--headless", "--host", deployment.base_url, *rest]
    try:
        locust.main()  # type: ignore[no-untyped-call]  # it has no types
    finally:
        deployment.close()
    return 0


def ready(deployment: Deployment) -> Deployment:
    """Return a deployment that can be polled; UsageError where there is nothing to poll."""
    if not deployment.declared("alive", "unassigned", "dead", "expiring"):
        raise UsageError("no session to poll: declare one with --session alive=ID, or --provision COMMAND")
    if not deployment.credentials.own():
        raise UsageError("no credential: set CONTRACT_API_KEY or CONTRACT_BEARER_TOKEN in the environment")
    return deployment


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
