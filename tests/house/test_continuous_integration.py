"""What `.ci` promises: an end within the limit, nothing left running, and advice where it can't install."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.source_files import ROOT

TOOLS = (
    "bash", "cut", "dirname", "env", "grep", "id", "install", "mktemp", "rm", "setsid", "sleep", "tail",
    "timeout",
)  # fmt: skip
WITHIN = 60.0


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder to be the whole PATH: the shell's tools, and no make, apt-get, sudo or chromium."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None, name
        (folder / name).symlink_to(found)
    return folder


def put(programs: Path, name: str, script: str) -> None:
    """A program that is this shell script; never written through a link to the machine's own."""
    (programs / name).unlink(missing_ok=True)
    (programs / name).write_text(f"#!{shutil.which('bash')}\n{script}\n")
    (programs / name).chmod(0o755)


def ran(script: str, programs: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A script of `.ci` where only `programs` are to be found."""
    return subprocess.run(
        [str(programs / "bash"), str(ROOT / ".ci" / script), *arguments],
        env={name: text for name, text in os.environ.items() if not name.startswith("CI")}
        | {"PATH": str(programs)}
        | environ,
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
    )


def is_running(pid: int) -> bool:
    """Neither gone nor a zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(("ending", "status"), [("exit 3", 3), ("sleep 300", 124)])
def test_a_run_ends_within_its_limit_and_leaves_nothing_running(
    programs: Path, tmp_path: Path, ending: str, status: int
) -> None:
    """Not even what is in a session of its own and deaf to SIGTERM; the status is that of make."""
    noted = tmp_path / "pid"
    put(programs, "stubborn", f"trap '' TERM; echo $$ >{noted}; for _ in {{1..60}}; do sleep 1; done")
    put(programs, "make", f"setsid stubborn &\nwhile [ ! -s {noted} ]; do sleep 0.1; done\n{ending}")
    done = ran("run", programs, CI_LIMIT="2")
    assert done.returncode == status
    assert ("had not ended after 2 seconds" in done.stderr) == (status == 124)
    assert not is_running(int(noted.read_text()))


def test_a_run_is_make_test_without_input_and_says_that_it_is_continuous_integration(programs: Path) -> None:
    """Nothing waits for an answer, and nothing is printed but what make prints."""
    put(programs, "make", 'read -r line; echo "$* CI=$CI input=$line"')
    done = ran("run", programs)
    assert (done.returncode, done.stdout, done.stderr) == (0, "test CI=true input=\n", "")


@pytest.fixture
def equipped(programs: Path) -> Path:
    """All that the tests need is there."""
    exporters = [f"prometheus-{name}" for name in ("node-exporter", "redis-exporter", "postgres-exporter")]
    for name in ("git", "python3", "prometheus", "promtool", "chromium", "redis-server", "initdb"):
        put(programs, name, "exit 0")
    for name in (*exporters, "prometheus-alertmanager", "victoria-metrics"):
        put(programs, name, "exit 0")
    put(programs, "ldconfig", "echo libatomic.so.1")
    return programs


def test_nothing_is_installed_where_nothing_is_missing(equipped: Path) -> None:
    """Neither root nor apt-get is needed then."""
    done = ran("system-packages", equipped, "python3")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("program", "instead", "package"),
    [
        ("git", None, "git"),
        ("python3", "exit 1", "python3-venv"),
        ("promtool", None, "prometheus"),
        ("prometheus-node-exporter", None, "prometheus-node-exporter"),
        ("prometheus-alertmanager", None, "prometheus-alertmanager"),
        ("victoria-metrics", None, "victoria-metrics"),
        ("redis-server", None, "redis-server"),
        ("initdb", None, "postgresql"),
        ("chromium", None, "chromium fonts-dejavu-core"),
        ("ldconfig", "echo libc.so.6", "libatomic1"),
    ],
)
def test_what_is_missing_is_named_where_it_cannot_be_installed(
    equipped: Path, program: str, instead: str | None, package: str
) -> None:
    """One sentence with the packages, and a failure at once instead of one in every test."""
    (equipped / program).unlink()
    if instead is not None:
        put(equipped, program, instead)
    done = ran("system-packages", equipped, "python3")
    assert (done.returncode, done.stdout) == (1, "")
    sentence = f"There is no apt-get here. Install these yourself, then run it again: {package}\n"
    assert done.stderr == sentence


