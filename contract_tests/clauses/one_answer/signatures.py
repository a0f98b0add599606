"""The signatures of internals: stack frames, debug pages, paths, queries, words of databases and runtimes.

A signature is a regular expression, and texts in lower case of which one stands in everything that it
matches. Looking for those first takes microseconds, and keeps the expressions for the few bodies that are
suspect. No expression repeats without a bound after a start that a long text may hold many times, so the
time to judge grows with the text and not with its square. Which forms there are follows scanners' kept
lists (sqlmap's errors by database, Burp's match rules by language) and the frameworks' own pages, all of
which stand in tests/suite/clauses/internals.
"""

import re

from attrs import frozen


@frozen
class Signature:
    """One form in which internals show. `hints` are in lower case; one of them is in whatever matches."""

    hints: tuple[str, ...]
    pattern: re.Pattern[str]


def _signature(hints: str, pattern: str, flags: int = 0) -> Signature:
    return Signature(tuple(hints.split("|")), re.compile(pattern, flags))


CLASS = r"[\w$<>`|+\[\]@-]{1,100}"
"""A part of the name of a class or a method, as compilers write it."""
ROOTS = (
    "usr|home|var|app|opt|srv|root|etc|code|workspaces?|tmp|private|mnt|nix|snap|Users|builds?|layers|proc"
)
"""First parts of the paths at which services are installed."""
SOURCES = (
    "py|pyc|rb|php|phtml|twig|js|mjs|cjs|jsx|ts|tsx|go|java|kt|jar|war|class|scala|clj|cs|vb|fs|cshtml|dll|rs"
    "|exs?|erl|pl|pm|lua|swift|conf|cfg|ini|ya?ml|toml|env|sock|db|sqlite3?|log|sql|pem|key"
)

FRAMES = (
    # Python, its frameworks' shortened forms too.
    _signature("(most recent call last", r"(?i)traceback (?:of [^\n(]{1,80} )?\(most recent call last"),
    _signature(", line", r'(?i)File "[^"\n]{1,500}", line \d'),
    _signature(".py,", r"File [^\s\"'<>]{1,500}\.py,\s{1,40}line \d"),
    # The JVM's languages; Tomcat leaves "at" out.
    _signature(
        ".java:|.kt:|.scala:|.groovy:|.clj:", r"\([\w$-]{1,120}\.(?:java|kt|scala|groovy|clj):\d{1,6}\)"
    ),
    _signature(
        ".java)|.kt)|.scala)|.cs)|.cs:",
        rf"\bat {CLASS}(?:[./]{CLASS}){{0,20}}\([\w$-]{{1,120}}\.(?:java|kt|scala|cs(?::\d{{1,6}})?)\)",
    ),
    _signature("(native method)|(unknown source)", r"\.[\w$<>]{1,100}\((?:Native Method|Unknown Source)\)"),
    # .NET, with symbols and without.
    _signature(":line ", r"\.(?:cs|vb|fs|cshtml|razor|aspx|ascx):line \d"),
    _signature(" at |\tat ", rf"\n[ \t]{{1,12}}at (?:async )?{CLASS}(?:\.{CLASS}){{1,20}}\([^\n]{{0,300}}\)"),
    _signature("--- end of ", r"--- End of (?:inner exception )?stack trace"),
    # JavaScript.
    _signature(
        ".js:|.ts:|.mjs:|.cjs:|.jsx:|.tsx:",
        r"\bat [^\n]{1,200}?\.(?:[cm]?js|[cm]?ts|jsx|tsx):\d{1,6}:\d{1,6}",
    ),
    _signature("node:", r"\bnode:[\w/]{1,100}:\d{1,6}:\d{1,6}"),
    # Languages whose frames are FILE:LINE; where the ending is a country's domain, LINE may be a port.
    _signature(
        ".go:|.rb:|.ru:|.erb:|.php:|.ex:|.exs:|.erl:|.lua:|.swift:|.dart:|.nim:|.cpp:",
        r"[\w\])]\.(?:go|rb|ru|erb|php|exs?|erl|lua|swift|dart|nim|cpp):\d{1,6}(?!\d|\.\d)",
    ),
    _signature(".rs:|.cr:|.hs:", r"\w\.(?:rs|cr|hs):\d{1,6}:\d{1,6}"),
    _signature(" line ", r"\.(?:p[lm]|cgi|psgi|php) (?:on )?line \d"),
    _signature(".php(", r"\.php\(\d{1,6}\)"),
    _signature("goroutine ", r"(?i)goroutine \d{1,9} \["),
    _signature("panicked at", r"thread '[^'\n]{0,100}' (?:\(\d{1,12}\) )?panicked at"),
    _signature(
        "stack backtrace:|stack traceback:|rust_backtrace|callstack (from",
        r"(?m)^\s{0,20}stack (?:backtrace|traceback):|RUST_BACKTRACE=|CallStack \(from HasCallStack",
        re.IGNORECASE,
    ),
    _signature("** (", r"\*\* \((?:[A-Z]\w{0,80}\.){0,8}[A-Z]\w{0,80}(?:Error|Exception)\)"),
    # Lists of frames in JSON.
    _signature(
        "trace", r'"(?:stack_?trace|back_?trace)"\s{0,20}:\s{0,20}(?:\[\s{0,20}["{]|"[^"])', re.IGNORECASE
    ),
    _signature(
        '"trace|"frames',
        r'"(?:traces?|frames)"\s{0,20}:\s{0,20}(?:\[\s{0,20}\{|\{)\s{0,20}'
        r'"(?:file|filename|function|class|line|namespace|Application Trace)"',
    ),
)

