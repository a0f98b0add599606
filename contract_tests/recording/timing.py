"""Every constant of time, each with its reason: how long we wait, and by how much answers may be off.

Seconds, where nothing else is said. It imports nothing of ours, so that all may import it:
what a clause grants and what a scenario waits for are one number.
"""

from datetime import timedelta

NEVER = float("-inf")
"""The moment of what has not happened: before all others."""

# By how much a correct deployment's answers may be off.

ROUNDING = 1.0
"""The rounding of a time told in whole seconds: down, up or to the nearest."""
CACHE = 1.0
"""The age of an answer repeated from memory; a longer memory is no aliveness check any more."""
REPLICAS = 0.5
"""The lag between replicas that hear of a change one after the other, or whose clocks are apart."""
TOLERANCE = ROUNDING + CACHE + REPLICAS
"""The difference allowed between what two answers tell of one instant, latency subtracted: all
three at once."""
SETTLED = CACHE + REPLICAS + 0.5
"""The time after a change from which on nothing tells any more what was so before: an answer that was rounded
is not late, and half a second is to spare."""
BELOW_ZERO = ROUNDING + REPLICAS
"""The most by which an uptime may be below 0: rounded down, of a VM just started by a clock that is ahead."""
VISIBLE = 0.05
"""The least move of a value that counts as one: less may be the last digit of one told to the tenth."""
SKEW = timedelta(minutes=5)
"""The difference allowed between two clocks of one cluster, that of Date and that of created_at: what
Kerberos and signed requests allow."""
EASTERNMOST = timedelta(hours=14)
"""The zone furthest ahead of UTC, UTC+14: a time without an offset may be any zone's."""
STALE = 60
"""The max-age from which on a status told is no longer the status."""

TIME_OF_DAY = 1.5e9
"""The uptime from which on it is a time of day, counted from 1970: no VM has been running for 47 years."""
LONGEST_STOP = 6.0
"""The time for which a VM that is alive may be stopped, to be checkpointed or moved: longer is
no aliveness."""

# What is evidence.

DECISIVE = TOLERANCE + 0.1
"""The length of a stretch that tells a value that stands still from one that moves: longer than
all tolerances together."""
PIECES = 1.0
"""The seconds of falling in pieces, between extensions, that show a value counting down: busy
reads add up to them."""
WRONG_BY = 0.4
"""The share by which the speed of a steady clock has to be wrong, where tolerances might explain it."""
FEWEST = 6
"""The number of answers from which on a pattern counts as one: a busy stretch, which chance
does not put on a line."""
MOST_OF = 0.7
"""The share of answers that have to follow a pattern; an extension or a read in flight spoils some."""
SELDOM = 0.1
"""The share of requests that may be dropped, beside those answered, as where idle connections are closed."""
ALIKE = 0.3
"""The share by which steps that are one step may differ."""
LIMIT_WINDOWS = (0.1, 0.3, 1.0, 3.0, 10.0)
"""The seconds before a request within which limits count."""
BY_LOAD = 0.7
"""The share, of all pairs of a refusal and an answer, in which more had been asked before the refusal: a
limit's is about 0.9 in some window; that of refusals by chance or by turns is near a half in all of them."""
UNEVEN = 3.0
"""The ratio of the longest pause to the shortest that it takes to tell reads from time."""
SPACING = 0.1
"""The pause between answers kept of a life, once there are many: less than the shortest of a busy stretch."""

# How sessions are watched.

BUSY = (0.1, 0.15, 0.2, 0.25, 0.3)
"""The pauses of a watch's busy stretch; uneven, so that what follows our reads can be told from what follows
the time. A quiet stretch follows."""
LONG_ENOUGH = DECISIVE + VISIBLE
"""The length of the last stretch of a watch, so that it decides, however the timer of the machine is off."""
LEFT_ALONE = DECISIVE + VISIBLE
"""The time for which a live session is left alone with each credential: what was kept from
before is wrong by then."""
BEFORE_END = 0.25
"""The time before the end of a watch at which it reads once more, so that a fall is seen after
the quiet stretch, too."""
RESTING = (0.9, 1.2, 0.9, 0.0)
"""The pauses between questions about what ought not to change: of two states that alternate, each is seen
twice, more than SETTLED apart."""
POLL = 0.5
"""The pause between two questions about a VM that ought to die any moment."""
POLL_SLOWLY = 1.0
"""The longest pause while a VM that expires has time left: an extension is noticed soon."""
BEFORE_EXPIRY = 0.9
"""The time before the announced expiry at which a VM is looked at once more, while it tells a
time left: less than POLL_SLOWLY."""
SETTLING = SETTLED + 0.2
"""The moment of the run at which what is told alone has settled: that of concurrent requests
and of other spellings."""
AFTER_BUSY = 1.5
"""The moment of the run at which the busy stretches of watches are over, and what follows upon
them has not begun."""
SPELLED_APART = 0.2
"""The pause between questions in other spellings: as long as between a watch's own, which come in between."""

