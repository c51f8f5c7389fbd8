"""Jobs as nodes: one node for a single instance, a search for members where there are several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.discovery_facts import Job, Labels
from hierarchy.file.library import PREFIX
from hierarchy.promql import quote
from navigator.drafting.dividing import Host, dividing, hosts_of, identity
from navigator.drafting.naming import HOST, plain
from navigator.drafting.page import Page
from navigator.drafting.recognition import Recognized, Role, Use, template_signals
from navigator.interchange.yaml_writer import NULL

MOST_MEMBERS = 2_000
MOST_OF_THEM = "66%"
_DEFAULT_MOST = 500
_COMMON = ("namespace", "service", "env", "environment", "cluster", "region", "team")
_TITLES = {
    "node-exporter": "Machine",
    "redis": "Redis",
    "memcached": "memcached",
    "postgres": "PostgreSQL",
    "nginx": "nginx",
    "prometheus": "Prometheus",
    "alertmanager": "Alertmanager",
    "blackbox": "Probe of",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A job that has become the node `id`. `hosts` are those of its instances, none where they are not
    known; `is_family` says that its members are found by a search; `by` is the label that divides them."""

    id: str
    recognized: Recognized
    hosts: frozenset[Host]
    is_family: bool
    by: str

    @property
    def job(self) -> Job:
        """The job."""
        return self.recognized.job


def place(page: Page, recognized: Recognized, level: str, others: frozenset[Host], divider: str) -> Placed:
    """Add the node of a job; its links come later.

    `others` are the hosts on the other side of those links: where one of them is its own, its instances
    get the label `host`. `divider` is the label that tells the same address in several clusters apart.
    """
    job, by = recognized.job, dividing(divider, recognized.job)
    node = page.ids.take(job.name)
    if _is_too_large(job):
        _add_whole(page, node, recognized, level)
        return Placed(node, recognized, frozenset(), False, "")
    instances = {identity(by, labels) for labels in job.instances}
    family = len(instances) > 1 or any("pod" in labels for labels in job.instances)
    hosts = hosts_of(divider, [recognized]) & others
    keys = templated(recognized.uses, own=bool(by))
    labels = {"job": job.name} | _common(job.instances)
    if family:
        keys["each"] = _each(recognized, by, len(instances), with_host=bool(hosts))
        keys["parts"] = need_of(recognized) if len(instances) > 1 else None
        keys["title"] = plain(job.name)
    else:
        [(value, only)] = instances
        labels |= {"instance": only} | ({by: value} if by else {})
        labels |= {"host": next(iter(hosts))[1]} if hosts else {}
        keys["title"] = plain(f"{_kind(recognized)} {only} {value}")
    page.add(node, level=level, labels=labels, **keys)
    return Placed(node, recognized, hosts, family, by)


def need_of(recognized: Recognized) -> str:
    """How many of the instances are needed until people say so: of what may stand in for each other two
    of three, of what holds data or is somewhere else each one."""
    if recognized.role in (Role.SERVICE, Role.WATCHER, Role.OTHER):
        return MOST_OF_THEM
    return "all"


def too_large(recognized: Iterable[Recognized]) -> list[str]:
    """The names of the jobs that are drawn as one node."""
    return [one.job.name for one in recognized if _is_too_large(one.job)]


def covered(placed: Iterable[Placed]) -> int:
    """How many scraped targets have become nodes or members of one."""
    shown = [one.job for one in placed if one.job.found_by == "up" and not _is_too_large(one.job)]
    return sum(len(job.instances) for job in shown)


def _is_too_large(job: Job) -> bool:
    return len(job.instances) > MOST_MEMBERS


def _each(recognized: Recognized, by: str, count: int, *, with_host: bool) -> dict[str, Any]:
    job = recognized.job
    telling = [*([by] if by else []), "instance"]
    found_by = f"{job.found_by}{{job={quote(job.name)}}}"
    if len(job.instances) > count or job.found_by != "up":
        found_by = f"group by ({', '.join(telling)}) ({found_by})"
    if with_host:
        found_by = f'label_replace({found_by}, "host", "$1", "instance", "{HOST}")'
    return {
        "labels": [*telling, "host"] if with_host else telling,
        "from": found_by,
        "title": " ".join([_kind(recognized), "{instance}", *([f"{{{by}}}"] if by else [])]),
        "max": 2 * count if 2 * count > _DEFAULT_MOST else None,
    }


def _kind(recognized: Recognized) -> str:
    """What one instance is called."""
    titles = (_TITLES.get(use.template, "") for use in recognized.uses)
    return next((title for title in titles if title), plain(recognized.job.name))


def _add_whole(page: Page, node: str, recognized: Recognized, level: str) -> None:
    job = recognized.job
    selector = f"{job.found_by}{{job={quote(job.name)}}}"
    down = {
        "title": "Instances down",
        "bad": f"count({selector} == 0)",
        "total": f"count({selector})",
        "worse": "higher",
        "warning": "1%",
        "critical": "20%",
    }
    page.add(node, level=level, title=plain(job.name), labels={"job": job.name}, signals={"down": down})
    page.decide(
        f"{len(job.instances)} instances are too many to draw, so this is one node. Which parts of it differ "
        "in what they are for? Make a node with `each` of every such part.",
        node,
    )


def _common(instances: Iterable[Labels]) -> dict[str, str]:
    """Labels that every instance has with the same value: what alerts and changes are matched by."""
    every = list(instances)
    first = every[0]
    return {
        name: first[name]
        for name in _COMMON
        if first.get(name) and all(labels.get(name) == first[name] for labels in every)
    }


def templated(uses: Iterable[Use], *, own: bool = False) -> dict[str, Any]:
    """The keys of a node that say which templates it uses, `own` of the file or of the library, and what
    it has to be without."""
    known, folder = tuple(uses), "" if own else PREFIX
    return {"use": _uses(known, folder), "signals": _changes(known)}


def _uses(uses: Iterable[Use], folder: str) -> list[Any]:
    return [
        {"template": folder + use.template, "as": use.prefix} if use.prefix else folder + use.template
        for use in uses
    ]


def _changes(uses: Iterable[Use]) -> dict[str, Any]:
    """What the node says differently from its templates."""
    changes: dict[str, Any] = {}
    for use in uses:
        written = template_signals(use.template)
        put = f"{use.prefix}.{{}}".format if use.prefix else str
        changes.update({put(name): None for name in use.absent})
        for name in dict.fromkeys((*use.unlimited, *use.unspread)):
            taken: list[str] = []
            taken += ["capacity", "warning", "critical"] if name in use.unlimited else []
            taken += ["spread"] if name in use.unspread else []
            changes[put(name)] = {key: NULL for key in taken if key in written[name]}
    return changes
