"""Asks OSRM, in a process of its own: osrm-bindings has wheels for Python 3.12 and later only.

Run: python roads_osrm.py MAP.osm.pbf < coordinates.json. Reads a list of [lon, lat], writes durations, distances and
snapping distances, and the seconds that building and the table took. Needs nothing of this project.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import osrm


def main(path: Path) -> None:
    coordinates = [tuple(pair) for pair in json.load(sys.stdin)]
    profile = Path(osrm.__file__).parent / "share" / "profiles" / "car.lua"
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        base = Path(folder) / "city.osrm"
        for command in (["extract", "-p", str(profile), "-o", str(base), str(path)], ["contract", str(base)]):
            subprocess.run([sys.executable, "-m", "osrm", *command], check=True, stdout=subprocess.DEVNULL)
        build_s = time.perf_counter() - start
        engine = osrm.OSRM(
            algorithm="CH",
            storage_config=str(base),
            use_shared_memory=False,
            max_locations_distance_table=len(coordinates),
        )
        parameters = osrm.TableParameters(coordinates=coordinates, annotations=["duration", "distance"])
        engine.Table(parameters)
        start = time.perf_counter()
        answer = engine.Table(parameters)
        table_s = time.perf_counter() - start
    json.dump(
        {
            "build_s": build_s,
            "table_s": table_s,
            "durations_s": [list(row) for row in answer["durations"]],
            "distances_m": [list(row) for row in answer["distances"]],
            "snap_m": [point["distance"] for point in answer["sources"]],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
