"""Typst, with our own fonts and nothing of the machine's: without it a document would look different on every server.

What is set is data, never markup: a template reads it from `sys.inputs`, so that no customer's words can do anything.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import typst

PDF_STANDARD: Literal["a-3b"] = "a-3b"  # an archive's PDF that may hold other files
_PICTURE = b"""#set page(width: 100pt, height: 100pt, margin: 0pt)
#image(bytes(json(bytes(sys.inputs.data)).svg), format: "svg", width: 100%, height: 100%)"""


@cache
def _fonts() -> "typst.Fonts":
    import font_roboto  # noqa: PLC0415
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_roboto.font_directory])


def pdf(template: bytes, data: Mapping[str, Any]) -> bytes:
    """The template's document about this data as PDF/A-3b, with its fonts in it."""
    import typst  # noqa: PLC0415 - 7 MB, which a shop without documents need not have

    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.compile(template, sys_inputs=inputs, font_paths=_fonts(), format="pdf", pdf_standards=[PDF_STANDARD])


def pages(template: bytes, data: Mapping[str, Any], ppi: float = 110) -> list[bytes]:
    """The same as pictures, PNG, one a page."""
    import typst  # noqa: PLC0415

    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made: object = typst.compile(template, sys_inputs=inputs, font_paths=_fonts(), format="png", ppi=ppi)
    return made if isinstance(made, list) else [made] if isinstance(made, bytes) else []


def picture(svg: str, pixels: int) -> bytes:
    """A square drawing as PNG, so many pixels wide."""
    return pages(_PICTURE, {"svg": svg}, ppi=pixels * 0.72)[0]
