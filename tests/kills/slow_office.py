"""A post office that takes its time over each letter, so that a kill can fall into the middle of one."""

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.post_office import Handler, PostOffice

TAKES_SECONDS = 0.02


class SlowOffice(PostOffice):
    """`in_hand` letters are between DATA and its answer."""

    def __init__(self) -> None:
        super().__init__()
        self.in_hand = 0

    def handler(self) -> Handler:
        return _SlowHandler(self)


class _SlowHandler(Handler):
    office: SlowOffice

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.office.in_hand += 1
        try:
            # Before and after the letter is kept: a kill may fall on either side of it.
            await asyncio.sleep(TAKES_SECONDS / 2)
            answer = await super().handle_DATA(server, session, envelope)
            await asyncio.sleep(TAKES_SECONDS / 2)
        finally:
            self.office.in_hand -= 1
        return answer
