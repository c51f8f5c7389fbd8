"""Pages of what `navigator check --online` finds when it asks the source."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, HINT, WARNING, page

PAGES = (
    page(
        "source-silent",
        WARNING,
        "a source could not be asked, so nothing was checked against it",
        why="""The check needs answers to compare the hierarchy with. While a source is away, the rest of
        the report still holds; what only that source can tell is left out, not taken for good.""",
        instead="Look at the address and the credentials of the source, or run the check again later.",
    ),
    page(
        "each-finds-nothing",
        WARNING,
        "a search for members gives no member",
        why="""A node with `each` has one member for every series of `from`. Without any, it is unknown, and
        so is what rests on it.""",
        instead="Run `from` in the source's own page; a label or the name of a metric may be wrong.",
    ),
    page(
        "each-not-unique",
        ERROR,
        "a search for members finds the same member twice",
        why="""Members are told apart by the values of `labels`. Two series with the same values would be
        one node with two meanings.""",
        instead="Add a label to `labels`, or make the series one: `group by (cluster, host) (…)`.",
    ),
    page(
        "each-too-many",
        WARNING,
        "a search finds more members than `max` lets in",
        why="What is left out is not on the screen and in no state above it.",
        instead="Raise `max`, or narrow `from` to what this hierarchy is about.",
    ),
    page(
        "query-fails",
        ERROR,
        "the source refuses a query",
        why="The signal can never have a value, so its node stays unknown.",
        instead="Run the query in the source's own page; it says what it objects to.",
    ),
    page(
        "several-series",
        ERROR,
        "more than one series where a signal needs one",
        why="""A signal is one number. When several series match, none is picked silently: the signal is
        ambiguous and its node unknown.""",
        instead="""Aggregate (`sum`, `max`, `avg`), or add the label that tells the series apart to the
        template's `match`.""",
    ),
    page(
        "metric-never-existed",
        WARNING,
        "a metric that the source has not had within a day",
        why="The name is wrong, its exporter is not scraped, or it appears only when something fails.",
        instead="""Mend the name, or scrape its exporter. For a counter of faults that does not exist before
        the first one, say when an empty answer means 0: `zero_while: 'up{…}'`.""",
    ),
    page(
        "metric-disappeared",
        WARNING,
        "a metric that had series within a day and has none now",
        why="Its exporter is down, or an update renamed the metric. Until then the signal is unknown.",
        instead="Look after the exporter; after a renaming change the query.",
    ),
    page(
        "labels-match-nothing",
        WARNING,
        "a metric has series, but none with the labels that are asked for",
        why="""The labels of the node, or those written in the query, are not those that the source has: a
        label is named differently, or a value is spelled differently.""",
        instead="Compare with the labels that the source has; the hint names the nearest.",
    ),
    page(
        "answers-nothing",
        WARNING,
        "every metric of a query has series, and yet it answers nothing",
        why="""The two sides of an operator have no labels in common, or a comparison such as `> 0` leaves
        nothing over.""",
        instead="""Aggregate both sides by the same labels, and compare with `bool` where 0 is an answer: `x
        > bool 0`.""",
    ),
    page(
        "batch-differs",
        ERROR,
        "a signal is another number when many nodes are asked at once",
        why="""One query is sent for all nodes of a template. If its answer for a node differs from that of
        the query alone, the screen shows the wrong number.""",
        instead="""Write the pattern of `match` as `{regex: …}`, which is asked alone, and report it: this
        should never be.""",
    ),
    page(
        "spread-label-missing",
        WARNING,
        "`spread` names a label that the series do not have",
        why="There is nothing to spread: an average hides the one bad instance, as without it.",
        instead="Name a label of the series under the aggregation, or delete `spread`.",
    ),
    page(
        "segment-label-missing",
        WARNING,
        "`segments` names a label that the series do not have",
        why="""A purpose with segments says whether everyone is hurt or only some. Without the label in the
        series under its objective nobody can tell.""",
        instead="Name a label of those series, add it where they come from, or delete the segment.",
    ),
    page(
        "cannot-be-split",
        WARNING,
        "a query that cannot be split by the label of its `spread` or `segments`",
        why="""To show a value for every instance, the label is kept in every aggregation of the query. Where
        that would mean something else, as under `topk`, or where `without` drops it, nothing is shown.""",
        instead="Write the query so that the label can be kept: `sum by (…) (…)` instead of `without`.",
    ),
    page(
        "change-fails",
        ERROR,
        "the source refuses the query of a rule for changes",
        why="No change is seen by this rule, and none on the screen looks as if none had been made.",
        instead="Run the query in the source's own page; it says what it objects to.",
    ),
    page(
        "change-without-series",
        WARNING,
        "the query of a rule for changes has no series",
        why="Where there is no series, none can change: a deployment would not be seen.",
        instead="Mend the name of the metric, or scrape its exporter.",
    ),
    page(
        "change-matches-nothing",
        WARNING,
        "a rule for changes finds no node, or lacks a label that it needs",
        why="""A change that matches no node is drawn hollow and speaks for no cue. Labels are compared as
        `match: {label of the series: label of the nodes}`.""",
        instead="Name labels that the series and the nodes have, with the same values.",
    ),
    page(
        "rate-window-short",
        WARNING,
        "a rate over less than four scrapes",
        why="""`rate()` needs two samples in its range. With fewer than four scrapes in it, one that is late
        or missed leaves a gap, and the value jumps about.""",
        instead="Write a range of at least four times the scrape interval.",
    ),
    page(
        "kind-of-metric",
        WARNING,
        "a counter without rate(), or a gauge with it, as the source's metadata says",
        why="""A counter only grows until its process restarts, so a limit on it says how long the process
        has run. The rate of a gauge takes every fall for a restart.""",
        instead="""`rate(x_total[5m])` or `increase(…)` for counters; the value, `delta()` or `deriv()` for
        gauges.""",
    ),
    page(
        "commanded-unconfirmed",
        HINT,
        "a commanded number with limits and nothing that confirms it",
        why="""A number that says what was ordered, such as replicas wanted, is right also when nothing of
        it came true.""",
        instead="Add `confirm_with:` and a measured signal that should agree.",
    ),
    page(
        "too-many-series",
        WARNING,
        "a signal reads more series than it should on every step",
        why="The source reads them anew each step, for everybody, also during an incident.",
        instead="Put the query into a recording rule, and read that.",
    ),
    page(
        "query-cost",
        WARNING,
        "one sweep of the whole hierarchy touches very many series",
        why="A sweep runs every step. What is dear on a calm day is what is missing in an incident.",
        instead="Record what is dearest, or raise `step`.",
    ),
    page(
        "view-cost",
        WARNING,
        "the lines of one picture make the source touch very many samples",
        why="""Each point of a line evaluates its query again, and the lines of a picture are read for
        whoever looks at another hour. During an incident that is the dearest picture.""",
        instead="""Put what is dearest into recording rules; `navigator check --cost` lists the samples
        of every signal, as the source counts them.""",
    ),
    page(
        "source-lacks",
        HINT,
        "a source does not tell what it scrapes, or the types of its metrics",
        why="""Products that speak the language of Prometheus differ in what they tell beside answers. What is
        read does not suffer; some checks and drafts know less.""",
        instead="Nothing: docs/compatibility.md says what differs. Or name the Prometheus that scrapes.",
    ),
    page(
        "purpose-hangs-on-one",
        HINT,
        "a purpose becomes unknown when a single signal is lost",
        why="""What is unknown could be anything, so a purpose that nothing but a chain of means speaks for
        is unknown as soon as one of them is.""",
        instead="""Give it a signal or an objective of its own, or means of which some may be missing
        (`any_of`).""",
    ),
    page(
        "target-unused",
        HINT,
        "scraped targets that no node reads from",
        why="What is scraped was thought worth knowing; here nobody sees it.",
        instead="Add nodes for them, or leave them out on purpose; `navigator init` drafts some.",
    ),
)