PAGES = (
    _signature("debug = true|debug=true", r"(?i)you.re seeing this error because you have DEBUG ?= ?True"),
    _signature("using the urlconf defined in", r"Using the URLconf defined in"),
    _signature("django version:", r"Django Version:"),
    _signature("werkzeug|__debugger__", r"Werkzeug [Dd]ebugger|__debugger__|werkzeug\.debug\b"),
    _signature(
        "frame-filename|tracerite|for developers (",
        r"class=\"?(?:frame-filename|tracerite)\b|Details for developers \(",
    ),
    _signature("rails.root", r"Rails\.root"),
    _signature(
        "application trace|framework trace", r"(?:Application|Framework) Trace\b[\s|]{0,40}(?:Framework|Full)"
    ),
    _signature(
        "sinatra|show_exceptions|rack::",
        r"Sinatra doesn.{1,10}t know this ditty|\bshow_exceptions setting|\bRack::(?:ShowExceptions|Lint)\b",
    ),
    _signature("whoops! there was an error", r"Whoops! There was an error"),
    _signature("symfony exception", r"Symfony Exception"),
    _signature("a php error was encountered", r"A PHP Error was encountered"),
    _signature(
        "an unhandled exception occurred", r"An unhandled exception occurred while processing the request"
    ),
    _signature("exception (0x|exception: ", r"\[\w{1,80}Exception(?: \(0x[0-9a-fA-F]{1,8}\))?: "),
    _signature("template paths:|static paths:", r"(?:Template|Static) paths:\s"),
    _signature(" at get /", r"\b[A-Z]\w{0,60}Error at GET /"),
)

PATHS = (
    _signature(
        "/",
        rf"(?i)(?<![\w/.:-])/(?:{ROOTS})/(?:[\w.@+~-]{{1,100}}/){{0,30}}[\w.@+~-]{{0,100}}\.(?:{SOURCES})\b",
    ),
    _signature(
        "node_modules|site-packages|dist-packages|web-inf|boot-inf|/gems/",
        r"[/\\](?:node_modules|(?:site|dist)-packages|(?:WEB|BOOT)-INF"
        r"|gems/[\w.-]{1,80}-\d[\w.]{0,20})[/\\!]",
    ),
    _signature(":\\", r"\b[A-Za-z]:\\(?:[\w .()-]{1,100}\\){1,30}[\w.-]{1,100}\.\w"),
)

