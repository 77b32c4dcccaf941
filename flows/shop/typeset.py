"""Typst, with our own fonts and nothing of the machine's: without it a document would look different on every server.

What is set is data, never markup: a template reads it from `sys.inputs`, so that no customer's words can do anything.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

PDF_STANDARD: Literal["a-3b"] = "a-3b"  # an archive's PDF that may hold other files
_PICTURE = b"""#set page(width: 100pt, height: 100pt, margin: 0pt)
#image(bytes(json(bytes(sys.inputs.data)).svg), format: "svg", width: 100%, height: 100%)"""


def pdf(template: bytes, data: Mapping[str, Any]) -> bytes:
    """The template's document about this data as PDF/A-3b, with its fonts in it."""
    made: bytes = _set(template, data, format="pdf", pdf_standards=[PDF_STANDARD])
    return made


def pages(template: bytes, data: Mapping[str, Any], ppi: float = 110) -> list[bytes]:
    """The same as pictures, PNG, one a page."""
    made: object = _set(template, data, format="png", ppi=ppi)
    return made if isinstance(made, list) else [made] if isinstance(made, bytes) else []


def picture(svg: str, pixels: int) -> bytes:
    """A square drawing as PNG, so many pixels wide."""
    return pages(_PICTURE, {"svg": svg}, ppi=pixels * 0.72)[0]


def _set(template: bytes, data: Mapping[str, Any], **how: Any) -> Any:
    library, fonts = _library()
    return library.compile(template, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, font_paths=fonts, **how)


@cache
def _library() -> Any:
    """With our fonts; imported with the first document: 7 MB, which a shop without any need not have."""
    import font_roboto  # noqa: PLC0415
    import typst  # noqa: PLC0415

    return typst, typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_roboto.font_directory])
