"""What the model sees of a message."""

from collections import Counter
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.features import FEW, Seen, char_grams, neighbours, pairs_of, see, see_words, two_words, vectors
from nlu.normalise import key
from nlu.phrases import read_phrases
from tests.nlu.grams import code, pair_code, pair_grams, word_grams
from tests.nlu.trained import PHRASES


def test_words_are_seen_alone_and_with_their_neighbour() -> None:
    assert list(word_grams(["kur", "ir", "paka"])) == ["kur", "ir", "paka", "kur ir", "ir paka"]
    assert list(word_grams([])) == []


def test_runs_of_letters_know_where_a_word_begins_and_ends() -> None:
    assert list(char_grams("ir")) == [" i", "ir", "r ", " ir", "ir ", " ir "]
    assert list(char_grams("a", 1, 4)) == [" ", "a", " ", " a", "a ", " a "]


def told(seen: Seen, text: int) -> Counter[int]:
    return Counter(seen.codes[seen.owners == text].tolist())


def test_stems_pair_with_themselves_and_with_those_that_follow_near() -> None:
    assert list(pair_grams(["kur", "sutijums"])) == [("kur", "kur"), ("kur", "suti"), ("suti", "suti")]
    assert len(list(pair_grams(list("abcdefghij")))) == 10 + sum(min(7, 9 - place) for place in range(10))


@given(texts=st.lists(st.text(max_size=60).map(key), max_size=5))
def test_many_texts_have_the_codes_of_what_is_in_each(texts: list[str]) -> None:
    seen = see(texts)
    for place, text in enumerate(texts):
        words = text.split()
        assert told(seen["words"], place) == Counter(map(code, word_grams(words)))
        stems = [(code(one), code(other)) for one, other in pair_grams(words)]
        assert told(seen["pairs"], place) == Counter(pair_code(*both) for both in stems)
        assert told(seen["chars"], place) == Counter(code(gram) for word in words for gram in char_grams(word))


WORDS = st.text(max_size=40).map(lambda text: key(text).replace(" ", "")).filter(bool)


@given(words=st.lists(WORDS, min_size=1, max_size=FEW + 9))
def test_word_by_word_a_text_has_the_same_codes_as_whole(words: list[str]) -> None:
    whole, (alone, numbers) = see([" ".join(words)]), see_words(words)
    beside = two_words(numbers).tolist()
    assert Counter(alone["words"].codes.tolist() + beside) == told(whole["words"], 0)
    assert Counter(alone["chars"].codes.tolist()) == told(whole["chars"], 0)
    assert Counter(pairs_of(numbers, *neighbours(len(words))).tolist()) == told(whole["pairs"], 0)


def test_the_neighbours_of_a_later_text_are_those_of_the_first_moved_on() -> None:
    ones, others = neighbours(3, 5)
    assert list(zip(ones.tolist(), others.tolist(), strict=True)) == [(5, 5), (5, 6), (5, 7), (6, 6), (6, 7), (7, 7)]


def test_no_two_features_of_the_shipped_phrases_share_a_code() -> None:
    keys = [key(phrase.text) for phrase in read_phrases(PHRASES).phrases]
    seen = see(keys)
    words = {gram for text in keys for gram in word_grams(text.split())}
    runs = {gram for text in keys for word in text.split() for gram in char_grams(word)}
    assert len(np.unique(seen["words"].codes)) == len(words)
    assert len(np.unique(seen["chars"].codes)) == len(runs)
    pairs = {tuple(sorted(both)) for text in keys for both in pair_grams(text.split())}
    assert len(np.unique(seen["pairs"].codes)) == len(pairs)
    assert len(set(map(code, islice(words | runs, 5000)))) == 5000


def test_what_stands_twice_counts_less_than_twice_and_what_is_unknown_not_at_all() -> None:
    codes = np.array(sorted(map(code, ("la", "lo"))), np.uint64)
    found = vectors(see(["la la lu", "", "lo"])["words"], codes, np.array([1, 2], np.float32))
    assert found.starts.tolist() == [0, 1, 1, 2]
    weight = dict(zip(codes.tolist(), (1, 2), strict=True))
    assert found.values.tolist() == pytest.approx([weight[code("la")] * (1 + np.log(2)), weight[code("lo")]])
    assert found.unit().values.tolist() == pytest.approx([1, 1])