QUERIES = (
    _signature(
        "select|insert into|update|delete from",
        r"(?s)\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.{1,200}?\b(?:FROM|WHERE|VALUES|SET)\b",
    ),
    # Query builders write words in lower case, and names in quotes.
    _signature(
        "select|insert into|update|delete from",
        r"(?i)\bselect [^\n]{1,300}? from [\"`\[]\w{1,100}[\"`\]] (?:as |where |limit |order by "
        r"|(?:inner |left )?join )"
        r"|\b(?:insert into [\"`\[]\w{1,100}[\"`\]] \(|delete from [\"`\[]\w{1,100}[\"`\]] where "
        r"|update [\"`\[]\w{1,100}[\"`\]] set )",
    ),
)

DATABASES = (
    _signature("sqlstate", r"(?i)SQLSTATE"),
    _signature(
        "sqlite",
        r"\bsqlite3?\.\w{0,40}Error|\bSQLite3?::\w|SQLiteException|\bSQLITE_[A-Z]{3,}|SQLite error \d",
        re.IGNORECASE,
    ),
    _signature(
        "no such |unique constraint failed|unrecognized token|: syntax error",
        r"no such (?:table|column|function): \w|UNIQUE constraint failed: \w|unrecognized token: \""
        r"|near \"[^\"\n]{0,200}\": syntax error",
    ),
    _signature(
        "sql syntax|unknown column|incorrect string value|doesn't exist|er_|for key '",
        r"error in your SQL syntax|Unknown column '[^'\n]{1,200}' in '"
        r"|Incorrect string value: '[^\n]{1,300}?' for column"
        r"|Table '[\w.$-]{1,200}' doesn't exist|\bER_[A-Z]{2,20}_[A-Z_]{2,60}\b"
        r"|Duplicate entry '[^\n]{0,300}?' for key '",
    ),
    _signature(
        'syntax error at or near|invalid input syntax|invalid byte sequence|violates |relation "|column "'
        "|does not exist: ",
        r"syntax error at or near|invalid input syntax for (?:type )?\w{1,40}: \""
        r"|invalid byte sequence for encoding"
        r"|violates (?:unique|foreign key|not-null|check) constraint"
        r"|(?:relation|column) \"[^\"\n]{1,200}\" does not exist"
        r"|operator does not exist: \w",
        re.IGNORECASE,
    ),
    _signature(
        "psycopg|sqlalchemy|asyncpg|pymysql|mysqldb|mysql2|pg::|pgdatabaseerror|npgsql|prisma|sequelize"
        "|typeorm"
        "|queryfailederror|redis.exceptions|peewee",
        r"\bpsycopg2?\.|\bsqlalchemy\.|\basyncpg\.|\bpymysql\.|\bMySQLdb\.|\bMysql2::|\bPG::[A-Z]"
        r"|PgDatabaseError"
        r"|\bNpgsql\.|Npgsql\w{0,20}Exception|Invalid `?prisma\.|PrismaClient\w{3,40}Error"
        r"|Sequelize\w{3,40}Error"
        r"|QueryFailedError|\bredis\.exceptions\.|\bpeewee\.\w{1,40}Error",
        re.IGNORECASE,
    ),
    _signature(
        "unclosed quotation mark|incorrect syntax near|conversion failed when|invalid object name|sqlclient"
        "|for sql server",
        r"Unclosed quotation mark after|Incorrect syntax near '|Conversion failed when converting"
        r"|Invalid object name '"
        r"|\b(?:System|Microsoft)\.Data\.SqlClient|ODBC Driver \d{1,3} for SQL Server",
    ),
    _signature("ora-|pls-|tns-", r"\b(?:ORA|PLS|TNS)-\d{5}\b"),
    _signature("sqlcode", r"\bSQLCODE\s?[=:]\s?-\d"),
    _signature(
        "mongo|bson|cast to |e11000|24 ",
        r"\bMongo(?:Server|Network|Bulk\w{0,20}|oseError|ose\w{0,30})?Error\b|\bBSON(?:Type|Version)?Error\b"
        r"|Cast to \w{1,40} failed for value|E11000 duplicate key"
        r"|\b24 (?:character )?hex (?:character|string)"
        r"|\bpymongo\.",
    ),
    _signature("wrongtype operation", r"WRONGTYPE Operation against"),
    _signature("root_cause", r'"root_cause"\s{0,20}:\s{0,20}\[\s{0,20}\{\s{0,20}"type"'),
    _signature(" when calling the ", r"An error occurred \(\w{1,80}\) when calling the \w{1,80} operation"),
)

