"""Whether the site answers on its port."""

import http.client
import threading


def wait_until_answering(port: int, stopping: threading.Event) -> bool:
    """True as soon as /healthz answers on loopback; False if told to stop before."""
    while not stopping.wait(0.1):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            continue
        finally:
            connection.close()
    return False
