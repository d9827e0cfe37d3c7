"""Documents to solve and to check; their contract is README.md in ``data/files``."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, WithJsonSchema
from pydantic.config import JsonDict

from api.schemas import Form

PROBLEM: JsonDict = {
    "visits": [
        {"id": "v1", "place": [-77.0369, 38.9072], "service_duration_s": 3600, "windows": [[3600, 10800]]},
        {"id": "v2", "place": [-77.0502, 38.8893], "service_duration_s": 1800, "skills": {"gas": 1}},
    ],
    "technicians": [
        {
            "id": "t1",
            "shifts": [{"id": "s1", "start_at": 0, "end_at": 32400, "start_place": [-77.0364, 38.8951]}],
        }
    ],
    "options": {"seconds": 1},
}
SOLUTION: JsonDict = {
    "cost_cents": 50_412,
    "terms_cents": {"unserved": 50_000, "travel_time": 412},
    "routes": [
        {
            "shift": "s1",
            "technician": "t1",
            "start_at": 3188,
            "end_at": 7200,
            "travel_s": 412,
            "distance_m": 1754,
            "waiting_s": 0,
            "service_s": 3600,
            "overtime_s": 0,
            "stops": [
                {
                    "visit": "v1",
                    "arrival_at": 3600,
                    "start_at": 3600,
                    "end_at": 7200,
                    "travel_s": 412,
                    "distance_m": 1754,
                    "waiting_s": 0,
                    "service_s": 3600,
                }
            ],
            "breaks": [],
        }
    ],
    "unassigned": [{"visit": "v2", "code": "skill"}],
}
VERDICT: JsonDict = {
    "accepted": False,
    "cost_cents": 50_412,
    "terms_cents": {"unserved": 50_000, "travel_time": 412},
    "violations": [{"code": "window", "shift": "s1", "visit": "v1", "amount": 300}],
}

Document = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "title": "Document"})]
ProblemBody = Annotated[
    dict[str, Any],
    WithJsonSchema({"type": "object", "title": "Our own problem document, or VROOM's", "examples": [PROBLEM]}),
]


class CheckForm(Form):
    """A problem, and anybody's plan for it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"problem": PROBLEM, "solution": {"routes": [{"shift": "s1", "visits": ["v1"]}]}}]
        }
    )

    problem: Document = Field(description="Our own problem document, or VROOM's input.")
    solution: Document = Field(description="With times, or only with each shift's visits in order; or VROOM's output.")
