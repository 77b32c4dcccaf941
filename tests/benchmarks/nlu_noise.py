"""What people's keyboards, habits and moods do to a message: without it "robust" would be a word and no figure.

Each kind of noise is a function of a message, its language and a source of chance; it gives the message as somebody else would
have sent it, or None where there is nothing to change (no accent to leave out, no Cyrillic letter).
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from nlu.model import Language
from nlu.normalise import flat

Chance = np.random.Generator
Noise = Callable[[str, Language, Chance], str | None]

_KEYBOARDS = (
    ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    ("йцукенгшщзхї", "фівапролджє", "ячсмитьбю"),
)
_BASE = {"uk": 2, "ru": 1}
_LATIN: Mapping[str, tuple[str, ...]] = {  # how people type Cyrillic letters, several ways each; no standard is followed
    "а": ("a",), "б": ("b",), "в": ("v", "w"), "г": ("g",), "ґ": ("g",), "д": ("d",), "е": ("e", "ye"), "ё": ("e", "yo", "jo"),
    "є": ("ye", "je", "ie"), "ж": ("zh", "j", "z"), "з": ("z",), "и": ("i",), "і": ("i",), "ї": ("yi", "ji", "i"),
    "й": ("y", "j", "i"), "к": ("k",), "л": ("l",), "м": ("m",), "н": ("n",), "о": ("o",), "п": ("p",), "р": ("r",), "с": ("s",),
    "т": ("t",), "у": ("u",), "ф": ("f",), "х": ("h", "kh", "x"), "ц": ("c", "ts"), "ч": ("ch", "4"), "ш": ("sh",),
    "щ": ("sch", "shch", "sh"), "ъ": ("",), "ы": ("y", "i"), "ь": ("", "'"), "э": ("e",), "ю": ("yu", "ju", "iu"),
    "я": ("ya", "ja", "ia"),
}  # fmt: skip
_UKRAINIAN = {"г": ("h", "g"), "и": ("y", "i"), "е": ("e",)}
_GREETINGS = {
    "lv": ("labdien, ", "sveiki! ", "čau, lūdzu, "),
    "uk": ("добрий день, ", "вітаю! ", "привіт, будь ласка, "),
    "ru": ("здравствуйте, ", "добрый день! ", "привет, пожалуйста, "),
    "pl": ("dzień dobry, ", "witam! ", "cześć, proszę, "),
    "en": ("hello, ", "good morning! ", "hi there, please, "),
}
_WRAPS = {  # half of a message: what people say around the wish itself
    "lv": ("sveiki, atvainojos ka traucēju, ", " paldies jau iepriekš par palīdzību"),
    "uk": ("вітаю, вибачте що турбую, ", " наперед дякую за допомогу"),
    "ru": ("здравствуйте, извините за беспокойство, ", " заранее спасибо за помощь"),
    "pl": ("witam, przepraszam że przeszkadzam, ", " z góry dziękuję za pomoc"),
    "en": ("hello, sorry to bother you, ", " thanks in advance for your help"),
}
_STORIES = {
    "lv": ("vakar vakarā sēdējām ar māsu virtuvē, ārā lija, un runājām par visu ko. bērni jau gulēja. ",
           "mēs ar vīru tikko pārvācāmies uz Liepāju, vēl puse kastu nav izpakota un internets tikai no rītdienas. "),
    "uk": ("вчора ввечері ми з сестрою сиділи на кухні, надворі дощ, балакали про все. діти вже спали. ",
           "ми з чоловіком щойно переїхали до Львова, половина коробок ще стоїть, інтернет буде тільки завтра. "),
    "ru": ("вчера вечером мы с сестрой сидели на кухне, на улице дождь, говорили обо всём. дети уже спали. ",
           "мы с мужем только переехали в Ригу, половина коробок ещё стоит, интернет будет только завтра. "),
    "pl": ("wczoraj wieczorem siedziałyśmy z siostrą w kuchni, padał deszcz, gadałyśmy o wszystkim. dzieci już spały. ",
           "właśnie przeprowadziliśmy się z mężem do Gdyni, połowa pudeł stoi, a internet będzie dopiero jutro. "),
    "en": ("last night my sister and I sat in the kitchen, it was raining, and we talked about everything. the kids slept. ",
           "my husband and I have just moved to Leeds, half of the boxes still stand around and the internet comes tomorrow. "),
}  # fmt: skip
_SIGNS = ("!!!", " 😡😡", "...", "))))", " ??", " 🙏🙏", " :((", " 😂")


def _typing(change: Callable[[str, int, Language, Chance], str]) -> Noise:
    """One slip in one word of four letters or more, not at its first or last letter."""

    def noise(text: str, language: Language, chance: Chance) -> str | None:
        words = text.split(" ")
        long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
        if not long:
            return None
        place = long[chance.integers(len(long))]
        words[place] = change(words[place], int(chance.integers(1, len(words[place]) - 1)), language, chance)
        return " ".join(words)

    return noise


def _beside(letter: str, language: Language, chance: Chance) -> str:
    plain = flat(letter)
    for row in _KEYBOARDS[_BASE.get(language, 0)]:
        if (place := row.find(plain)) >= 0:
            return str(chance.choice([row[near] for near in (place - 1, place + 1) if 0 <= near < len(row)]))
    return letter


def _latin(text: str, language: Language, chance: Chance) -> str | None:
    """Each message has habits of its own: a letter is typed in one way all through it."""
    if not any(letter in _LATIN for letter in text.lower()):
        return None
    ways = {**_LATIN, **(_UKRAINIAN if language == "uk" else {})}
    habit = {letter: str(chance.choice(several)) for letter, several in ways.items()}
    return "".join(habit.get(letter, letter) for letter in text.lower())


def _stranger(language: Language, chance: Chance) -> Language:
    return str(chance.choice([code for code in _GREETINGS if code != language]))  # type: ignore[return-value]  # its keys are ours


def _greeted(text: str, language: Language, chance: Chance) -> str:
    return f"{chance.choice(_GREETINGS[_stranger(language, chance)])}{text}"


def _wrapped(text: str, language: Language, chance: Chance) -> str:
    before, after = _WRAPS[_stranger(language, chance)]
    return f"{before}{text}{after}"


def _without_accents(text: str, language: Language, chance: Chance) -> str | None:
    bare = flat(text)
    return bare if bare != text.lower() else None


def _one_word(text: str, language: Language, chance: Chance) -> str | None:
    """The longest word alone: what a person would keep if one word had to do."""
    words = [word.strip(".,!?") for word in text.split()]
    return max(words, key=len) if len(words) > 1 else None


def _told(text: str, language: Language, chance: Chance) -> str:
    return str(chance.choice(_STORIES[language]))


NOISES: Mapping[str, Noise] = {
    "two letters swapped": _typing(lambda word, at, language, chance: word[:at] + word[at + 1] + word[at] + word[at + 2 :]),
    "a letter missing": _typing(lambda word, at, language, chance: word[:at] + word[at + 1 :]),
    "a letter doubled": _typing(lambda word, at, language, chance: word[:at] + word[at] + word[at:]),
    "a neighbouring key": _typing(
        lambda word, at, language, chance: word[:at] + _beside(word[at].lower(), language, chance) + word[at + 1 :]
    ),
    "no accents": _without_accents,
    "Cyrillic typed in Latin letters": _latin,
    "greeting in another language": _greeted,
    "half of it in another language": _wrapped,
    "all capitals": lambda text, language, chance: text.upper(),
    "signs and faces": lambda text, language, chance: f"{text}{''.join(chance.choice(_SIGNS, 2))}",
    "a number in front": lambda text, language, chance: f"{chance.integers(10_000, 99_999)} {text}",
    "a story, the wish at its end": lambda text, language, chance: f"{_told(text, language, chance)}{text}",
    "the wish, then a story": lambda text, language, chance: f"{text}. {_told(text, language, chance)}",
    "its longest word alone": _one_word,
}
SLIPS = ("two letters swapped", "a letter missing", "a letter doubled", "a neighbouring key", "no accents")


def noisy(noise: Noise, texts: Sequence[tuple[str, Language]], seed: int = 0) -> list[str | None]:
    """The messages under one kind of noise; the same seed gives the same."""
    chance = np.random.default_rng(seed)
    return [noise(text, language, chance) for text, language in texts]
