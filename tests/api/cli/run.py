"""Runs commands as the console script does and collects what they say."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.cli import main


@dataclass(frozen=True, slots=True)
class Said:
    """Exit code, standard output and standard error of one command."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


def runner(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["--home", str(home), *(str(argument) for argument in arguments)])
        captured = capsys.readouterr()
        code = left.value.code
        return Said(code if isinstance(code, int) else 0 if code is None else 1, captured.out, captured.err)

    return run
