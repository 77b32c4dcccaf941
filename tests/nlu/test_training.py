"""From phrases to a model."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from config.source import Problems
from nlu.artifact import Model, ModelError, load, save
from nlu.calibration import softmax
from nlu.classifier import Classifier, Scorer
from nlu.features import BLOCKS, Seen, see, vectors
from nlu.model import LANGUAGES, Utterance
from nlu.normalise import key
from nlu.phrases import Phrases, read_file
from nlu.training import ONCE, fit, train
from tests.nlu.conftest import TODAY
from tests.nlu.grams import code, pair_code
from tests.nlu.trained import PHRASES


@pytest.fixture
def small(small_home: Path) -> Phrases:
    return read_file(small_home / "nlu" / "phrases" / "en.yml", "en")


def test_a_small_shop_trains_and_understands(small: Phrases) -> None:
    model, report = train(small)
    classifier = Classifier(model, lambda: TODAY, languages=("en",), threshold=0.5)
    found = classifier.predict([Utterance(text) for text in ("where is my package", "good morning", "thanks so much")])
    assert [one.intent for one in found] == ["order_status", "greet", "thank"]
    assert report.phrases == 15
    assert report.intents.keys() == {"order_status", "greet", "thank"}


def test_the_same_phrases_give_the_same_model(small: Phrases, tmp_path: Path) -> None:
    digests = {save(train(small)[0], tmp_path / f"{number}.npz") for number in range(2)}
    assert len(digests) == 1


def test_answering_computes_what_training_meant() -> None:
    phrases = read_file(PHRASES / "en.yml", "en")
    model = fit(phrases)
    scorer = Scorer(model)
    right = 0
    for phrase in phrases.phrases:
        probabilities = scorer.probabilities(key(phrase.text))
        right += probabilities is not None and model.classes[int(np.argmax(probabilities))] == phrase.intent
    assert right / len(phrases.phrases) > 0.97


def test_progress_is_told_to_the_end(small: Phrases) -> None:
    told: list[tuple[str, int, int]] = []
    train(small, progress=lambda *step: told.append(step))
    counts = [done for _, done, _ in told]
    assert counts == sorted(counts)
    assert told[-1][1] == told[-1][2]


def test_phrases_of_other_languages_are_left_out(tmp_path: Path) -> None:
    both = Phrases(read_file(PHRASES / "en.yml", "en").phrases[::20] + read_file(PHRASES / "lv.yml", "lv").phrases)
    model = fit(both, ("lv",))
    assert model.language.languages == ("lv",)


def test_out_of_scope_is_learnt_and_never_answered(small_home: Path) -> None:
    path = small_home / "nlu" / "phrases" / "en.yml"
    path.write_text(
        path.read_text() + "- intent: out_of_scope\n  examples: |\n    - what is the weather\n    - tell me a joke\n    - sing\n"
    )
    model, _ = train(read_file(path, "en"))
    (found,) = Classifier(model, lambda: TODAY, threshold=0.3).predict([Utterance("tell me a joke about the weather")])
    assert "out_of_scope" in model.classes
    assert found.intent is None


def test_marked_entities_of_the_shops_own_become_lookups(small_home: Path) -> None:
    path = small_home / "nlu" / "phrases" / "en.yml"
    path.write_text(path.read_text().replace("- track my delivery", "- track my [kefir](brand) delivery"))
    assert fit(read_file(path, "en")).lookups == {"brand": ("kefir",)}


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("nlu:\n- intent: greet\n  examples: |\n    - hi\n    - hello\n", "fewer than two intents"),
        (
            "nlu:\n- intent: a\n  examples: |\n    - hi\n    - yo\n- intent: b\n  examples: |\n    - bye\n",
            "`b` has one phrase only",
        ),
    ],
)
def test_too_little_to_learn_from_is_a_mistake(tmp_path: Path, text: str, mistake: str) -> None:
    path = tmp_path / "en.yml"
    path.write_text(text)
    with pytest.raises(Problems, match=mistake):
        train(read_file(path, "en"), LANGUAGES)


class Letters:
    """A further block, dense: how often each of three letters stands in a message, and whether there is any sign in it."""

    name, weight = "letters", 0.5

    def __init__(self, digest: str = "aei") -> None:
        self.digest = digest

    def see(self, texts: Sequence[str]) -> Seen:
        values = [value for text in texts for value in (*(text.count(letter) for letter in "aei"), len(text) > 0)]
        codes = np.tile(np.arange(4, dtype=np.uint64), len(texts))
        return Seen(len(texts), np.repeat(np.arange(len(texts)), 4), codes, np.array(values, np.float32))


def test_a_pair_of_stems_counts_in_either_order(small: Phrases) -> None:
    pairs = {block.name: block for block in fit(small).blocks}["pairs"]
    assert int(pair_code(code("vher"), code("parc"))) in pairs.codes
    assert int(pair_code(code("parc"), code("vher"))) in pairs.codes


def test_where_much_is_learnt_from_a_pair_counts_from_its_second_phrase_on() -> None:
    several = [read_file(PHRASES / name, "en").phrases for name in ("en.yml", "en-more.yml", "en-voices.yml")]
    phrases = Phrases(tuple(phrase for one in several for phrase in one))
    assert len(phrases.phrases) > ONCE
    rarest = {block.name: block.idf.max() for block in fit(phrases).blocks}
    assert rarest["pairs"] < rarest["words"] == rarest["chars"]


def test_a_further_block_is_learnt_kept_and_asked(small: Phrases, tmp_path: Path) -> None:
    model, _ = train(small, further=[Letters()])
    assert [block.name for block in model.blocks] == [*BLOCKS, "letters"]
    assert model.blocks[-1].weights.any()
    save(model, tmp_path / "model.npz")
    kept = load(tmp_path / "model.npz")
    texts = ["where is my parcel", "hello ea", ""]
    with_it, known = Scorer(kept, [Letters()]).several(texts, texts)
    without = Scorer(replace(kept, blocks=kept.blocks[:-1])).several(texts, texts)[0]
    assert known.tolist() == [True, True, False]
    assert not np.allclose(with_it, without)


def test_a_model_does_not_answer_with_another_block_than_it_learnt_with(small: Phrases) -> None:
    model = fit(small, further=[Letters()])
    for further in ([], [Letters("aeo")]):
        with pytest.raises(ModelError, match="other letters than there are: train again"):
            Scorer(model, further)


def test_several_messages_at_once_are_understood_as_one_by_one(small: Phrases) -> None:
    scorer = Scorer(fit(small))
    texts = ["where is my parcel", "hello hello", "", "thank you", "10023", "🦑"]
    together, known = scorer.several(texts, texts)
    for text, row, says in zip(texts, together, known, strict=True):
        alone = scorer.probabilities(text)
        assert says == (alone is not None)
        if alone is not None:
            np.testing.assert_allclose(row, alone, rtol=1e-5)


def test_words_that_are_forgotten_are_read_anew_with_the_same_answer(small: Phrases, monkeypatch: pytest.MonkeyPatch) -> None:
    model, texts = fit(small), ["where is my parcel", "thank you", "where is the parcel"]
    wide, narrow = Scorer(model), Scorer(model)
    monkeypatch.setattr("nlu.classifier.REMEMBERED", 2)
    for text in texts * 2:
        mine = narrow.probabilities(text)
        assert mine is not None
        np.testing.assert_array_equal(mine, wide.probabilities(text))


def test_a_thin_intent_among_rich_ones_is_understood_far_more_often_for_its_start() -> None:
    thin, rich = "discount_code", ("order_status", "delivery_info", "return_goods", "product_question", "refund_status")
    phrases = read_file(PHRASES / "en.yml", "en").phrases
    mine = [phrase for phrase in phrases if phrase.intent == thin]
    learnt = Phrases((*(phrase for phrase in phrases if phrase.intent in rich), *mine[::8]))
    unseen = [phrase.text for phrase in mine if phrase not in mine[::8]]

    def understood(model: Model) -> float:
        scorer = Scorer(model)
        found = [scorer.probabilities(key(text)) for text in unseen]
        return float(np.mean([one is not None and model.classes[int(one.argmax())] == thin for one in found]))

    assert len(mine[::8]) < 20
    assert understood(train(learnt, ("en",))[0]) >= understood(fit(learnt, ("en",))) + 0.1


def test_answering_adds_up_what_each_block_says(small: Phrases) -> None:
    model = replace(fit(small), temperature=0.3)
    keys = ["vhere is my parcel my parcel", "helo", "", "thanc you thanc"]
    seen, margins = see(keys), np.tile(model.bias, (len(keys), 1))
    for block in model.blocks:
        found = vectors(seen[block.name], block.codes, block.idf).unit()
        for place in range(len(keys)):
            mine = slice(found.starts[place], found.starts[place + 1])
            margins[place] += block.weight * found.values[mine] @ block.weights[found.rows[mine]].astype(np.float32)
    np.testing.assert_allclose(Scorer(model).several(keys, keys)[0], softmax(margins / 0.3), rtol=1e-3)
