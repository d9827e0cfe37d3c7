"""The columns of request, technician and shift tables: names, meanings, and the headings people use for them."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from solver.issue import Issue


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Parameters
    ----------
    name : str
        As the program and the API call it.
    required : bool
        Whether a row without it is rejected.
    meaning, example : str
        For people.
    aliases : tuple of str
        Other headings that mean the same, whatever their case; spaces, hyphens and underscores are alike.
    """

    name: str
    required: bool
    meaning: str
    example: str
    aliases: tuple[str, ...] = ()


_LAT = Column(
    "lat",
    False,
    "latitude, WGS-84 degrees; with lon it saves the address search",
    "38.9072",
    ("latitude", "纬度", "breite"),
)
_LON = Column("lon", False, "longitude, WGS-84 degrees", "-77.0369", ("lng", "long", "longitude", "经度", "länge"))

REQUEST_COLUMNS: tuple[Column, ...] = (
    Column(
        "external_id",
        False,
        "the reporter's own number; unique. Without it one is derived from the row, so a changed row is a new request",
        "R-1001",
        (
            "id",
            "request id",
            "ticket",
            "ticket id",
            "order no",
            "工单号",
            "编号",
            "订单号",
            "auftragsnummer",
            "auftrag",
        ),
    ),
    Column(
        "reported_at",
        False,
        "when it was reported; local time unless it has an offset. Missing means now",
        "2026-11-23 09:00",
        ("reported", "report time", "created at", "报修时间", "受理时间", "gemeldet", "gemeldet am"),
    ),
    Column("customer_name", False, "", "Ada Lovelace", ("name", "customer", "客户姓名", "姓名", "客户", "kunde")),
    Column(
        "phone",
        False,
        "kept as text",
        "+1 202 555 0100",
        ("telephone", "mobile", "电话", "手机", "联系电话", "telefon"),
    ),
    Column("email", False, "", "ada@example.org", ("e-mail", "mail", "邮箱", "电子邮件")),
    Column("customer_class", False, "as the policy's rules name it", "standard", ("class", "客户等级", "kundenklasse")),
    Column(
        "address",
        False,
        "street and house number, or compound and building, in one line; required unless lat and lon are given",
        "1600 16th St NW",
        ("street", "address text", "地址", "详细地址", "adresse", "straße", "anschrift"),
    ),
    Column("city", False, "", "Washington", ("town", "城市", "市", "stadt", "ort")),
    Column("postcode", False, "", "20009", ("zip", "zip code", "postal code", "邮编", "plz")),
    Column("unit", False, "apartment, floor, door", "Apt 4", ("apartment", "apt", "room", "室", "房号", "wohnung")),
    _LAT,
    _LON,
    Column(
        "work",
        True,
        "installation, repair, maintenance, replacement, collection, return or revisit",
        "repair",
        ("kind", "kind of work", "type", "service type", "服务类型", "工单类型", "auftragsart", "art"),
    ),
    Column(
        "product",
        True,
        "as the policy's [products] name it",
        "refrigerator",
        ("appliance", "产品", "产品类型", "gerät", "produkt"),
    ),
    Column(
        "description",
        False,
        "what is wrong",
        "does not cool",
        ("fault", "problem", "故障描述", "描述", "备注", "beschreibung"),
    ),
    Column(
        "warranty",
        False,
        "in_warranty, out_of_warranty, extended, accident or unknown",
        "in_warranty",
        ("guarantee", "保修", "保修状态", "garantie"),
    ),
    Column("complaint", False, "yes or no", "no", ("投诉", "beschwerde", "reklamation")),
    Column("urgent", False, "yes or no", "no", ("urgency", "紧急", "加急", "dringend", "eilig")),
    Column(
        "zone", False, "service zone, as the policy's rules name it", "north", ("area", "district", "区域", "gebiet")
    ),
    Column("people", False, "technicians needed, at least", "1", ("人数", "personen")),
    Column(
        "date", False, "day of windows that name none", "2026-11-24", ("day", "日期", "预约日期", "datum", "termin")
    ),
    Column(
        "windows",
        False,
        "when the technician may begin; several separated by ';'. Missing means any time",
        "2026-11-24 10:00-12:00; 2026-11-25 08:00-10:00",
        ("window", "time window", "availability", "预约时间", "时间段", "上门时间", "zeitfenster"),
    ),
    Column(
        "preferred_technicians",
        False,
        "external ids",
        "T-3; T-4",
        ("preferred technician", "希望师傅", "wunschtechniker"),
    ),
    Column(
        "required_technicians", False, "external ids; nobody else may go", "T-3", ("required technician", "指定师傅")
    ),
    Column("excluded_technicians", False, "external ids; never these", "T-9", ("excluded technician", "排除师傅")),
    Column(
        "parts_ready_at",
        False,
        "when the awaited part arrives",
        "2026-11-26",
        ("part arrival", "parts eta", "配件到货时间"),
    ),
)
"""The columns of a table of requests."""

