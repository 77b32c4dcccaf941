"""The report of a training as one page: without it an admin would see that the model errs, and not where or what to do about it.

The page is a single file with nothing outside it, so it can be sent by mail or kept with a release. It is made from the report as
it stands beside the model (`Report.as_data`), before and after alike.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2

from nlu.plots import reliability, trade_off
from nlu.report import ALL
from nlu.thresholds import CONFIDENCE, OUTSIDE_SHARE, least_answers, reachable

TEMPLATES = Path(__file__).parent / "templates"
NAMES = {"all": "All languages", "lv": "Latvian", "uk": "Ukrainian", "ru": "Russian", "pl": "Polish", "en": "English"}
SHADES = 6  # of the cells of the confusion table
PAIRS = 20  # confusions that are told one by one
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """An intent: its phrases, the shares understood and answered, how much of what was taken for it was it, and before."""

    name: str
    count: int
    accuracy: float
    answered: float
    rightly: float
    before: float | None

    @property
    def change(self) -> float | None:
        """Points won or lost since the training before."""
        return None if self.before is None else 100 * (self.accuracy - self.before)


def page(data: Data, before: Data | None = None) -> str:
    """The page, from a report as JSON knows it and the one that stood beside the model before."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"percent": "{:.0%}".format, "points": "{:+.1f}".format, "exact": "{:.3f}".format}
    return environment.get_template("training.html").render(
        report=data, before=before, rows=rows(data, before), languages=_languages(data), plots=_plots(data), names=NAMES,
        at=_moment(data), before_at=_moment(before) if before else "", pairs=_pairs(data), table=_table(data), bound=CONFIDENCE,
        outside_share=OUTSIDE_SHARE, least=least_answers(data["target"]), fewest=reachable(data["target"]), all=ALL,
        chosen=data["certainty"][ALL]["chosen"], kept=_kept(data),
        contradictions=[pair for pair in data["alike"] if pair["one"]["intent"] != pair["other"]["intent"]],
        copies=[pair for pair in data["alike"] if pair["one"]["intent"] == pair["other"]["intent"]],
    )  # fmt: skip


def rows(data: Data, before: Data | None = None) -> list[Row]:
    """The intents, those first that are understood worst."""
    taken: Counter[str] = Counter()
    for found in data["matrix"].values():
        taken.update(found)
    then = (before or {}).get("intents", {})
    found = [
        Row(
            name, one["count"], one["accuracy"], one["answered"],
            data["matrix"].get(name, {}).get(name, 0) / taken[name] if taken[name] else 0.0,
            then[name]["accuracy"] if name in then else None,
        )
        for name, one in data["intents"].items()
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row.accuracy, row.name))


def _languages(data: Data) -> list[tuple[str, Data, Data]]:
    """Code, figures and certainty of each language, the worst first."""
    found = [(code, one, data["certainty"][code]) for code, one in data["languages"].items()]
    return sorted(found, key=lambda row: row[1]["accuracy"])


def _kept(data: Data) -> list[tuple[str, Data]]:
    """Every threshold there is, with the name of whom it is for."""
    return [(code, one["chosen"]) for code, one in data["certainty"].items() if one["chosen"]]


def _plots(data: Data) -> dict[str, tuple[str, str]]:
    """The reliability diagram and the curve of coverage against precision, of all and of each language."""
    found: dict[str, tuple[str, str]] = {}
    for code, one in data["certainty"].items():
        name, chosen = NAMES.get(code, code), one["chosen"]
        bins = [(each["count"], each["said"], each["right"]) for each in one["reliability"]]
        points = [(each["answered"], each["precision"]) for each in one["trade_off"]]
        point = (chosen["answered"], chosen["precision"]) if chosen else None
        curve = trade_off(points, point, data["target"], f"{name}: coverage against precision")
        found[code] = (reliability(bins, f"{name}: reliability"), curve)
    return found


def _pairs(data: Data) -> list[tuple[str, str, int, float, str]]:
    """Intent, what it was taken for, how often, the share of its phrases, and an example: the most frequent first."""
    examples: dict[tuple[str, str], str] = {}
    for _, intent, text, taken, _ in data["misread"]:
        examples.setdefault((intent, taken), text)
    counts = Counter({
        (intent, taken): count
        for intent, row in data["matrix"].items() for taken, count in row.items() if taken != intent
    })  # fmt: skip
    return [
        (intent, taken, count, count / sum(data["matrix"][intent].values()), examples.get((intent, taken), ""))
        for (intent, taken), count in counts.most_common(PAIRS)
    ]


def _table(data: Data) -> list[tuple[str, int, Sequence[tuple[int, int]]]]:
    """The confusion table: intents worst first, each with its phrases, and for every intent in that order count and shade."""
    order = [row.name for row in rows(data)]
    return [
        (name, sum(row.values()), [(row.get(other, 0), _shade(row.get(other, 0) / max(1, sum(row.values())))) for other in order])
        for name, row in ((name, data["matrix"].get(name, {})) for name in order)
    ]


def _shade(share: float) -> int:
    """How dark a cell is: a tenth of an intent taken for another is already much."""
    return min(SHADES, round(SHADES * share**0.5 + 0.499)) if share else 0


def _moment(data: Data) -> str:
    at = data.get("at")
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC") if at else ""
