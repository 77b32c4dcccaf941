"""The few marks that pictures are made of, as text that is safe: without it a team's name could be markup."""

from html import escape
from typing import Any

WIDTH = 480  # of every picture, in its own units; the page gives it the room there is


def tag(name: str, *children: str, **attributes: Any) -> str:
    """An element. `class_` is `class`; underscores in names are hyphens; children are markup already."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(words: str, x: float, y: float, **attributes: Any) -> str:
    """Words at a place."""
    return tag("text", escape(words), x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def told(words: str) -> str:
    """What is said of a mark when it is pointed at."""
    return tag("title", escape(words))


def picture(id_: str, height: float, title: str, about: str, *marks: str) -> str:
    """The whole, with its name and what it shows for those who do not see it; the table beside says the same in full."""
    return tag(
        "svg", tag("title", escape(title), id=f"{id_}-t"), tag("desc", escape(about), id=f"{id_}-d"), *marks,
        viewBox=f"0 0 {WIDTH} {_number(height)}", class_="plot", role="img", aria_labelledby=f"{id_}-t",
        aria_describedby=f"{id_}-d",
    )  # fmt: skip


def shortened(words: str, room: float) -> str:
    """So much of a text as fits, at 7 units a letter."""
    most = max(int(room / 7), 3)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _number(value: Any) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