# What the owner may set otherwise.

LEAST = 0.1
"""The least pace and time limit: less is a slip of the pen."""
PACE = 50.0
"""The requests a second that a staging with the usual limits bears, and a run of some seconds needs."""
TIME_LIMIT = 10.0
"""The time limit of one request: what callers wait for at most, by the usual limits of HTTP clients."""
PATIENCE = 30.0
"""The longest Retry-After that is obeyed: half of the minute by which rate limits count."""
WATCH = 3.0
"""The shortest round watch that is decisive."""
WATCH_EXPIRY = 15.0
"""The longest announced expiry that is waited for, so that a run still ends while its owner looks."""
EXPIRY_GRACE = 10.0
"""The time by which cleaning up may lag behind expiry: killing is asynchronous, and often done in rounds."""

# Manners.

WRONG_APART = 0.2
"""The pause between two requests with a wrong credential, so that no lock-out takes them for an attack."""
RETRY_PAUSE = 0.25
"""The pause before the second try where no answer said how long to wait; doubled each time."""
RESTART = 1.5
"""The pause before the third try of what was dropped twice: for as long a service may be away
that restarts."""
AWAY = 4.0
"""The time without any answer after which asking ends: a restart, and another one, would be over."""
LIMITED = 65.0
"""The time with nothing but 429 after which asking ends: limits that count by the minute allow
more by then."""
ANOTHER = 1.0
"""The time without an answer to one credential on arrival after which the other is tried beside it."""
OUTAGE = 10.0
"""The time of gateways' errors alone, or refusals, after which asking ends: by then a new process has
started, and is found healthy."""
LONGEST_RETRY_PAUSE = 8.0
"""The longest pause before another try where no answer says how long: within two, a window of
ten seconds has passed."""
RECOVERY = 0.01
"""The share of the pace allowed by which a slowed pace rises each second: a limit is met again seldom."""
BORNE_FOR = 10.0
"""The time for which a pace is kept without a 429, after the first one, that is then said to be borne:
buckets that held more than that were emptied before."""
CALM = 5.0
"""The time without a 429 before wrong credentials are tried: buckets hold the requests of a few seconds."""
LATE_WAKING = 0.1
"""The lateness of our own timer that is caught up with; where the machine is slower than that,
so is the run."""
NOTICED_LATE = 0.2
"""The share of an outage by which its end may be noticed late: in a long one, fewer questions are put."""
SLOWEST_PACE = 1.0
"""The requests a second below which no refusal makes us go: slower, a run would outlast the
sessions declared."""
KEPT_ALIVE = 30.0
"""The time for which an idle connection is kept: shorter than the 60 s of common servers, which
then close it."""
LETTING_GO = 0.1
"""The time that a server which bears a few connections only gets to notice that some were
closed: a turn of its loop."""
SHORTEST_LIFE = 1.0
"""The shortest life of a token that expired: one that is refused sooner was refused for another
reason, and is not renewed."""
COMMAND_LIMIT = 120.0
"""The time that a command of the owner's may take: starting a VM takes a minute or so."""
EXITED = 1.0
"""The time for the last lines of a command that has exited to arrive, where what it started
keeps its output open."""
CLEANING = 10.0
"""The time that a provisioner may take to clean up: killing a few VMs takes a second or so, and
the owner waits."""
SAME_INTERRUPTION = 1.0
"""The time between two signals within which they are one: nox passes on what a terminal has
sent, and hands press twice."""
LAST_WAIT = 1.0
"""The time that the thread which asked may take to end; it is a daemon, and nothing waits for it."""
LIVE, PLAIN = 0.1, 5.0
"""The pauses between two pictures of the progress: as smooth as a terminal needs, and lines
that fill no log of a CI."""
