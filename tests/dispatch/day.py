"""A small stored day: two technicians and four visits, all within easy reach."""

from dispatch.place import Place
from dispatch.plan import Horizon
from dispatch.ports import UnitOfWork
from dispatch.request import RequestStatus
from tests.builders import DAY, a_request, a_shift, a_technician, a_visit, at

HORIZON = Horizon(DAY, DAY, "UTC")


def store_day(uow: UnitOfWork) -> None:
    """Ada knows gas, Bob does not; visit v4 needs gas."""
    uow.technicians.add(
        a_technician(id="tec_ada", external_id="ada", name="Ada", skills={"gas": 2}, home=Place(38.90, -77.00)),
        a_technician(id="tec_bob", external_id="bob", name="Bob", skills={}, home=Place(38.95, -77.05)),
    )
    uow.shifts.add(
        a_shift(id="shi_ada", technician_id="tec_ada", breaks=()),
        a_shift(id="shi_bob", technician_id="tec_bob", breaks=()),
    )
    places = {"v1": (38.91, -77.01), "v2": (38.92, -77.02), "v3": (38.94, -77.04), "v4": (38.95, -77.06)}
    for name, (lat, lon) in places.items():
        uow.requests.add(a_request(id=f"req_{name}", external_id=name, status=RequestStatus.CLASSIFIED))
        uow.visits.add(
            a_visit(
                id=f"vis_{name}",
                request_id=f"req_{name}",
                title=name,
                place=Place(lat, lon),
                skills={"gas": 1} if name == "v4" else {},
                due_at=at(17),
            )
        )
