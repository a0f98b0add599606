"""Every constant of time, each with its reason: how long we wait, and by how much answers may be off.

Seconds, where nothing else is said. It imports nothing of ours, so that all may import it:
what a clause grants and what a scenario waits for are one number.
"""

from datetime import timedelta

# By how much a correct deployment's answers may be off.

ROUNDING = 1.0
"""A time told in whole seconds, rounded down, up or to the nearest."""
CACHE = 1.0
"""An answer repeated from memory; a longer memory is no aliveness check any more."""
REPLICAS = 0.5
"""Replicas that hear of a change one after the other, or whose clocks are apart."""
TOLERANCE = ROUNDING + CACHE + REPLICAS
"""By so much two answers may disagree about one instant, latency subtracted: all three at once."""
SETTLED = CACHE + REPLICAS + 0.5
"""From then on nothing tells what was so before a change: what was rounded is not late, and half a second is
to spare."""
UNBORN = ROUNDING + REPLICAS
"""By so much an uptime may be below 0: rounded down, of a VM just started by a clock that is ahead."""
VISIBLE = 0.05
"""A value that moved by less need not have moved at all: the last digit of one told to the tenth."""
SKEW = timedelta(minutes=5)
"""Two clocks of one cluster, that of Date and that of created_at: what Kerberos and signed requests allow."""
EASTERNMOST = timedelta(hours=14)
"""The zone furthest ahead of UTC, UTC+14: a time without an offset may be any zone's."""
STALE = 60
"""Seconds of max-age from which a status told is no longer the status."""

TIME_OF_DAY = 1.5e9
"""From which on an uptime is a time of day, counted from 1970: no VM has been running for 47 years."""
LONGEST_STOP = 6.0
"""For which a VM that is alive may be stopped, to be checkpointed or moved: longer is no aliveness."""

# What is evidence.

DECISIVE = TOLERANCE + 0.1
"""A stretch that tells a value that stands still from one that moves: longer than all tolerances together."""
PIECES = 1.0
"""Of falling in pieces, between extensions, that show a value counting down: busy reads add up to it."""
WRONG_BY = 0.4
"""The share by which the speed of a steady clock has to be wrong, where tolerances might explain it."""
FEWEST = 6
"""Answers from which a pattern counts as one: a busy stretch, which chance does not put on a line."""
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
"""Between answers kept of a life, once there are many: less than the shortest pause of a busy stretch."""

# How sessions are watched.

BUSY = (0.1, 0.15, 0.2, 0.25, 0.3)
"""Pauses of a watch's busy stretch; uneven, so that what follows our reads can be told from what follows the
time. A quiet stretch follows."""
LONG_ENOUGH = DECISIVE + VISIBLE
"""The last stretch of a watch, so that it decides, however the timer of the machine is off."""
LEFT_ALONE = DECISIVE + VISIBLE
"""For which a live session is left alone with each credential: what was kept from before is wrong by then."""
SHORTLY = 0.25
"""Before the end of a watch it reads once more, so that a fall is seen after the quiet stretch, too."""
RESTING = (0.9, 1.2, 0.9, 0.0)
"""Pauses between questions about what ought not to change: of two states that alternate, each is seen twice,
more than SETTLED apart."""
POLL = 0.5
"""Between two questions about a VM that ought to die any moment."""
STROLL = 1.0
"""The longest pause while a VM that expires has time left: an extension is noticed soon."""
EVE = 0.9
"""Before the announced expiry a VM is looked at once more, while it tells a time left: less than STROLL."""
SETTLING = SETTLED + 0.2
"""Into the run, what is told alone has settled: the moment of requests in company and in other spellings."""
LULL = 1.5
"""Into the run, the busy stretches of watches are over, and what follows upon them has not begun."""
SPELLED_APART = 0.2
"""Between questions in other spellings: as long as between a watch's own, which come in between."""

# What the owner may set otherwise.

LEAST = 0.1
"""Of pace and time limit: less is a slip of the pen."""
PACE = 50.0
"""Requests a second: what a staging with the usual limits bears, and a run of some seconds needs."""
TIME_LIMIT = 10.0
"""For one request: what callers wait for at most, by the usual limits of HTTP clients."""
PATIENCE = 30.0
"""The longest Retry-After that is obeyed: half of the minute by which rate limits count."""
WATCH = 3.0
"""The shortest round watch that is decisive."""
WATCH_EXPIRY = 15.0
"""The longest announced expiry that is waited for, so that a run still ends while its owner looks."""
EXPIRY_GRACE = 10.0
"""By which cleaning up may lag behind expiry: killing is asynchronous, and often done in rounds."""

# Manners.

WRONG_APART = 0.2
"""Between two requests with a wrong credential, so that no lock-out takes them for an attack."""
RETRY_PAUSE = 0.25
"""Before the second try where no answer said how long to wait; doubled each time."""
RESTART = 1.5
"""Before the third try of what was dropped twice: for as long a service may be away that restarts."""
AWAY = 4.0
"""Without any answer, after which asking ends: a restart, and another one, would be over."""
LIMITED = 65.0
"""With nothing but 429, after which asking ends: limits that count by the minute allow more by then."""
ANOTHER = 1.0
"""Without an answer to one credential on arrival, after which the other is tried beside it."""
OUTAGE = 10.0
"""Of gateways' errors alone, or refusals, after which asking ends: by then a new process has started, and is
found healthy."""
LONGEST_PAUSE = 8.0
"""Before another try where no answer says how long: within two, a window of ten seconds has passed."""
RECOVERY = 0.01
"""The share of the pace allowed by which a slowed pace rises each second: a limit is met again seldom."""
BORNE = 10.0
"""Without a 429 at some pace, after the first one: buckets that held more than that were emptied before."""
CALM = 5.0
"""Without a 429 before wrong credentials are tried: buckets hold the requests of a few seconds."""
LATE_WAKING = 0.1
"""Of waking up late that is caught up with; where the machine is slower than that, so is the run."""
NOTICED_LATE = 0.2
"""The share of an outage by which its end may be noticed late: in a long one, fewer questions are put."""
SLOWEST_PACE = 1.0
"""Requests a second below which no refusal makes us go: slower, a run would outlast the sessions declared."""
KEPT_ALIVE = 30.0
"""For which an idle connection is kept: shorter than the 60 s of common servers, which then close it."""
LETTING_GO = 0.1
"""For a server to notice that connections were closed, where it bears a few only: a turn of its loop."""
SHORTEST_LIFE = 1.0
"""Of a token that expired: one that is refused sooner was refused for another reason, and is not renewed."""
COMMAND_LIMIT = 120.0
"""That a command of the owner's may take: starting a VM takes a minute or so."""
EXITED = 1.0
"""For the last lines of a command that has exited to arrive, where what it started keeps its output open."""
CLEANING = 10.0
"""That a provisioner may take to clean up: killing a few VMs takes a second or so, and the owner waits."""
SAME_INTERRUPTION = 1.0
"""Between two signals that mean one: nox passes on what a terminal has sent, and hands press twice."""
FAREWELL = 1.0
"""That the thread which asked may take to end; it is a daemon, and nothing waits for it."""
LIVE, PLAIN = 0.1, 5.0
"""Between two pictures of the progress: as smooth as a terminal needs, and lines that fill no log of a CI."""
