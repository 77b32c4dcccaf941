"""A flow's picture as a file of its own: without it a flow could be shown in the studio alone, and in no document."""

from html import escape

from flows.drawing import LOW, ROW, Drawing, DrawnBox, DrawnEdge

MARGIN = 16
STYLE = """
text{font:13px system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:#1b2621}
.box{fill:#fff;stroke:#9fb0a8;stroke-width:1.2}.start{fill:#e3f1ea}.collect,.confirm{stroke:#0f6b4f;stroke-width:1.8}
.handoff,.approve{fill:#fff4df;stroke:#a35b00}.action{fill:#eef2ff;stroke:#5567a8}.call,.link{stroke-dasharray:5 3}
text.head{font-size:10.5px;fill:#56655e}text.mark,text.label,text.stub,text.count{font-size:11px}
text.name{font:11px ui-monospace,"DejaVu Sans Mono",monospace;fill:#0f6b4f}text.mark,text.label{fill:#56655e}
text.count{font-weight:600}.line{fill:none;stroke:#8b9b93;stroke-width:1.4}.back,.skipped,.failed{stroke-dasharray:5 4}
.pill{fill:#eef3f0;stroke:#9fb0a8}.paper{fill:#fbfcfb}
"""


TIP = """<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0L8 4L0 8z" fill="#8b9b93"/></marker></defs>"""


def svg(drawn: Drawing) -> str:
    """The picture as a file of its own, which any browser shows."""
    width, height = drawn.size.width + 2 * MARGIN, drawn.size.height + 2 * MARGIN
    view = f"{-MARGIN} {-MARGIN} {width:.0f} {height:.0f}"
    title = escape(f"{drawn.graph.flow}: {drawn.graph.description}")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" viewBox="{view}" role="img">',
        f"<title>{title}</title><style>{STYLE}</style>",
        TIP,
        f'<rect class="paper" x="{-MARGIN}" y="{-MARGIN}" width="{width:.0f}" height="{height:.0f}"/>',
        *(
            f'<path class="line {edge.edge.kind}{" back" * edge.route.back}" d="{edge.path}" marker-end="url(#tip)"/>'
            for edge in drawn.edges
        ),
        *(part for edge in drawn.edges for part in _label(edge)),
        *(part for box in drawn.boxes for part in _box(box)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _label(edge: DrawnEdge) -> list[str]:
    parts = []
    if edge.label:
        x, y, width, height = edge.label_at
        parts.append(f'<rect class="paper" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>')
        parts += [_text("label", line, x + width / 2, y + 12 + LOW * index) for index, line in enumerate(edge.label)]
    if edge.stub_at:
        x, y, width, height = edge.stub_at
        parts.append(f'<rect class="pill" x="{x:.1f}" y="{y + 2:.1f}" width="{width:.1f}" height="{height - 4:.1f}" rx="10"/>')
        parts.append(
            f'<text class="stub" text-anchor="middle" x="{x + width / 2:.1f}" y="{y + 16:.1f}">{escape(edge.stub)}</text>'
        )
    return parts


def _text(kind: str, line: str, x: float, y: float) -> str:
    return f'<text class="{kind}" text-anchor="middle" x="{x:.1f}" y="{y:.1f}">{escape(line)}</text>'


def _box(drawn: DrawnBox) -> list[str]:
    x, y, width, height = drawn.spot
    parts = [f'<rect class="box {drawn.box.kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="9"/>']
    down = y + 5
    for row in drawn.rows:
        down += ROW if row.kind == "text" else LOW
        parts.append(f'<text class="{row.kind}" x="{x + 12:.1f}" y="{down:.1f}">{escape(row.text)}</text>')
    return parts
