"""Addresses that nobody links to: paths, queries, methods, headers. 404 or what is said of them, never a fault."""

from itertools import product

import pytest
from django.test import Client

from tests.hostile.attacks import answer_to, answered
from undersigned.petitions.models import Petition

PATHS = [
    "//[",
    "//[::1",
    "//evil.example/",
    "/[",
    "///",
    "/%",
    "/;/",
    "/..;/",
    "/en/../en/",
    "/\x00",
    "/en/\x00",
    "/en/petitions/\x00/",
    "/en/\xff",
    "/en/petitions/A-NIGHT-TRAIN-TO-KAVAKDERE/",
    "/xx/",
    "/EN/",
    "/" + "a/" * 3_000,
    "/en/petitions/" + "a" * 5_000 + "/",
    "/media/\x00",
    "/media/../secrets/django.key",
    "/media//etc/passwd",
    "/media/photos",
    "/media/.",
    "/media/..",
    "/media/" + "a" * 5_000 + ".jpg",
    "/media/../../../../etc/passwd.jpg",
    "/media/data:image/png,x.png",
    "/log/",
    "/log/../secrets/log.key",
    "/log/tile/../checkpoint",
    "/log/tile/0/..",
    "/log/tile/0/000/",
    "/log/tile/0/x999/999",
    "/log/tile/-1/000",
    "/log/tile/0/0000",
    "/log/tile/64/000",
    "/log/tile/0/000.p/0",
    "/log/tile/0/000.p/256",
    "/log/tile/0/000.p/1\x00",
    "/log/tile/" + "x" * 5_000,
    "/en/confirm/\x00",
    "/en/confirm/\xf0\x9f\x98\x80",
    "/en/confirm/" + "A" * 56,
    "/en/confirm/" + "A" * 5_000,
    "/en/confirm/" + "-" * 56,
    "/en/desk/sign-in/\x00/",
    "/en/desk/sign-in/é/",
    "/en/desk/sign-in/" + "A" * 43 + "/",
    "/en/desk/sign-in/" + "=" * 43 + "/",
    "/api/v1/petitions/\x00",
    "/api/v1/petitions/a\n",
    "/api/v1/petitions/a-night-train-to-kavakdere/versions/0.txt",
    "/api/v1/petitions/a-night-train-to-kavakdere/versions/99999999999999999999999.txt",
    "/api/v1/petitions/a-night-train-to-kavakdere/versions/" + "9" * 4_900 + ".txt",
    "/en/petitions/?page=-1",
    "/en/petitions/?page=0",
    "/en/petitions/?page=999999999999999999999",
    "/en/petitions/?page=" + "9" * 5_000,
    "/en/petitions/?page=%D9%A1",
    "/en/petitions/?page=%00",
    "/en/petitions/?page=1.5",
    "/en/petitions/?page=1&page=x",
    "/en/petitions/?sort=%00",
    "/en/petitions/?sort=id",
    "/en/petitions/?sort=-state",
    "/en/petitions/?page=%FF",
]

QUERIES = [
    "?%00",
    "?%FF=%FE",
    "?page[]=1",
    "?=",
    "?&&&",
    "?a=" + "b" * 5_000,
    "?sort=newest;DROP",
    "?title=%00",
    "?q=%00",
    "?missing=%00",
    "?said=%00",
]
PUBLIC = [
    "/en/",
    "/en/petitions/a-night-train-to-kavakdere/",
    "/en/start/",
    "/en/start/similar/",
    "/en/desk/sign-in/",
    "/healthz",
    "/robots.txt",
]
METHODS = ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "FOO"]
EVERYTHING = [
    *PUBLIC,
    "/",
    "/en/petitions/",
    "/en/petitions/a-night-train-to-kavakdere/sign",
    "/en/petitions/a-night-train-to-kavakdere/tally",
    "/en/confirm/code",
    "/en/confirm/resend",
    "/en/confirm/x",
    "/en/start/story/",
    "/en/start/story/preview/",
    "/en/start/another/",
    "/en/desk/",
    "/en/desk/sign-in/x/",
    "/en/desk/sign-out/",
    "/staff/",
    "/staff/petitions/x/publish",
    "/api/v1/petitions/a-night-train-to-kavakdere",
    "/api/v1/petitions/a-night-train-to-kavakdere/count",
    "/log/checkpoint",
    "/log/vkey",
    "/log/tile/0/000.p/1",
    "/media/x.jpg",
    "/readyz",
    "/mailbox/",
    "/en/imprint/",
    "/favicon.ico",
]

