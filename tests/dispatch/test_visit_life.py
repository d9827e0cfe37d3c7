from dispatch.visit import VisitStatus
from tests.builders import a_visit
from tests.dispatch.lives import check_move, every_move

LEGAL = {"open": "started cancelled", "started": "done open cancelled"}


@every_move(VisitStatus, LEGAL)
def test_a_visit_moves_only_along_its_life(present: VisitStatus, wanted: VisitStatus, is_legal: bool) -> None:
    check_move(a_visit(status=present), wanted, is_legal=is_legal)
