"""The parts of a message: without it a second question in it would be dropped, and a wish at the end of a long story overheard.

A message is cut where a sentence ends, and inside of one where something new is asked: after a comma or an "and" that leads on to
a word of asking, and at turns of speech such as "by the way". Words stand as `nlu.normalise.flat` has them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nlu.normalise import flat

SHORTEST = 2  # letters of a clause


def words(*lines: str) -> str:
    """Alternatives of a regular expression, written in lines of words; a space inside of one is `_`."""
    return "|".join(word.replace("_", r"\s+") for line in lines for word in line.split())


_AND = words(
    "un ka_ari bet tad and but then и а но а_также і й та але i a oraz ale a_takze",
    "(?:un_|and_|oh_|bet_|but_|и_|а_|да_|і_|й_|та_|i_|a_)?(?:vel|ari|also|plus|еще|также|ще|також|плюс|jeszcze|takze|tez)",
)
_QUESTIONS = words(  # in the middle of a sentence they may as well tell of something: "the day when it came"
    r"vai kur kad cik cikos (?:no|lidz)_cikiem ka_(?:var|lai|man|es|notiek) kad[aiu] kads kadas kapec kurs kura ko",
    r"kas var interese",
    r"where when how what which why who is are do does did have_you would will stradajat piegadajat",
    r"где когда как какой какая какие каков\w* сколько почему (?:во|до|со|с)_скольк\w+ куда что кто у_вас \w+_ли",
    r"вы_\w+(?:ете|ите)",
    r"де коли як який яка яке які скільки чому чи (?:о|до|з)_котрої о_котрій куди що хто ви_\w+(?:єте|ите|ете)",
    r"gdzie kiedy jak jaki\w* jaka ile dlaczego czemu czy (?:o|do|od)_ktorej w_jakich dokad co kto macie",
)
_REQUESTS = words(
    r"gribu gribetu gribeju velos veletos (?:man_)?(?:vajag|vajadz\w*|nepiecies\w*) varat varetu jautajums",
    r"es_(?:gribu|velos|gribetu)",
    r"(?:pa)?sakiet (?:at)?sutiet piezvaniet atceliet nomainiet izrakstiet atmaksajiet savienojiet nestrada",
    r"can could may i_(?:also_)?(?:want|wanna|need|would) i'?d i'?ll tell_me let_me_know send_me give_me cancel",
    r"change call_me need want",
    r"any_chance (?:does|do|is)(?:n'?t|_not)_(?:\w+_)?work\w*",
    r"можно можете могу могли хочу хочется хотел\w* нужн\w* надо подскажите скажите пришлите вышлите есть_ли дайте отмените",
    r"поменяйте перезвоните верните выпишите выставите сделайте соедините вопрос мне_(?:нужн\w*|надо) не_работает",
    r"можна хотів хотіла хотілося треба потріб\w* підкажіть скажіть надішліть скасуйте змініть передзвоніть",
    r"зателефонуйте поверніть",
    r"випишіть зробіть з'єднайте питання мені_(?:потріб\w*|треба) не_працює",
    r"mozna moge mozecie chce chcial\w* potrzebuje trzeba poprosze dajcie anulujcie zmiencie oddzwoncie zadzwoncie wyslijcie",
    r"wystawcie polaczcie pytanie nie_dziala\w*",
)
_PLEASE = words("ludzu please pls plz пожалуйста будь_ласка prosze")
_ASK = rf"{_QUESTIONS}|{_REQUESTS}|(?:{_PLEASE})(?!\s*,)"
_TURNS = words(  # said before something new, whatever follows
    "un_vel(?:_viens)? vel_jautajums vel_gribeju starp_citu otrs_jautajums pirmkart otrkart treskart",
    "by_the_way btw (?:and_)?(?:one_more|another|a_second|second)_(?:thing|question) secondly firstly oh_and on_another_note",
    "кстати и_еще а_еще еще_(?:один_)?вопрос второй_вопрос во-первых во-вторых в-третьих заодно",
    "до_речі і_ще й_ще та_ще а_ще ще_(?:одне_)?питання ще_одне друге_питання по-перше по-друге по-третє",
    "przy_okazji i_jeszcze a_jeszcze jeszcze_jedno jeszcze_pytanie drugie_pytanie po_pierwsze po_drugie po_trzecie",
)
_SHORTENED = ("nr", "no", "tel", "plkst", "godz", "гр", "ул", "м", "ст", "вул", "ul", "напр", "т", "г", "р", "буд", "sv", "g")
_ABBREVIATED = "".join(rf"(?<!\b{word}\.)" for word in _SHORTENED)  # after which a point ends nothing
_END = re.compile(
    rf"[!?…]+|\.(?<!\d\.){_ABBREVIATED}\.*(?=\s|$)|\.(?<=\d\.)\.*(?=\s+[^\W\d])|\.(?<=[^\W\d]{{2}}\.)(?=[^\W\d_]{{4,}}\s)"
    r"|[\n;]+|(?<!\S)\d[.)](?=\s)"
)
_CUT = re.compile(
    rf"(?:[,:–—-]|(?<!\s))\s*(?<!\w)(?:{_TURNS})(?!\w)"  # not from within spaces: each of thousands would read all behind it
    rf"|(?:[,–—]|\s-)\s*(?:(?:{_AND})\s+)?(?=(?:{_ASK})(?!\w))"
    rf"|\s(?:{_AND})\s+(?=(?:{_ASK})(?!\w))"
)
_ASKS = re.compile(rf"(?<!\w)(?:{_QUESTIONS}|{_REQUESTS}|{_PLEASE})(?!\w)")
_WANTS = re.compile(rf"(?<!\w)(?:{_REQUESTS}|{_PLEASE})(?!\w)")
_TURN = re.compile(rf"[\s,:–—-]*(?:{_TURNS})(?!\w)")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a message, at `start:end` of it.

    `asks`: by its form it may be a wish, and not only a part of a story; `firm`: not even of a long one. `turns`: it is said to
    be about something else.
    """

    text: str
    start: int
    end: int
    asks: bool
    firm: bool = True
    turns: bool = False


