"""Handing letters over to a real SMTP server: what each kind of answer means."""

import socket
import threading
from datetime import datetime

import pytest

from tests.post_office import PostOffice
from undersigned.mail.actions.open_transport import open_transport
from undersigned.mail.messages import compose
from undersigned.mail.rules import End, Letter
from undersigned.mail.transport import MailUnreachable

LETTER = Letter(
    to="oscar@brambleworth.example", subject="İmzanız", text="Merhaba\n", html="<p>Merhaba</p>", language="tr"
)
SENDER = "petitions@site.example"


def hand_over(office: PostOffice, letter: Letter, now: datetime) -> End:
    with open_transport(office.url) as way_out:
        return way_out.hand_over(letter, sender=SENDER, now=now)


def test_a_letter_arrives_as_it_was_written(mailbox: PostOffice, now: datetime) -> None:
    assert hand_over(mailbox, LETTER, now) is End.SENT
    came = mailbox.last(LETTER.to)
    assert (came.subject, came.text, came.sender) == ("İmzanız", "Merhaba\n", SENDER)
    assert came.message["Auto-Submitted"] == "auto-generated"
    assert came.message["Content-Language"] == "tr"


@pytest.mark.parametrize(
    ("answer", "end"),
    [("550 no such mailbox", End.REFUSED), ("451 greylisted", End.LATER), ("421 busy", End.LATER)],
)
def test_an_answer_to_rcpt_says_whether_to_try_again(mailbox: PostOffice, now: datetime, answer: str, end: End) -> None:
    mailbox.refuse[LETTER.to] = answer
    assert hand_over(mailbox, LETTER, now) is end
    assert not mailbox.to(LETTER.to)


@pytest.mark.parametrize(("answer", "end"), [("554 no", End.REFUSED), ("452 full", End.LATER)])
def test_an_answer_to_data_says_whether_to_try_again(mailbox: PostOffice, now: datetime, answer: str, end: End) -> None:
    mailbox.fail = answer
    assert hand_over(mailbox, LETTER, now) is end


def test_one_connection_carries_many_letters_past_a_refused_one(mailbox: PostOffice, now: datetime) -> None:
    mailbox.refuse["nobody@void.example"] = "550 no such mailbox"
    with open_transport(mailbox.url) as way_out:
        ends = [
            way_out.hand_over(Letter(to=to, subject="s", text="t\n", html="t"), sender=SENDER, now=now)
            for to in ("a@one.example", "nobody@void.example", "b@two.example")
        ]
    assert ends == [End.SENT, End.REFUSED, End.SENT]


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(MailUnreachable), open_transport(url):
        pass


def test_a_connection_that_breaks_after_data_leaves_it_unsure(now: datetime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_hang_up_after_data, args=(server,), daemon=True).start()
        with open_transport(f"smtp://127.0.0.1:{server.getsockname()[1]}") as way_out:
            assert way_out.hand_over(LETTER, sender=SENDER, now=now) is End.UNSURE


def _hang_up_after_data(server: socket.socket) -> None:
    """Says yes to everything and hangs up once the letter itself has come."""
    peer, _ = server.accept()
    with peer, peer.makefile("rwb", buffering=0) as lines:
        lines.write(b"220 here\r\n")
        while line := lines.readline():
            if line.upper().startswith(b"DATA"):
                lines.write(b"354 go on\r\n")
                while lines.readline() != b".\r\n":
                    pass
                return
            lines.write(b"250 OK\r\n")


def test_a_letter_cannot_carry_a_header_of_its_own(now: datetime) -> None:
    forged = Letter(to="a@one.example", subject="Hello\r\nBcc: everybody@two.example", text="t\n", html="t")
    with pytest.raises(ValueError, match="linefeed"):
        compose(forged, sender=SENDER, now=now)
