"""The site's figures as Prometheus reads them: what the processes have counted, and what the database holds now.

Fewer than a hundred series, whatever the site does: no label comes from a path, a petition or a person.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from undersigned.jobs.queries import due_jobs
from undersigned.ledger import queries as ledger
from undersigned.ledger.gauges import pending_count, rounds_since_an_hour
from undersigned.mail import queries as mail
from undersigned.web.figures import Figures, all_figures
from undersigned.web.metrics import BUCKETS

Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily


def exposition(now: datetime) -> bytes:
    """The text of /metrics; asks the database a handful of short questions."""
    registry = CollectorRegistry()
    registry.register(_Now(now))
    return generate_latest(registry)


class _Now(Collector):
    def __init__(self, now: datetime) -> None:
        self._now = now

    def describe(self) -> list[Family]:
        """Nothing is asked when it is registered."""
        return []

    def collect(self) -> Iterator[Family]:
        """Every series once."""
        figures = all_figures()
        yield from _answers(figures)
        yield from _gather(figures)
        yield from _pool(figures)
        yield from _letters(self._now)
        yield from _log(self._now)


def _answers(figures: Figures) -> Iterator[Family]:
    requests = CounterMetricFamily(
        "undersigned_requests", "Requests answered, by who answered and class of status.", labels=["by", "status"]
    )
    for (by, status), number in sorted(figures.requests.items()):
        requests.add_metric([by, status], number)
    yield requests
    times = HistogramMetricFamily(
        "undersigned_act_seconds", "From the whole body to the answer, signing and confirming.", labels=["act", "by"]
    )
    for (act, by), (counts, total) in sorted(figures.times.items()):
        bounds = [*map(str, BUCKETS), "+Inf"]
        times.add_metric([act, by], list(zip(bounds, accumulate(counts), strict=True)), total)
    yield times
    pages = CounterMetricFamily("undersigned_pages", "What the page cache did.", labels=["outcome"])
    for outcome, number in sorted(figures.pages.items()):
        pages.add_metric([outcome], number)
    yield pages
    yield _gauge("undersigned_web_processes", "Web processes that answer.", figures.processes)


def _gather(figures: Figures) -> Iterator[Family]:
    depth = GaugeMetricFamily("undersigned_gather_depth", "Requests that wait for a transaction.", labels=["lane"])
    age = GaugeMetricFamily("undersigned_gather_age_seconds", "How long the oldest has waited.", labels=["lane"])
    for lane, number in sorted(figures.depths.items()):
        depth.add_metric([lane], number)
    for lane, seconds in sorted(figures.ages.items()):
        age.add_metric([lane], seconds)
    yield depth
    yield age


def _pool(figures: Figures) -> Iterator[Family]:
    pool = figures.pool
    yield _counter("undersigned_database_waits", "Requests that found no free connection.", pool["requests_queued"])
    waited = pool["requests_wait_ms"] / 1000
    yield _counter("undersigned_database_wait_seconds", "How long they have waited, all together.", waited)
    yield _counter("undersigned_database_gave_up", "Requests that got no connection.", pool["requests_errors"])
    yield _gauge("undersigned_database_waiting", "Requests that wait for a connection.", pool["requests_waiting"])


def _letters(now: datetime) -> Iterator[Family]:
    waiting = GaugeMetricFamily("undersigned_letters_waiting", "Letters that are due, by outbox.", labels=["outbox"])
    for outbox, number in mail.waiting_letters(now).items():
        waiting.add_metric([outbox], number)
    yield waiting
    oldest = mail.oldest_due(now)
    age = 0.0 if oldest is None else (now - oldest).total_seconds()
    yield _gauge("undersigned_letters_oldest_seconds", "How long the oldest of them has been due.", age)
    yield _gauge("undersigned_mail_paused", "1 while outgoing mail is paused.", mail.pause_reason() is not None)
    jobs, job_age = due_jobs(now)
    yield _gauge("undersigned_jobs_due", "Jobs that are due.", jobs)
    yield _gauge("undersigned_jobs_oldest_seconds", "How long the oldest has been due.", job_age.total_seconds())


def _log(now: datetime) -> Iterator[Family]:
    state = ledger.log_state()
    yield _gauge("undersigned_log_pending", "Events that wait for their round.", pending_count())
    yield _gauge("undersigned_log_rounds_last_hour", "Rounds of the last hour.", rounds_since_an_hour(now))
    if state is None:
        return
    yield _gauge("undersigned_log_size", "Entries of the log.", state.size)
    yield _gauge("undersigned_log_published_size", "Entries that are published.", state.published_size)
    if state.published_at is not None:
        age = max(0.0, (now - state.published_at).total_seconds())
        yield _gauge("undersigned_log_published_age_seconds", "Since the last publication.", age)
    yield _gauge("undersigned_log_refused", "1 while the publisher refuses to go on.", bool(state.refused))
    yield _gauge("undersigned_log_alarm", "1 while the last recount differs.", bool(state.alarm))


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=float(value))


def _counter(name: str, text: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(name, text, value=float(value))
