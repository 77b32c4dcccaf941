"""A flow as a graph: every step and every way of it is there, whoever wrote it and however far it is typed."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import CHECKOUT
from flows.check_ways import targets
from flows.graph import EARLIER, PERSON, START, Graph, Sketch, graph, mermaid, sketch, sketched
from flows.library import load_flows
from flows.shop.calls import CALLS
from flows.steps import END

SHIPPED = sketched(load_flows(CHECKOUT / "flows"))


def drawn(text: str, flow: str = "it", words: str = "") -> Graph:
    """The graph of a flow in a file of its own."""
    return graph(sketch({"scripts/it.yml": text, "wording/en.ftl": words}, CALLS), flow, "en")


def ways(one: Graph) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in one.edges}


def holds_all_of(known: Sketch, flow: str) -> None:
    one = graph(known, flow, "lv")
    steps = known.drafts[flow].flow.steps
    assert {box.id for box in one.boxes if box.line and box.id != START} == set(steps)
    for id_, step in steps.items():
        wanted = {to if key != "link" else f"*flow:{step.flow}" for key, to in targets(step)}  # type: ignore[union-attr]
        assert wanted & {*steps, END} <= {to for source, to in ways(one) if source == id_}
    assert {edge.target for edge in one.edges} <= {box.id for box in one.boxes}


@pytest.mark.parametrize("flow", sorted(SHIPPED.drafts))
def test_every_step_and_way_of_a_shipped_flow_is_in_its_graph(flow: str) -> None:
    holds_all_of(SHIPPED, flow)


NAMES = st.sampled_from(["a", "b", "c", "d", "e", "f"])
TARGETS = st.one_of(NAMES, st.just(END))
NEXT = st.one_of(
    TARGETS,
    st.builds(lambda then, other: [{"if": "slots.a = 1", "then": then}, {"else": other}], TARGETS, TARGETS),
    st.builds(lambda then: [{"if": "slots.a is known", "then": [{"say": "hello", "next": then}]}, {"else": END}], TARGETS),
)
STEP = st.one_of(
    st.builds(lambda to: {"say": "hello", "next": to}, NEXT),
    st.builds(lambda to, skipped: {"collect": "a", "next": to, "skipped": skipped}, NEXT, TARGETS),
    st.builds(lambda to, failed: {"action": "find_order", "next": to, "failed": failed}, NEXT, TARGETS),
    st.builds(lambda to: {"noop": True, "next": to}, NEXT),
    st.builds(lambda to: {"confirm": "hello", "next": to}, NEXT),
    st.builds(
        lambda a, b, c: {
            "approve": {"team": "x", "summary": "hello", "within": "1h", "approved": a, "rejected": b, "no_answer": c}
        },
        TARGETS,
        TARGETS,
        TARGETS,
    ),
    st.just({"handoff": {"summary": "hello"}}),
    st.just({"link": "other"}),
)


@st.composite
def flows(draw: st.DrawFn) -> str:
    """A flow of up to six steps that lead anywhere, round in circles too."""
    names = draw(st.lists(NAMES, min_size=1, unique=True))
    steps: list[Any] = [{"id": name, **draw(STEP)} for name in names]
    return yaml.safe_dump({"flows": {"it": {"steps": steps}, "other": {"steps": [{"say": "hello"}]}}}, sort_keys=False)


@settings(max_examples=40, deadline=None)
@given(flows())
def test_every_step_and_way_of_any_flow_is_in_its_graph(text: str) -> None:
    holds_all_of(sketch({"scripts/it.yml": text}, CALLS), "it")


def test_a_step_says_what_it_asks_and_where_it_stands() -> None:
    one = drawn("flows:\n  it:\n    steps:\n      - collect: item\n", words="ask-item = Which one, { $name }?")
    box = one.box("collect:item")
    assert (box.kind, box.title, box.text, box.line) == ("collect", "item", "Which one, ‹name›?", 4)


def test_conditions_are_told_in_words() -> None:
    one = drawn(
        """
flows:
  it:
    slots: {n: number, day: date, why: {type: choice, values: [late, lost]}}
    steps:
      - noop: true
        next:
          - if: slots.n >= 3 and not (slots.n = 4 or context.order.late)
            then: END
          - if: slots.day > 14d
            then: end
          - if: '{"late" "lost"} contains slots.why'
            then: two
          - else: three
      - id: end
        say: a
      - id: two
        say: a
      - id: three
        say: a
"""
    )
    assert [edge.label for edge in one.edges if edge.source == "noop"] == [
        "n ≥ 3 and not (n = 4 or order.late)", "day > 2w ago", "why = late or lost", "otherwise",
    ]  # fmt: skip


def test_what_ends_a_question_beside_its_answer_is_told() -> None:
    one = drawn(
        "flows:\n  it:\n    steps:\n"
        "      - collect: a\n        expire: {after: 3d}\n        reprompts: [x, y]\n      - confirm: b\n"
    )
    told = {(edge.kind, edge.target, edge.label) for edge in one.edges}
    assert ("tries", PERSON, "3× not understood") in told
    assert ("expire", "*aside", "silent for 3d") in told
    assert ("change", EARLIER, "change") in told


def test_two_ways_to_one_place_are_one_since_they_are_counted_as_one() -> None:
    one = drawn(
        "flows:\n  it:\n    steps:\n      - collect: a\n        skipped: b\n        next: b\n      - id: b\n        say: x\n"
    )
    assert [(edge.target, edge.label) for edge in one.edges if edge.source == "collect:a"] == [("b", "skipped")]


def test_a_flow_is_drawn_as_far_as_it_can_be_read() -> None:
    text = "flows:\n  it:\n    steps:\n      - say: hello\n      - collect: a\n        next: [\n  other:\n    steps: {{{"
    one = drawn(text)
    assert [box.id for box in one.boxes if box.line] == [START, "say:hello", "collect:a"]


def test_a_mistake_in_one_file_hides_no_other() -> None:
    known = sketch({"scripts/a.yml": "flows: [", "scripts/b.yml": "flows:\n  it:\n    steps:\n      - say: nowhere\n"}, CALLS)
    assert list(known.drafts) == ["it"]
    assert known.problems


def test_a_linked_flow_is_a_place_that_leads_to_its_own_graph() -> None:
    one = drawn("flows:\n  it:\n    steps:\n      - link: other\n  other:\n    steps:\n      - say: x\n")
    assert one.box("*flow:other").flow == "other"
    assert one.box("link:other").flow == "other"


def test_mermaid_has_every_box_and_way(tmp_path: Path) -> None:
    one = graph(SHIPPED, "prove_ownership", "en")
    text = mermaid(one)
    assert text.startswith("flowchart TD\n")
    assert text.count("-->") + text.count("-.->") == len(one.edges)
    assert '"' not in text.replace('("', "").replace('")', "").replace('["', "").replace('"]', "").replace('{"', "").replace(
        '"}', ""
    ).replace('|"', "").replace('"|', "")
