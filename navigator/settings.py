"""The one table of settings: command options, environment, --help and the README are made from it.

A flag beats the environment variable NAVIGATOR_<FLAG>, which beats the default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from navigator import setting_readers as read


@dataclass(frozen=True, slots=True)
class Settings:
    """How one navigator runs. `at` is a time as written (navigator.times), `speed` is
    seconds of data time per second."""

    prometheus: str | None = None
    host: str = "127.0.0.1"
    port: int = 8050
    base_path: str = "/"
    frame_ancestors: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    auth: str = "none"
    insecure_allow_remote: bool = False
    at: str | None = None
    speed: float = 1.0
    paused: bool = False
    threads: int = 8
    workers: int = 1
    cache: str | None = None
    cache_password_file: str | None = None
    log_level: str = "warning"
    log_format: str = "text"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. `reader` turns text into the value or raises ValueError with a sentence."""

    name: str
    metavar: str
    help: str
    reader: Callable[[str], object]
    is_switch: bool = False
    is_list: bool = False
    alias: str = ""  # a second environment variable, looked at where the first is not set

    @property
    def flag(self) -> str:
        """The command-line option."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return "NAVIGATOR_" + self.name.upper()

    @property
    def variables(self) -> tuple[str, ...]:
        """Every environment variable that gives it; the first that is set counts."""
        return (self.variable, self.alias) if self.alias else (self.variable,)

    @property
    def default(self) -> str:
        """The default as people write it, empty where there is none."""
        value = getattr(Settings(), self.name)
        if value is None or value == ():
            return ""
        if isinstance(value, bool):
            return "on" if value else "off"
        return f"{value:g}" if isinstance(value, float) else str(value)


class SettingsError(Exception):
    """What is wrong with the settings given; `problems` holds one sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "prometheus",
        "URL",
        "Address of the source called default, whatever the file says.",
        read.url,
        alias="NAVIGATOR_PROMETHEUS_URL",
    ),
    Setting("host", "ADDRESS", "Address to listen on.", read.host),
    Setting("port", "PORT", "Port to listen on; 0 takes any free one.", read.port),
    Setting("base_path", "PATH", "Path under which a reverse proxy serves the navigator.", read.base_path),
    Setting("frame_ancestors", "ORIGIN", "Origin that may frame the navigator.", read.ancestor, is_list=True),
    Setting("allowed_hosts", "NAME", "Further host name it is called by.", read.host, is_list=True),
    Setting("auth", "MODE", "How people are identified; only none so far.", read.auth),
    Setting(
        "insecure_allow_remote",
        "",
        "Listen beyond this machine although nobody has to log in.",
        read.switch,
        is_switch=True,
    ),
    Setting("at", "TIME", "Where data time starts in a recording, or the moment to show.", read.time),
    Setting("speed", "FACTOR", "How fast data time runs in a recording.", read.speed),
    Setting("paused", "", "Let data time stand still.", read.switch, is_switch=True),
    Setting("threads", "COUNT", "Threads that answer requests, in each process.", read.threads),
    Setting("workers", "COUNT", "Processes that answer requests; from two on, one more reads.", read.workers),
    Setting("cache", "URL", "Redis in which several replicas share what they read.", read.cache),
    Setting("cache_password_file", "FILE", "File that holds the password of that Redis.", read.file),
    Setting("log_level", "LEVEL", "One of debug, info, warning, error.", read.log_level),
    Setting("log_format", "FORMAT", "One of text, json.", read.log_format),
)


def read_settings(
    flags: Mapping[str, object], environ: Mapping[str, str], names: Iterable[str] | None = None
) -> Settings:
    """Settings from what the command line gave (name -> text, True, or several texts) and the environment.

    Only the settings in `names` are looked at (all by default), so that a variable a command has no
    use for can't stop it. Raises SettingsError with every problem at once.
    """
    wanted = None if names is None else set(names)
    values: dict[str, object] = {}
    problems: list[str] = []
    for setting in SETTINGS:
        if wanted is not None and setting.name not in wanted:
            continue
        for origin, texts in _given(setting, flags, environ):
            try:
                values[setting.name] = _value(setting, texts)
            except ValueError as error:
                problems.append(f"{origin}: {error}")
    if problems:
        raise SettingsError(problems)
    return Settings(**values)  # type: ignore[arg-type]  # each reader gives its field's type


def settings_table() -> str:
    """The settings as a Markdown table, as the README shows them."""
    rows = ["| flag | environment | default | meaning |", "|---|---|---|---|"]
    for setting in SETTINGS:
        flag = f"`{setting.flag} {setting.metavar}`" if setting.metavar else f"`{setting.flag}`"
        default = f"`{setting.default}`" if setting.default else ""
        variables = " or ".join(f"`{name}`" for name in setting.variables)
        several = " May be given several times." if setting.is_list else ""
        rows.append(f"| {flag} | {variables} | {default} | {setting.help}{several} |")
    return "\n".join(rows)


def _given(
    setting: Setting, flags: Mapping[str, object], environ: Mapping[str, str]
) -> list[tuple[str, tuple[str, ...]]]:
    """Where the setting was given and the texts there; empty for the default."""
    flag = flags.get(setting.name)
    if isinstance(flag, (tuple, list)):
        if flag:
            return [(setting.flag, tuple(str(text) for text in flag))]
    elif flag is not None and flag is not False:
        return [(setting.flag, ("on" if flag is True else str(flag),))]
    name = next((one for one in setting.variables if environ.get(one, "").strip()), setting.variable)
    variable = environ.get(name, "").strip()
    # Kubernetes sets NAVIGATOR_PORT=tcp://… in every pod beside a service called "navigator".
    if not variable or (setting.name == "port" and variable.startswith(("tcp://", "udp://"))):
        return []
    texts = tuple(variable.replace(",", " ").split()) if setting.is_list else (variable,)
    return [(name, texts)]


def _value(setting: Setting, texts: tuple[str, ...]) -> object:
    values = tuple(setting.reader(text) for text in texts)
    return values if setting.is_list else values[0]
