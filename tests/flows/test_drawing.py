"""Pictures of flows: boxes stand apart, lines keep clear of them, and the same flow always looks the same."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from lxml import etree

from flows.drawing import Drawing, broken, drawing, width_of
from flows.graph import BY_THE_WAY, graph, sketch
from flows.layout import Point, Route
from flows.shop.calls import CALLS
from flows.svg import svg
from tests.flows.test_graph import SHIPPED, flows

SVG = "{http://www.w3.org/2000/svg}"


def along(a: Point, b: Point, part: float, *, straight: bool) -> tuple[float, float]:
    """A point of a line, or of the curve that leaves and arrives upright (a cubic Bézier)."""
    if straight:
        return a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part
    middle, rest = (a.y + b.y) / 2, 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    xs, ys = (a.x, a.x, b.x, b.x), (a.y, middle, middle, b.y)
    return sum(w * x for w, x in zip(weights, xs, strict=True)), sum(w * y for w, y in zip(weights, ys, strict=True))


def points(route: Route) -> list[tuple[float, float]]:
    return [
        along(a, b, step / 16, straight=route.back or abs(a.x - b.x) < 0.5)
        for a, b in pairwise(route.points)
        for step in range(17)
    ]


def is_clear(drawn: Drawing) -> None:
    spots = [box.spot for box in drawn.boxes] + [edge.stub_at for edge in drawn.edges if edge.stub_at]
    for index, one in enumerate(spots):
        for other in spots[:index]:
            apart = one.x >= other.x + other.width or other.x >= one.x + one.width
            assert apart or one.y >= other.y + other.height or other.y >= one.y + one.height
    for edge in drawn.edges:
        for x, y in points(edge.route):
            for spot in spots:
                inside = spot.x + 1 < x < spot.x + spot.width - 1 and spot.y + 1 < y < spot.y + spot.height - 1
                assert not inside, (edge.edge, spot)


@pytest.mark.parametrize("flow", sorted(SHIPPED.drafts))
def test_no_line_of_a_shipped_flow_runs_through_a_box(flow: str) -> None:
    is_clear(drawing(graph(SHIPPED, flow, "uk")))


@settings(max_examples=40, deadline=None)
@given(flows())
def test_no_line_of_any_flow_runs_through_a_box(text: str) -> None:
    is_clear(drawing(graph(sketch({"scripts/it.yml": text}, CALLS), "it", "en")))


def test_every_step_is_a_box_and_every_way_a_line_or_a_mark_in_its_box() -> None:
    one = graph(SHIPPED, "return_goods", "en")
    drawn = drawing(one)
    assert {box.box.id for box in drawn.boxes} == {box.id for box in one.boxes if box.line}
    assert [edge.edge for edge in drawn.edges] == [edge for edge in one.edges if edge.kind not in BY_THE_WAY]
    marks = [row.text for box in drawn.boxes for row in box.rows if row.kind == "mark"]
    assert "◷ silent for 3d" in marks


def test_a_flow_always_looks_the_same() -> None:
    assert svg(drawing(graph(SHIPPED, "order_status", "pl"))) == svg(drawing(graph(SHIPPED, "order_status", "pl")))


def test_a_loop_runs_at_the_side_and_leads_up() -> None:
    text = "flows:\n  it:\n    steps:\n      - id: a\n        say: x\n      - id: b\n        confirm: y\n        next: a\n"
    (back,) = [
        edge.route for edge in drawing(graph(sketch({"scripts/it.yml": text}, CALLS), "it", "en")).edges if edge.route.back
    ]
    assert back.points[-1].y < back.points[0].y
    assert max(point.x for point in back.points) > back.points[0].x


@pytest.mark.parametrize("flow", ["order_status", "pattern_session_start"])
def test_the_file_is_svg_with_every_word_of_the_boxes(flow: str) -> None:
    drawn = drawing(graph(SHIPPED, flow, "lv"))
    root = etree.fromstring(svg(drawn).encode())
    said = {node.text for node in root.iter(f"{SVG}text")}
    assert {row.text for box in drawn.boxes for row in box.rows} <= said


def test_what_is_too_long_is_broken_and_cut() -> None:
    lines = broken("a few words and context.assessment.withdrawal_period_in_words " * 5, 150)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(width_of(line) <= 150 for line in lines)
