"""Flows as pictures, with how often each step was reached and left."""

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from aiohttp import web

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.tongue import language_of
from bot.epoch import from_ms
from bot.studio.context import Studio, studio_of
from bot.studio.gallery import DAYS, Past, names, picture
from flows.drawing import Drawing, DrawnBox, DrawnEdge
from flows.graph import BY_THE_WAY, Graph, graph, sketch
from flows.layout import Spot
from flows.library import built_in
from flows.svg import svg
from nlu.model import Language

DRAWN = "default-src 'none'; style-src 'unsafe-inline'"  # a picture runs nothing and fetches nothing


class GraphQuery(Strict):
    """In which language the words are, and whether the draft is drawn or what is published."""

    lang: Language | None = None
    of: Literal["draft", "published"] = "draft"


class SpotOut(Shape):
    """Where something stands, in pixels of the picture: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float


class RowOut(Shape):
    """A line of a box: head, name, text, mark or count."""

    kind: str
    text: str


class BoxOut(Shape):
    """A step. `line` is where it stands in its file, `flow` another flow it runs; `reached` and `left` are of the last days."""

    id: str
    kind: str
    title: str
    text: str
    line: int
    flow: str
    rows: list[RowOut]
    at: SpotOut
    reached: int
    left: int


class EdgeOut(Shape):
    """A way. `path` is empty for what is told in the box of its step; `stub` is what it ends in if not in its target's box.

    `share`: of those who came to its step, the part that went this way.
    """

    source: str
    target: str
    kind: str
    label: str
    path: str
    back: bool
    rows: list[str]
    label_at: SpotOut | None
    stub: str
    stub_at: SpotOut | None
    flow: str
    times: int
    share: float


class GraphOut(Shape):
    """The picture of a flow. `state`: whole, partly (its file cannot be read to its end) or stale (this is the published one)."""

    flow: str
    description: str
    file: str
    line: int
    language: Language
    state: Literal["whole", "partly", "stale"]
    days: int
    counted_since: str | None
    width: float
    height: float
    boxes: list[BoxOut]
    edges: list[EdgeOut]


async def drawn(ask: Ask[GraphQuery, Nothing]) -> GraphOut:
    """The draft's flow, as far as it can be read, with the last month in it."""
    known, state, language = await _graph(ask)
    past = await _past(ask)
    pictured = await asyncio.to_thread(picture, known, past, language)
    since = from_ms(past.since).astimezone(ask.api.shop.time_zone).date().isoformat() if past.since else None
    return GraphOut(
        flow=known.flow, description=known.description, file=known.file, line=known.line, language=language, state=state,
        days=DAYS, counted_since=since, width=pictured.size.width, height=pictured.size.height,
        boxes=[_box(known, box, past) for box in pictured.boxes], edges=_edges(known, pictured, past),
    )  # fmt: skip


async def file(ask: Ask[GraphQuery, Nothing]) -> web.Response:
    """The same as a file."""
    known, _, language = await _graph(ask)
    text = svg(await asyncio.to_thread(picture, known, await _past(ask), language))
    headers = {
        "Content-Disposition": f'attachment; filename="{known.flow}.svg"', "Content-Security-Policy": DRAWN,
        "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    return web.Response(text=text, content_type="image/svg+xml", headers=headers)


async def _graph(ask: Ask[GraphQuery, Nothing]) -> tuple[Graph, Literal["whole", "partly", "stale"], Language]:
    studio, flow = studio_of(ask), ask.request.match_info["flow"]
    language = ask.query.lang or language_of(ask.api, ask.request, ask.agent)
    published = studio.workshop.own(studio.workshop.published().sources)
    texts = published if ask.query.of == "published" else await studio.workshop.texts()
    found, is_whole = await asyncio.to_thread(_drawn, studio, texts, flow, language)
    if found is not None:
        return found, "whole" if is_whole else "partly", language
    before, _ = await asyncio.to_thread(_drawn, studio, published, flow, language)
    if before is None:
        raise Problem(404, f"There is no flow {flow} that can be read. Look for its name in the list of flows.")
    return before, "stale", language


def _drawn(studio: Studio, texts: Mapping[str, str], flow: str, language: Language) -> tuple[Graph | None, bool]:
    """A flow of texts, and whether its file can be read to its end."""
    known = sketch({**texts, **built_in()}, studio.workshop.calls)
    if flow not in known.drafts:
        return None, False
    found = graph(known, flow, language, names(language))
    return found, not any(
        problem.place.file == found.file and problem.text.startswith("this is not YAML") for problem in known.problems
    )


async def _past(ask: Ask[Any, Any]) -> Past:
    studio = studio_of(ask)
    return await studio.gallery.past(ask.api.database, ask.api.now())


def _box(known: Graph, drawn_box: DrawnBox, past: Past) -> BoxOut:
    box = drawn_box.box
    return BoxOut(
        id=box.id, kind=box.kind, title=box.title, text=box.text, line=box.line, flow=box.flow if box.kind != "start" else "",
        rows=[RowOut(kind=row.kind, text=row.text) for row in drawn_box.rows], at=_spot(drawn_box.spot),
        reached=past.reached(known, box.id), left=past.left(known, box.id),
    )  # fmt: skip


def _edges(known: Graph, pictured: Drawing, past: Past) -> list[EdgeOut]:
    lines: Mapping[int, DrawnEdge] = {id(line.edge): line for line in pictured.edges}
    edges = []
    for edge in known.edges:
        line = lines.get(id(edge)) if edge.kind not in BY_THE_WAY else None
        target = known.box(edge.target)
        edges.append(
            EdgeOut(
                source=edge.source,
                target=edge.target,
                kind=edge.kind,
                label=edge.label,
                path=line.path if line else "",
                back=bool(line and line.route.back),
                rows=list(line.label) if line else [],
                label_at=_spot(line.label_at) if line and line.label else None,
                stub=line.stub if line else "",
                stub_at=_spot(line.stub_at) if line and line.stub_at else None,
                flow=target.flow if target.kind == "flow" else "",
                times=past.gone(known, edge),
                share=round(past.share(known, edge), 4),
            )
        )
    return edges


def _spot(spot: Spot) -> SpotOut:
    return SpotOut(**{name: round(value, 1) for name, value in spot._asdict().items()})


_MISSING = {404: "There is no such flow."}

FLOW = r"/studio/flows/{flow:[^/]{1,100}}"
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET", FLOW + "/graph", drawn, "A flow of the draft as a picture, with how often each way was gone",
        "admin", GraphOut, query=GraphQuery, problems=_MISSING, quiet=True,
    ),
    Endpoint(
        "GET", FLOW + "/graph.svg", file, "The same as a file", "admin", "image/svg+xml", query=GraphQuery,
        problems=_MISSING,
    ),
)  # fmt: skip