def test_an_installation_that_fails_shows_why_and_what_to_do(equipped: Path, tmp_path: Path) -> None:
    """The end of what apt-get said, then the packages."""
    (equipped / "promtool").unlink()
    put(equipped, "id", "echo 0")
    put(equipped, "apt-get", 'echo "E: no way to $*"; exit 100')
    done = ran("system-packages", equipped, "python3", CI_ROOT=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout.startswith("Installing prometheus with apt-get;")
    assert "E: no way to -o" in done.stderr
    assert done.stderr.endswith("Install these yourself, then run it again: prometheus\n")


@pytest.fixture
def machine(equipped: Path, tmp_path: Path) -> Path:
    """A root of a file system where everything is there but redis-server, which apt-get brings as a service.

    What the policy answered to apt-get is noted in `answer`, what was done to services in `services`.
    """
    root = tmp_path / "machine"
    for folder in ("usr/sbin", "etc/init.d", "etc/systemd/system"):
        (root / folder).mkdir(parents=True)
    (equipped / "redis-server").unlink()
    policy, service = root / "usr/sbin/policy-rc.d", root / "etc/init.d/redis-server"
    put(equipped, "id", "echo 0")
    brings = (
        f"echo >{equipped}/redis-server; {shutil.which('chmod')} +x {equipped}/redis-server; echo >{service}"
    )
    asks = f"{policy} redis-server start; echo $? >{tmp_path}/answer"
    put(equipped, "apt-get", f'[[ "$*" == *update ]] && exit; {asks}; {brings}')
    put(equipped, "update-rc.d", f'echo "$*" >>{tmp_path}/services')
    return root


def test_what_is_installed_runs_as_a_service_neither_at_once_nor_after_the_next_start(
    equipped: Path, machine: Path, tmp_path: Path
) -> None:
    """101 forbids every action on a service while apt-get runs; nothing forbids it afterwards."""
    done = ran("system-packages", equipped, "python3", CI_ROOT=str(machine))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Installing redis-server with apt-get;")
    assert (tmp_path / "answer").read_text() == "101\n"
    assert (tmp_path / "services").read_text() == "redis-server disable\n"
    assert list((machine / "usr/sbin").iterdir()) == []


@pytest.mark.parametrize("of", ["etc/init.d/redis-server", "etc/systemd/system/redis-server.service"])
def test_a_service_that_was_there_before_stays_as_it_is(
    equipped: Path, machine: Path, tmp_path: Path, of: str
) -> None:
    """Someone wants it, whatever program of it was missing."""
    (machine / of).write_text("")
    done = ran("system-packages", equipped, "python3", CI_ROOT=str(machine))
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "services").exists()


def test_a_policy_on_services_that_was_there_before_stays(
    equipped: Path, machine: Path, tmp_path: Path
) -> None:
    """It is the machine's own, and apt-get heeds it."""
    policy = machine / "usr/sbin/policy-rc.d"
    put(policy.parent, policy.name, "exit 104")
    kept = policy.read_text()
    done = ran("system-packages", equipped, "python3", CI_ROOT=str(machine))
    assert done.returncode == 0
    assert (tmp_path / "answer").read_text() == "104\n"
    assert policy.read_text() == kept


@pytest.mark.parametrize(("ending", "status"), [("exit 100", 1), ("kill -TERM $PPID; sleep 1", -15)])
def test_no_policy_on_services_stays_behind_when_an_installation_ends_early(
    equipped: Path, machine: Path, ending: str, status: int
) -> None:
    """Neither when apt-get fails nor when the script is ended while apt-get runs."""
    put(equipped, "apt-get", ending)
    done = ran("system-packages", equipped, "python3", CI_ROOT=str(machine))
    assert done.returncode == status
    assert list((machine / "usr/sbin").iterdir()) == []


def test_a_service_that_cannot_be_kept_from_starting_is_told_with_the_cure(
    equipped: Path, machine: Path
) -> None:
    """The tests can run all the same."""
    put(equipped, "update-rc.d", "exit 1")
    done = ran("system-packages", equipped, "python3", CI_ROOT=str(machine))
    assert done.returncode == 0
    told = "redis-server starts with the machine from now on; to keep it from that: "
    assert done.stderr == told + "update-rc.d redis-server disable\n"


def test_an_installation_that_was_cut_short_is_completed_first(
    equipped: Path, machine: Path, tmp_path: Path
) -> None:
    """apt-get does nothing before; and no service is started by that either."""
    asks = f"{machine}/usr/sbin/policy-rc.d; echo $? >{tmp_path}/completed"
    put(equipped, "dpkg", f'[ "$*" = "--configure -a" ] && {{ {asks}; }}')
    interrupted = f"[ -e {tmp_path}/completed ] || {{ echo 'E: dpkg was interrupted'; exit 100; }}"
    put(equipped, "apt-get", f"{interrupted}\n{(equipped / 'apt-get').read_text()}")
    done = ran("system-packages", equipped, "python3", CI_ROOT=str(machine))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "completed").read_text() == "101\n"
