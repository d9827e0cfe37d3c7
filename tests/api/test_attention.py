"""Addresses that were not found: listed, then chosen, placed, corrected, looked up again or dismissed."""

from pathlib import Path

import pytest
from httpx import AsyncClient

from api.settings import Settings
from data.maps.address_table import AddressTable
from tests.api.rows import a_request_row

pytestmark = pytest.mark.anyio
ADDRESSES = """number,street,city,postcode,lat,lon
1600,16TH ST NW,Washington,20009,38.9115,-77.0366
1600,16TH ST NE,Washington,20002,38.9116,-76.9830
"""


@pytest.fixture
def address_table(settings: Settings, tmp_path: Path) -> None:
    """Sixteenth Street, north-west and north-east."""
    file = tmp_path / "addresses.csv"
    file.write_text(ADDRESSES)
    report = AddressTable.load_csv(file, settings.address_table)
    assert report.addresses == 2, report.issues


def without_place(**changes: object) -> dict[str, object]:
    return a_request_row(lat=None, lon=None, **changes)


async def test_without_an_address_table_the_request_is_kept_and_says_what_to_do(client: AsyncClient) -> None:
    request = (await client.post("/v1/requests", json=without_place())).json()["request"]
    assert [issue["code"] for issue in request["attention"]] == ["geocoder_unavailable"]
    assert "dispatch addresses load" in request["attention"][0]["cause"]
    (waiting,) = (await client.get("/v1/requests/attention")).json()["items"]
    assert waiting == request


async def test_looking_up_again_after_loading_a_table_finds_it(
    client: AsyncClient, settings: Settings, tmp_path: Path
) -> None:
    await client.post("/v1/requests", json=without_place(address="1600 16th St NW", city="Washington"))
    file = tmp_path / "addresses.csv"
    file.write_text(ADDRESSES)
    AddressTable.load_csv(file, settings.address_table)
    found = (await client.post("/v1/requests/R-1/geocode")).json()
    assert found["geocode"]["place"] == {"lat": 38.9115, "lon": -77.0366}
    assert (await client.get("/v1/requests/attention")).json()["items"] == []


@pytest.mark.usefixtures("address_table")
async def test_one_of_the_candidates_is_chosen(client: AsyncClient) -> None:
    request = (await client.post("/v1/requests", json=without_place(address="1600 16th St", city="Washington"))).json()
    labels = [candidate["label"] for candidate in request["request"]["candidates"]]
    assert len(labels) == 2
    chosen = (await client.post("/v1/requests/R-1/choose", json={"candidate": 2})).json()
    assert chosen["geocode"]["label"] == labels[1]
    assert chosen["attention"] == []
    (visit,) = (await client.get("/v1/requests/R-1/visits")).json()
    assert visit["place"] == chosen["geocode"]["place"]


@pytest.mark.usefixtures("address_table")
async def test_a_candidate_that_does_not_exist_is_refused(client: AsyncClient) -> None:
    await client.post("/v1/requests", json=without_place(address="1600 16th St", city="Washington"))
    answer = await client.post("/v1/requests/R-1/choose", json={"candidate": 3})
    assert (answer.status_code, answer.json()["issues"][0]["code"]) == (422, "no_such_candidate")


async def test_a_place_is_set_by_hand(client: AsyncClient) -> None:
    await client.post("/v1/requests", json=without_place())
    placed = (await client.post("/v1/requests/R-1/place", json={"lat": 38.9, "lon": -77.0})).json()
    assert (placed["geocode"]["quality"], placed["attention"]) == ("manual", [])


@pytest.mark.parametrize(
    "place", [{"lat": 0, "lon": 0}, {"lat": 91, "lon": 0}, {"lat": "here", "lon": 0}, {"lat": 38.9}]
)
async def test_an_impossible_place_is_refused(client: AsyncClient, place: dict[str, object]) -> None:
    await client.post("/v1/requests", json=without_place())
    assert (await client.post("/v1/requests/R-1/place", json=place)).status_code == 422


@pytest.mark.usefixtures("address_table")
async def test_an_address_is_corrected_and_looked_up_at_once(client: AsyncClient) -> None:
    await client.post("/v1/requests", json=without_place(address="qqqq", city="Washington"))
    corrected = (await client.post("/v1/requests/R-1/address", json={"text": "1600 16th St NE"})).json()
    assert corrected["address"] == {"text": "1600 16th St NE", "city": "Washington", "postcode": "", "unit": ""}
    assert corrected["geocode"]["place"] == {"lat": 38.9116, "lon": -76.983}


async def test_a_request_is_taken_off_the_queue_as_it_is(client: AsyncClient) -> None:
    await client.post("/v1/requests", json=without_place())
    assert (await client.post("/v1/requests/R-1/dismiss")).json()["geocode"] is None
    assert (await client.get("/v1/requests/attention")).json()["items"] == []
