"""Technicians as callers read them."""

from pydantic import ConfigDict, Field

from api.problems import IssueView
from api.schemas import PlaceView, View
from dispatch.technician import Technician


class TechnicianView(View):
    """Someone who makes visits."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "tec_9f86d081884c7d65",
                    "external_id": "T-3",
                    "name": "Grace Hopper",
                    "skills": {"gas": 2, "refrigerant": 1},
                    "proficiency": {"refrigerator": 80},
                    "home": {"lat": 38.9339, "lon": -77.0562},
                    "home_address": "2100 Connecticut Ave NW",
                    "station_id": None,
                    "phone": "+1 202 555 0111",
                    "active": True,
                }
            ]
        }
    )

    id: str
    external_id: str = Field(description="The company's own number.")
    name: str
    skills: dict[str, int] = Field(description="Skill to level, 1 or more.")
    proficiency: dict[str, int] = Field(description="Product to the percent of the usual service duration needed.")
    home: PlaceView | None = Field(description="Rounded without read_customers.")
    home_address: str = Field(description="Empty, like phone, without read_customers.")
    station_id: str | None
    phone: str
    active: bool

    @classmethod
    def shown(cls, technician: Technician, *, exact: bool) -> "TechnicianView":
        """Show a technician.

        Parameters
        ----------
        exact : bool
            Whether the caller may see phone and home.
        """
        hidden = {} if exact else {"home_address": "", "phone": ""}
        home = PlaceView.shown(technician.home, exact=exact)
        return cls.of(technician).model_copy(update={"home": home, **hidden})


class TechnicianTakenInView(View):
    """A technician who was taken in."""

    technician: TechnicianView
    warnings: list[IssueView] = Field(description="What was passed over, e.g. a home that was not found.")