HEADERS: list[dict[str, str]] = [
    {"accept-language": "tr;q=" + "9" * 9_000},
    {"accept-language": ",".join(["a"] * 5_000)},
    {"accept-language": "a-" * 3_000},
    {"accept-language": "\u0130"},
    {"accept-language": "*;q=0"},
    {"accept-language": ";" * 3_000},
    {"cookie": "draft=:::; sessionid=\x7f; csrftoken=x"},
    {"cookie": "draft=é:x:y; sessionid=é; language=../../x"},
    {"cookie": "=;;;==="},
    {"cookie": "sessionid=" + "a" * 5_000},
    {"if-none-match": '"'},
    {"if-modified-since": "yesterday"},
    {"range": "bytes=0-0,1-1,-"},
    {"origin": "http://["},
    {"referer": "http://["},
    {"content-length": "-1"},
    {"sec-fetch-site": "x"},
]
FOREIGN = [
    "evil.example",
    "user@testserver",
    "testserver@evil.example",
    "testserver evil",
    "testserver,evil.example",
    "testserver.evil.example",
    "eviltestserver",
    "[::1",
    "127.0.0.1%00",
    "2130706433",
    "a" * 5_000,
    ".testserver",
    "testserver:",
    "testserver:80:80",
    "testserver/",
    "test\u017ferver",
]


def test_nothing_is_there(petition: Petition) -> None:
    for path in PATHS:
        assert answer_to("GET", path).status_code == 404, path[:80]
        assert answer_to("POST", path, b"a=b").status_code in {403, 404, 405}, path[:80]


def test_a_query_that_nobody_asks_is_no_matter(petition: Petition) -> None:
    for path, query in product(PUBLIC, QUERIES):
        assert answer_to("GET", path + query).status_code in {200, 404}, (path, query)


def test_more_questions_than_a_form_has(petition: Petition) -> None:
    query = "?" + "&".join(f"a{number}=1" for number in range(5_000))
    for path in ("/en/petitions/", "/en/start/similar/"):
        assert answer_to("GET", path + query).status_code == 400


def test_methods_that_no_page_uses(petition: Petition) -> None:
    for path in EVERYTHING:
        for method in METHODS:
            assert answer_to(method, path, b"act=confirm").status_code in {302, 403, 404, 405}, (method, path)
        head, get = answer_to("HEAD", path), answer_to("GET", path)
        assert (head.status_code, head.content) == (get.status_code, b""), path


def test_headers_out_of_all_shape(petition: Petition) -> None:
    for header, path in product(HEADERS, ["/", "/en/", "/en/start/", "/en/desk/", "/en/desk/sign-in/", "/staff/"]):
        assert answered(Client(headers=header), "GET", path).status_code in {200, 302, 400}, (header, path)


def test_a_foreign_host_is_400_everywhere_but_at_the_health_addresses(petition: Petition) -> None:
    for host, path in product(FOREIGN, EVERYTHING):
        answer = Client().get(path, headers={"host": host})
        assert answer.status_code == (200 if path in {"/healthz", "/readyz"} else 400), (host, path)
        assert host.encode() not in answer.content


@pytest.mark.parametrize("host", ["testserver", "TESTSERVER", "testserver:1", "testserver:65535", "testserver."])
def test_our_own_name_however_it_is_written(petition: Petition, host: str) -> None:
    answer = Client().get("/en", headers={"host": host})
    assert (answer.status_code, answer["Location"]) == (301, "/en/")
    page = Client().get("/en/petitions/a-night-train-to-kavakdere/", headers={"host": host}).content.decode()
    assert "testserver:1" not in page
    assert "TESTSERVER" not in page


def test_what_an_untrusted_peer_says_about_itself_is_not_believed(petition: Petition) -> None:
    forged = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "x-forwarded-for": "1.2.3.4",
        "forwarded": "host=evil.example",
        "x-forwarded-port": "1",
        "x-real-ip": "1.2.3.4",
        "x-original-url": "/staff/",
        "x-http-method-override": "DELETE",
    }
    for path in ("/en/", "/en/petitions/a-night-train-to-kavakdere/", "/en"):
        plain, answer = Client().get(path), Client().get(path, headers=forged)
        assert (answer.status_code, answer.content, answer.headers) == (plain.status_code, plain.content, plain.headers)
