"""What the model sees of a message."""

from nlu.features import char_grams, word_grams


def test_words_are_seen_alone_and_with_their_neighbour() -> None:
    assert list(word_grams(["kur", "ir", "paka"])) == ["kur", "ir", "paka", "kur ir", "ir paka"]
    assert list(word_grams([])) == []


def test_runs_of_letters_know_where_a_word_begins_and_ends() -> None:
    assert list(char_grams("ir")) == [" i", "ir", "r ", " ir", "ir ", " ir "]
    assert list(char_grams("a", 1, 4)) == [" ", "a", " ", " a", "a ", " a "]
