"""The one table of the format: every key of every object, what it holds, and whether it is read yet.

Reading, the refusal of unknown keys and the reference in the manual all come from here. A key that
belongs to the format but is not read by this version is refused by name, never ignored: what an
author wrote and nobody reads would make a picture that looks complete and is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Shape(StrEnum):
    """What a key may hold; the value is how it is named to people."""

    TEXT = "text"
    IDENTIFIER = "an id"
    IDENTIFIERS = "an id or a list of ids"
    PROMQL = "a PromQL query"
    URL = "an http(s) address"
    NUMBER = "a whole number"
    DURATION = "a duration such as 15s or 1m30s"
    LIMIT = "a number, a percentage, or [low, high]"
    CHOICE = "one of a few words"
    OBJECT = "a mapping of its own keys"
    NAMED = "a mapping of names to values"
    LIST = "a list"
    LATER = "read by a later version"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of one object. `foundation` marks unread keys that other keys can't be judged without."""

    name: str
    shape: Shape
    description: str
    choices: tuple[str, ...] = ()
    foundation: bool = False

    @property
    def supported(self) -> bool:
        """Whether this version reads the key."""
        return self.shape is not Shape.LATER


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """A kind of mapping in the file; `called` is its name in messages."""

    called: str
    keys: Mapping[str, Key]


def _kind(called: str, *keys: Key) -> ObjectKind:
    return ObjectKind(called, MappingProxyType({key.name: key for key in keys}))


def _later(name: str, description: str, *, foundation: bool = False) -> Key:
    return Key(name, Shape.LATER, description, (), foundation)


LEVEL_IDS = (
    "functional-purpose",
    "abstract-function",
    "generalized-function",
    "physical-function",
    "physical-form",
)
_TITLE = Key("title", Shape.TEXT, "name shown on the screen; default: the id")
_DESCRIPTION = Key("description", Shape.TEXT, "a sentence or two for whoever sees it for the first time")
_LINKS = Key("links", Shape.LIST, "links out, each {title, url}; {from}, {to} and {label} are filled in")
_IMPACT = Key(
    "impact", Shape.CHOICE, "what losing it does to the end; default: full", ("full", "degraded", "none")
)
_BECAUSE = Key("because", Shape.TEXT, "why the link is there, in the author's words")

