"""The socket of the site: opened by the supervisor, shared by every web process, closed when nothing waits in it."""

import ctypes
import errno
import socket
import struct
import sys
import time

from undersigned.console.web_process import QUEUE

# How long the port may belong to the processes of a supervisor that was killed.
TAKEN_FOR_SECONDS = 15.0
LOOK_AGAIN_SECONDS = 0.2
SO_ATTACH_FILTER = 26
# Classic BPF over the TCP header: flags & (SYN|ACK) == SYN is dropped, all else passes.
NO_NEW_CONNECTIONS = (
    (0x30, 0, 0, 13),  # load the byte of flags
    (0x54, 0, 0, 0x12),  # and with SYN|ACK
    (0x15, 0, 1, 0x02),  # only SYN?
    (0x06, 0, 0, 0),  # drop
    (0x06, 0, 0, 0xFFFFFFFF),  # pass
)


class PortRefused(Exception):
    """The site can't listen there; the message says why, in words."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; waits for the port of a site that is just ending, then PortRefused."""
    deadline = time.monotonic() + TAKEN_FOR_SECONDS
    is_told = False
    while True:
        try:
            return _listen(host, port)
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise PortRefused(_sentence(fault, host, port)) from fault
        if not is_told:
            print(f"Port {port} is taken; waiting for it up to {TAKEN_FOR_SECONDS:.0f} seconds ...", file=sys.stderr)
            is_told = True
        time.sleep(LOOK_AGAIN_SECONDS)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without SO_REUSEPORT: a second site on the same port is refused, not given every other visitor.
    listener = socket.create_server((host, port), family=family, backlog=QUEUE)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _sentence(fault: OSError, host: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken by another program; stop it, or choose another with --port"
    if fault.errno == errno.EACCES:
        return f"this user may not listen on port {port}; choose one above 1023 with --port, behind a proxy"
    return f"can't listen on port {port} of {host}: {fault.strerror}"


def take_no_more(listener: socket.socket) -> bool:
    """From now on nobody new gets a connection; what has one already is still accepted. False where that can't be.

    A listening socket that is closed resets the connections that wait in its queue, so new ones are turned away
    first (their SYN is dropped; they try again in a second and find the port closed) while the queue is emptied.
    """
    program = b"".join(struct.pack("HBBI", *step) for step in NO_NEW_CONNECTIONS)
    kept = ctypes.create_string_buffer(program)
    try:
        described = struct.pack("HP", len(NO_NEW_CONNECTIONS), ctypes.addressof(kept))
        listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, described)
    except OSError:
        return False
    return sys.platform == "linux"
