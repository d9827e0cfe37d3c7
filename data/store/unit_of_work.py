"""One transaction over every repository."""

from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from data.store.engine import READ_ONLY
from data.store.errors import StorageBusyError
from data.store.repositories.geocodes import CachedGeocodes
from data.store.repositories.history import RecordedHistory
from data.store.repositories.idempotency import IdempotentAnswers
from data.store.repositories.plans import Plans
from data.store.repositories.policies import Policies
from data.store.repositories.promises import Promises
from data.store.repositories.rejected_rows import RejectedRows
from data.store.repositories.requests import Requests
from data.store.repositories.solve_runs import SolveRuns
from data.store.repositories.technicians import Absences, Shifts, Stations, Technicians
from data.store.repositories.tokens import Tokens
from data.store.repositories.visits import Visits
from data.store.transaction import Transaction
from dispatch import ports
from dispatch.ports import Clock


class SqlUnitOfWork:
    """See ``dispatch.ports.UnitOfWork``; made by ``Store.unit_of_work``.

    Beyond the port: ``tokens``, ``idempotency`` and ``geocodes``.
    """

    requests: ports.RequestRepository
    visits: ports.VisitRepository
    technicians: ports.TechnicianRepository
    stations: ports.StationRepository
    shifts: ports.ShiftRepository
    absences: ports.AbsenceRepository
    plans: ports.PlanRepository
    promises: ports.PromiseRepository
    solve_runs: ports.SolveRunRepository
    rejected_rows: ports.RejectedRowRepository
    policies: ports.PolicyRepository
    history: ports.History
    tokens: Tokens
    idempotency: IdempotentAnswers
    geocodes: CachedGeocodes

    def __init__(self, engine: Engine, actor: str, clock: Clock, *, read_only: bool) -> None:
        self._engine = engine
        self._read_only = read_only
        self._connection: Connection | None = None
        self.actor = actor
        self.clock = clock

    def __enter__(self) -> Self:
        self._connection = self._connect()
        transaction = Transaction(self._connection, self.actor, self.clock, self._read_only)
        self.requests = Requests(transaction)
        self.visits = Visits(transaction)
        self.technicians = Technicians(transaction)
        self.stations = Stations(transaction)
        self.shifts = Shifts(transaction)
        self.absences = Absences(transaction)
        self.plans = Plans(transaction)
        self.promises = Promises(transaction)
        self.solve_runs = SolveRuns(transaction)
        self.rejected_rows = RejectedRows(transaction)
        self.policies = Policies(transaction)
        self.history = RecordedHistory(transaction)
        self.tokens = Tokens(transaction)
        self.idempotency = IdempotentAnswers(transaction)
        self.geocodes = CachedGeocodes(transaction)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()  # rolls back what was not committed
            self._connection = None

    def commit(self) -> None:
        """Make everything since the block began last.

        Raises
        ------
        RuntimeError
            Outside the ``with`` block.
        """
        if self._connection is None:
            msg = "commit inside the block: with store.unit_of_work(...) as uow"
            raise RuntimeError(msg)
        self._connection.commit()

    def _connect(self) -> Connection:
        options: dict[str, Any] = {}
        if self._read_only:
            options[READ_ONLY] = True
            if self._engine.dialect.name == "postgresql":
                options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        try:
            return self._engine.connect().execution_options(**options)
        except PoolTimeoutError as error:
            msg = "every database connection of this process is in use: try again, or hold them for a shorter time"
            raise StorageBusyError(msg) from error