FILE = _kind(
    "a hierarchy file",
    Key("version", Shape.NUMBER, "format version, 1"),
    Key("title", Shape.TEXT, "name of the whole system"),
    _DESCRIPTION,
    Key("sources", Shape.NAMED, "where readings come from, by name; `default` is used unless told otherwise"),
    Key("step", Shape.DURATION, "resolution of live data and refresh period; default: 15s"),
    Key("templates", Shape.NAMED, "signals and links declared once per kind of thing"),
    Key("nodes", Shape.NAMED, "the nodes by id"),
    _later("reference", "what 'usual' means"),
    _later("defaults", "owner, source, labels and match for the nodes of this file", foundation=True),
    _later("copies", "every node of this file once per copy", foundation=True),
    _later("levels", "other names for the levels"),
    _later("changes", "queries that show what people or machines did"),
)
SOURCE = _kind(
    "a source",
    Key("type", Shape.CHOICE, "kind of source", ("prometheus",)),
    Key("url", Shape.URL, "base address, without user name and password"),
    Key("tenant", Shape.TEXT, "value of the X-Scope-OrgID header"),
    Key("bearer_token_file", Shape.TEXT, "file that holds a bearer token"),
    Key("basic_auth_file", Shape.TEXT, "file that holds user:password"),
    Key("headers_file", Shape.TEXT, "file of further headers, one 'Name: value' a line"),
    Key("ca_file", Shape.TEXT, "certificates to trust"),
    Key("timeout", Shape.DURATION, "total time for one question; default: 10s"),
    Key("max_concurrency", Shape.NUMBER, "questions in flight at most, 1 to 20; default: 3"),
)
TEMPLATE = _kind(
    "a template",
    Key(
        "match",
        Shape.NAMED,
        "what $match stands for: Prometheus label -> pattern over the node's labels, such as '{workload}', "
        "or {regex: '{workload}-.*'}; a list of labels is short for the same names on both sides",
    ),
    Key("signals", Shape.NAMED, "signals by id"),
    _LINKS,
    _later("levers", "what a responder can do"),
    _later("symptoms", "texts by which the node is found"),
    _later("source", "source of the template's signals"),
)
PATTERN = _kind("a match pattern", Key("regex", Shape.TEXT, "RE2 with {label} for the node's labels"))
NODE = _kind(
    "a node",
    Key("level", Shape.CHOICE, "one of the five levels", LEVEL_IDS),
    _TITLE,
    _DESCRIPTION,
    Key("for", Shape.TEXT, "who benefits, for a purpose"),
    Key("owner", Shape.TEXT, "team that looks after it"),
    Key("domain", Shape.TEXT, "column on the screen; default: the whole's, else the first end's"),
    Key("why", Shape.IDENTIFIERS, "the ends that this node serves"),
    Key("how", Shape.LIST, "its means: ids, {any_of}, {all_of}, {at_least, of}, {node, impact, because}"),
    Key("use", Shape.LIST, "templates: a name, or a list of names and {template, as}"),
    Key("labels", Shape.NAMED, "label -> value; they fill the templates' patterns"),
    Key("part_of", Shape.IDENTIFIER, "the whole that this is a part of, at the same level"),
    Key("calls", Shape.IDENTIFIERS, "what it calls, at the same level; may run in circles"),
    Key("signals", Shape.NAMED, "own signals, and changes to the templates' by id; null removes"),
    _LINKS,
    _later("formerly", "ids the node had before"),
    _later("objective", "service level objective"),
    _later("segments", "labels by which to ask: everyone or only some?"),
    _later("balance", "a conservation law"),
    _later("capacity", "demand and supply"),
    _later("priority", "which ends come first"),
    _later("symptoms", "texts by which the node is found"),
    _later("levers", "what a responder can do"),
    _later("each", "one node per member, found by a query", foundation=True),
    _later("parts", "how many parts the whole needs"),
    _later("source", "source of the node's signals"),
)
USE = _kind(
    "a use of a template",
    Key("template", Shape.IDENTIFIER, "name of the template"),
    Key("as", Shape.IDENTIFIER, "put before its signals' ids: go -> go.heap"),
)
GROUP = _kind(
    "a group of means",
    Key("all_of", Shape.IDENTIFIERS, "every one of them is needed"),
    Key("any_of", Shape.IDENTIFIERS, "one of them is enough"),
    Key("at_least", Shape.NUMBER, "this many of those under 'of' are needed"),
    Key("of", Shape.IDENTIFIERS, "the members that 'at_least' counts"),
    Key("node", Shape.IDENTIFIER, "a single means"),
    _IMPACT,
    _BECAUSE,
    _later("same", "only pairs whose labels agree"),
    _later("need", "how many of several are needed"),
)
REFERENCE = _kind(
    "a reference to a node",
    Key("node", Shape.IDENTIFIER, "id of the node"),
    _later("impact", "what losing it does to the end"),
    _later("because", "why the link is there"),
    _later("same", "only pairs whose labels agree"),
    _later("need", "how many of several are needed"),
    _later("use", "templates for the call"),
    _later("labels", "labels for the call"),
)
SIGNAL = _kind(
    "a signal",
    _TITLE,
    Key("unit", Shape.TEXT, "ratio, percent, seconds, bytes, per_second, count, or free text"),
    _DESCRIPTION,
    Key("query", Shape.PROMQL, "one series for the node; $match stands for the template's match"),
    Key("bad", Shape.PROMQL, "what went wrong; with 'total' instead of a query"),
    Key("good", Shape.PROMQL, "what went right; with 'total' instead of a query"),
    Key("total", Shape.PROMQL, "everything that 'bad' or 'good' is a part of"),
    Key("zero_while", Shape.PROMQL, "an empty answer is 0 while this yields more than 0"),
    Key("worse", Shape.CHOICE, "direction in which it gets worse", ("higher", "lower", "either")),
    Key("warning", Shape.LIMIT, "limit, inclusive, in the signal's unit"),
    Key("critical", Shape.LIMIT, "limit, inclusive, in the signal's unit"),
    Key("source", Shape.IDENTIFIER, "name of a source; default: default"),
    _later("hold", "how long before a state is entered or left"),
    _later("capacity", "what the value is measured against"),
    _later("spread", "label whose values are shown as a distribution"),
    _later("kind", "measured, commanded, derived or assumed"),
    _later("measures", "what the number really is"),
    _later("confirm_with", "a signal that should agree"),
    _later("agree", "how closely it should agree"),
    _later("max_age", "after which it is stale"),
    _later("zero_when", "an empty answer is 0 when this yields a value"),
    _later("min_total", "below this there is too little to judge"),
)
LINK = _kind(
    "a link",
    Key("title", Shape.TEXT, "what is behind the link"),
    Key("url", Shape.URL, "where it leads; {from}, {to} and {label} are filled in"),
)

OBJECTS = (FILE, SOURCE, TEMPLATE, PATTERN, NODE, USE, GROUP, REFERENCE, SIGNAL, LINK)
