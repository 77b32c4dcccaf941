"""The parts of a message: without it a second question in it would be dropped, and a wish at the end of a long story overheard.

A message is cut where a sentence ends, and inside of one where something new is asked: after a comma or an "and" that leads on to
a word of asking, and at turns of speech such as "by the way". Words stand as `nlu.normalise.flat` has them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.normalise import flat

SHORTEST = 2  # letters of a clause


def words(*lines: str) -> str:
    """Alternatives of a regular expression, written in lines of words; a space inside of one is `_`."""
    return "|".join(word.replace("_", r"\s+") for line in lines for word in line.split())


_AND = words(
    "un ka_ari bet tad and but then и а но а_также і й та але i a oraz ale a_takze",
    "(?:un_|and_|oh_|bet_|but_|и_|а_|да_|і_|й_|та_|i_|a_)?(?:vel|ari|also|plus|еще|также|ще|також|плюс|jeszcze|takze|tez)",
)
_ASK = words(
    # Latvian
    r"vai kur kad cik cikos (?:no|lidz)_cikiem ka_(?:var|lai|man|es|notiek) kad[aiu] kads kadas kapec kurs kura ko",
    r"kas gribu gribetu",
    r"gribeju velos veletos (?:man_)?(?:vajag|vajadz\w*|nepiecies\w*) varat varetu var interese jautajums",
    r"es_(?:gribu|velos|gribetu)",
    r"(?:pa)?sakiet (?:at)?sutiet piezvaniet atceliet nomainiet izrakstiet atmaksajiet ludzu(?!\s*,) stradajat",
    r"piegadajat nestrada",
    # English
    r"where when how what which why who can could may would will is are do does did have_you",
    r"i_(?:also_)?(?:want|wanna|need|would)",
    r"i'?d i'?ll please pls plz tell_me let_me_know send_me give_me cancel change call_me need want any_chance",
    r"(?:does|do|is)(?:n'?t|_not)_(?:\w+_)?work\w*",
    # Russian
    r"где когда как какой какая какие каков\w* сколько почему можно можете могу могли хочу хочется хотел\w* нужн\w*",
    r"надо подскажите",
    r"скажите пожалуйста(?!\s*,) пришлите вышлите есть_ли (?:во|до|со|с)_скольк\w+ куда что кто дайте отмените",
    r"поменяйте перезвоните",
    r"верните выпишите выставите сделайте у_вас вопрос мне_(?:нужн\w*|надо) \w+_ли вы_\w+(?:ете|ите) не_работает",
    # Ukrainian
    r"де коли як який яка яке які скільки чому чи можна хотів хотіла хотілося треба потріб\w* підкажіть скажіть",
    r"будь_ласка(?!\s*,)",
    r"надішліть (?:о|до|з)_котрої о_котрій куди що хто скасуйте змініть передзвоніть зателефонуйте поверніть",
    r"випишіть зробіть питання",
    r"мені_(?:потріб\w*|треба) ви_\w+(?:єте|ите|ете) не_працює",
    # Polish
    r"gdzie kiedy jak jaki\w* jaka ile dlaczego czemu czy mozna moge mozecie chce chcial\w* potrzebuje trzeba",
    r"prosze(?!\s*,) poprosze",
    r"(?:o|do|od)_ktorej w_jakich dokad co kto dajcie anulujcie zmiencie oddzwoncie zadzwoncie wyslijcie wystawcie",
    r"macie pytanie",
    r"nie_dziala\w*",
)
_TURNS = words(  # said before something new, whatever follows
    "un_vel(?:_viens)? vel_jautajums vel_gribeju starp_citu otrs_jautajums pirmkart otrkart treskart",
    "by_the_way btw (?:and_)?(?:one_more|another|a_second|second)_(?:thing|question) secondly firstly oh_and on_another_note",
    "кстати и_еще а_еще еще_(?:один_)?вопрос второй_вопрос во-первых во-вторых в-третьих заодно",
    "до_речі і_ще й_ще та_ще а_ще ще_(?:одне_)?питання ще_одне друге_питання по-перше по-друге по-третє",
    "przy_okazji i_jeszcze a_jeszcze jeszcze_jedno jeszcze_pytanie drugie_pytanie po_pierwsze po_drugie po_trzecie",
)
_SHORTENED = ("nr", "no", "tel", "plkst", "godz", "гр", "ул", "м", "ст", "вул", "ul", "напр", "т", "г", "р", "буд", "sv", "g")
_ABBREVIATED = "".join(rf"(?<!\b{word})" for word in _SHORTENED)  # after which a point ends nothing
_END = re.compile(
    rf"[!?…]+|(?<!\d){_ABBREVIATED}\.+(?=\s|$)|(?<=\d)\.+(?=\s+[^\W\d])|(?<=[^\W\d]{{2}})\.(?=[^\W\d_]{{4,}}\s)"
    r"|[\n;]+|(?<!\S)\d[.)](?=\s)"
)
_CUT = re.compile(
    rf"[,:–—-]?\s*(?<!\w)(?:{_TURNS})(?!\w)"
    rf"|(?:[,–—]|\s-)\s*(?:(?:{_AND})\s+)?(?=(?:{_ASK})(?!\w))"
    rf"|\s(?:{_AND})\s+(?=(?:{_ASK})(?!\w))"
)
_ASKS = re.compile(rf"(?<!\w)(?:{_ASK})(?!\w)")
_TURN = re.compile(rf"[\s,:–—-]*(?:{_TURNS})(?!\w)")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a message, at `start:end` of it.

    `asks`: by its form it may be a wish, and not only a part of a story. `turns`: it is said to be about something else.
    """

    text: str
    start: int
    end: int
    asks: bool
    turns: bool = False


def clauses(text: str) -> list[Clause]:
    """The parts of a message in their order; what has no word in it, such as a number alone, is one, too."""
    low = flat(text)
    return [_clause(text, low, start, end) for start, end in _spans(low) if text[start:end].strip(" ,.;:!?-–—\n\t")]


def _clause(text: str, low: str, start: int, end: int) -> Clause:
    part = low[start:end]
    asks, turns = "?" in part or _ASKS.search(part) is not None, _TURN.match(part) is not None
    return Clause(text[start:end].strip(" ,;:-–—\n\t"), start, end, asks, turns)


def _spans(low: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(low):
        yield from _inside(low, start, found.start() if found[0][0].isdigit() else found.end())
        start = found.end()
    yield from _inside(low, start, len(low))


def _inside(low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of one sentence; a cut leaves letters on both sides, and more than a turn of speech."""
    begin = start
    for found in _CUT.finditer(low, start, end):
        cut = found.start()
        if cut > begin and len(_LETTER.findall(low, begin, cut)) >= SHORTEST and not _TURN.fullmatch(low, begin, cut):
            yield begin, cut
            begin = cut
    if begin < end:
        yield begin, end
