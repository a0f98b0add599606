"""One request and its answer: frozen, free of secrets, and reproducible with curl."""

import shlex

from attrs import frozen

from contract_tests.recording.failure import Failure

AGENT = "User-Agent"

GATEWAY = frozenset({429, 502, 503, 504})
"""Statuses that gateways answer in the API's place: no answer of the API, whatever was asked."""
FAILED_GATEWAY = GATEWAY - {429}
"""Those that tell of no limit: upon them even a wrong credential asks again."""
REFUSED = frozenset({401, 403})
NOT_FOUND = frozenset({404, 410})

Headers = tuple[tuple[str, str], ...]


@frozen
class Connection:
    """The connection that a request went over: its number within the run, and whether it was opened for
    this request; None where that is not known."""

    number: int
    opened: bool | None = None


@frozen(kw_only=True)
class Exchange:
    """One request and its answer, or the failure to get one.

    `sent` and `received` are seconds on our monotonic clock since the run began. `target` is what
    stood on the request line, un-normalised. Credentials are placeholders throughout. `text` holds a
    body that is UTF-8, `octets` one that is not; `undecoded` says why it is as it came, where its
    Content-Encoding is another. `connection` is None where it is not known.
    """

    number: int
    method: str
    origin: str
    target: str
    headers: Headers = ()
    sent: float
    received: float
    status: int | None = None
    answer_headers: Headers = ()
    text: str = ""
    octets: bytes = b""
    undecoded: str = ""
    failure: Failure | None = None
    connection: Connection | None = None

    @property
    def body(self) -> bytes:
        """The answer's body as it came, content encodings removed, credentials replaced."""
        return self.octets or self.text.encode(errors="backslashreplace")

    def header(self, name: str) -> str | None:
        """Return the answer's header of that name, in any case, or None."""
        return next((value for key, value in self.answer_headers if key.lower() == name.lower()), None)

    def shown(self, name: str, longest: int = 300) -> str:
        """Return a header as it may stand in a line of ours: what does not show is escaped, the rest cut."""
        value = self.header(name) or ""
        shown = "".join(each if each.isprintable() else repr(each)[1:-1] for each in value[:longest])
        return shown[:longest] + "..." * (max(len(value), len(shown)) > longest)

    def curl(self) -> str:
        """Return a curl line that sends the same request; credentials come from the environment."""
        words = ["curl", "-sSig", "--path-as-is"]
        if self.origin.startswith("https:"):
            # Over TLS, curl would negotiate HTTP/2, which is not what was sent.
            words.append("--http1.1")
        if ("Accept-Encoding", "gzip") in self.headers:
            words.append("--compressed")
        if self.method != "GET":
            words += ["-X", self.method]
        for name, value in sorted(self.headers, key=lambda header: header[0] != AGENT):
            if name == AGENT:
                words += ["-A", shlex.quote(value)]
            elif not value:
                # Without the semicolon curl would leave an empty header out.
                words += ["-H", shlex.quote(f"{name};")]
            elif name.lower() in {"x-api-key", "authorization"}:
                # Double quotes, since the value is a placeholder that the shell is to fill in.
                words += ["-H", f'"{name}: {value}"']
            else:
                words += ["-H", shlex.quote(f"{name}: {value}")]
        return " ".join([*words, shlex.quote(self.origin + self.target)])
