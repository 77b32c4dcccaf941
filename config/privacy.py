"""Who answers for customers' data, as the privacy notice names them (GDPR, article 13)."""

from collections.abc import Mapping

from config.values import Part

# Where one complains, by country: the authority's own name and page.
AUTHORITIES: Mapping[str, tuple[str, str]] = {
    "LV": ("Datu valsts inspekcija", "https://www.dvi.gov.lv"),
    "LT": ("Valstybinė duomenų apsaugos inspekcija", "https://vdai.lrv.lt"),
    "EE": ("Andmekaitse Inspektsioon", "https://www.aki.ee"),
    "PL": ("Urząd Ochrony Danych Osobowych", "https://uodo.gov.pl"),
    "UA": ("Уповноважений Верховної Ради України з прав людини", "https://ombudsman.gov.ua"),
}
ANYWHERE = ("European Data Protection Board", "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en")


class Privacy(Part):
    """`privacy:` in shop.yml; what is not said is taken from `invoices.seller`.

    `officer`: whom to write to about data, where that is somebody else than `email`. `processors`: companies that run servers,
    mail or text messages for the shop. `authority`: who hears complaints, where it is not the one of `region`.
    """

    controller: str = ""
    address: str = ""
    registration: str = ""
    email: str = ""
    phone: str = ""
    officer: str = ""
    processors: tuple[str, ...] = ()
    authority: str = ""
