"""The dashboard and the alerts ask for what there is, and every alert says what to do."""

import re
from typing import Any

import pytest
import yaml

from bot import metrics
from bot.channels import metrics as channel_metrics
from tests.deploy import test_compose
from tests.deploy.watching import ADDED_BY_PROMETHEUS, FOREIGN, asked, expressions, grouped, panels, rules
from tests.test_house import ROOT

MANUAL = ROOT / "docs" / "operations.md"


def known() -> dict[str, set[str]]:
    """What the program may expose, by the names of its samples, with their labels."""
    found: dict[str, set[str]] = {}
    for module in (metrics, channel_metrics):
        for metric in vars(module).values():
            if hasattr(metric, "_labelnames"):
                for suffix in ("", "_total", "_bucket", "_sum", "_count"):
                    found[metric._name + suffix] = set(metric._labelnames)
    return found


def mistakes(expression: str) -> list[str]:
    there = known()
    found, any_label = [], set(ADDED_BY_PROMETHEUS)
    for name, labels in asked(expression):
        any_label |= there.get(name, set())
        if name in FOREIGN or name.startswith("process_"):
            continue
        if name not in there:
            found.append(f"there is no {name}")
        elif strange := labels - there[name] - ADDED_BY_PROMETHEUS:
            found.append(f"{name} has no label {', '.join(sorted(strange))}")
    return found + [f"nothing has a label {label}" for label in sorted(grouped(expression) - any_label)]


def doubles(expression: str) -> list[str]:
    """Gauges of the whole shop that are added up over processes which all tell the same."""
    shared = {metric._name for metric in vars(metrics).values() if isinstance(metric, metrics.Shared)}
    shared |= {metric._name for metric in (metrics.PROMISES_OPEN, metrics.UNSETTLED, metrics.CALLS_OPEN, metrics.LAST_EVENT)}
    return [name for name in shared if re.search(rf"\b(sum|avg|count)\s*(by \([^)]*\))?\s*\(\s*{name}\b", expression)]


def test_everything_asked_for_is_there_with_its_labels() -> None:
    assert {where: wrong for where, expression in expressions() if (wrong := mistakes(expression))} == {}
    assert mistakes("sum(dezura_nothing)") == ["there is no dezura_nothing"]
    assert mistakes('sum(dezura_turns_total{bot="x"})') == ["dezura_turns_total has no label bot"]
    assert mistakes("sum by (bot) (dezura_turns_total)") == ["nothing has a label bot"]


def test_what_every_worker_tells_alike_is_never_added_up() -> None:
    assert {where: wrong for where, expression in expressions() if (wrong := doubles(expression))} == {}
    assert doubles("sum(dezura_queue_waiting)") == ["dezura_queue_waiting"]
    assert doubles('sum by (state) (dezura_promises_open{state="late"})') == ["dezura_promises_open"]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_every_alert_is_explained_where_it_points(rule: dict[str, Any]) -> None:
    anchor = rule["annotations"]["runbook"].removeprefix("docs/operations.md#")
    assert anchor == rule["alert"].lower()
    section = re.search(rf"^#+ {rule['alert']}\n(.*?)(?=^#+ |\Z)", MANUAL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert section is not None
    assert len(section[1].split()) >= 20
    assert rule["labels"]["severity"] in {"page", "warn"}
    assert rule["annotations"]["summary"]


def test_the_manual_explains_no_alert_that_there_is_not() -> None:
    told = set(re.findall(r"^#+ (Dezura[A-Z]\w+)$", MANUAL.read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {rule["alert"] for rule in rules()}


def test_every_panel_has_a_place_of_its_own_and_says_what_it_shows() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
        assert panel["description"]


def test_no_label_has_more_values_than_the_program_or_the_settings_name() -> None:
    """A label that took a customer's words, ids or addresses would make a series for each of them."""
    bounded = {
        "call", "channel", "clock", "event", "kind", "level", "maker", "model", "origin", "outcome", "reason", "result", "role",
        "state", "status", "team", "version", "way", "what", "why",
    }  # fmt: skip
    assert {label for labels in known().values() for label in labels} <= bounded


WATCH = ROOT / "deploy" / "compose.watch.yml"
MADE_BY_THE_OPERATOR = {"./watch/prometheus", "./watch/alertmanager", "./watch/grafana"}


@pytest.mark.parametrize("check", [test_compose.hardening, test_compose.limits, test_compose.images])
def test_who_watches_is_held_as_those_who_are_watched(check: Any) -> None:
    assert list(check(yaml.safe_load(WATCH.read_text(encoding="utf-8")))) == []


def test_what_watchers_mount_is_there_and_prometheus_asks_every_process() -> None:
    file = yaml.safe_load(WATCH.read_text(encoding="utf-8"))
    binds = {volume["source"] for service in file["services"].values() for volume in service["volumes"]}
    assert {source for source in binds if not (ROOT / source).exists()} <= MADE_BY_THE_OPERATOR
    assert file["services"]["grafana"]["ports"] == ["127.0.0.1:3000:3000"]
    (job,) = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())["scrape_configs"]
    assert job["job_name"] == "dezura"
    (names,) = job["dns_sd_configs"]
    assert set(names["names"]) <= test_compose.compose()["services"].keys()
