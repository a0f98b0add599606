"""Proxies and certificates that the environment names, before anything is sent."""

import pytest

from contract_tests.run import run
from contract_tests.settings.deployment import deployment_of
from contract_tests.settings.option import UsageError
from contract_tests.settings.settings import Settings
from tests.suite.asking.broken import unused_context


@pytest.mark.parametrize(
    "variable, value, words",
    [
        ("HTTPS_PROXY", "nonsense://user:secret@x", "no proxy of a known kind; write http://HOST:PORT"),
        ("all_proxy", "ftp://x", "no proxy of a known kind; write http://HOST:PORT"),
        ("SSL_CERT_FILE", "/no/such", "/no/such has no certificates; name a file of some"),
        ("CURL_CA_BUNDLE", __file__, f"{__file__} has no certificates; name a file of some"),
        ("SSL_CERT_DIR", __file__, f"{__file__} has no certificates; name a file of some"),
    ],
)
def test_surroundings_that_will_not_do_are_refused(variable: str, value: str, words: str) -> None:
    """Before anything is sent, in one line, without the password of a proxy."""
    with pytest.raises(UsageError) as caught:
        deployment_of(Settings(base_url="https://a.example"), {variable: value})
    assert str(caught.value) == f"{variable}: {words}"
    assert deployment_of(Settings(base_url="http://a.example"), {"SSL_CERT_FILE": "/no/such"})


@pytest.mark.parametrize("kind, why", [("http", ""), ("socks5", ", as socksio is not installed")])
def test_a_proxy_that_is_no_way_is_named(kind: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no deployment that it leads to, nor its password."""
    with unused_context() as proxy:
        place = proxy.base_url.removeprefix("http://")
        monkeypatch.setenv("http_proxy", f"{kind}://user:secret@{place}")
        said = run(Settings(base_url="http://api.example"), {"CONTRACT_API_KEY": "k" * 20})
    assert said.report.headline.startswith(
        f"ERRORED no way through the proxy {place}, which the environment names{why}; "
    )
