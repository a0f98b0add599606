"""Correct deployments that use many freedoms at once, as real ones do."""

from tests.faults.fault import VARIANTS, Variant
from tests.faults.variants.freedom import combined

# A freedom has to be registered before it can be combined.
from tests.faults.variants import (  # isort: skip
    body,  # noqa: F401  registers
    expiry,  # noqa: F401  registers
    gateway,  # noqa: F401  registers
    history,  # noqa: F401  registers
    replicas,  # noqa: F401  registers
    surroundings,  # noqa: F401  registers
    times,  # noqa: F401  registers
    wire,  # noqa: F401  registers
)
from tests.faults.variants.access import compared, named, refused, unknown  # noqa: F401  isort: skip  likewise

DEPLOYMENTS: dict[str, tuple[str, str]] = {
    "old-framework": (
        "A framework of some years ago: refusals are 403, ids are validated, times local, nulls left out.",
        "refused-403 invalid-422 time-local nulls-omitted no-cache-control seconds-rounded",
    ),
    "behind-a-cdn": (
        "A CDN in front: compressed, chunked, cached for a second, strict about paths, 502 now and then.",
        "gzip chunked cache gateway-strict gateway-502 many-headers cached-privately media-type-with-charset",
    ),
    "behind-a-firewall": (
        "A firewall and a rate limit in front of a slow service that closes connections.",
        "gateway-suspicious gateway-utf-8 gateway-closing-on-long limited-to-25 slow-before closing",
    ),
    "as-late-as-allowed": (
        "Everything that may lag lags: a cache of a second, replicas apart, whole seconds, late cleaning up.",
        "cache replicas-clocks-apart replicas-late seconds-rounded-down cleaned-up-late slow-after",
    ),
    "as-late-as-allowed-upwards": (
        "Everything that may lag lags, and seconds are rounded up.",
        "cache-of-vms replicas-clocks-apart replicas-late seconds-rounded-up dying-slowly slow-before",
    ),
    "bare": (
        "As little as the contract asks for: no nulls, no defaults, no times, no headers, no words.",
        "nulls-omitted defaults-omitted time-never-told no-cache-control refused-without-words",
    ),
    "talkative": (
        "More than was asked for: members, headers, environments, escapes, long names.",
        "more-members environment-told json-spread-out vm-id-odd many-headers refused-with-its-context",
    ),
    "another-language": (
        "A service in another language: exponents, capitals, ids without dashes, nanoseconds, 404 and 403.",
        "json-exponents id-without-dashes time-nanoseconds media-type-in-capitals unknown-404 foreign-403",
    ),
    "warm-pool": (
        "VMs come out of a warm pool, are replaced, resumed, and woken by use.",
        "pool replaced-out-of-a-pool woken-by-use dead-creating created-just-now",
    ),
    "busy-neighbour": (
        "Another caller works with the sessions all the while: extends, suspends, resumes, deletes.",
        "extended-often expiry-put-off suspended-and-resumed-under-its-name revived slow-after cache",
    ),
    "eventually-consistent": (
        "Two late replicas behind one cache, a session deleted, times written by each in its own way.",
        "replicas-late cache deleted time-in-turn id-as-stored slow-at-times",
    ),
    "bad-day": (
        "The service restarts, gateways time out, connections drop, and everything is slow.",
        "restarting gateway-504 dropping-at-times slow-at-times unavailable-at-times",
    ),
    "crash-loop": (
        "A VM dies and is replaced again and again, by undocumented words, behind a rate limit.",
        "replaced-again-and-again suspended-and-resumed dead-terminated limited-without-word vm-id-number",
    ),
    "forgetful": (
        "What is dead is soon forgotten, what is unknown gone, and what is refused too often is locked out.",
        "forgotten-when-dead unknown-410 foreign-404 refused-too-often spelled-unknown time-space",
    ),
    "minimal-dates": (
        "Times with a space and half-hour zones, sessions created long ago, whole seconds, a date to await.",
        "time-offset-of-half-an-hour created-long-ago seconds-rounded-down limited-until-a-date deflate",
    ),
}

for _name, (_sentence, _freedoms) in DEPLOYMENTS.items():
    VARIANTS[_name] = Variant(_name, _sentence, combined(*_freedoms.split()))
