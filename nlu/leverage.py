"""How much a shop's embeddings count beside words and runs of letters: without it one weight would have to fit every model."""

from collections.abc import Callable, Sequence

from nlu.embeddings import Embeddings, Given
from nlu.model import Language
from nlu.phrases import Phrases
from nlu.training import right_unseen

WEIGHTS = (0.5, 1.0, 1.5, 2.0)
SAMPLE = 3000  # phrases on which weights are compared; a point of difference is seen on them


def weighed(
    embeddings: Embeddings, phrases: Phrases, languages: Sequence[Language], tell: Callable[[str], None] = lambda _: None
) -> Given:
    """The embeddings of the phrases at the weight that understands most phrases unseen, the lowest of equals."""
    tell("embeddings")
    given = Given(embeddings, [phrase.text for phrase in phrases.phrases])
    shares = {}
    for weight in WEIGHTS:
        tell(f"weight {weight:g}")
        shares[weight] = right_unseen(phrases, languages, [given.weighing(weight)], SAMPLE)
    return given.weighing(max(WEIGHTS, key=lambda weight: (round(shares[weight], 3), -weight)))
