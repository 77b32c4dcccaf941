"""Small files as banks write them, made for these tests: without it every test would have to spell out a statement."""

IBAN = "LV80HABA0551000000001"
PAYER = "LV97UNLA0050000000002"


def detail(
    *, amount: str = "", name: str = "ANNA BĒRZIŅA", iban: str = PAYER, text: str = "", ref: str = "", end: str = "NOTPROVIDED",
    returned: bool = False,
) -> str:  # fmt: skip
    """One payment inside an entry, as version 02 has it."""
    sums = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    structured = f"<Strd><CdtrRefInf><Ref>{ref}</Ref></CdtrRefInf></Strd>" if ref else ""
    words = f"<Ustrd>{text}</Ustrd>" if text else ""
    back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if returned else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{end}</EndToEndId></Refs>{sums}"
        f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf>{words}{structured}</RmtInf>{back}</TxDtls>"
    )


def entry(
    amount: str, *details: str, reference: str = "2026112600001-1", sign: str = "CRDT", day: str = "2026-11-26",
    reversal: bool = False, status: str = "BOOK", currency: str = "EUR",
) -> str:  # fmt: skip
    """One entry of a statement."""
    back = "<RvslInd>true</RvslInd>" if reversal else ""
    own = f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{back}<Sts>{status}</Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>{own}"
        f"<NtryDtls>{''.join(details)}</NtryDtls></Ntry>"
    )


def camt(*entries: str, message: str = "053", version: str = "02", iban: str = IBAN, serial: str = "1") -> bytes:
    """A camt document: 053 a statement, 054 a notification, 052 a report."""
    wrapper, part = {
        "053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"), "052": ("BkToCstmrAcctRpt", "Rpt"),
    }[message]  # fmt: skip
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.{version}">\n'
        f"<{wrapper}><GrpHdr><MsgId>{serial}</MsgId><CreDtTm>2026-11-26T18:00:00</CreDtTm></GrpHdr>\n"
        f"<{part}><Id>{serial}</Id><CreDtTm>2026-11-26T18:00:00</CreDtTm><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>\n"
        + "\n".join(entries)
        + f"\n</{part}></{wrapper}></Document>\n"
    ).encode()


MBANK = """:20:ST261126CYC/1
:25:PL25114011110000548897001001
:28C:226/1
:60F:C261125PLN1000,00
:61:2611261126C123,45N944NONREF//AX12345
944-PRZEL.KRAJ.WYCH.MT.ELX
:86:944 CompanyNet Przelew krajowy; z rach.: 35114011110000548897001003; od:
 JAN KOWALSKI UL. PROSTA 1 00-001 WARSZAWA; tyt.: Zamówienie 2026
 100123 dziękuję; TNR: 12345678.000001
:61:2611261126RC10,00NTRFNONREF//AX2
:86:020?00Zwrot?20RF46 2026 1001 23 zaplacone?21 dwa?3012345678?31PL61109010140000071219812874?32JAN?33KOWALSKI
:62F:C261126PLN1113,45
-
"""

FIDAVISTA = """<?xml version="1.0" encoding="windows-1257"?>
<FIDAVISTA xmlns="http://ivis.eps.gov.lv/XMLSchemas/100017/fidavista/{version}">
<Header><Timestamp>20261126180000000</Timestamp><From>BANKA</From></Header>
<Statement><Period><StartDate>2026-11-26</StartDate><EndDate>2026-11-26</EndDate></Period>
<AccountSet><{tag}>LV80HABA0551000000001</{tag}>
<CcyStmt><Ccy>EUR</Ccy><OpenBal>0</OpenBal><CloseBal>49,90</CloseBal>
<TrxSet><TypeCode>INP</TypeCode><BookDate>2026-11-26</BookDate><ValueDate>2026-11-26</ValueDate><BankRef>FV-1</BankRef><DocNo>7</DocNo>
<CorD>C</CorD><AccAmt>{amount}</AccAmt><PmtInfo>Par rēķinu 2026100123</PmtInfo>
<CPartySet><AccNo>LV97UNLA0050000000002</AccNo><AccHolder><Name>Līga Kalniņa</Name><LegalId>010190-12345</LegalId></AccHolder>
<BankCode>UNLALV2X</BankCode></CPartySet></TrxSet>
<TrxSet><TypeCode>OUTP</TypeCode><BookDate>2026-11-26</BookDate><BankRef>FV-2</BankRef><CorD>D</CorD><AccAmt>10,00</AccAmt>
<PmtInfo>Nauda atpakaļ</PmtInfo></TrxSet>
</CcyStmt></AccountSet></Statement></FIDAVISTA>
"""

SWEDBANK = """"Klienta konts";"Ieraksta tips";"Datums";"Saņēmējs/Maksātājs";"Informācija saņēmējam";"Summa";"Valūta";"Debets/Kredīts";"Arhīva kods";"Maksājuma veids";"Refernces numurs";"Dokumenta numurs";
"LV80HABA0551000000001";"10";"25.11.2026";"";"Sākuma atlikums";"100,00";"EUR";"K";"";"AS";"";"";
"LV80HABA0551000000001";"20";"26.11.2026";"ANNA BĒRZIŅA";"rek. 2026100123";"12,50";"EUR";"K";"2026112600000001";"INB";"";"1";
"LV80HABA0551000000001";"20";"26.11.2026";"Pasts";"Piegāde";"3,10";"EUR";"D";"2026112600000002";"INB";"";"2";
"LV80HABA0551000000001";"82";"26.11.2026";"";"Apgrozījums";"12,50";"EUR";"K";"";"K2";"";"";
"LV80HABA0551000000001";"86";"26.11.2026";"";"Beigu atlikums";"109,40";"EUR";"K";"";"LS";"";"";
"""  # noqa: E501 - a bank's line

PRIVAT = '''Рахунок,Дата операції,Сума,Валюта,Контрагент,Рахунок контрагента,Призначення платежу,Референс
UA213223130000026007233566001,26.11.2026 14:05,1250.00,UAH,"ТОВ ""Ранок""",UA903052992990004149123456789,"Оплата за рах. 2026100123, без ПДВ",JBKL1
UA213223130000026007233566001,26.11.2026 15:00,-40.50,UAH,Банк,,Комісія,JBKL2
'''  # noqa: E501 - a bank's line
