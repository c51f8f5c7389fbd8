"""The one table of the format: every key of every object, and what it holds.

Reading, the refusal of unknown keys, the JSON Schema and the manual's reference all come from here.
"""

from __future__ import annotations

from types import MappingProxyType

from hierarchy.file.shapes import Key, ObjectKind, Shape
from hierarchy.levels import LEVELS


def _kind(called: str, *keys: Key) -> ObjectKind:
    return ObjectKind(called, MappingProxyType({key.name: key for key in keys}))


LEVEL_IDS = tuple(info.level.value for info in LEVELS)
_TITLE = Key("title", Shape.TEXT, "name shown on the screen; default: the id")
_DESCRIPTION = Key("description", Shape.TEXT, "a sentence or two for whoever sees it for the first time")
_IMPACT = Key(
    "impact", Shape.CHOICE, "what losing it does to the end; default: full", ("full", "degraded", "none")
)
_BECAUSE = Key("because", Shape.TEXT, "why the link is there, in the author's words")
_SAME = Key(
    "same",
    Shape.PAIRS,
    "only pairs whose labels agree: [host], or {theirs: mine} where they are named differently",
)
_NEED = Key("need", Shape.NEED, "how many are needed of the several that the link stands for; default: all")
_ZERO_WHILE = Key("zero_while", Shape.PROMQL, "an empty answer is 0 while this yields more than 0")
_SOURCE = Key("source", Shape.IDENTIFIER, "name of a source; default: default")

