from dispatch.plan import PlanStatus
from tests.builders import a_plan
from tests.dispatch.lives import check_move, every_move

LEGAL = {"draft": "published", "published": "superseded"}


@every_move(PlanStatus, LEGAL)
def test_a_plan_moves_only_along_its_life(present: PlanStatus, wanted: PlanStatus, is_legal: bool) -> None:
    check_move(a_plan(status=present), wanted, is_legal=is_legal)
