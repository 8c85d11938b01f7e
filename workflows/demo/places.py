"""The invented city as data: offices, dispatching units, counties. Division codes begin with 99, which GB/T 2260 never assigned."""

from __future__ import annotations

from typing import NamedTuple

CITY = "990100"
OFFICE = "ZCB"  # 市委驻村办
DEPARTMENT = "ZZB"  # 市委组织部
POVERTY_OFFICE = "FPB"  # 市扶贫办
DIGITAL_OFFICE = "SZB"  # 市数字化办公室


class Place(NamedTuple):
    """A unit to be made: code, names in both languages, kind, and the code of the unit above it."""

    code: str
    name: str
    name_en: str
    kind: str
    parent: str


# The village-stationing office moved from the poverty-relief office to the organisation department (domain, fact 2).
OFFICES = (
    Place(DEPARTMENT, "青禾市委组织部", "Qinghe City Organisation Department", "office", CITY),
    Place(OFFICE, "青禾市委驻村办", "Qinghe City Village-Stationing Office", "office", DEPARTMENT),
    Place(POVERTY_OFFICE, "青禾市扶贫办", "Qinghe City Poverty-Relief Office", "office", CITY),
    Place(DIGITAL_OFFICE, "青禾市数字化办公室", "Qinghe City Digital Office", "office", CITY),
)

# What they are called in letters: the full name signs, the short one stands in the text.
OWN_NAMES = {
    "office.name": "中共青禾市委驻村工作办公室",
    "office.short_name": "青禾市委驻村办",
    "office.department": "中共青禾市委组织部",
}

_COUNTIES = (
    ("禾东区", "Hedong District"), ("望溪县", "Wangxi County"), ("枫岭县", "Fengling County"), ("云岫县", "Yunxiu County"),
    ("松泉县", "Songquan County"), ("清渡县", "Qingdu County"), ("月塘县", "Yuetang County"), ("梨川县", "Lichuan County"),
    ("竹屏县", "Zhuping County"), ("桐湾县", "Tongwan County"), ("雁洲县", "Yanzhou County"), ("茶原县", "Chayuan County"),
)  # fmt: skip

TOWNSHIPS = 50


def village_of(number: int) -> str:
    """The code of a village by its number in the city; 0 is the cast's own. Townships take turns, and counties among them."""
    township, turn = number % TOWNSHIPS, number // TOWNSHIPS
    return f"{CITY[:4]}{township % len(_COUNTIES) + 1:02d}{101 + township // len(_COUNTIES)}{201 + turn}"


COUNTIES = tuple(
    Place(f"9901{number:02d}", name, name_en, "county", CITY) for number, (name, name_en) in enumerate(_COUNTIES, 1)
)

_DISPATCHING = (
    ("教育局", "Education Bureau"), ("财政局", "Finance Bureau"), ("水利局", "Water Resources Bureau"),
    ("农业局", "Agriculture Bureau"), ("林业局", "Forestry Bureau"), ("卫生局", "Health Bureau"),
    ("交通运输局", "Transport Bureau"), ("民政局", "Civil Affairs Bureau"), ("司法局", "Justice Bureau"),
    ("审计局", "Audit Office"), ("统计局", "Statistics Bureau"), ("文化局", "Culture Bureau"),
    ("体育局", "Sports Bureau"), ("环境保护局", "Environmental Protection Bureau"),
    ("住房和城乡建设局", "Housing and Construction Bureau"),
    ("城市管理局", "Urban Management Bureau"), ("商务局", "Commerce Bureau"), ("旅游局", "Tourism Bureau"),
    ("粮食局", "Grain Bureau"), ("气象局", "Meteorological Bureau"), ("税务局", "Tax Bureau"),
    ("市场监督管理局", "Market Regulation Bureau"), ("安全生产局", "Work Safety Bureau"), ("信访局", "Petitions Bureau"),
    ("档案局", "Archives Bureau"), ("公路局", "Highway Bureau"),
    ("人力资源和社会保障局", "Human Resources and Social Security Bureau"),
    ("科学技术局", "Science and Technology Bureau"), ("规划局", "Planning Bureau"), ("国土资源局", "Land Resources Bureau"),
    ("总工会", "Federation of Trade Unions"), ("妇女联合会", "Women's Federation"), ("共青团青禾市委", "Youth League Committee"),
    ("工商业联合会", "Federation of Industry and Commerce"), ("残疾人联合会", "Disabled Persons' Federation"),
    ("科学技术协会", "Association for Science and Technology"), ("供销合作社", "Supply and Marketing Cooperative"),
    ("日报社", "Daily News Office"), ("广播电视台", "Broadcasting Station"), ("第一人民医院", "First People's Hospital"),
    ("职业技术学院", "Vocational College"), ("农业科学院", "Agricultural Sciences Institute"),
    ("城市建设投资公司", "Urban Construction Company"), ("自来水公司", "Waterworks Company"), ("电力公司", "Power Company"),
)  # fmt: skip

# How people call some of them beside their names and what the region's name leaves.
CALLED = {
    "青禾市教育局": ["市教局"],
    "青禾市卫生局": ["卫健局"],
    "青禾市环境保护局": ["环保局", "市环保局"],
    "青禾市住房和城乡建设局": ["住建局", "市住建局"],
    "青禾市人力资源和社会保障局": ["人社局", "市人社局"],
    "共青团青禾市委": ["团市委"],
    "青禾市妇女联合会": ["市妇联"],
    "青禾市残疾人联合会": ["市残联"],
    "青禾市供销合作社": ["供销社"],
}

DISPATCHING = tuple(
    Place(f"D{number:02d}", name if "青禾市" in name else f"青禾市{name}", f"Qinghe City {name_en}", "organ", CITY)
    for number, (name, name_en) in enumerate(_DISPATCHING, 1)
)
