"""Characters that mean something to what an id passes on its way, by whom they mean it to."""

import unicodedata
from collections.abc import Iterator

TREATED = {
    "a URL": "/?#%&+,;:=@!$'()*",  # RFC 3986, 2.2, and the percent sign
    "a router": "{}<>|^`[]",
    "a shell or a file": '~\\"-._ \t',
    "a line": "\r\n\0\x0b\x0c\x1b\x7f",
    "Unicode": "\u0085\u00a0\u00ad\u2028\u200b\u202e\ufeff\uff0f\uff05",
}
"""At each of them something on the way may end an id, or fail."""
CONTROLS = "".join(map(chr, (*range(0x20), 0x7F, *range(0x80, 0xA0))))
TRAPS: dict[str, str] = {
    "Lu": "\u0130",  # its lower case is two characters
    "Ll": "\u00df",  # its upper case is two
    "Lt": "\u01c5",  # neither upper nor lower
    "Lm": "\u02b0",
    "Lo": "\u0627",  # written from right to left
    "Mn": "\u0301",  # combines with what stands before
    "Mc": "\u0903",
    "Me": "\u20dd",
    "Nd": "\u0663",  # a digit that int() reads
    "Nl": "\u2167",
    "No": "\u00b2",  # a digit that int() does not read
    "Pc": "\u203f",
    "Pd": "\u2014",
    "Ps": "\uff08",
    "Pe": "\uff09",
    "Pi": "\u2018",
    "Pf": "\u2019",
    "Po": "\u2030",
    "Sm": "\u221e",
    "Sc": "\u20ac",
    "Sk": "\u00a8",
    "So": "\U0001f984",  # beyond the basic plane: two units of UTF-16
    "Zs": "\u00a0",  # strip() removes it
    "Zl": "\u2028",  # splitlines() splits there
    "Zp": "\u2029",
    "Cc": "\u0085",
    "Cf": "\u202e",  # turns around what follows
    "Co": "\ue000",
    "Cn": "\ufffe",  # never a character
}
"""One character of each category of Unicode, the one that most often breaks something."""
LIKELY = frozenset("/?#:,' \n\0\U0001f984")
"""Those at which services were seen to cut, or to fail."""


def characters() -> Iterator[tuple[str, str]]:
    """Yield each character once, behind its kind."""
    kinds = {f"what means something to {whom}": every for whom, every in TREATED.items()}
    kinds["other characters"] = CONTROLS + "".join(TRAPS.values())
    seen: set[str] = set()
    for kind, every in kinds.items():
        yield from ((kind, each) for each in every if each not in seen)
        seen.update(every)


def named(character: str) -> str:
    """Return a character's name: itself where it can be seen, else its number and its name, if any."""
    if character.isascii() and character.isprintable() and character != " ":
        return character
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f", {name}" if name else "")
