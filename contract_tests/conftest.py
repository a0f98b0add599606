"""Names the plugin, so that `pytest contract_tests` knows the options."""

pytest_plugins = ["contract_tests.items.plugin"]
