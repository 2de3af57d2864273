import smtplib
from email.message import EmailMessage

import pytest

from tests.post_office import PostOffice


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "site@demo.invalid", "ayse@demo.invalid", "Onayınız"
    message.set_content("Merhaba\n\nhttps://demo.invalid/tr/confirm/abc\n\n012345\n")
    return message


def test_a_letter_arrives_with_its_link_and_code(mailbox: PostOffice) -> None:
    with smtplib.SMTP("127.0.0.1", mailbox.port) as connection:
        connection.send_message(letter())
    received = mailbox.last("ayse@demo.invalid")
    assert (received.subject, received.code) == ("Onayınız", "012345")
    assert received.link == "https://demo.invalid/tr/confirm/abc"


def test_it_is_empty_at_the_start_and_refuses_on_demand(mailbox: PostOffice) -> None:
    assert len(mailbox) == 0
    mailbox.refuse["ayse@demo.invalid"] = "550 no such mailbox"
    with smtplib.SMTP("127.0.0.1", mailbox.port) as connection, pytest.raises(smtplib.SMTPRecipientsRefused):
        connection.send_message(letter())
    assert len(mailbox) == 0
