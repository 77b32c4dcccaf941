"""What dashboard and alert rules ask Prometheus for: without it a renamed metric would leave an empty panel, and silence."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from tests.test_house import ROOT

RULES, DASHBOARD = ROOT / "deploy" / "prometheus" / "alerts.yml", ROOT / "deploy" / "grafana" / "dezura.json"
FOREIGN = {"up"}  # of Prometheus itself
_METRIC = re.compile(r"\b(dezura_[a-z_]+|process_[a-z_]+|up)\b(?:\{([^}]*)\})?")
_LABEL = re.compile(r'([a-z_]+)\s*(?:=~|!~|!=|=)\s*"')
_BY = re.compile(r"\bby \(([^)]*)\)")
ADDED_BY_PROMETHEUS = {"instance", "job", "le"}


def rules() -> list[dict[str, Any]]:
    """Every alert."""
    loaded = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return [rule for group in loaded["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    """Every panel that asks something."""
    loaded = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return [panel for panel in loaded["panels"] if panel["type"] != "row"]


def expressions() -> Iterator[tuple[str, str]]:
    """Where something is asked, and what."""
    for rule in rules():
        yield rule["alert"], rule["expr"]
    for panel in panels():
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


def asked(expression: str) -> Iterator[tuple[str, set[str]]]:
    """Each metric an expression names, with the labels by which it is chosen."""
    for found in _METRIC.finditer(expression):
        yield found[1], set(_LABEL.findall(found[2] or ""))


def grouped(expression: str) -> set[str]:
    """The labels by which an expression groups."""
    return {label.strip() for found in _BY.finditer(expression) for label in found[1].split(",")}