PATTERN = _kind(
    "a match pattern", Key("regex", Shape.TEXT, "RE2 with {label} for the node's labels", required=True)
)
_MATCH = Key(
    "match",
    Shape.MATCH,
    "what $match stands for: Prometheus label -> pattern over the node's labels, such as '{workload}', "
    "or {regex: '{workload}-.*'}; a list of labels is short for the same names on both sides",
    of=PATTERN,
)
LINK = _kind(
    "a link",
    Key("title", Shape.TEXT, "what is behind the link; default: the address"),
    Key("url", Shape.URL, "where it leads; {from}, {to} and {label} are filled in", required=True),
)
LEVER = _kind(
    "a lever",
    Key("title", Shape.TEXT, "what it does, as an order: Shed anonymous traffic", required=True),
    Key("url", Shape.URL, "where it is done; {from}, {to} and {label} are filled in", required=True),
    Key("effect", Shape.TEXT, "what follows from it, for whom"),
    Key("needs", Shape.IDENTIFIERS, "nodes without which the lever does not work"),
)
_LINKS = Key("links", Shape.LIST, "links out; {from}, {to} and {label} are filled in", of=LINK)
_LEVERS = Key("levers", Shape.LIST, "what a responder can do here", of=LEVER)
_SYMPTOMS = Key("symptoms", Shape.TEXTS, "texts, such as lines of a log, by which the node is found")
SOURCE = _kind(
    "a source",
    Key("type", Shape.CHOICE, "kind of source", ("prometheus", "alertmanager"), required=True),
    Key("url", Shape.URL, "base address, without user name and password", required=True),
    Key("tenant", Shape.TEXT, "value of the X-Scope-OrgID header"),
    Key("bearer_token_file", Shape.TEXT, "file that holds a bearer token"),
    Key("basic_auth_file", Shape.TEXT, "file that holds user:password"),
    Key("headers_file", Shape.TEXT, "file of further headers, one 'Name: value' a line"),
    Key("ca_file", Shape.TEXT, "certificates to trust"),
    Key("timeout", Shape.DURATION, "total time for one question; default: 10s"),
    Key("max_concurrency", Shape.NUMBER, "questions in flight at most, 1 to 20; default: 3"),
    Key("compression", Shape.CHOICE, "of answers; gzip suits slow lines; default: none", ("none", "gzip")),
)
REFERENCE_WINDOW = _kind(
    "a reference",
    Key("ago", Shape.DURATIONS, "how long ago it is compared with; default: [1d, 1w]"),
    Key("window", Shape.DURATION, "how much around each of them is looked at; default: 1h"),
)
LEVEL_NAME = _kind(
    "a name of a level",
    Key("title", Shape.TEXT, "name of the level on the screen"),
    Key("question", Shape.TEXT, "the question that the level answers"),
)
LEVELS_RENAMED = _kind(
    "the names of the levels",
    *(Key(name, Shape.OBJECT, "title and question on the screen", of=LEVEL_NAME) for name in LEVEL_IDS),
)
DEFAULTS = _kind(
    "the defaults of a file",
    Key("owner", Shape.TEXT, "team that looks after the nodes of this file"),
    Key("source", Shape.IDENTIFIER, "source of everything in this file that names none"),
    Key("labels", Shape.NAMED_TEXT, "labels of every node of this file; a node's own come before them"),
    Key(
        "match",
        Shape.MATCH,
        "what $match stands for in the nodes' own queries; default: the labels of the copy",
        of=PATTERN,
    ),
)
COPY = _kind(
    "a copy",
    Key("title", Shape.TEXT, "name of the copy, put behind the titles of its nodes; default: its id"),
    Key("labels", Shape.NAMED_TEXT, "labels of its nodes; ${VAR} and ${VAR:-default} are filled in"),
    _SOURCE,
)
CHANGE = _kind(
    "a change",
    Key("title", Shape.TEXT, "what happened; {label} is filled in from the series; default: the id"),
    Key("query", Shape.PROMQL, "a change where the value changes, per series"),
    Key("track", Shape.LABEL, "a change where this label of the query changes instead"),
    Key("while", Shape.PROMQL, "one change with begin and end, while this yields more than 0"),
    Key("match", Shape.NAMED_TEXT, "label of the series -> label of the nodes that it concerns"),
    _SOURCE,
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
    Key("min_total", Shape.DECIMAL, "below this total there is too little to judge"),
    _ZERO_WHILE,
    Key("zero_when", Shape.PROMQL, "an empty answer is 0 when this yields any value"),
    Key("worse", Shape.CHOICE, "direction in which it gets worse", ("higher", "lower", "either")),
    Key("warning", Shape.LIMIT, "limit, inclusive, in the signal's unit; 80% is of the capacity, or of 1"),
    Key("critical", Shape.LIMIT, "limit, inclusive, in the signal's unit; 95% is of the capacity, or of 1"),
    Key("hold", Shape.DURATION, "how long it must last before a state is entered or left"),
    Key("capacity", Shape.AMOUNT, "what the value is measured against"),
    Key("spread", Shape.LABEL, "label whose values are shown as a distribution"),
    Key(
        "kind",
        Shape.CHOICE,
        "what sort of number it is; default: measured",
        ("measured", "commanded", "derived", "assumed"),
    ),
    Key("measures", Shape.TEXT, "what the number really is, and what it does not see"),
    Key("confirm_with", Shape.TEXT, "SIGNAL of this node, or node/signal, that should agree"),
    Key("agree", Shape.SHARE, "how closely it should agree; default: in state"),
    Key("max_age", Shape.DURATION, "after which it is stale"),
    _SOURCE,
)
_SIGNALS = Key("signals", Shape.NAMED, "signals by id", of=SIGNAL)
TEMPLATE = _kind("a template", _MATCH, _SIGNALS, _LINKS, _LEVERS, _SYMPTOMS, _SOURCE)
USE = _kind(
    "a use of a template",
    Key("template", Shape.IDENTIFIER, "name of the template", required=True),
    Key("as", Shape.IDENTIFIER, "put before its signals' ids: go -> go.heap"),
)
_USE = Key("use", Shape.LIST, "templates: a name, or a list of names and {template, as}", of=USE)
GROUP = _kind(
    "a group of means",
    Key("all_of", Shape.IDENTIFIERS, "every one of them is needed"),
    Key("any_of", Shape.IDENTIFIERS, "one of them is enough"),
    Key("at_least", Shape.NUMBER, "this many of those under 'of' are needed"),
    Key("of", Shape.IDENTIFIERS, "the members that 'at_least' counts"),
    Key("node", Shape.IDENTIFIER, "a single means"),
    _IMPACT,
    _BECAUSE,
    _SAME,
    _NEED,
)
END = _kind(
    "a link to an end",
    Key(
        "node",
        Shape.IDENTIFIER,
        "id of the end; NODE.* for all its copies, * for all that agree",
        required=True,
    ),
    _IMPACT,
    _BECAUSE,
    _SAME,
    _NEED,
)
WHOLE = _kind(
    "a link to a whole",
    Key(
        "node",
        Shape.IDENTIFIER,
        "id of the whole; NODE.* for all its copies, * for all that agree",
        required=True,
    ),
    _BECAUSE,
    _SAME,
    _NEED,
)
CALL = _kind(
    "a call",
    Key("node", Shape.IDENTIFIER, "id of the node that is called", required=True),
    _USE,
    Key("labels", Shape.NAMED_TEXT, "labels of the call; they fill the templates' patterns"),
    _BECAUSE,
)
OBJECTIVE = _kind(
    "an objective",
    Key("good", Shape.PROMQL, "what went right; [$window] is filled with each burn window"),
    Key("bad", Shape.PROMQL, "what went wrong; without 'total' it already is a ratio"),
    Key("total", Shape.PROMQL, "everything that 'bad' or 'good' is a part of"),
    Key("of", Shape.IDENTIFIER, "a ratio signal of this node, instead of queries"),
    Key("target", Shape.SHARE, "what is promised, such as 99.9%", required=True),
    Key("window", Shape.DURATION, "over which it is promised, such as 30d", required=True),
    _SOURCE,
)
TERM = _kind(
    "a term of a balance",
    Key("query", Shape.PROMQL, "what flows, or what is stored", required=True),
    _ZERO_WHILE,
    _SOURCE,
)
BALANCE = _kind(
    "a balance",
    Key("in", Shape.TERMS, "what comes in, by name, per second", of=TERM, required=True),
    Key("out", Shape.TERMS, "what goes out, by name, per second", of=TERM, required=True),
    Key("store", Shape.TERMS, "what is held in between, by name", of=TERM),
    Key("tolerance", Shape.SHARE, "what may be unaccounted for, as a share of 'in'; default: 2%"),
    Key("over", Shape.DURATION, "time over which it is drawn up; default: the longest range in the terms"),
)
CAPACITY = _kind(
    "a capacity",
    Key("demand", Shape.PROMQL, "what is asked for", required=True),
    Key("supply", Shape.AMOUNT, "what there is", required=True),
    Key("warning", Shape.SHARE, "limit, as a share of supply"),
    Key("critical", Shape.SHARE, "limit, as a share of supply"),
    _SOURCE,
)
SEGMENT = _kind(
    "a segment",
    Key("label", Shape.LABEL, "label by which to ask: everyone or only some?", required=True),
    Key("title", Shape.TEXT, "what its values are; default: the label"),
)
EACH = _kind(
    "a search for members",
    Key("label", Shape.LABEL, "the label that tells members apart"),
    Key("labels", Shape.LABELS, "the labels that tell members apart, also what they are matched by"),
    Key("from", Shape.PROMQL, "one series for every member", required=True),
    Key("title", Shape.TEXT, "title of a member; {label} is filled in; default: its values"),
    Key("max", Shape.NUMBER, "more than so many are not taken in; default: 500"),
    Key("expect", Shape.EXPECTED, "how many there should be; default: the most seen in an hour"),
    _SOURCE,
)
NODE = _kind(
    "a node",
    Key("level", Shape.CHOICE, "one of the five levels", LEVEL_IDS, required=True),
    _TITLE,
    _DESCRIPTION,
    Key("for", Shape.TEXT, "who benefits, for a purpose"),
    Key("owner", Shape.TEXT, "team that looks after it"),
    Key("domain", Shape.TEXT, "column on the screen; default: the whole's, else the first end's"),
    Key("formerly", Shape.IDENTIFIERS, "ids that the node had before, so that old links find it"),
    Key("why", Shape.REFERENCES, "the ends that this node serves", of=END),
    Key(
        "how",
        Shape.LIST,
        "its means: ids, {any_of}, {all_of}, {at_least, of}, {node, impact, because}",
        of=GROUP,
    ),
    _USE,
    Key("labels", Shape.NAMED_TEXT, "label -> value; they fill the templates' patterns"),
    Key("part_of", Shape.REFERENCE, "the whole that this is a part of, at the same level", of=WHOLE),
    Key("parts", Shape.NEED, "how many of its parts it needs; default: all"),
    Key("calls", Shape.REFERENCES, "what it calls, at the same level; may run in circles", of=CALL),
    Key("signals", Shape.NAMED, "own signals, and changes to the templates' by id; null removes", of=SIGNAL),
    _SOURCE,
    _LINKS,
    _LEVERS,
    _SYMPTOMS,
    Key("objective", Shape.OBJECT, "what is promised to whom it is for", of=OBJECTIVE),
    Key("segments", Shape.LIST, "labels by which to ask: everyone or only some?", of=SEGMENT),
    Key("balance", Shape.OBJECT, "a conservation law: what comes in goes out or is held", of=BALANCE),
    Key("capacity", Shape.OBJECT, "demand and supply", of=CAPACITY),
    Key("priority", Shape.IDENTIFIERS, "which of the ends come first, in order"),
    Key("each", Shape.OBJECT, "one node per member, found by a query", of=EACH),
)
FILE = _kind(
    "a hierarchy file",
    Key("version", Shape.NUMBER, "format version, 1", required=True),
    Key("title", Shape.TEXT, "name of the whole system"),
    _DESCRIPTION,
    Key(
        "sources",
        Shape.NAMED,
        "where readings come from, by name; `default` is used unless told otherwise",
        of=SOURCE,
    ),
    Key("reference", Shape.OBJECT, "what 'usual' means", of=REFERENCE_WINDOW),
    Key("step", Shape.DURATION, "resolution of live data and refresh period; default: 15s"),
    Key("levels", Shape.OBJECT, "other names for the levels", of=LEVELS_RENAMED),
    Key("defaults", Shape.OBJECT, "what the nodes of this file have in common", of=DEFAULTS),
    Key("copies", Shape.NAMED, "every node of this file once per copy, with ids NODE.COPY", of=COPY),
    Key("templates", Shape.NAMED, "signals and links declared once per kind of thing", of=TEMPLATE),
    Key("changes", Shape.NAMED, "queries that show what people or machines did", of=CHANGE),
    Key("nodes", Shape.NAMED, "the nodes by id", of=NODE),
)

OBJECTS = (
    FILE, SOURCE, REFERENCE_WINDOW, LEVELS_RENAMED, LEVEL_NAME, DEFAULTS, COPY, TEMPLATE, PATTERN, SIGNAL,
    LINK, LEVER, CHANGE, NODE, USE, GROUP, END, WHOLE, CALL, OBJECTIVE, SEGMENT, BALANCE, TERM, CAPACITY,
    EACH,
)  # fmt: skip
