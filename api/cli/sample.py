"""Takes a folder of sample files in, for the demo and the notebooks."""

from pathlib import Path

from rich.progress import TaskID

from api.cli.loading import Kind, read_table, take_in
from api.cli.output import progress, read_bytes
from api.cli.planning import start_and_work, view_of
from api.cli.session import Session, actor
from api.wiring import Wiring
from data.maps.address_table import AddressTable
from dispatch.intake import IntakeReport
from dispatch.plan import Horizon
from dispatch.plan_view import PlanView
from dispatch.ports import Clock


def load_sample(wiring: Wiring, folder: Path, policy: Path) -> dict[Kind, IntakeReport]:
    """Put the policy in force and take the three tables in, each after what it refers to; all or nothing."""
    reports: dict[Kind, IntakeReport] = {}
    with progress("{task.completed}/{task.total}") as bar, wiring.unit_of_work(actor()) as uow:
        uow.policies.activate(read_bytes(policy).decode())
        for kind in (Kind.TECHNICIANS, Kind.SHIFTS, Kind.REQUESTS):
            path = folder / f"{kind}.csv"
            table, _ = read_table(path, kind)
            task = bar.add_task(f"Importing {kind}", total=len(table.rows))

            def show(done: int, total: int, task: TaskID = task) -> None:
                bar.update(task, completed=done, total=total)

            reports[kind] = take_in(wiring, uow, table, kind, path.name, on_progress=show)
        uow.commit()
    return reports


def planned_sample(
    home: Path, folder: Path, horizon: Horizon, clock: Clock, *, seconds: float, seed: int = 0
) -> PlanView:
    """Load a sample into an empty home folder, plan it, and return the plan with names.

    Parameters
    ----------
    folder : Path
        With ``addresses.csv``, ``policy.toml``, ``technicians.csv``, ``shifts.csv`` and ``requests.csv``.
    seconds : float
        How long to search.
    """
    with Session(home).wiring(clock) as wiring:
        AddressTable.load_csv(folder / "addresses.csv", wiring.settings.address_table)
        load_sample(wiring, folder, folder / "policy.toml")
        return view_of(wiring, start_and_work(wiring, horizon, seconds=seconds, seed=seed))
