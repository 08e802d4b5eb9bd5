"""Two versions of a made-up rule, and two plans of made-up cities, as articles."""

from __future__ import annotations

from index.model import Article, Block

OLD = """东江市公租房管理办法
东府发〔2018〕12号
第一章 总则
第一条 为了规范公租房管理，保障住房困难家庭的基本居住需要，制定本办法。
第二条 本办法适用于本市城区公租房的申请、分配和退出。
第二章 申请
第三条 申请公租房应当具备下列条件：
（一）具有本市户籍满3年；
（二）人均住房面积低于15平方米；
（三）家庭年收入不超过6万元。
第四条 街道办事处应当自受理申请之日起20个工作日内完成初审。
第五条 轮候期限一般不超过5年。
第三章 租金
第六条 公租房租金为市场租金的60%。租金收入缴入财政专户。
第七条 承租人拖欠租金满6个月的，可以收回住房。
第四章 附则
第八条 本办法自2018年7月1日起施行。"""

NEW = """东江市公租房管理办法
东府发〔2023〕9号
第一章 总则
第一条 为了规范公租房管理，保障住房困难家庭的基本居住需要，制定本办法。
第二条 本办法适用于本市行政区域内公租房的申请、分配、使用和退出。
第三条 公租房管理遵循公开、公平、公正的原则。
第二章 申请
第四条 申请公租房应当具备下列条件：
（一）具有本市户籍满1年或者持有居住证满3年；
（二）人均住房面积低于18平方米；
（三）家庭年收入不超过8万元。
第五条 街道办事处应当自受理申请之日起10个工作日内完成初审。
第三章 租金
第六条 公租房租金为市场租金的50%。租金收入缴入财政专户。
第七条 承租人拖欠租金满6个月的，应当收回住房。
第四章 附则
第八条 本办法自2023年9月1日起施行。"""

EAST = """东江市托育服务方案
到2027年，全市每千人口托位达到4.5个，普惠托位占比不低于60%。
市卫生健康委负责托育机构备案和业务指导，对托育机构每年检查一次。
鼓励用人单位利用空置房屋为职工提供福利性托育服务，所需装修费用由财政补助一半。
各区应当在每个街道建成一家托育综合服务中心，承担人员培训和入户指导。"""

WEST = """西山市托育服务实施意见
普惠托位占比到2027年不低于70%，全市每千人口托位达到5个。
支持用人单位利用自有空置房屋为职工提供福利性托育服务，每个托位补助装修费用八千元。
家长学校面向祖辈照护人开设公益课程。"""


def article(issue: str, text: str, date: str, headings: str = "章") -> Article:
    """Make an article of a title and lines; lines with a chapter's number are headings."""
    title, _, body = text.partition("\n")
    blocks, start = [], 0
    for line in body.split("\n"):
        heading = line.startswith("第") and f"{headings} " in line[:5]
        kind = "heading" if heading else "paragraph"
        blocks.append(Block(kind, start, start + len(line), 1 if heading else 0))
        start += len(line) + 1
    return Article(issue, 1, title, body, source="东江市政府", date=date, blocks=tuple(blocks))


def versions() -> list[Article]:
    """Return the older and the newer version of a rule."""
    return [article("gzf-2018", OLD, "2018-06-01"), article("gzf-2023", NEW, "2023-08-01")]


def plans() -> list[Article]:
    """Return the plans of two cities on one subject."""
    return [article("ty-east", EAST, "2024-03-01"), article("ty-west", WEST, "2024-05-01")]
