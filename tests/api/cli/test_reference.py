"""The reference names every command and option, and every command's help has an example."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from api.cli.app import app
from tests.api.cli.run import Run

README = Path(__file__).parents[3] / "api" / "cli" / "README.md"


def commands(command: Any, path: str = "dispatch") -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for name, part in command.commands.items():
            yield from commands(part, f"{path} {name}")
    else:
        yield path, command


COMMANDS = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_and_its_options_are_in_the_reference(path: str) -> None:
    row = re.search(rf"^\| `{path}(?: [A-Z ]+)?` \|.*$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert row, f"{path} is missing in api/cli/README.md"
    options = [o for p in COMMANDS[path].params for o in p.opts if o.startswith("--") and o != "--help"]
    assert [option for option in options if f"`{option}`" not in row[0]] == []


def test_the_reference_names_no_command_that_is_gone() -> None:
    named = re.findall(r"^\| `(dispatch[a-z ]*[a-z])", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS)
def test_a_commands_help_says_what_it_does_with_an_example(path: str) -> None:
    assert "Example: `dispatch" in COMMANDS[path].help


def test_help_version_and_wrong_usage_have_their_exit_codes(run: Run) -> None:
    assert run("--help").code == 0
    assert run("--version").out.startswith("dispatch ")
    assert run("no-such-command").code == 2
    assert run("plan").code == 2
