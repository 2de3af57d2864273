"""What search engines may read, and the icon that browsers ask for without being told."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

ROBOTS = """\
User-agent: *
Disallow: /*/confirm/
Disallow: /*/mine/
Disallow: /*/replies/
Disallow: /*/desk/
Disallow: /*/start/
Disallow: /staff/
Disallow: /mailbox/
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Everything but what belongs to one person."""
    response = HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Where the icon is."""
    response = HttpResponseRedirect(static("favicon.svg"))
    response["Cache-Control"] = "public, max-age=3600"
    return response
