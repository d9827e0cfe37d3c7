"""Real OSRM and Valhalla servers on this machine, from the wheels of osrm-bindings and pyvalhalla or from PATH."""

import importlib.util
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MAP = Path(__file__).parents[4] / "shared" / "maps" / "washington-dc-cathedral.osm.pbf"


def program(name: str, package: str) -> Path:
    """Find a program, or skip the test."""
    spec = importlib.util.find_spec(package)
    in_wheel = Path(spec.origin).parent / "bin" / name if spec and spec.origin else None
    found = in_wheel if in_wheel and in_wheel.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; its wheel needs Python 3.12")
    if not MAP.exists():
        pytest.skip("shared/maps is not there")
    return Path(found)


@contextmanager
def osrm(folder: Path) -> Iterator[str]:
    """Prepare the map and serve it."""
    routed = program("osrm-routed", "osrm")
    profiles = [routed.parent.parent / "share" / part / "car.lua" for part in ("profiles", "osrm/profiles")]
    profile = next((path for path in profiles if path.exists()), None)
    if profile is None:
        pytest.skip("OSRM's car profile is not installed")
    shutil.copyfile(MAP, folder / "map.osm.pbf")
    _run([routed.with_name("osrm-extract"), "-p", profile, folder / "map.osm.pbf"])
    _run([routed.with_name("osrm-partition"), folder / "map.osrm"])
    _run([routed.with_name("osrm-customize"), folder / "map.osrm"])
    port = _free_port()
    with _serving([routed, "-a", "mld", "-i", "127.0.0.1", "-p", str(port), folder / "map.osrm"], port) as url:
        yield url


@contextmanager
def valhalla(folder: Path) -> Iterator[str]:
    """Prepare the map and serve it."""
    service = program("valhalla_service", "valhalla")
    port = _free_port()
    settings = folder / "valhalla.json"
    config = json.loads(_run([program("valhalla_build_config", "valhalla")]))
    config["mjolnir"] |= {"tile_dir": str(folder / "tiles"), "tile_extract": ""}
    config["httpd"]["service"]["listen"] = f"tcp://127.0.0.1:{port}"
    settings.write_text(json.dumps(config))
    _run([service.with_name("valhalla_build_tiles"), "-c", settings, MAP])
    with _serving([service, settings, "1"], port) as url:
        yield url


def _run(command: list[str | Path]) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def _serving(command: list[str | Path], port: int) -> Iterator[str]:
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()  # Valhalla takes half a minute to end otherwise
        server.wait(timeout=10)
