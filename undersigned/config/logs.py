"""Logs without personal data, to standard error: one JSON object a line, or lines to read where it is a terminal.

A fault is logged by its type and the places it came through. Messages of exceptions are dropped unless their class is
known to speak of the program only: a database's error quotes the row, a parser's error quotes what was typed. What
other libraries log is passed on by its place and its template, never with what was put into it.
"""

import contextlib
import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# These quote names of the program, never values of people.
SPEAKS_OF_THE_PROGRAM = (AttributeError, ImportError, NameError, NotImplementedError, OSError, TypeError)


def configure(config: dict[str, Any] | None = None) -> None:
    """Everything that is logged leaves without values; requests are logged by route, never by path.

    `config["is_quiet"]` leaves out what is not at least a warning; `config["keeps_hooks"]` leaves what ends a process
    or a thread to those who have asked for it (pytest).
    """
    level = logging.WARNING if (config or {}).get("is_quiet") else logging.INFO
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            fault_without_values,
            _renderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, PatientStream())),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    requests = logging.getLogger("django.request")
    requests.handlers, requests.propagate = [RequestFaults(logging.ERROR)], False
    # Django's security log quotes hosts and paths as they were sent; what it refuses is refused all the same.
    logging.getLogger("django.security").setLevel(logging.CRITICAL)
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, OthersWords)]
    root.addHandler(OthersWords(logging.WARNING))
    if not (config or {}).get("keeps_hooks"):
        sys.excepthook, threading.excepthook, sys.unraisablehook = _at_the_end, _in_a_thread, _unraisable


def _renderer() -> Processor:
    return structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()


class PatientStream:
    """Standard error, which may lead to a disk that is full: a line that can't be written is lost and stops nobody."""

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            sys.stderr.flush()


def fault_without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replaces `exc_info` by the fault's type, its message where that is safe, and the places it came through."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()[1]
    if isinstance(fault, tuple):
        fault = fault[1]
    if isinstance(fault, BaseException):
        event["fault"] = describe(fault)
        frames = traceback.extract_tb(fault.__traceback__)
        event["came_through"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def describe(fault: BaseException) -> str:
    """Type of the fault, with its message where its class speaks of the program only; a database's with its code."""
    kind = type(fault)
    name = f"{kind.__module__}.{kind.__qualname__}"
    if kind.__module__.startswith("undersigned.") or isinstance(fault, SPEAKS_OF_THE_PROGRAM):
        return f"{name}: {fault}"
    # Five characters of the standard (23505: a unique constraint); the text beside them quotes the row.
    code = next((found for each in (fault, fault.__cause__) if (found := getattr(each, "sqlstate", None))), None)
    return f"{name} {code}" if code else name


class RequestFaults(logging.Handler):
    """Django's log of failed requests, by route: a path can hold the token of a letter."""

    def emit(self, record: logging.LogRecord) -> None:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        structlog.get_logger().error(
            "request failed",
            route=getattr(match, "route", None),
            status=getattr(record, "status_code", None),
            exc_info=record.exc_info,
        )


class OthersWords(logging.Handler):
    """What libraries log: by whom, where, and the template; what was put into it stays out."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().warning(
            # A message without arguments may have been put together before it came here.
            str(record.msg) if record.args else "logged by a library",
            logger=record.name,
            severity=record.levelname.lower(),
            place=f"{record.pathname}:{record.lineno}",
            exc_info=record.exc_info,
        )


def _at_the_end(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("ended by a fault", exc_info=fault.with_traceback(trace))


def _in_a_thread(told: threading.ExceptHookArgs) -> None:
    structlog.get_logger().critical("a thread ended by a fault", exc_info=told.exc_value)


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    structlog.get_logger().error("a fault that nobody could take", exc_info=told.exc_value)
