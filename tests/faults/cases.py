"""The table: what a source does, how far what it says is to be trusted then, and what people are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.prometheus import transport
from hierarchy.evidence.readings import SourceState, Trust
from tests.adapters.fake_upstream import reply
from tests.faults import lies
from tests.faults.chain import CAP, VALUES
from tests.faults.fault_server import Behaviour
from tests.faults.lies import always, page, status
from tests.faults.shop_answers import Shop, failure, success

UNREACHABLE, PARTIAL, LIVE, STALE = (
    SourceState.UNREACHABLE,
    SourceState.PARTIAL,
    SourceState.LIVE,
    SourceState.STALE,
)
AWAY, USELESS, REFUSES = "can't be reached", "gives no data", "refuses every query"
KNOWN = "Values are the last known"


@dataclass(frozen=True, slots=True)
class Case:
    """One fault and what has to become of it.

    `state` is the source's, `trust` that of a reading that was fine before, `says` stands in the banner of
    the source, `at_signal` in the detail of the node. `fresh` is the trust where there was nothing before,
    if that differs; `keeps` says whether the last value stays in sight, `holds` whether it is believed
    until it is too old. `about` is configuration.
    """

    name: str
    behaviour: Behaviour | None  # None: nobody listens
    state: SourceState
    trust: Trust
    says: tuple[str, ...] = ()
    at_signal: tuple[str, ...] = ()
    fresh: Trust | None = None
    keeps: bool = True
    holds: bool = False
    about: Mapping[str, object] = field(default_factory=dict)

    @property
    def cap(self) -> int:
        """How many bytes of an answer are read: as in earnest where it is series that are counted."""
        return transport.MAX_BODY if "million" in self.name else CAP


def away(name: str, behaviour: Behaviour | None, *says: str) -> Case:
    """Nobody answers."""
    return Case(
        name,
        behaviour,
        UNREACHABLE,
        Trust.UNREACHABLE,
        (AWAY, KNOWN, *says),
        holds=True,
        about={"timeout": 1.0},
    )


def useless(name: str, behaviour: Behaviour, *says: str, **about: object) -> Case:
    """What answers gives no data."""
    return Case(
        name, behaviour, UNREACHABLE, Trust.UNREACHABLE, (USELESS, KNOWN, *says), holds=True, about=about
    )


def refusing(name: str, behaviour: Behaviour, trust: Trust, *says: str) -> Case:
    """It is well and refuses everything."""
    return Case(name, behaviour, PARTIAL, trust, (REFUSES, KNOWN, *says), about={"timeout": 60.0})


def silent(name: str, behaviour: Behaviour, trust: Trust, *at_signal: str) -> Case:
    """It answers well, and there is no value in its answers."""
    return Case(name, behaviour, LIVE, trust, (), at_signal, keeps=False)


CASES: tuple[Case, ...] = (
    # It is not there, or does not finish.
    away("nobody listens", None, "no connection to", "Is it running, and is the url"),
    away("accepts and says nothing", lies.holding(60.0), "overloaded"),
    away("drips its status line", lies.drip(b"H"), "overloaded"),
    away("drips a header", lies.drip(b"HTTP/1.1 200 OK\r\nX-A: "), "overloaded"),
    away("drips its body", lies.drip(b"HTTP/1.1 200 OK\r\n\r\n"), "overloaded"),
    useless("closes at once", always(list), "broke off its answer", "https instead of http"),
    useless("is no web server", always(lambda: [b"SSH-2.0-OpenSSH_9.2\r\n"]), "broke off its answer"),
    # It says so.
    useless("429", status("429 X", b"", "Retry-After: 4\r\n"), "asks us to slow down (429)", "limits on"),
    useless("500", status("500 X", b"oops"), "cannot answer now (500)", "Its own log"),
    useless("502 with a page", page("502 Bad Gateway"), "cannot answer now (502)"),
    useless("503", status("503 X", failure("query timed out", "timeout")), "(503): query timed out"),
    useless("401", status("401 X"), "does not let us in (401)", "Check bearer_token_file"),
    useless("403", status("403 X"), "does not let us in (403)"),
    useless("404", status("404 X", b"404 page not found"), "answers 404", "Check the path in the url"),
    useless("302 to a login", status("302 X", b"", "Location: https://login.example/x?token=1\r\n"),
            "redirects to login.example", "write the final address"),
    useless("302 to itself", status("302 X", b"", "Location: /graph\r\n"), "another path of itself"),
    refusing("422 for everything", status("422 X", failure("query processing would load too many samples")),
             Trust.ERROR, "is too much for", "too many samples", "horten the windows"),
    refusing("400 for everything", status("400 X", failure("1:3: parse error", "bad_data")), Trust.ERROR,
             "refuses the query (400)", "navigator check --online"),
    refusing("an error with 200", status("200 OK", failure("no engine")), Trust.ERROR, "no engine"),
    refusing("many to many", status("422 X", failure("many-to-many matching not allowed")), Trust.AMBIGUOUS,
             "several series match"),
    # It answers with something else.
    useless("a login page", page(), "answered with a web page", "login page in front of Prometheus"),
    useless("plain text", status("200 OK", b"it works"), "answered with no JSON", "Check the url"),
    useless("JSON of others", status("200 OK", b'{"hello":"world"}'), "not of the Prometheus API"),
    useless("an empty body", status("200 OK"), "answered with nothing at all"),
    useless("JSON cut short", lies.cut, "breaks off or is damaged"),
    useless("less than its length says", lies.shorter_than_said, "broke off its answer"),
    useless("more than its length says", lies.longer_than_said, "breaks off or is damaged"),
    useless("no text", status("200 OK", b'{"status":"\xff\xfe"}'), "breaks off or is damaged"),
    useless("nested too deep", status("200 OK", b'{"a":' * 9000), "breaks off or is damaged"),
    useless("packed in a new way", status("200 OK", b"zzz", "Content-Encoding: br\r\n"), "packed in a way"),
    useless("a damaged packing", lies.packed_badly, "damaged"),
    useless("no list", lies.result("vector", None), "unexpected shape"),
    useless("values of another shape", lies.altered(lambda s, _: [{**one, "value": {"a": 1}} for one in s]),
            "unexpected shape"),
    refusing("a gzip bomb", lies.BOMB, Trust.TRUNCATED, "answered with more than", "Narrow the query"),
    refusing("a body without end", lies.ENDLESS, Trust.TRUNCATED, "answered with more than"),
    refusing("a million series", lies.MILLION, Trust.TRUNCATED, "more than 50,000 series"),
    refusing("texts", lies.result("string", [0, "7"]), Trust.ERROR, "a text, not with numbers"),
    refusing("native histograms", lies.altered(lies.histograms), Trust.ERROR, "a histogram", "quantile"),
    # Its words are others'.
    useless("words that pose", status("500 X", failure(lies.EVIL)), "cannot answer now (500): <img"),
    # Answers that look good.
    Case("a warning", lies.warning("store 2 is <b>down</b>"), PARTIAL, Trust.PARTIAL,
         ("gives only part of the data: store 2 is <b>down</b>", "proves nothing to be well"),
         ("incomplete",), keeps=False),
    Case("warnings that pose", lies.warning(lies.EVIL), PARTIAL, Trust.PARTIAL, ("<img",), keeps=False),
    Case("ages that fail", lies.every_other_fails(), PARTIAL, Trust.STALE,
         ("only part of the data", "(503): overloaded"), ("age of its newest sample is not known",),
         fresh=Trust.UNREACHABLE, holds=True),
    silent("no number", lies.NAN, Trust.NO_TRAFFIC, "nothing happened"),
    Case("infinity", lies.INFINITE, LIVE, Trust.ERROR, (), ("not a number (inf)",)),
    Case("numbers too long", lies.of_values(lies.too_long_numbers), LIVE, Trust.ERROR, (), ("not a number",)),
    silent("nothing of this tenant", Shop({}), Trust.ABSENT, "no series matches"),
    silent("a number for all of them", lies.of_values(lies.nameless), Trust.ABSENT),
    Case("two for one", lies.of_values(lies.twice), LIVE, Trust.AMBIGUOUS, (),
         ("2 series match", 'pod="a"', "<img"), keeps=False),
    Case("samples that stopped", Shop(VALUES, 300.0), LIVE, Trust.STALE, (), ("no data for 5\xa0min",)),
    useless("an answer of an hour ago", lies.stamped(-3600.0), "for another time than it was asked", "cache"),
    useless("an answer of tomorrow", lies.stamped(86_400.0), "for another time than it was asked for"),
    Case("a clock 5 min ahead", lies.clock(300.0), STALE, Trust.STALE,
         ("clock is 5 min ahead of", "older than their time says", "Set both clocks right")),
    Case("a clock 5 min behind", lies.clock(-300.0), STALE, Trust.STALE, ("clock is 5 min behind",)),
)  # fmt: skip

BY_NAME: Mapping[str, Case] = {case.name: case for case in CASES}

# What is no fault: everything stays as it was.

HARMLESS: Mapping[str, Behaviour] = {
    "a slow first byte": lies.holding(0.1),
    "infos": lambda asked: reply(success(lies.GOOD.series(asked), asked, infos=["may be no counter"])),
    "a clock 2 s ahead": lies.clock(2.0),
    "HTTP/1.0": lambda asked: [b"HTTP/1.0 200 OK\r\n\r\n" + success(lies.GOOD.series(asked), asked)],
}