JVM = "java|javax|jakarta|jdk|sun|kotlin|scala|clojure|groovy"
LIBRARIES = (
    r"org\.(?:springframework|hibernate|apache|postgresql|eclipse|h2|sqlite|jooq|mariadb)"
    r"|com\.(?:mysql|zaxxer|fasterxml|mongodb|google|sun|microsoft)"
    r"|io\.(?:netty|grpc|micronaut|quarkus|vertx|ktor|undertow|jsonwebtoken)|oracle\.jdbc|reactor|akka"
)

RUNTIMES = (
    _signature(
        "java.|javax.|jakarta.|jdk.|sun.|kotlin.|scala.|clojure.|groovy.",
        rf"(?<![\w.@/-])(?:{JVM})\.(?:[a-z]\w{{0,60}}\.){{1,8}}[A-Z]\w{{1,100}}",
    ),
    _signature(
        "exception|error",
        rf"(?<![\w.@/-])(?:{LIBRARIES})\.(?:\w{{1,60}}[.$]){{1,10}}\w{{0,80}}(?:Exception|Error)\b",
    ),
    _signature("system.|microsoft.", r"\b(?:System|Microsoft)\.(?:[A-Z]\w{0,60}\.){0,6}\w{1,80}Exception\b"),
    _signature(
        "\\",
        r"\b(?:Illuminate|Symfony|Doctrine|Laminas|Yiisoft|CodeIgniter|GuzzleHttp|Twig|Slim"
        r"|App)\\{1,2}[A-Z]\w"
        r"|\byii\\{1,2}\w{1,40}\\{1,2}[A-Z]",
    ),
    _signature(
        "actioncontroller::|activerecord::|actiondispatch::|actionview::|activemodel::",
        r"\bA(?:ction(?:Controller|Dispatch|View)|ctive(?:Record|Model))::[A-Z]",
    ),
    _signature(
        "django.|werkzeug.|pydantic_core.", r"\b(?:django|werkzeug|pydantic_core)\.(?:\w{1,40}\.){1,6}\w"
    ),
    _signature(
        "cannot read propert|nonetype' object|undefined method|undefined local variable"
        "|call to a member function"
        "|object reference not set|nil pointer dereference|option::unwrap|result::unwrap"
        "|index out of range [",
        r"Cannot read propert(?:y|ies) (?:of|'[^'\n]{1,100}' of) (?:undefined|null)"
        r"|'NoneType' object (?:has no|is not)"
        r"|undefined (?:method|local variable or method) [`'][^`'\n]{1,100}' for "
        r"|Call to a member function \w{1,100}\("
        r"|Object reference not set to an instance|nil pointer dereference"
        r"|(?:Option|Result)::unwrap\(\)`? on "
        r"|index out of range \[-?\d{1,12}\] with length",
    ),
    # Where other servers and files stand inside.
    _signature(
        "connect e|getaddrinfo e|dial tcp|connectionpool(host=|enoent: no|kotlin.",
        r"\bconnect E(?:CONNREFUSED|TIMEDOUT|HOSTUNREACH) [\d/.:a-f\[]"
        r"|\bgetaddrinfo E(?:NOTFOUND|AI_AGAIN) \w"
        r"|\bdial tcp (?:lookup |[\d\[])"
        r"|\bHTTPS?ConnectionPool\(host="
        r"|\bENOENT: no such file or directory"
        r"|\bkotlin\.\w{1,60}Exception\b",
    ),
)

SIGNATURES = (*FRAMES, *PAGES, *PATHS, *QUERIES, *DATABASES, *RUNTIMES)
