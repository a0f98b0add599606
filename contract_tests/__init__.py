"""The contract suite for `GET /v1/sessions/status/{session_id}`.

Its vocabulary, one word per thing:

* deployment: a running service, where it is, and as whom it is asked
* declared session: an id whose state the deployment's owner vouches for
* scenario: something done to learn something
* probe: the one thing that a request tries; none where it is a documented request
* exchange: one request and its answer
* observation: an exchange, and what was known when it was made
* clause: a sentence of the contract and a pure function that judges observations by it
* finding: what one clause says of one observation, or of several together
* verdict: all findings of one clause, folded
* report: the verdicts of one run, its identity and its completeness
* baseline: violations that the owner already knows
* fault: the reference deployment, broken in exactly one way
"""