@lru_cache(maxsize=64)  # a message is asked for twice: for what is to be ranked of it, and to be weighed
def clauses(text: str) -> tuple[Clause, ...]:
    """The parts of a message in their order; what has no word in it, such as a number alone, is one, too."""
    low = flat(text)
    spans = [(start, end, begins) for start, end, begins in _spans(low) if text[start:end].strip(" ,.;:!?-–—\n\t")]
    return tuple(_clause(text, low, *span) for span in spans)


def _clause(text: str, low: str, start: int, end: int, begins: bool) -> Clause:
    part = low[start:end]
    asks = "?" in part or _ASKS.search(part) is not None
    firm = "?" in part or _WANTS.search(part) is not None or (begins and _ASKS.match(part.lstrip()) is not None)
    return Clause(text[start:end].strip(" ,;:-–—\n\t"), start, end, asks, firm, _TURN.match(part) is not None)


def _spans(low: str) -> Iterator[tuple[int, int, bool]]:
    start = 0
    for found in _END.finditer(low):
        yield from _inside(low, start, found.start() if found[0][0].isdigit() else found.end())
        start = found.end()
    yield from _inside(low, start, len(low))


def _inside(low: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The parts of one sentence; a cut leaves letters on both sides, and more than a turn of speech."""
    begin = start
    for found in _CUT.finditer(low, start, end):
        cut = found.start()
        if cut > begin and len(_LETTER.findall(low, begin, cut)) >= SHORTEST and not _TURN.fullmatch(low, begin, cut):
            yield begin, cut, begin == start
            begin = cut
    if begin < end:
        yield begin, end, begin == start
