"""SMTP_URL and MAIL_FROM: both or neither, and a wrong one is named at the start without showing the password."""

import pytest

from config.mail import Mail, mail_of, plain_address
from config.settings import read_environment
from config.source import Problems


def mail(url: str, sender: str = "shop@example.com") -> Mail:
    found = mail_of(read_environment({"SMTP_URL": url, "MAIL_FROM": sender}))
    assert found is not None
    return found


def problem(**values: str) -> str:
    with pytest.raises(Problems) as raised:
        mail_of(read_environment(values))
    (one,) = raised.value.problems
    return str(one)


def test_without_either_there_is_no_mail() -> None:
    assert mail_of(read_environment({})) is None


def test_one_without_the_other_is_named() -> None:
    assert "MAIL_FROM is not set" in problem(SMTP_URL="smtp://mail.example.com")
    assert "SMTP_URL is not set" in problem(MAIL_FROM="shop@example.com")


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtps://shop:p@mail.example.com", 465, "tls"),
        ("smtp://shop:p@mail.example.com", 587, "starttls"),
        ("smtp://mail.example.com", 25, "offered"),
        ("smtp://mail.example.com:2525/", 2525, "offered"),
        ("smtp://localhost", 25, "none"),
        ("smtp://shop:p@127.0.0.1:1025", 1025, "none"),
        ("smtp://[::1]:1025", 1025, "none"),
    ],
)
def test_how_it_travels_follows_from_the_address(url: str, port: int, security: str) -> None:
    found = mail(url)
    assert (found.port, found.security) == (port, security)


def test_signs_in_a_password_are_written_with_percents() -> None:
    found = mail("smtp://shop%40example.com:p%2Fa%40s@mail.example.com:587")
    assert (found.user, found.password) == ("shop@example.com", "p/a@s")


def test_the_senders_name_and_domain() -> None:
    found = mail("smtp://localhost", "Rīta veikals <hello@rīts.lv>")
    assert (found.name, found.sender, found.domain) == ("Rīta veikals", "hello@xn--rts-uta.lv", "xn--rts-uta.lv")


@pytest.mark.parametrize(
    "url",
    ["mail.example.com", "http://mail.example.com", "smtp://", "smtp://h:port", "smtp://a:s3cret/x@h:25", "smtp://h:25/x", "smtp://h?tls=1"],
)
def test_a_wrong_url_is_named_and_not_shown(url: str) -> None:
    said = problem(SMTP_URL=url, MAIL_FROM="shop@example.com")
    assert "SMTP_URL: write smtp://" in said
    assert "\n" not in said
    assert "s3cret" not in said


@pytest.mark.parametrize("sender", ["shop", "shop@example", "a@b.lv, c@d.lv", "Shop <shop@>", "a@b.lv\nBcc: c@d.lv", "юля@b.lv"])
def test_a_wrong_sender_is_named(sender: str) -> None:
    assert "MAIL_FROM: write shop@example.com" in problem(SMTP_URL="smtp://localhost", MAIL_FROM=sender)


def test_the_password_is_not_shown() -> None:
    assert "s3cret" not in repr(mail("smtp://shop:s3cret@mail.example.com"))


@pytest.mark.parametrize("address", ["anna.k+shop@example.co.uk", "a@b.lv", "o'brien@example.com"])
def test_an_address_as_people_have_it(address: str) -> None:
    assert plain_address(address) == address
