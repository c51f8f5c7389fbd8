"""The command `navigator`. Commands are loaded when they are asked for, so that --help is quick."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from navigator.own_packages import foreign_packages
from navigator.version import VERSION

COMMANDS = (
    "demo",
    "init",
    "serve",
    "check",
    "explain",
    "schema",
    "import",
    "status",
    "cues",
    "graph",
    "record",
    "replay",
)
_MODULES = {"import": "import_"}  # where a command can't be the name of a module


class _Commands(click.Group):
    """The commands in the order in which people meet them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(
            f"navigator.commands.{_MODULES.get(cmd_name, cmd_name)}"
        ).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from hierarchy.problems import did_you_mean

            near = did_you_mean(args[0], COMMANDS)
            if not near:
                raise
            raise click.UsageError(f"{error.message.rstrip('.')}; {near}", ctx) from None


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="navigator COMMAND --help names the options and the environment variables that stand for them.",
)
@click.version_option(VERSION, "--version", message="navigator %(version)s")
def navigator() -> None:
    """From a purpose that suffers down to the resource at fault, on one screen."""


def run(arguments: list[str]) -> int:
    """Run the command line `arguments` (without the program's name) and give the exit code."""
    foreign = foreign_packages()
    if foreign:
        sys.stderr.writelines(f"navigator: {sentence}\n" for sentence in foreign)
        return 2
    try:
        outcome = navigator.main(args=arguments, prog_name="navigator", standalone_mode=False)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        from navigator.failures import report

        return report(error)
    return outcome if isinstance(outcome, int) else 0


def main() -> None:
    """The console script."""
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone; without this Python complains about it on the way out.
        sys.stdout = None
    sys.exit(code)
