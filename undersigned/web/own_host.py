"""Static files, too, are served to this site's own Host alone; all else Django's doorkeeper looks at."""

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from undersigned.web.bodies import Application, Message, Receive, Send


class OwnHost:
    """ASGI middleware around what answers static files: a foreign Host gets 400 before any file is looked for."""

    def __init__(self, application: Application) -> None:
        """The application sees static files asked for under our name only."""
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand over, or answer 400."""
        is_static = scope["type"] == "http" and scope["path"].startswith(settings.STATIC_URL)
        if not is_static or validate_host(_host(scope), map(str, settings.ALLOWED_HOSTS)):
            return await self._application(scope, receive, send)
        headers = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        return await send({"type": "http.response.body", "body": b"This is not a site of ours.\n"})


def _host(scope: Message) -> str:
    named = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    domain, _port = split_domain_port(named)
    return domain
