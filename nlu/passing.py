"""A trained model on its way into use: without it a worse one would replace a better one unseen.

The old model is judged on what it had not seen: the phrases its own training held back in turn, and those written since.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from nlu.artifact import ModelError, load
from nlu.classifier import Classifier
from nlu.comparing import EVERYTHING, Change, Comparison, Outcomes, Taken, compare, outcomes_from, pairs_of
from nlu.features import Further
from nlu.model import LANGUAGES, Utterance
from nlu.phrases import Phrase
from nlu.shelf import report_of

SHOWN = 10  # intents and confusions that are printed


def compared(
    using: Path, phrases: Sequence[Phrase], after: Outcomes | None, further: Sequence[Further] = ()
) -> Comparison | None:
    """A training against the model in use; None where there is none, or none that can be judged on the same phrases.

    `further` are the blocks of features that the new model learnt with.
    """
    report = report_of(using) or {}
    before = outcomes_from(report.get("outcomes"))
    try:
        model = load(using)
        classifier = Classifier(model, _today, languages=model.language.languages or LANGUAGES, further=further)
    except ModelError:  # or one that learnt with other embeddings
        return None
    if before is None or after is None or report.get("model") != model.digest:
        return None
    pairs = pairs_of(phrases, before, after, lambda fresh: _read(classifier, fresh))
    return compare(pairs, model.digest, model.classes, {phrase.intent for phrase in phrases})


def _today() -> date:
    return datetime.now(UTC).date()


def _read(classifier: Classifier, phrases: Sequence[Phrase]) -> list[Taken]:
    found = classifier.predict([Utterance(phrase.text, phrase.language) for phrase in phrases])
    return [Taken(one.ranking[0].name if one.ranking else "", one.accepted) for one in found]


def show(comparison: Comparison | None, console: Console) -> None:
    """Print it for people; nothing where there is nothing to compare."""
    if comparison is None:
        return
    whole = comparison.whole
    console.print(
        f"\nAgainst the model before, on {whole.count} phrases that neither had seen: {whole.before:.1%} understood before, "
        f"{whole.after:.1%} now (± {whole.band:.1%}; {whole.lost} lost, {whole.gained} gained).",
        highlight=False, soft_wrap=True,
    )  # fmt: skip
    if changed := [one for one in comparison.intents if one.lost or one.gained][:SHOWN]:
        table = Table("intent", "before", "now", "noise", "lost", "gained", "", box=None)
        for one in changed:
            figures = (f"{one.before:.0%}", f"{one.after:.0%}", f"± {one.band:.0%}", str(one.lost), str(one.gained))
            table.add_row(one.intent, *figures, "worse" if one.worse else "")
        console.print(table)
    if mixed := [one for one in comparison.mixed if one.after > one.before][:SHOWN]:
        table = Table("taken for another more often", "before", "now", box=None)
        for pair in mixed:
            table.add_row(f"{pair.intent} as {pair.taken_for or 'nothing'}", str(pair.before), str(pair.after))
        console.print(table)


def refusal(worse: Sequence[Change]) -> str:
    """Why the model in use stays, and what to do."""
    names = ", ".join(
        f"{'all in all' if one.intent == EVERYTHING else one.intent} {one.before:.0%} to {one.after:.0%}"
        f" ({one.lost} lost, {one.gained} gained)"
        for one in worse
    )
    return (
        f"The new model understands less than the one in use, beyond noise: {names}.\n"
        "The one in use stays. Look at the phrases that were added; or use the new one, in the studio or without --gate."
    )


def as_data(report: Mapping[str, Any], digest: str, now: int, comparison: Comparison | None) -> dict[str, Any]:
    """What stands beside a model: whose it is, when it was trained (ms), its figures, and the comparison with the one before."""
    return {"model": digest, "at": now, **report, "comparison": comparison.as_data() if comparison else None}
