"""Names the plugin, so that `pytest contract_tests` knows the options."""

import contract_tests.__main__  # noqa: F401  says in one line what is not installed

pytest_plugins = ["contract_tests.items.plugin"]
