"""While a geocoding service takes its time, other people's changes go through."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.geocoders import Providers
from api.wiring import Wiring
from dispatch.errors import ProviderUnavailableError
from dispatch.place import Address
from dispatch.ports import GeocodeAnswer
from tests.api.rows import a_request_row
from tests.builders import a_geocode, a_technician

pytestmark = pytest.mark.anyio


class ServiceThatOthersDoNotWaitFor:
    """During each lookup a colleague stores a technician; that fails when a transaction holds the database."""

    name = "service"

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.asked: list[Address] = []

    def geocode(self, address: Address) -> GeocodeAnswer:
        self.asked.append(address)
        if address.text == "Nowhere":
            raise ProviderUnavailableError("no answer")
        with self.wiring.unit_of_work("colleague") as uow:
            uow.technicians.add(a_technician(external_id=f"T-{len(self.asked)}"))
            uow.commit()
        return GeocodeAnswer((a_geocode(),))


@pytest.fixture
def service(app: FastAPI, wiring: Wiring) -> ServiceThatOthersDoNotWaitFor:
    service = ServiceThatOthersDoNotWaitFor(wiring)
    providers = Providers((service,), frozenset(), wiring.clock, timedelta(days=1), wiring.providers.tables)
    app.state.wiring = replace(wiring, providers=providers)
    return service


def without_coordinates(**changes: object) -> dict[str, object]:
    row = a_request_row(**changes)
    return {name: value for name, value in row.items() if name not in {"lat", "lon"}}


async def test_services_are_asked_before_the_transaction_and_once_an_address(
    client: AsyncClient, service: ServiceThatOthersDoNotWaitFor
) -> None:
    rows = [without_coordinates(external_id=f"R-{n}", address=f"{n % 2} 16th St NW") for n in range(4)]
    report = (await client.post("/v1/requests/bulk", json={"rows": rows})).json()
    assert (report["added"], report["needs_attention"]) == (4, [])
    assert len(service.asked) == 2


async def test_a_single_request_is_looked_up_ahead_too(
    client: AsyncClient, service: ServiceThatOthersDoNotWaitFor
) -> None:
    answer = await client.post("/v1/requests", json=without_coordinates())
    assert answer.status_code == 201
    assert answer.json()["request"]["geocode"]["provider"] == a_geocode().provider
    assert len(service.asked) == 1


async def test_an_outage_keeps_the_request_and_says_so(
    client: AsyncClient, service: ServiceThatOthersDoNotWaitFor
) -> None:
    report = (await client.post("/v1/requests/bulk", json={"rows": [without_coordinates(address="Nowhere")]})).json()
    assert (report["added"], len(report["needs_attention"])) == (1, 1)


@pytest.mark.parametrize("body", [b"", b"[1]", b'{"rows": 1}', b'{"rows": [1]}', b"\xff"])
async def test_a_body_that_cannot_be_read_is_refused_by_the_call_itself(
    client: AsyncClient, service: ServiceThatOthersDoNotWaitFor, body: bytes
) -> None:
    answer = await client.post("/v1/requests/bulk", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    assert service.asked == []
