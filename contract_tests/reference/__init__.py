"""The reference deployment: a real HTTP server with real storage, so that everything runs anywhere.

It is what the suite is tested against, and what a run judges where no other deployment is named.
"""

from contract_tests.reference.process import Started, running
from contract_tests.reference.seeding import Seeded

__all__ = ["Seeded", "Started", "running"]
