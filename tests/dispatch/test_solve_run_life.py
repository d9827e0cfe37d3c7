from dispatch.solve_run import SolveRunStatus
from tests.builders import a_solve_run
from tests.dispatch.lives import check_move, every_move

LEGAL = {"queued": "running cancelled", "running": "queued succeeded failed cancelled"}


@every_move(SolveRunStatus, LEGAL)
def test_a_run_moves_only_along_its_life(present: SolveRunStatus, wanted: SolveRunStatus, is_legal: bool) -> None:
    check_move(a_solve_run(status=present), wanted, is_legal=is_legal)
