"""Rows of requests, technicians and shifts by API: the columns and the validation are those of the files."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field, JsonValue, WithJsonSchema

from api.problems import IssueView
from api.schemas import Form, Reference, View
from dispatch.errors import InvalidInputError
from dispatch.intake import REQUEST_COLUMNS, SHIFT_COLUMNS, TECHNICIAN_COLUMNS, Column, IntakeReport, Row, RowResult

LARGEST_BULK = 10_000
SOURCE = "api"


def _schema_of(columns: tuple[Column, ...]) -> dict[str, Any]:
    """Describe a row: each column with its meaning; any JSON value may stand where it can be read."""
    return {
        "type": "object",
        "properties": {c.name: {"description": c.meaning or c.name.replace("_", " ")} for c in columns},
        "required": [column.name for column in columns if column.required],
        "examples": [{column.name: column.example for column in columns}],
    }


RequestRow = Annotated[dict[str, JsonValue], WithJsonSchema(_schema_of(REQUEST_COLUMNS))]
TechnicianRow = Annotated[dict[str, JsonValue], WithJsonSchema(_schema_of(TECHNICIAN_COLUMNS))]
ShiftRow = Annotated[dict[str, JsonValue], WithJsonSchema(_schema_of(SHIFT_COLUMNS))]


class RequestBulk(Form):
    """Many requests at once."""

    rows: list[RequestRow] = Field(max_length=LARGEST_BULK)
    source: Reference = Field(default=SOURCE, description="Where they come from; kept with rejected rows.")


class TechnicianBulk(Form):
    """Many technicians at once."""

    rows: list[TechnicianRow] = Field(max_length=LARGEST_BULK)
    source: Reference = Field(default=SOURCE, description="Where they come from; kept with rejected rows.")


class ShiftBulk(Form):
    """Many shifts at once."""

    rows: list[ShiftRow] = Field(max_length=LARGEST_BULK)
    source: Reference = Field(default=SOURCE, description="Where they come from; kept with rejected rows.")


class RowView(View):
    """What became of one row."""

    row: int = Field(description="Counts from 1.")
    result: RowResult
    id: str = Field(description="Of the request, technician or shift, or of the rejected row.")
    external_id: str
    issues: list[IssueView] = Field(description="Why it was rejected; empty otherwise.")


class IntakeView(View):
    """What became of all rows."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "added": 1,
                    "updated": 0,
                    "unchanged": 0,
                    "rejected": 1,
                    "needs_attention": [],
                    "rows": [
                        {
                            "row": 1,
                            "result": "added",
                            "id": "req_9f86d081884c7d65",
                            "external_id": "R-1001",
                            "issues": [],
                        },
                        {
                            "row": 2,
                            "result": "rejected",
                            "id": "rej_9f86d081884c7d65",
                            "external_id": "R-1002",
                            "issues": [
                                {
                                    "code": "missing",
                                    "path": "address",
                                    "cause": "The address is missing.",
                                    "action": "Write it like '1600 16th St NW'.",
                                }
                            ],
                        },
                    ],
                    "warnings": [],
                }
            ]
        }
    )

    added: int
    updated: int
    unchanged: int
    rejected: int
    needs_attention: list[str] = Field(description="Ids of requests that a person must look at.")
    rows: list[RowView] = Field(description="One entry a row, in their order.")
    warnings: list[IssueView] = Field(description="Nothing that keeps a row out.")

    @classmethod
    def shown(cls, report: IntakeReport) -> "IntakeView":
        """Show what became of all rows."""
        faults = {rejected.row_number: rejected.issues for rejected in report.rejected}
        return cls(
            added=report.added,
            updated=report.updated,
            unchanged=report.unchanged,
            rejected=len(report.rejected),
            needs_attention=list(report.needs_attention),
            rows=[
                RowView(
                    row=outcome.row_number,
                    result=outcome.result,
                    id=outcome.entity_id,
                    external_id=outcome.external_id,
                    issues=[IssueView.model_validate(issue) for issue in faults.get(outcome.row_number, ())],
                )
                for outcome in report.outcomes
            ],
            warnings=[IssueView.model_validate(issue) for issue in report.warnings],
        )


def rows_of(rows: Iterable[Mapping[str, object]]) -> list[Row]:
    """Number the rows of a call."""
    return [Row(number, row) for number, row in enumerate(rows, start=1)]


def taken_in(report: IntakeReport) -> str:
    """Return the id of what a call's only row became.

    Raises
    ------
    InvalidInputError
        With every fault when it was rejected: the caller has the row still, so nothing is kept.
    """
    if report.rejected:
        raise InvalidInputError(report.rejected[0].issues)
    return report.outcomes[0].entity_id


def status_of(report: IntakeReport) -> int:
    """201 when the only row was new, 200 when it was known."""
    return 201 if report.added else 200
