"""Each request carries an id of its own, by which its receiver finds it in logs."""

import re
from functools import partial

from contract_tests.run import gather
from tests.faults import VARIANTS, deployed
from tests.matrix.conduct import SEEDED, prepared_for, world_of

TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-01")
"""W3C Trace Context, 3.2: version, trace, parent and flags; zeros alone are no id."""


def test_each_request_has_a_trace_of_its_own() -> None:
    """It is valid, recorded, and the one that arrived: what repeats it in its answers repeats this one."""
    variant = VARIANTS["trace-echoed"]
    evidence = gather(prepared_for(SEEDED), world_of(partial(deployed, variant), SEEDED))
    exchanges = [each.exchange for each in evidence.observations()]
    traces = [dict(each.headers)["traceparent"] for each in exchanges]
    assert all(TRACEPARENT.fullmatch(each) for each in traces)
    assert len({TRACEPARENT.sub(r"\1", each) for each in traces}) == len(exchanges) > 100
    answered = [each for each in exchanges if each.header("traceparent") is not None]
    assert len(answered) > 100
    assert all(each.header("traceparent") == dict(each.headers)["traceparent"] for each in answered)
    assert all(
        f"-H 'traceparent: {trace}'" in each.curl() for each, trace in zip(exchanges, traces, strict=True)
    )
