"""The report of a training as a page: what stands in it, and that nothing from a phrase becomes part of the page."""

import json
import re
from typing import Any

import numpy as np
from lxml import html

from nlu.pages import page, rows
from nlu.phrases import Phrases, read_file
from nlu.plots import reliability, trade_off
from nlu.report import make_report
from nlu.thresholds import choose_thresholds
from nlu.training import train
from tests.nlu.judging import judged
from tests.nlu.trained import PHRASES

HOSTILE = '</th><script>alert(1)</script><img src=x onerror="alert(2)">&amp;{{ 7 * 7 }}'
NONE = np.empty(0)


def data(*found: tuple[str, str, float]) -> dict[str, Any]:
    some = judged(*found)
    report = make_report(some, NONE, choose_thresholds(some, NONE, 0.9), 0.2, 0.9)
    read: dict[str, Any] = json.loads(json.dumps(report.as_data()))
    return read


def words(text: str) -> str:
    """What a reader reads."""
    body = html.document_fromstring(text).find("body")
    assert body is not None
    return " ".join("".join(str(part) for part in body.itertext()).split())


def test_a_shop_with_too_few_phrases_is_told_in_words_that_nothing_can_be_promised() -> None:
    said = words(page(data(*[("a", "a", 0.8)] * 18, ("a", "b", 0.7))))
    assert "no promise can be made" in said
    assert "There are 19 phrases in scope, and it takes 34 right answers in a row to show 90%." in said
    assert "only what is sure to 0.90 by its own probability is answered" in said


def test_a_promise_is_told_with_how_sure_it_is() -> None:
    said = words(page(data(*[("a", "a", 0.8)] * 90, *[("b", "a", 0.3)] * 30)))
    assert "From a certainty of 0.80 on a message is answered, and at least" in said
    assert "95% sure of that" in said


def test_the_worst_intent_comes_first_with_what_it_was_before() -> None:
    now = data(("a", "a", 0.9), ("a", "b", 0.8), ("b", "b", 0.9), ("c", "c", 0.9))
    before = {"intents": {"a": {"accuracy": 1.0}, "b": {"accuracy": 0.25}}}
    found = rows(now, before)
    assert [(row.name, row.accuracy, row.change) for row in found] == [("a", 0.5, -50.0), ("b", 1.0, 75.0), ("c", 1.0, None)]
    assert [row.rightly for row in found] == [1.0, 0.5, 1.0]
    said = words(page(now, before))
    assert "-50.0" in said
    assert "new" in said


def test_nothing_of_a_phrase_or_a_name_becomes_part_of_the_page() -> None:
    found = data((HOSTILE, "b", 0.9), ("b", HOSTILE, 0.8), ("b", "b", 0.7))
    told = {"language": "lv", "intent": HOSTILE, "text": HOSTILE, "file": HOSTILE, "line": 3}
    found["mislabelled"] = [{**told, "looks_like": HOSTILE, "likely": 0.9, "own": 0.1}]
    found["alike"] = [{"one": told, "other": {**told, "intent": "b"}, "near": 0.9}, {"one": told, "other": told, "near": 0.9}]
    found["outside_as"] = {HOSTILE: 2}
    found["certainty"][HOSTILE] = found["certainty"]["lv"]
    found["languages"][HOSTILE] = found["languages"]["lv"]
    text = page(found, found)
    tree = html.fromstring(text)
    assert not tree.xpath("//script | //img | //*[@onerror] | //link | //iframe")
    assert HOSTILE in words(text)
    assert "49" not in re.sub(r"[0-9.]*%", "", words(text))


def test_the_page_needs_nothing_beside_it() -> None:
    text = page(data(("a", "a", 0.9), ("b", "b", 0.8)))
    assert not re.search(r"""(src|href)=|url\(|@import|http-equiv="refresh""", text)
    assert "default-src 'none'" in text


def test_every_plot_says_what_it_shows() -> None:
    drawn = reliability([(10, 0.25, 0.5)], "Latvian"), trade_off([(0.2, 1.0), (1.0, 0.7)], (0.2, 1.0), 0.9, "Latvian")
    for svg, told in zip(drawn, ("25% said, 50% right", "chosen: 20% answered, 100% of the answers right"), strict=True):
        tree = html.fragment_fromstring(str(svg))
        assert tree.get("role") == "img"
        assert told in tree.get("aria-label", "")


def test_what_is_drawn_lies_where_the_numbers_are() -> None:
    tree = html.fragment_fromstring(str(reliability([(10, 0.25, 0.5)], "x")))
    (dot,) = tree.xpath("//*[@class='dot']")
    assert (float(dot.get("cx")), float(dot.get("cy"))) == (75.0, 150.0)
    assert "x" in str(reliability([], "x"))


def test_a_trained_shop_has_a_page_with_its_doubtful_phrases_and_their_lines() -> None:
    shipped = read_file(PHRASES / "en.yml", "en").phrases
    _, report = train(Phrases(tuple(one for one in shipped if one.intent in {"affirm", "deny", "skip"})))
    said = words(page(json.loads(json.dumps(report.as_data()))))
    assert report.mislabelled
    first = report.mislabelled[0].phrase
    assert f"{first.place.file}:{first.place.line}" in said
