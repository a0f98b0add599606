"""The suite against real gateways and real frameworks, as their owners run them; `nox -s wild`.

Each row of the table is a deployment: how it is started, which verdict is right for it, and why.
"""
