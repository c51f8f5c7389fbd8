"""Options made from the table of settings, and arguments that several commands share."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from navigator.logs import configure_logging
from navigator.settings import SETTINGS, Setting, read_settings

if TYPE_CHECKING:  # the model takes a while to import, and --help should not
    from hierarchy.evidence.states import State

LISTENING = (
    "host",
    "port",
    "base_path",
    "frame_ancestors",
    "allowed_hosts",
    "auth",
    "insecure_allow_remote",
    "threads",
)
DATA_TIME = ("at", "speed", "paused")
LOGGING = ("log_level", "log_format")
DEFAULT_FILE = "hierarchy.yaml"

_Command = Callable[..., Any]


def with_settings(*names: str) -> Callable[[_Command], _Command]:
    """Give a command the options of the settings `names` (and those of the log), and its function the
    argument `settings` made of them."""
    wanted = [setting for setting in SETTINGS if setting.name in (*names, *LOGGING)]

    def decorate(function: _Command) -> _Command:
        @functools.wraps(function)
        def run(**given: Any) -> Any:
            flags = {setting.name: given.pop(setting.name) for setting in wanted}
            settings = read_settings(flags, os.environ, [setting.name for setting in wanted])
            configure_logging(settings.log_level, settings.log_format)
            return function(settings=settings, **given)

        command: _Command = run
        for setting in reversed(wanted):
            command = _option(setting)(command)
        return command

    return decorate


def hierarchy_paths(function: _Command) -> _Command:
    """The argument `paths`: hierarchy files or folders, hierarchy.yaml by default."""
    return click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")(function)


def paths_or_default(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The paths given, else hierarchy.yaml here; a usage error when there is neither."""
    if paths:
        return paths
    default = Path(DEFAULT_FILE)
    if not default.exists():
        raise click.UsageError(
            f"There is no {DEFAULT_FILE} here; name a file or a folder, or try: navigator demo"
        )
    return (default,)


def dash_is_stdout(_: click.Context, __: click.Parameter, out: Path | None) -> Path | None:
    """What `-o` names, None for standard output: `-` is that, as elsewhere, and no file of that name."""
    return None if out == Path("-") else out


def what_if(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> Mapping[str, State]:
    """The states that `--if ID:state` takes for granted, by node; a usage error for anything else."""
    from hierarchy.evidence.states import State

    states: dict[str, State] = {}
    for text in texts:
        id, _colon, state = text.rpartition(":")
        if not id or state not in (one.value for one in State):
            words = ", ".join(one.value for one in State)
            raise click.BadParameter(f"'{text}' is not ID:STATE with one of {words}")
        states.setdefault(id, State(state))
    return states


def _option(setting: Setting) -> Callable[[_Command], _Command]:
    default = f"; default: {setting.default}" if setting.default and not setting.is_switch else ""
    text = f"{setting.help} [env: {' or '.join(setting.variables)}{default}]"
    if setting.is_switch:
        return click.option(setting.flag, setting.name, is_flag=True, default=False, help=text)
    return click.option(
        setting.flag, setting.name, metavar=setting.metavar, multiple=setting.is_list, default=None, help=text
    )
