"""The data of the live tests: ten services at 15 s for 40 min, and one of everything that goes wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tests.live.prometheus_server import START, sample

STEP = 15
END = START + 2400
NOW = START + 1800  # the moment the tests look at
DIES = NOW - 90  # the last sample of what dies: a rate over 5 min outlives it

SERVICES = tuple(f"svc-{i}" for i in range(10))
HOSTILE = (
    'quo"te',
    "back\\slash",
    "trailing\\",
    "two\nlines",
    'a"} or vector(1) #',
    "pipe|pipe",
    "re.*(gex)+[x]{2}^$?",
    "ünïcödé ☃ 🐍",
    "`tick` 'single'",
    "$match",
    "comma,equals=x",
)
ALL = (*SERVICES, *HOSTILE)


def shop_lines() -> Iterator[str]:
    """OpenMetrics lines, each metric's together."""
    yield from _counter("requests_total", [({"service": s, "pod": p}, rate + 1) for s, p, rate in _pods()])
    yield from _counter("failures_total", [({"service": s, "code": "500"}, 0.1) for s in _failing()])
    yield from _counter("bucket_total", list(_buckets()))
    yield from _gauge("queue_length", [({"service": s}, i) for i, s in enumerate(ALL)])
    yield from _gauge("pool_size", [({"service": s, "pod": p}, 5) for s, p, _ in _pods()])
    yield from _gauge(
        "shelf_items", [({"region": r, "shop": s}, len(r)) for r in ("eu", "us-east") for s in "abc"]
    )
    twins = [({"service": s, "pod": "a"}, 1) for s in SERVICES]
    yield from _gauge("twin_gauge", [*twins, ({"service": "svc-3", "pod": "b"}, 1)])
    yield from _gauge("up", [({"service": s}, 1) for s in ALL])
    yield from _counter("jobs_total", [({"service": "dead"}, 5)], DIES)
    yield from _counter("jobs_total", [({"service": "alive"}, 5)])
    yield from _counter("calls_total", [({"service": "idle"}, 0), ({"service": "busy"}, 2)])
    yield from _gauge("slow_gauge", [({"service": "slow"}, 3)], every=60)
    yield from _gauge("odd_gauge", [({"service": "nan"}, float("nan")), ({"service": "inf"}, float("inf"))])


def _failing() -> tuple[str, ...]:
    return tuple(s for i, s in enumerate(ALL) if i % 3)  # the others have never failed: no series at all


def _pods() -> Iterator[tuple[str, str, int]]:
    for i, service in enumerate(ALL):
        for pod in range(2):
            yield service, f"pod-{pod}", i + pod


def _buckets() -> Iterator[tuple[dict[str, str], float]]:
    for i, service in enumerate(ALL):
        for le, share in (("0.1", 0.5), ("1", 0.9), ("+Inf", 1.0)):
            yield {"service": service, "le": le}, (i + 1) * share


def _counter(name: str, series: Iterable[tuple[Mapping[str, str], float]], end: int = END) -> Iterator[str]:
    for labels, per_second in series:
        for at in range(START, end + 1, STEP):
            yield sample(name, labels, round(per_second * (at - START), 6), at)


def _gauge(name: str, series: Iterable[tuple[Mapping[str, str], float]], every: int = STEP) -> Iterator[str]:
    for labels, value in series:
        for at in range(START, END + 1, every):
            yield sample(name, labels, value + (at - START) // 300, at)
