"""Numbers of companies: without it a customer who already wrote the firm's number would be asked for it again.

Check digits by python-stdnum. A number whose register cannot be told by its check digits alone counts only after a word that
names it, because eight or ten digits are far more often an order or a telephone.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from stdnum.ee import registrikood
from stdnum.eu import vat
from stdnum.lt import pvm
from stdnum.lv import pvn
from stdnum.pl import nip, regon
from stdnum.ua import edrpou, rntrc

_KRS = re.compile(r"0{2,4}\d{6,8}")  # Poland's court register: ten digits from 0000000001 on, without a check digit


def _is_latvian(text: str) -> bool:
    """Eleven digits of a company; those of persons begin with 0 to 3."""
    return len(text) == 11 and text[0] > "3" and pvn.is_valid(text)


# What a registration number may be, by country. Lithuania's has no check digits of its own that anybody may compute.
REGISTERS: Mapping[str, tuple[Callable[[str], bool], ...]] = {
    "LV": (_is_latvian,),
    "PL": (nip.is_valid, regon.is_valid),
    "UA": (edrpou.is_valid, rntrc.is_valid),
    "EE": (registrikood.is_valid,),
    "LT": (pvm.is_valid, lambda text: re.fullmatch(r"[1-3]\d{8}", text) is not None),
}
COUNTRIES = ("LV", "PL", "EE", "LT")  # whose VAT numbers are tried where only digits were written, in this order
_BARE = re.compile(r"(?<![\w.,-])[4-9]\d{10}(?![\w-]|[.,]\d)")
_DIGITS = r"(?P<number>\d(?:[ .-]?\d){6,13})(?!\w|[.,-]\d)"
_LINK = (
    r"(?:[\s.:#№()-]{0,3}(?:nr|no|numurs|numuru|number|num|номер\w{0,2}|numer\w{0,2}|ir|is|это|то|це|to|kods|код|code|firmy?|"
    r"company|компан\w{1,4}|фірм\w{1,3}|фирм\w{1,3}|підприємств\w{1,3}|uznemum\w{1,3}|podatkow\w{1,3}|"
    r"платник\w{0,3})){0,3}[\s.:#№()-]{0,3}"
)
_REGISTER_CUE = (
    r"(?<!\w)(?:reg|reg\w{1,16}|vienota\w{0,4}\sreg\w{1,14}|рег|рег\w{2,14}|реєстр\w{2,12}|єдрпоу|едрпоу|єдрпу|edrpou|"
    r"yedrpou|krs|regon|nip|"
    r"imones\skod\w{1,3}|registrikood|company\s(?:no|nr|number|id|code)|код\s(?:компан|фирм|фірм|підприємств|"
    r"предприят)\w{1,4}|uznemuma\skods)"
)
_REGISTER = re.compile(rf"{_REGISTER_CUE}{_LINK}(?P<letters>lv|pl|ua|ee|lt)?\s?{_DIGITS}")
_VAT_CUE = r"(?<!\w)(?:pvn|vat|ндс|пдв|ипн|іпн|инн|іпн|km(?:kr)?|pvm|nds|pdv)(?!\w)"
_VAT = re.compile(rf"{_VAT_CUE}{_LINK}(?:(?P<letters>lv|pl|ee|lt)\s?)?{_DIGITS}")
_EU = sorted({*vat.MEMBER_STATES, "el", "xi"})
_VAT_LETTERS = re.compile(  # looked for at every word: "it is LV40003000002" begins with Italy's letters
    rf"(?<!\w)(?=((?:{'|'.join(_EU)})[ -]?(?=[\da-z])[\da-z]{{1,4}}(?:[ .-]?[\da-z]{{1,10}}){{1,4}}(?!\w)))"
)
_UA_VAT = re.compile(r"\d{12}")


def find_vat_numbers(flat: str) -> Iterator[tuple[int, int, str]]:
    """VAT numbers in a text in lower case without accents (`normalise.flat`): start, end, the number with its country's letters.

    Ukraine's, of twelve digits, has no letters. A number that already begins with a country's letters needs no word before it.
    """
    for match in _VAT_LETTERS.finditer(flat):
        if end := _valid_vat(match[1]):
            yield match.start(), match.start() + end, str(vat.compact(match[1][:end].upper()))
    for match in _VAT.finditer(flat):
        compact = re.sub(r"\D", "", match["number"])
        tried = (match["letters"].upper(),) if match["letters"] else COUNTRIES
        value = next((country + compact for country in tried if vat.is_valid(country + compact)), None)
        value = value or (compact if _UA_VAT.fullmatch(compact) else None)
        if value:
            yield match.start("letters") if match["letters"] else match.start("number"), match.end(), value


def _valid_vat(text: str) -> int | None:
    """How much of a text is a valid number: the words after one are left out."""
    ends = [len(text), *(found.start() for found in reversed(list(re.finditer(r"[ .-]", text[2:]))))]
    for end in (ends[0], *(end + 2 for end in ends[1:])):
        if any(map(str.isdigit, text[:end])) and vat.is_valid(text[:end].upper()):
            return end
    return None


def find_registrations(flat: str) -> Iterator[tuple[int, int, str]]:
    """Registration numbers: start, end, digits. Latvia's are known by themselves, all others after a word for them.

    A Polish NIP without its country's letters is one: every firm has it, whether it pays VAT or not.
    """
    for match in _REGISTER.finditer(flat):
        compact = re.sub(r"\D", "", match["number"])
        if is_registration(compact) or (_KRS.fullmatch(compact) and "krs" in match[0]):
            start = match.start("letters") if match["letters"] else match.start("number")
            yield start, match.end(), compact
    for match in _BARE.finditer(flat):
        if _is_latvian(match[0]):
            yield match.start(), match.end(), match[0]


def is_registration(digits: str) -> bool:
    """Whether a register of these countries could have given a number."""
    return any(fits(digits) for checks in REGISTERS.values() for fits in checks)
