"""Two descriptions of one operation compared, from the point of view of whoever calls it.

What callers send may be understood more widely than before, and what they receive may be told more
narrowly; the opposite breaks them. Pure, and a table decides: `changes.CHANGES` holds each kind of
change with its consequence. Where it is in doubt whether a change breaks anybody, it is harmless.
Understands OpenAPI 3.0 and 3.1.
"""

from __future__ import annotations

from contract_tests.schema_diff.changes import CHANGES, Change, Difference, Kind
from contract_tests.schema_diff.described import Operation, operation_of
from contract_tests.schema_diff.operations import differences

__all__ = ["CHANGES", "Change", "Difference", "Kind", "Operation", "differences", "operation_of"]
