"""Logs without personal data: one JSON object a line, to standard error.

A fault is logged by its type and the places it came through. Messages of exceptions are dropped unless their class is
known to speak of the program only: a database's error quotes the row, a parser's error quotes what was typed.
"""

import logging
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# These quote names of the program, never values of people.
SPEAKS_OF_THE_PROGRAM = (AttributeError, ImportError, NameError, NotImplementedError, OSError, TypeError)


def configure(config: dict[str, Any] | None = None) -> None:
    """Everything that is logged leaves as one JSON line; requests are logged by route, never by path.

    `config["is_quiet"]` leaves out what is not at least a warning.
    """
    level = logging.WARNING if (config or {}).get("is_quiet") else logging.INFO
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            fault_without_values,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    requests = logging.getLogger("django.request")
    requests.handlers, requests.propagate = [RequestFaults(logging.ERROR)], False
    # Django's security log quotes hosts and paths as they were sent; what it refuses is refused all the same.
    logging.getLogger("django.security").setLevel(logging.CRITICAL)


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
    """Type of the fault, with its message where its class speaks of the program only."""
    kind = type(fault)
    is_ours = kind.__module__.startswith("undersigned.")
    name = f"{kind.__module__}.{kind.__qualname__}"
    return f"{name}: {fault}" if is_ours or isinstance(fault, SPEAKS_OF_THE_PROGRAM) else name


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
