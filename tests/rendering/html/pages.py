"""A page taken apart without a browser: its elements in order, their attributes, its text."""

from html.parser import HTMLParser

VOID = frozenset({"meta", "wbr", "br", "link", "img", "input", "hr", "base"})


class Page(HTMLParser):
    """A page, parsed; raises where elements do not nest.

    `elements` are names and attributes in the order in which they begin; `shape` is the same with the names
    of the attributes only, and without the lines of a body, which may be abridged; `text` is all that is
    no markup, `own` what stands in style and script.
    """

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.shape: list[tuple[str, ...]] = []
        self.text = ""
        self.own: dict[str, str] = {}
        self._open: list[str] = []
        source.encode()  # or no file could hold it
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that begins."""
        assert len({name for name, _ in attrs}) == len(attrs), attrs
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if self._open[-2:] != ["pre", "code"] or tag != "span":
            self.shape.append((tag, *(name for name, _ in attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content, as SVG writes them."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Prove that the element that ends is the one that began last."""
        assert self._open.pop() == tag, (tag, self._open, self.getpos())

    def handle_data(self, data: str) -> None:
        """Collect text, that of style and script apart."""
        if self._open and self._open[-1] in {"style", "script"}:
            self.own[self._open[-1]] = self.own.get(self._open[-1], "") + data
        else:
            self.text += data

    def all(self, attribute: str) -> list[str]:
        """Return all values of an attribute."""
        return [held[attribute] for _, held in self.elements if attribute in held]
