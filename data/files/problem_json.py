"""Our own problem document, field by field: instants and durations in seconds, distances in metres, money in cents.

The contract, with one table per object, is README.md in this folder; ``problem_reader.py`` turns a document into a
solver problem.
"""

from typing import Annotated

from pydantic import Field

from data.files.json_faults import Id, Part, PlaceRef
from data.files.json_matrix import Matrix, Periods

Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]
Window = Annotated[tuple[Whole, Whole], Field(strict=False)]

DEFAULT_PROFILE = "car"
DEFAULT_PENALTY_CENTS = 50_000
DEFAULT_SEARCH_SECONDS = 5.0
DEFAULT_CHANGE_BEYOND_CENTS = 100_000_000


class PromiseDocument(Part):
    """A window sold to the customer."""

    window: Window
    broken_cost_cents: Whole = 100_000
    late_cost_cents_per_hour: Whole = 20_000


class ResponseDocument(Part):
    """A response due time; negative when it was due before the horizon begins."""

    due_at: Annotated[int, Field(ge=-(2**31 - 1), le=2**31 - 1)]
    late_cost_cents: Whole = 0
    late_cost_cents_per_hour: Whole = 0


class PinDocument(Part):
    """What is decided already: who, when, or both."""

    technician: Id | None = None
    start_at: Whole | None = None


class VisitDocument(Part):
    """One visit to be scheduled, or left out at its penalty."""

    id: Id
    place: PlaceRef
    service_duration_s: Whole
    setup_s: Whole = 0
    penalty_cents: Whole = DEFAULT_PENALTY_CENTS
    windows: list[Window] = Field(default_factory=list)
    ready_at: Whole = 0
    promise: PromiseDocument | None = None
    response: ResponseDocument | None = None
    kind: str | None = None
    skills: dict[str, Whole] = Field(default_factory=dict)
    one_of: dict[str, Whole] = Field(default_factory=dict)
    none_of: list[str] = Field(default_factory=list)
    required_technicians: list[Id] | None = None
    excluded_technicians: list[Id] = Field(default_factory=list)
    preferred_technicians: list[Id] = Field(default_factory=list)
    preference_cost_cents: Whole = 0
    pin: PinDocument | None = None
    parts: dict[str, Whole] = Field(default_factory=dict)
    tools: list[str] = Field(default_factory=list)
    description: str = ""


class BreakDocument(Part):
    """A break that starts inside its window."""

    window: Window
    duration_s: Whole


class ShiftDocument(Part):
    """One working period of a technician."""

    id: Id
    start_at: Whole
    end_at: Whole
    start_place: PlaceRef | None = None
    end_place: PlaceRef | None = None
    overtime_limit_s: Whole = 0
    work_limit_s: Whole | None = None
    max_visits: Whole | None = None
    workload_target_s: Whole | None = None
    breaks: list[BreakDocument] = Field(default_factory=list)
    parts: dict[str, Whole] | None = None
    tools: list[str] = Field(default_factory=list)
    may_call: bool = True


class RatesDocument(Part):
    """What a technician's time and way cost."""

    travel_cents_per_hour: Whole = 3600
    travel_cents_per_km: Whole = 0
    waiting_cents_per_hour: Whole = 0
    overtime_cents_per_hour: Whole = 0
    fixed_cents: Whole = 0
    workload_cents_per_hour: Whole = 0


class TechnicianDocument(Part):
    """Someone who makes visits."""

    id: Id
    shifts: list[ShiftDocument]
    skills: dict[str, Whole] = Field(default_factory=dict)
    proficiency: dict[str, Whole] = Field(default_factory=dict)
    rates: RatesDocument = RatesDocument()
    profile: str = DEFAULT_PROFILE
    description: str = ""


class MatrixDocument(Part):
    """Travel of one profile between all places."""

    durations_s: Periods
    distances_m: Matrix | None = None
    period_starts: list[Whole] = Field(default_factory=lambda: [0])


class DepotDocument(Part):
    """Where a route may call once for every tool and enough parts."""

    place: PlaceRef
    duration_s: Whole = 0


class BaselineStopDocument(Part):
    """Where the plan to stay close to has a visit."""

    visit: Id
    technician: Id
    start_at: Whole


class BaselineDocument(Part):
    """The plan to stay close to, and what departing from it costs."""

    stops: list[BaselineStopDocument]
    technician_changed_cents: Whole = 0
    start_moved_cents: Whole = 0
    tolerance_s: Whole = 900
    most_changes: Whole | None = None
    change_beyond_cents: Whole = DEFAULT_CHANGE_BEYOND_CENTS


class PairDocument(Part):
    """Two visits by two technicians, both or neither; they start together unless a lag is given."""

    first: Id
    second: Id
    least_lag_s: Whole = 0
    most_lag_s: Whole = 0


class OrderDocument(Part):
    """The second visit only with the first one, and after it."""

    first: Id
    second: Id
    least_lag_s: Whole = 0
    most_lag_s: Whole | None = None
    same_technician: bool = False


class InitialRouteDocument(Part):
    """A route to start the search from."""

    shift: Id
    visits: list[Id]


class OptionsDocument(Part):
    """How to search."""

    seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = DEFAULT_SEARCH_SECONDS
    iterations: Annotated[int, Field(gt=0)] | None = None
    seed: Whole = 0


class ProblemDocument(Part):
    """The whole document."""

    visits: list[VisitDocument]
    technicians: list[TechnicianDocument]
    matrices: dict[str, MatrixDocument] | None = None
    depot: DepotDocument | None = None
    baseline: BaselineDocument | None = None
    pairs: list[PairDocument] = Field(default_factory=list)
    orders: list[OrderDocument] = Field(default_factory=list)
    initial: list[InitialRouteDocument] | None = None
    options: OptionsDocument = OptionsDocument()
