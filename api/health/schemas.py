"""How the service is."""

from typing import Literal

from pydantic import ConfigDict, Field

from api.schemas import View


class HealthView(View):
    """How the service is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"status": "ok", "version": "0.1.0", "database": "current", "workers_alive": 1, "workers_wanted": 1}
            ]
        }
    )

    status: Literal["ok", "degraded"] = Field(description="Degraded: it answers, but something needs attention.")
    version: str
    database: Literal["current", "outdated", "unreachable"] = Field(description="Whether its tables are those needed.")
    workers_alive: int = Field(description="Processes that work on solve runs.")
    workers_wanted: int
