from dispatch.promise import PromiseStatus
from tests.builders import a_promise
from tests.dispatch.lives import check_move, every_move

LEGAL = {"held": "given released", "given": "kept broken released"}


@every_move(PromiseStatus, LEGAL)
def test_a_promise_moves_only_along_its_life(present: PromiseStatus, wanted: PromiseStatus, is_legal: bool) -> None:
    check_move(a_promise(status=present), wanted, is_legal=is_legal)
