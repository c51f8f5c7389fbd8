"""The hierarchy files that come with the project, each in trouble of its own."""

from __future__ import annotations

from pathlib import Path

import hierarchy
from docs.gallery.given import Given, Story
from docs.gallery.standing import desk_of
from hierarchy.evidence.changes import Change, Changes, Origin
from hierarchy.evidence.readings import Trust
from hierarchy.members import Found
from navigator.desk import Desk
from navigator.resources import examples_folder

ROOT = Path(__file__).resolve().parents[2]
AT = 1_755_770_400.0  # 2025-08-21 10:00 UTC
_BEGUN = AT - 1260.0
_HOSTS = tuple(f"host-{i}" for i in range(1, 7))
_SERVERS = ("shop", "shop-a", "shop-b", "shop-c")


def example_shop() -> Desk:
    """hierarchy.example.yaml: its database runs out of connections, one host is gone, one disk is full."""
    loaded = hierarchy.load([ROOT / "hierarchy.example.yaml"], {})
    assert loaded.model is not None
    services = ("frontend", "checkout")
    pods = tuple(
        {"service": service, "pod": f"{service}-{k}", "host": _HOSTS[(i * 3 + k) % 6]}
        for i, service in enumerate(services)
        for k in range(3)
    )
    members = {
        "pods": Found(pods),
        "hosts": Found(tuple({"host": host} for host in _HOSTS[:5]), 6),
        "disks": Found(tuple({"server": s, "disk": disk} for s in _SERVERS for disk in ("sda", "sdb"))),
        "lines": Found(({"line": "fibre"}, {"line": "mobile"})),
    }
    before = members | {"hosts": Found(tuple({"host": host} for host in _HOSTS), 6)}
    story = Story(_readings_of_the_shop(), members, _changes(), _splits())
    return desk_of(loaded.model, story, AT, members, before)


def _readings_of_the_shop() -> dict[str, Given]:
    slow = {
        f"orders/balance.out.{name}": Given(value, since=_BEGUN)
        for name, value in (("kept", 4.0), ("refused", 3.1))
    }
    return slow | {
        "buy/objective.bad.5m": Given(0.031, since=_BEGUN),
        "buy/objective.bad.1h": Given(0.022, since=_BEGUN),
        "buy/objective.bad.30m": Given(0.026, since=_BEGUN),
        "orders/refused": Given(0.26, since=_BEGUN),
        "orders/placed": Given(4.1, since=_BEGUN),
        "orders/balance.growth.waiting": Given(2.4, since=_BEGUN),
        "connections/capacity.demand": Given(97.0, since=_BEGUN - 240),
        "checkout/errors": Given(0.082, since=_BEGUN),
        "checkout/latency": Given(1.7, since=_BEGUN),
        "database/connections": Given(97.0, since=_BEGUN - 240),
        "database/oldest": Given(812.0, since=_BEGUN - 300),
        "disks/shop-b.sdb/space": Given(1.92e12, since=_BEGUN),
        "psp-b/reachable": Given(None, Trust.ERROR, _BEGUN, detail="expanding series: query timed out"),
        "cache/up": Given(1.0, Trust.PARTIAL, _BEGUN, seen=(2, 3)),
        "take-payment/refused": Given(None, Trust.NO_TRAFFIC, _BEGUN),
    }


def _changes() -> Changes:
    at, url = _BEGUN - 330, "https://ops.example/jobs/812"
    alert, posted = Origin.ALERT, Origin.POSTED
    done = (
        Change("1", "Deploy or scale checkout", at, rule="deploys", nodes=("checkout",)),
        Change("2", "checkout is rolling out", at + 5, at + 95, rule="rollouts", nodes=("checkout",)),
        Change("3", "Nightly report by hand", at + 20, origin=posted, nodes=("database",), url=url),
        Change("4", "TooManyConnections", at + 130, None, True, alert, nodes=("database", "connections")),
        Change("5", "A sale begins or ends", AT - 3000, rule="sales", everything=True),
    )
    return Changes(done, ("The rule “images” was not answered: query timed out.",))


def _splits() -> dict[str, dict[str, float]]:
    return {
        "checkout/errors": {"ingress-1": 0.004, "ingress-2": 0.003, "ingress-3": 0.24},
        "frontend/errors": {"ingress-1": 0.002, "ingress-2": 0.003, "ingress-3": 0.002},
        "buy/objective.bad.5m": {"eu": 0.002, "us": 0.061},
    }


def two_regions() -> Desk:
    """examples/two-regions: the database of one region does not answer, of the other some hosts are new."""
    loaded = hierarchy.load([examples_folder() / "two-regions"], {})
    assert loaded.model is not None
    hosts = {r: tuple({"instance": f"{r}-{i}:9100"} for i in range(1, 6)) for r in ("eu", "us")}
    members = {f"hosts.{r}": Found(found) for r, found in hosts.items()}
    before = members | {
        "hosts.eu": Found(hosts["eu"][:3]),
        "hosts.us": Found((*hosts["us"], {"instance": "us-6:9100"})),
    }
    story = Story(
        {
            "database.us/up": Given(0.0, since=_BEGUN),
            "orders.us/balance.out.kept": Given(5.0, since=_BEGUN),
            "keep-order.us/kept": Given(0.0, since=_BEGUN),
            "checkout.us/ready": Given(0.97, since=_BEGUN),
            "hosts.us/us-2%3A9100/up": Given(None, Trust.ABSENT, _BEGUN),
        },
        members,
    )
    return desk_of(loaded.model, story, AT, members, before)
