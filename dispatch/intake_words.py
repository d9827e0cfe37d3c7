"""What people write for kinds of work, warranty and ends of a route, in English, Chinese and German."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from dispatch.request import Warranty, Work
from dispatch.technician import RouteEnd

E = TypeVar("E", bound=StrEnum)


def _words(table: Mapping[E, tuple[str, ...]]) -> dict[str, E]:
    """By word, case folded, with blanks for underscores; every member is a word for itself."""
    return {
        word.casefold().replace("_", " "): member for member, words in table.items() for word in (member.value, *words)
    }


WORK_WORDS: Mapping[str, Work] = _words(
    {
        Work.INSTALLATION: ("install", "commissioning", "安装", "安装调试", "Einbau", "Montage", "Anschluss"),
        Work.REPAIR: ("fix", "fault", "breakdown", "维修", "报修", "修理", "保修维修", "Reparatur", "Störung"),
        Work.MAINTENANCE: ("service", "check", "cleaning", "保养", "维护", "清洗", "Wartung", "Inspektion"),
        Work.REPLACEMENT: ("replace", "swap", "更换", "换机", "以换代修", "Austausch", "Ersatz"),
        Work.COLLECTION: ("collect", "pickup", "pick up", "取件", "上门取件", "退货", "换货", "退换货", "Abholung"),
        Work.RETURN: ("delivery", "送回", "送修返还", "返还", "Rücklieferung", "Rückgabe"),
        Work.REVISIT: ("second visit", "follow up", "回访", "二次上门", "再次上门", "Nachbesserung", "Nachbesuch"),
    }
)

WARRANTY_WORDS: Mapping[str, Warranty] = _words(
    {
        Warranty.IN_WARRANTY: ("yes", "in", "warranty", "保修", "保内", "保修期内", "是", "ja", "Garantie"),
        Warranty.OUT_OF_WARRANTY: ("no", "out", "expired", "保外", "过保", "保修期外", "否", "nein", "abgelaufen"),
        Warranty.EXTENDED: ("extended warranty", "延保", "Garantieverlängerung", "verlängert"),
        Warranty.ACCIDENT: ("accidental damage", "意外保", "意外险", "Unfall", "Unfallschutz"),
        Warranty.UNKNOWN: ("?", "不详", "未知", "unbekannt"),
    }
)

ROUTE_END_WORDS: Mapping[str, RouteEnd] = _words(
    {
        RouteEnd.HOME: ("house", "家", "家庭", "Zuhause", "Wohnung"),
        RouteEnd.STATION: ("depot", "branch", "office", "网点", "服务网点", "Standort", "Betrieb"),
        RouteEnd.OPEN: ("none", "anywhere", "不限", "offen"),
    }
)
