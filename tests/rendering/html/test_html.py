"""The page, as text: nothing in it but what the report holds, and all of that."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from contract_tests.rendering.html import page
from contract_tests.rendering.legible import legible
from tests.rendering.html.pages import Page
from tests.rendering.made import HARMLESS, HOSTILE, full, observations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.recording.observation import Observation


@cache
def made(said: str = HARMLESS) -> Page:
    """Return the page of a full report in which everybody says so."""
    return Page(page.render(*full(said)))


@pytest.mark.parametrize("said", [each for each in HOSTILE if each.strip()], ids=lambda said: said[:20])
def test_no_recorded_text_becomes_markup(said: str) -> None:
    """Whatever text stands in every field, the page has the elements and attributes it has anyway."""
    assert made(said).shape == made().shape
    assert made(said).own == made().own
    assert legible(said, 80) in made(said).text


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: said[:20])
def test_pages_nest_and_name_each_place_once(said: str) -> None:
    """Elements nest, ids are unique, and every link within the page leads somewhere."""
    ids = made(said).all("id")
    assert len(ids) == len(set(ids))
    assert {each[1:] for each in made(said).all("href") if each.startswith("#")} <= set(ids)
    for reference in ("aria-labelledby", "data-copies"):
        assert set(made(said).all(reference)) <= set(ids)


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: said[:20])
def test_pages_load_nothing(said: str) -> None:
    """No element and no style refers to anything outside; links lead to the documents that clauses quote."""
    names = {name for element in made(said).shape for name in element[1:]}
    assert not names & {"src", "srcset", "srcdoc", "action", "formaction", "style", "data", "background"}
    assert not {name for name in names if name.startswith("on")}
    loading = {"link", "img", "iframe", "object", "base"}
    assert not loading & {element for element, _ in made(said).elements}
    assert not re.search(r"url\(|@import|https?:", made(said).own["style"] + made(said).own["script"])
    outward = {each for each in made(said).all("href") if not each.startswith("#")}
    assert all(re.match(r"https://(www\.rfc-editor\.org|owasp\.org)/", each) for each in outward)


def test_only_our_own_script_and_style_are_allowed() -> None:
    """The policy of the page allows one script and one style, by digest, and nothing else at all."""
    (policy,) = (each for each in made().all("content") if "default-src" in each)
    digests = {
        kind: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for kind, text in made().own.items()
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests['style']}'; "
        f"script-src 'sha256-{digests['script']}'; base-uri 'none'; form-action 'none'"
    )
    own = [element for element, _ in made().elements if element in {"script", "style"}]
    assert own == ["style", "script"]


def test_every_verdict_is_on_the_page() -> None:
    """Each clause stands there with sentence, level and outcome; each violation with its quote."""
    report, _ = full()
    text = " ".join(made().text.split())
    for verdict in report.verdicts:
        clause = verdict.clause
        outcome = str(verdict.outcome).replace("inapplicable", "not applicable")
        times = rf" \u00d7\s*{verdict.exercised}\b" if verdict.exercised else ""
        row = rf"{re.escape(clause.says)} {re.escape(clause.id)} {clause.level} {outcome}{times}"
        assert re.search(row, text), row
        if verdict.witnesses:
            assert " ".join(clause.basis.words.split()) in text
    assert report.headline.partition(" ")[2] in text


def test_a_violation_comes_with_the_command_that_repeats_it() -> None:
    """Each curl line stands on the page as it is, where a button copies it from."""
    report, every = full()
    plain = {each.exchange.number: each.exchange for each in observations()}
    source = Page(page.render(evolve(report, exchanges=plain), every))
    curls = [evolve(report, exchanges=plain).curl(each.witnesses[0]) for each in report.blocking]
    assert curls
    assert all(each and each in source.text for each in curls)
    assert len(source.all("data-copies")) == sum(bool(each.witnesses) for each in report.verdicts)


def test_of_very_many_observations_the_first_are_drawn() -> None:
    """The page takes no more than 2,000 observations, and says how many there were."""
    report, every = full()
    taken = count()

    def endless() -> Iterator[Observation]:
        while True:
            for each in every:
                next(taken)
                yield each

    text = Page(page.render(evolve(report, requests=1_000_000), endless())).text
    assert "first 2,000 of 1,000,000 requests" in text
    assert next(taken) <= page.SHOWN + 1


def test_a_report_of_nothing_is_a_page_as_well() -> None:
    """A run that saw nothing and selected nothing still says so, on a page that nests."""
    report, _ = full("")
    empty = Page(page.render(evolve(report, verdicts=(), exchanges={}, promises=(), stale=()), ()))
    assert "no clause was selected" in empty.text
