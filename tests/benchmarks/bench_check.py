"""What `dezura check` costs: a hundred flows with their words in five languages, beside the parsing of the same YAML alone."""

import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping

from rich.table import Table

from config.source import parse_yaml
from flows import entries, library, wording
from flows.flowset import FlowSet
from flows.library import examine
from nlu import balance, sameness, strays
from nlu.model import LANGUAGES
from nlu.phrases import read_phrases
from tests.benchmarks.load import ROOT

FLOWS, TIMES = 100, 5
FLOW = """  wish_{n}:
    description: Something of the kind {n}
    nlu_trigger:
      - intent: wish_{n}
    slots:
      kind_{n}: {{type: choice, values: [red, blue, green]}}
      sum_{n}: {{type: money, max: 500 EUR}}
    steps:
      - collect: kind_{n}
        buttons: true
      - collect: sum_{n}
        next:
          - if: slots.sum_{n} > 100 EUR and slots.kind_{n} = "red"
            then: person
          - else: done
      - id: done
        say: done-{n}
        values: {{days: {n}}}
        next: END
      - id: person
        handoff: {{team: shop, summary: summary-{n}}}
"""
WORDS = """intent-wish_{n} = Wish {n}
ask-kind-{n} = Which kind of {n} would you like?
kind-{n}-red = Red
    .also = reddish, crimson
kind-{n}-blue = Blue
kind-{n}-green = Green
ask-sum-{n} = How much may it cost?
summary-{n} = {{ $kind_{n} }} for {{ $sum_{n} }}.
done-{n} = {{ $days ->
    [zero] It takes {{ $days }} days.
    [one] It takes {{ $days }} day.
    [few] It takes {{ $days }} days.
    [many] It takes {{ $days }} days.
   *[other] It takes {{ $days }} days.
 }}
"""


def texts() -> dict[str, str]:
    """A shop of a hundred flows, ten a file."""
    files = {
        f"scripts/{first:03}.yml": "flows:\n" + "".join(FLOW.format(n=n) for n in range(first, first + 10))
        for first in range(0, FLOWS, 10)
    }
    words = {
        f"wording/{language}-{first:03}.ftl": "".join(WORDS.format(n=n) for n in range(first, first + 10))
        for language in LANGUAGES
        for first in range(0, FLOWS, 10)
    }
    return {**files, **words, **library.built_in()}


def _ms(work: Callable[[], object], anew: bool = True) -> float:
    """Median ms of CPU, with nothing remembered of an earlier time where it is done anew.

    What stands before it (the other benchmarks, their libraries) is not gone through by the collector again and again: the
    command has none of it.
    """
    gc.collect()
    gc.freeze()
    spent = []
    for _ in range(TIMES):
        if anew:
            entries.forget()
            wording.forget()
            library.forget()
        started = time.process_time()
        work()
        spent.append((time.process_time() - started) * 1000)
    gc.unfreeze()
    return statistics.median(spent)


def _checked(shop: Mapping[str, str]) -> FlowSet:
    flows, problems = examine(shop)
    assert flows is not None, problems
    return flows


async def check(table: Table) -> None:
    """Add every row to the table of `make bench`."""
    shop = texts()
    yaml = _ms(lambda: [parse_yaml(text, name) for name, text in shop.items() if name.endswith(".yml")])
    whole = _ms(lambda: _checked(shop))
    numbers = iter(range(1000))

    def one_changed() -> None:
        line = f"\n# changed {next(numbers)}\n"
        _checked({**shop, **{name: shop[name] + line for name in ("scripts/000.yml", "wording/lv-000.ftl")}})

    again = _ms(one_changed, anew=False)
    bar = "under a second"
    alone, anew = f"{yaml:.0f} ms, its YAML alone", f"{whole:.0f} ms, all anew"
    table.add_row(f"check: {FLOWS} flows, 5 languages, CPU", f"{whole:.0f} ms", alone, f"{whole / yaml:.1f}", bar)
    table.add_row("check: after a change in two files", f"{again:.0f} ms", anew, f"{again / whole:.2f}", "")
    folder = ROOT / "nlu" / "phrases"
    reading, shipped = _ms(lambda: read_phrases(folder)), read_phrases(folder)
    looking = _ms(lambda: [
        *balance.problems(shipped, LANGUAGES), *sameness.problems(shipped), *strays.problems(shipped, LANGUAGES)
    ])  # fmt: skip
    row = ("check: the shipped phrases, CPU", f"{looking:.0f} ms", f"{reading:.0f} ms, reading them", f"{looking / reading:.1f}")
    table.add_row(*row, bar)


ROWS: Mapping[str, Callable[[Table], Awaitable[None]]] = {"check": check}
