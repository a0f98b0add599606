"""Text of unknown origin made legible: one line, nothing hidden in it, and no longer than it may be."""


def legible(text: str, longest: int = 600) -> str:
    """Return a text on one line, every character that would not show as itself spelled out, abridged.

    Line ends, control characters, marks that turn the direction of writing and lone surrogates become
    escapes as Python writes them; so what stands on a page is what was sent, and no more.
    """
    shown = text[:longest]
    if not shown.isprintable():
        shown = "".join(each if each.isprintable() else repr(each)[1:-1] for each in shown)
    if len(text) <= longest and len(shown) <= longest:
        return shown
    return f"{shown[:longest]}... ({len(text):,} characters)"


def printable(line: str) -> str:
    """Return a line that is to be copied and run, whole, with what no text file can hold spelled out."""
    return line.encode(errors="backslashreplace").decode()
