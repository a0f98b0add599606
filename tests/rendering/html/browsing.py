"""The page in a real browser: nothing runs, nothing is reported, everybody can read it.

Not among the ordinary tests, since it needs Chromium: `nox -s browser` collects it by name.
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from playwright.sync_api import sync_playwright

from contract_tests.rendering.html import page
from tests.matrix.example import example
from tests.rendering.made import HARMLESS, HOSTILE, full

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
"""Our own page on our own machine needs no sandbox, which containers seldom allow; no address is called."""

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (1280, 390)
EVERYTHING = "\n".join(each for each in HOSTILE if len(each) < 500)
ROOT = Path(__file__).parents[3]
README, PICTURES = ROOT / "README.md", ROOT / ".github"
LARGEST = 200_000
"""Octets of a picture."""
PAGES = {"harmless": HARMLESS, "everything": EVERYTHING} | {
    f"hostile {n}": each for n, each in enumerate(HOSTILE)
}

UNFOLD = "for (const each of document.querySelectorAll('details')) each.open = true"
OVERFLOWING = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll("body *")].filter(each => {
    // What scrolls by itself may hold more than it shows; what only screen readers see is beside the page.
    if (each.parentElement.closest(".scroll") || each.matches(".skip, .unseen")) return false;
    const box = each.getBoundingClientRect();
    return box.width > 0 && (box.right > width + 0.5 || box.left < -0.5);
  });
  return [document.documentElement.scrollWidth - width, wide.map(each => each.outerHTML.slice(0, 80))];
}"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; one line says what to do where there is none."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.exit("no Chromium found: install it, or name it in CHROMIUM", returncode=1)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of a report in which everybody said something harmless, and one for everything hostile."""
    folder = tmp_path_factory.mktemp("pages")
    paths = {}
    for name, said in PAGES.items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_text(page.render(*full(said)), encoding="utf-8")
    return paths


class Opened:
    """A page that is open, all that its console said, and all that it asked for."""

    def __init__(self, browser: Browser, path: Path, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        assert self.asked == [path.as_uri()]


@pytest.mark.parametrize("trusting", [False, True], ids=["own policy", "no policy"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs(browser: Browser, written: dict[str, Path], name: str, *, trusting: bool) -> None:
    """Whatever was said, no script but ours runs, the console stays silent, and nothing is loaded; nor
    would anything run without the page's policy."""
    opened = Opened(browser, written[name], bypass_csp=trusting)
    page = opened.page
    page.evaluate(UNFOLD)
    for link in page.locator("nav a").all():
        link.click()
    assert page.evaluate("[window.ran, document.scripts.length]") == [None, 1]
    assert opened.said == []
    assert len(opened.asked) == 1
    opened.context.close()


READ = [
    *(("harmless", width, scheme) for width in WIDTHS for scheme in SCHEMES),
    ("everything", 390, "light"),
]


@pytest.mark.parametrize("name, width, scheme", READ)
def test_everybody_can_read_it(
    browser: Browser, written: dict[str, Path], name: str, width: int, scheme: Scheme
) -> None:
    """axe finds nothing to object to, contrast and landmarks included, in light and in dark."""
    size = {"width": width, "height": 844}
    opened = Opened(browser, written[name], viewport=size, color_scheme=scheme)
    opened.page.evaluate(UNFOLD)
    opened.page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = opened.page.evaluate("axe.run()")
    judged = {each["id"] for each in found["passes"]}
    assert {"color-contrast", "region", "landmark-one-main", "heading-order"} <= judged
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    opened.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_page(browser: Browser, written: dict[str, Path], name: str) -> None:
    """On a desk and on a telephone nothing reaches beyond the edge, whatever was said."""
    opened = Opened(browser, written[name])
    opened.page.evaluate(UNFOLD)
    for width in (*WIDTHS, 320):
        opened.page.set_viewport_size({"width": width, "height": 844})
        assert (width, opened.page.evaluate(OVERFLOWING)) == (width, [0, []])
    opened.context.close()


def test_a_command_is_copied_as_it_is(browser: Browser, written: dict[str, Path]) -> None:
    """The button, reached and pressed by keyboard, puts the whole command on the clipboard and says so."""
    report, _ = full()
    opened = Opened(browser, written["harmless"], permissions=["clipboard-read", "clipboard-write"])
    button = opened.page.locator("button[data-copies]").first
    button.focus()
    opened.page.keyboard.press("Enter")
    opened.page.locator("#said", has_text="Command copied").wait_for(state="attached")
    assert opened.page.evaluate("navigator.clipboard.readText()") == report.curl(
        report.blocking[0].witnesses[0]
    )
    opened.context.close()


def test_without_scripts_everything_but_the_buttons_is_there(
    browser: Browser, written: dict[str, Path]
) -> None:
    """Scripts forbidden, the page shows the same text; only the buttons, which could do nothing, are away."""
    shown = {}
    for allowed in (True, False):
        opened = Opened(browser, written["harmless"], java_script_enabled=allowed)
        buttons = opened.page.locator("button:visible").count()
        shown[bool(buttons)] = opened.page.locator("main").inner_text().replace("Copy", "").split()
        opened.context.close()
    assert shown[True] == shown[False]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_picture_in_the_readme_is_of_the_report(browser: Browser, tmp_path: Path, scheme: Scheme) -> None:
    """It is made here, small enough to be loaded by everybody who looks at the front page."""
    path = tmp_path / "report.html"
    with ThreadPoolExecutor() as aside:  # in this thread runs Playwright's own loop
        path.write_text(page.render(*aside.submit(example).result()), encoding="utf-8")
    opened = Opened(browser, path, viewport={"width": 1000, "height": 960}, color_scheme=scheme)
    picture = PICTURES / f"report-{scheme}.png"
    opened.page.screenshot(path=picture)
    opened.context.close()
    assert picture.name in README.read_text("utf-8")
    assert picture.stat().st_size < LARGEST


def test_everything_is_printed(browser: Browser, written: dict[str, Path]) -> None:
    """On paper what was folded is open, and colours are those of paper, whatever the screen's."""
    opened = Opened(browser, written["harmless"], color_scheme="dark")
    opened.page.emulate_media(media="print", color_scheme="dark")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator("details:not([open])").count() == 0
    colours = "getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor"
    assert opened.page.evaluate(f"[{colours}]") == ["rgb(31, 30, 27)", "rgb(255, 255, 255)"]
    assert opened.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert opened.page.pdf()[:5] == b"%PDF-"
    opened.context.close()
