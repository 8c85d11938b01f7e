"""Lists from which the names of the demonstration city are composed; none is meant to be the name of a real person or place."""

from __future__ import annotations

from random import Random

_SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭林罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_FIRST = tuple("禾穗稼耘岫峦霁岚砚竹棠桐榆槐枫筠溪涧汀澜泓澄沐朗昀晗曦霖霄鹤雁鸿鹭羽笙弦韵墨篆简牧耕樵渔闻知守秉怀承绍")
_SECOND = tuple("原野畴垄坡岭峰岩川泽洲渡桥舟帆樯井田园圃苑庭舍阁梁栋材础石玉璞瑾瑜珩琮和谦谨慎敏捷勤恒毅安宁康")

RANKS = ("二级科员", "一级科员", "四级主任科员", "三级主任科员", "二级主任科员", "一级主任科员", "四级调研员")
"""Post and rank of those who work in an office or a unit, from the lowest up."""

# (characters, English) pairs: a township is a stem with 镇 or 乡, a village two stems with 村.
TOWNSHIP_STEMS = (
    ("花垭", "Huaya"), ("青石桥", "Qingshiqiao"), ("大塅", "Daduan"), ("龙洄", "Longhui"), ("沙湾口", "Shawankou"),
    ("黄茅", "Huangmao"), ("两河汊", "Liangheca"), ("白羊坳", "Baiyang'ao"), ("铁索渡", "Tiesuodu"), ("五里亭", "Wuliting"),
    ("杉木坪", "Shanmuping"), ("双江嘴", "Shuangjiangzui"), ("云盘", "Yunpan"), ("楠木塘", "Nanmutang"), ("高寨", "Gaozhai"),
    ("新铺", "Xinpu"), ("油麻", "Youma"), ("柳林汊", "Liulincha"), ("竹坡", "Zhupo"), ("金子垴", "Jinzinao"),
    ("月形", "Yuexing"), ("马颈坳", "Majing'ao"), ("茶盘", "Chapan"), ("水打田", "Shuidatian"), ("石壁脚", "Shibijiao"),
    ("凉水井", "Liangshuijing"), ("枫香", "Fengxiang"), ("荷叶塘", "Heyetang"), ("三角岩", "Sanjiaoyan"), ("桐车", "Tongche"),
    ("老屋场", "Laowuchang"), ("天堂界", "Tiantangjie"), ("秧田", "Yangtian"), ("雷打石", "Leidashi"), ("香炉", "Xianglu"),
    ("板栗", "Banli"), ("响水", "Xiangshui"), ("野竹", "Yezhu"), ("旗形", "Qixing"), ("磨岩", "Moyan"),
    ("长坪", "Changping"), ("小溪口", "Xiaoxikou"), ("麻阳坡", "Mayangpo"), ("仙人桥", "Xianrenqiao"), ("黑神坳", "Heishen'ao"),
    ("官庄坪", "Guanzhuangping"), ("罗翁", "Luoweng"), ("熊首", "Xiongshou"), ("坛罐窑", "Tanguanyao"), ("棉花渡", "Mianhuadu"),
)  # fmt: skip
_VILLAGE_FIRST = (
    ("上", "Shang"), ("下", "Xia"), ("前", "Qian"), ("后", "Hou"), ("大", "Da"), ("小", "Xiao"), ("新", "Xin"), ("老", "Lao"),
    ("高", "Gao"), ("长", "Chang"), ("青", "Qing"), ("黄", "Huang"), ("石", "Shi"), ("竹", "Zhu"), ("茶", "Cha"), ("桐", "Tong"),
)  # fmt: skip
_VILLAGE_SECOND = (
    ("坪", "ping"), ("溪", "xi"), ("坡", "po"), ("冲", "chong"), ("湾", "wan"), ("坳", "ao"), ("塘", "tang"), ("岩", "yan"),
    ("垄", "long"), ("界", "jie"), ("寨", "zhai"), ("田", "tian"), ("林", "lin"), ("洞", "dong"),
)  # fmt: skip


def village_names() -> list[tuple[str, str]]:
    """Every village name that can be composed, in both languages, always in the same order."""
    return [
        (f"{first}{second}村", f"{first_en}{second_en} Village")
        for first, first_en in _VILLAGE_FIRST
        for second, second_en in _VILLAGE_SECOND
    ]


def person_name(random: Random) -> str:
    """A composed personal name; one in five has a single given syllable, and namesakes occur, as they do in a city."""
    surname = random.choice(_SURNAMES)
    if random.random() < 0.2:
        return surname + random.choice(_FIRST)
    return surname + random.choice(_FIRST) + random.choice(_SECOND)
