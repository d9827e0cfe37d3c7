"""A real server in a process of its own, on a free port of the loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import httpx

STARTS_WITHIN_S = 60
CODE = "from api.server import serve; from api.settings import load_settings; serve(load_settings())"
ROOT = Path(__file__).parents[2]


class RunningServer:
    """Starts when the block begins; ends, with its workers, when it ends."""

    def __init__(self, home: Path, **settings: object) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        given = {"HOME": home, "PORT": self.port} | {name.upper(): value for name, value in settings.items()}
        self.environment = os.environ | {f"DISPATCH_{name}": str(value) for name, value in given.items()}
        self.client = httpx.Client(base_url=self.url, timeout=30)

    def __enter__(self) -> Self:
        self.log = (self.home / f"server-{self.port}.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-c", CODE], cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )
        wait_until(self._answers, STARTS_WITHIN_S)
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(30)
        self.log.close()

    def kill(self) -> None:
        """End it as a power failure would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def post(self, path: str, json: object = None) -> Any:
        answer = self.client.post(path, json=json)
        assert answer.is_success, answer.text
        return answer.json()

    def get(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.is_success, answer.text
        return answer.json()

    def output(self) -> str:
        return Path(self.log.name).read_text()

    def children(self) -> list[int]:
        """Ids of the processes it has started."""
        return children_of(self.process.pid)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.output()
        try:
            return self.client.get("/v1/health").status_code == 200
        except httpx.TransportError:
            return False


def wait_until(condition: Callable[[], object], within_s: float = 30) -> None:
    """Ask again and again; the limit is generous, because it only ends a test that fails."""
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, f"not within {within_s} s"
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    """Ids of a process's children, from the process table."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(child) for child in listed.stdout.split()]


def is_running(pid: int) -> bool:
    """Whether a process exists and is not merely waiting to be reaped."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def plan_request(seconds: float) -> Mapping[str, object]:
    return {"first_day": "2026-03-02", "seconds": seconds}
