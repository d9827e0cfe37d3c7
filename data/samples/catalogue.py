"""What generated customers report and who is sent to them. All invented; the weights are our assumption."""

from typing import NamedTuple


class Report(NamedTuple):
    """Something customers report, and how often relative to the others."""

    weight: int
    product: str
    work: str
    descriptions: tuple[str, ...]


REPORTS = (
    Report(20, "refrigerator", "repair", ("does not cool", "ice on the back wall", "loud compressor", "water inside")),
    Report(18, "washing_machine", "repair", ("does not spin", "door stays shut", "leaks while draining", "error E18")),
    Report(12, "dishwasher", "repair", ("does not drain", "does not heat", "leaves dishes dirty")),
    Report(8, "television", "repair", ("no picture but sound", "turns itself off", "vertical stripes")),
    Report(7, "water_heater", "repair", ("water stays lukewarm", "trips the breaker", "drips from the valve")),
    Report(6, "air_conditioner", "maintenance", ("clean filters and drain", "yearly service")),
    Report(5, "air_conditioner", "repair", ("blows warm air", "drips indoors", "remote control ignored")),
    Report(5, "gas_stove", "repair", ("igniter clicks but no flame", "flame goes out", "yellow flame")),
    Report(4, "range_hood", "repair", ("fan does not start", "rattles at full speed")),
    Report(4, "computer", "repair", ("does not start", "very loud fan", "screen stays dark")),
    Report(4, "washing_machine", "installation", ("connect and test the new machine", "fit the stacking kit")),
    Report(4, "dishwasher", "installation", ("fit into the kitchen unit and connect", "connect and test")),
    Report(3, "refrigerator", "replacement", ("bring the new unit, take the old one",)),
    Report(3, "small_appliance", "repair", ("microwave does not heat", "coffee machine leaks")),
    Report(3, "small_appliance", "collection", ("return within the trial period", "collect for the workshop")),
    Report(2, "television", "return", ("bring back from the workshop and set up",)),
    Report(2, "gas_stove", "installation", ("connect the gas stove and test for leaks",)),
    Report(2, "large_television", "installation", ("mount on the wall, 85 inch",)),
    Report(2, "phone", "collection", ("display cracked, collect for the workshop",)),
    Report(1, "air_conditioner", "installation", ("split unit on the second floor",)),
    Report(1, "gas_water_heater", "repair", ("pilot light goes out", "no hot water")),
)

GAS_LEAK = Report(0, "gas_stove", "repair", ("smell of gas in the kitchen, valve closed, windows open",))
COMPLAINT = Report(0, "washing_machine", "revisit", ("leaks again two days after the repair, customer complains",))
WAITS_FOR_PART = Report(0, "refrigerator", "repair", ("control board ordered, fit when it arrives",))

WARRANTIES = {"in_warranty": 45, "out_of_warranty": 35, "extended": 12, "accident": 3, "unknown": 5}
CUSTOMER_CLASSES = {"standard": 85, "business": 10, "vip": 5}

SKILL_PROFILES = (
    "refrigerant:1",
    "gas:2; refrigerant:1",
    "electronics:1",
    "gas:1",
    "electronics:2; refrigerant:1",
    "refrigerant:2",
    "gas:2",
    "electronics:1; gas:1",
    "",
    "refrigerant:1; gas:1",
)
"""Given out in turn, so that even a small crew holds every certificate."""

PROFICIENCIES = (
    "",
    "refrigerator:85",
    "washing_machine:80; dishwasher:90",
    "television:75; computer:85",
    "gas_stove:90",
    "dishwasher:120",
)

FIRST_NAMES = (
    "Ada", "Amir", "Ana", "Ben", "Carla", "Chen", "Dalia", "David", "Elena", "Emeka", "Fatima", "Felix", "Grace",
    "Hana", "Hugo", "Ines", "Ivan", "Jia", "Jonas", "Kofi", "Lena", "Luis", "Maya", "Mei", "Nadia",
    "Noah", "Olga", "Omar",
    "Priya", "Quentin", "Rosa", "Samuel", "Sofia", "Tariq", "Uma", "Victor", "Wanda", "Xavier", "Yusuf", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Adams", "Baker", "Bianchi", "Chavez", "Cohen", "Diaz", "Dubois", "Evans", "Fischer", "Garcia", "Gupta", "Haddad",
    "Hansen", "Ito", "Jackson", "Johnson", "Kaya", "Kim", "Kowalski", "Lee", "Lopez", "Mbeki", "Mitchell", "Nguyen",
    "Novak", "Okafor", "Patel", "Petrov", "Quinn", "Reyes", "Rossi", "Santos", "Schmidt", "Silva", "Taylor", "Tran",
    "Ueda", "Vega", "Wagner", "Wong", "Young", "Zhang",
)  # fmt: skip

STREET_NAMES = (
    "Acacia", "Alder", "Ash", "Aspen", "Bay", "Beech", "Birch", "Bluebell", "Cedar", "Cherry", "Chestnut", "Clover",
    "Cypress", "Dogwood", "Elder", "Elm", "Fern", "Fir", "Hawthorn", "Hazel", "Heather", "Holly", "Iris", "Ivy",
    "Jasmine", "Juniper", "Larch", "Laurel", "Lavender", "Lilac", "Linden", "Magnolia", "Maple", "Mulberry", "Myrtle",
    "Oak", "Olive", "Pear", "Pine", "Plum", "Poplar", "Rose", "Rowan", "Sage", "Spruce", "Sycamore", "Tulip", "Walnut",
    "Willow", "Yew",
)  # fmt: skip