TECHNICIAN_COLUMNS: tuple[Column, ...] = (
    Column(
        "external_id",
        True,
        "the company's own number; unique",
        "T-3",
        ("id", "technician", "technician id", "工号", "personalnummer"),
    ),
    Column("name", True, "", "Grace Hopper", ("technician name", "姓名", "师傅")),
    Column(
        "skills",
        False,
        "skill:level, separated by ';'; without level 1",
        "gas:2; refrigerant",
        ("certificates", "技能", "fähigkeiten"),
    ),
    Column(
        "proficiency",
        False,
        "product:percent of the usual service duration, separated by ';'",
        "refrigerator:80; television:120",
        ("熟练度",),
    ),
    Column(
        "home_address",
        False,
        "where routes begin and end",
        "2100 Connecticut Ave NW",
        ("home", "address", "家庭住址", "地址", "adresse"),
    ),
    Column("city", False, "of the home", "Washington", ("town", "城市", "stadt", "ort")),
    Column("postcode", False, "of the home", "20008", ("zip", "邮编", "plz")),
    _LAT,
    _LON,
    Column(
        "station", False, "name of the service station", "Downtown", ("depot", "branch", "网点", "服务网点", "standort")
    ),
    Column("station_lat", False, "with station_lon: where it is; needed once for each new station", "38.8951"),
    Column("station_lon", False, "", "-77.0364", ("station_lng",)),
    Column("station_radius_km", False, "how far from the station its technicians go; missing means anywhere", "25"),
    Column("phone", False, "kept as text", "+1 202 555 0111", ("mobile", "电话", "手机", "telefon")),
    Column("active", False, "yes or no; missing means yes", "yes", ("在职", "aktiv")),
)
"""The columns of a table of technicians."""

SHIFT_COLUMNS: tuple[Column, ...] = (
    Column(
        "external_id", False, "unique; without it technician and start stand for it", "S-17", ("id", "shift id", "编号")
    ),
    Column(
        "technician",
        True,
        "the technician's external id",
        "T-3",
        ("technician id", "technician_external_id", "工号", "techniker"),
    ),
    Column("date", True, "local day on which it begins", "2026-11-24", ("day", "日期", "datum")),
    Column("start", True, "local time", "08:00", ("from", "begin", "start time", "上班", "开始", "beginn", "von")),
    Column("end", True, "local time", "17:00", ("to", "until", "end time", "下班", "结束", "ende", "bis")),
    Column("overnight", False, "yes: the end is on the next day", "no", ("next day", "夜班", "跨天")),
    Column(
        "breaks",
        False,
        "'12:00-12:30' at that time, or '11:30-13:30 30 min' somewhere within; several separated by ';'",
        "11:30-13:30 30 min",
        ("break", "休息", "午休", "pause", "pausen"),
    ),
    Column(
        "overtime_minutes",
        False,
        "allowed past the end; missing means the policy's",
        "60",
        ("overtime", "加班", "überstunden"),
    ),
    Column(
        "work_limit_minutes", False, "most minutes from leaving to coming back, without breaks", "480", ("work limit",)
    ),
    Column(
        "starts_from",
        False,
        "home, station or open; missing means the first of them that is known",
        "home",
        ("start place", "出发地"),
    ),
    Column(
        "returns_to",
        False,
        "home, station or open; missing means the first of them that is known",
        "home",
        ("end place", "返回地"),
    ),
)
"""The columns of a table of shifts."""

REJECTED_ROW_COLUMN = "rejected_row"
"""Written by the export of rejected rows: which of them a mended row is."""

EXPORT_ONLY_COLUMNS = ("rejected_line", "rejected_because", "mend_by")
"""Written by the export of rejected rows for people, passed over on import."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a table's headings mean.

    Parameters
    ----------
    names : mapping of str to str
        Heading to column name; headings that mean nothing here are missing.
    warnings : tuple of Issue
        Headings that are passed over.
    faults : tuple of Issue
        Two headings for one column.
    """

    names: Mapping[str, str]
    warnings: tuple[Issue, ...]
    faults: tuple[Issue, ...]

    def missing(self, columns: Iterable[Column]) -> tuple[str, ...]:
        """Required columns that no heading names."""
        present = set(self.names.values())
        return tuple(column.name for column in columns if column.required and column.name not in present)


def read_heading(headings: Iterable[str], columns: tuple[Column, ...]) -> Heading:
    """Find out what headings mean; a column's own name goes before an alias."""
    known = {plain(alias): column.name for column in columns for alias in column.aliases}
    known |= {column.name: column.name for column in columns}
    known |= {name: name for name in (REJECTED_ROW_COLUMN, *EXPORT_ONLY_COLUMNS)}
    names: dict[str, str] = {}
    warnings: list[Issue] = []
    faults: list[Issue] = []
    for heading in headings:
        name = known.get(plain(heading))
        if name is None:
            warnings.append(_unknown(heading, tuple(column.name for column in columns)))
        elif name in names.values():
            first = next(other for other, meant in names.items() if meant == name)
            cause = f"Columns {first!r} and {heading!r} both mean {name}."
            faults.append(Issue("column_twice", heading, cause, "Remove or rename one of them."))
        else:
            names[heading] = name
    return Heading(names, tuple(warnings), tuple(faults))


def plain(heading: str) -> str:
    """Return a heading without differences that don't matter."""
    folded = unicodedata.normalize("NFKC", heading).casefold().strip(" \t*:\ufeff")
    return "_".join(folded.replace("-", " ").replace("_", " ").split())


def _unknown(heading: str, names: tuple[str, ...]) -> Issue:
    close = get_close_matches(plain(heading), names, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    return Issue(
        "unknown_column", heading, f"Column {heading!r} is not known.", f"{hint}It is passed over; rename it to use it."
    )
