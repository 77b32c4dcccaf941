"""Numbers written as words: without it "divas krūzes" and "два тижні тому" would hold no number.

Forms stand in lower case without Latin accents, as `normalise.flat` gives them.
"""

from collections.abc import Mapping

_FORMS: Mapping[int, str] = {
    1: "viens viena vienu vienas vienam vienai один одна одно одну одного одной однією jeden jedna jedno jednego jednej one",
    2: (
        "divi divas divus divu divam diviem два две двух двум двумя дві двох двом двома dwa dwie dwoch dwu dwoma dwoje two "
        "dva dve dvi"
    ),
    3: "tris trim triju три трех трем тремя трьох трьом trzy trzech trzem troje three tri",
    4: "cetri cetras cetrus cetru cetram cetriem четыре четырех четырем чотири чотирьох чотирьом cztery czterech czworo four",
    5: "pieci piecas piecus piecu piecam pieciem пять пяти п'ять п’ять пʼять п'яти п’яти пʼяти piec pieciu piecioro five",
    6: "sesi sesas sesus sesu sesam sesiem шесть шести шість шести szesc szesciu six",
    7: "septini septinas septinus septinu septinam septiniem семь семи сім семи siedem siedmiu seven",
    8: "astoni astonas astonus astonu astonam astoniem восемь восьми вісім восьми osiem osmiu eight",
    9: (
        "devini devinas devinus devinu devinam deviniem девять девяти дев'ять дев’ять девʼять дев'яти дев’яти dziewiec "
        "dziewieciu nine"
    ),
    10: "desmit desmiti desmitiem десять десяти dziesiec dziesieciu ten",
    11: "vienpadsmit одиннадцать одиннадцати одинадцять одинадцяти jedenascie jedenastu eleven",
    12: "divpadsmit двенадцать двенадцати дванадцять дванадцяти dwanascie dwunastu twelve",
    13: "trispadsmit тринадцать тринадцять trzynascie thirteen",
    14: "cetrpadsmit четырнадцать чотирнадцять czternascie fourteen",
    15: "piecpadsmit пятнадцать п'ятнадцять п’ятнадцять pietnascie fifteen",
    16: "sespadsmit шестнадцать шістнадцять szesnascie sixteen",
    17: "septinpadsmit семнадцать сімнадцять siedemnascie seventeen",
    18: "astonpadsmit восемнадцать вісімнадцять osiemnascie eighteen",
    19: "devinpadsmit девятнадцать дев'ятнадцять дев’ятнадцять dziewietnascie nineteen",
    20: "divdesmit двадцать двадцати двадцять двадцяти dwadziescia dwudziestu twenty",
    30: "trisdesmit тридцать тридцати тридцять тридцяти trzydziesci trzydziestu thirty",
    40: "cetrdesmit сорок czterdziesci czterdziestu forty",
    50: "piecdesmit пятьдесят п'ятдесят п’ятдесят пʼятдесят piecdziesiat fifty",
    60: "sesdesmit шестьдесят шістдесят szescdziesiat sixty",
    70: "septindesmit семьдесят сімдесят siedemdziesiat seventy",
    80: "astondesmit восемьдесят вісімдесят osiemdziesiat eighty",
    90: "devindesmit девяносто дев'яносто дев’яносто dziewiecdziesiat ninety",
    100: "simts simtu simt simti сто ста sto hundred",
    200: "divsimt двести двісті dwiescie",
    300: "trissimt триста trzysta",
    400: "cetrsimt четыреста чотириста czterysta",
    500: "piecsimt пятьсот п'ятсот п’ятсот piecset",
}
WORDS: Mapping[str, int] = {form: number for number, forms in _FORMS.items() for form in forms.split()}
PAIRS: Mapping[str, int] = {  # words for a number of things that are no numerals
    **dict.fromkeys(["paris", "pari", "para", "pare", "pary", "пару", "пара", "пары", "couple", "pair"], 2),
    **dict.fromkeys(["ducis", "duci", "ducim", "дюжина", "дюжину", "дюжины", "дюжини", "tuzin", "tuzina", "dozen"], 12),
}


def read(words: str) -> int | None:
    """The number that one to three words say together ("divdesmit pieci", "сто двадцать", "twenty-five"); None for no number."""
    total, last = 0, 10_000
    for word in words.replace("-", " ").split():
        value = WORDS.get(word)
        if value is None:
            return None
        if value == 100 and 0 < total < 10:
            total, last = total * 100, 100
        elif value >= last:
            return None
        else:  # what may follow is smaller: units after tens, anything below a hundred after hundreds, nothing after units
            total, last = total + value, 100 if value >= 100 else 10 if value >= 20 else 1
    return total or None


def either(lowest: int, highest: int) -> str:
    """A regular expression of all forms of these numbers, longest first."""
    forms = sorted((form for form, number in WORDS.items() if lowest <= number <= highest), key=len, reverse=True)
    return "|".join(forms)
