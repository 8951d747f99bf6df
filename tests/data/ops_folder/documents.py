"""The 15 documents of the folder. All names and figures are invented."""
import pathlib
import tempfile
from xml.sax.saxutils import escape

import docx
from docx.oxml.ns import qn

FILES = []


def add(name, write):
    FILES.append((name, write))


def word(blocks):
    """A document of blocks: ("1", heading), ("2", heading), ("p", text), ("n", [numbered]), ("b", [bullets]), ("t", rows)."""
    document = docx.Document()
    document.core_properties.author = "运营部"
    style = document.styles["Normal"]
    style.font.name = "Noto Sans CJK SC"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Sans CJK SC")
    for kind, content in blocks:
        if kind in "12":
            document.add_heading(content, int(kind) - 1)
        elif kind == "p":
            document.add_paragraph(content)
        elif kind in "nb":
            for item in content:
                document.add_paragraph(item, style="List Number" if kind == "n" else "List Bullet")
        else:
            table = document.add_table(len(content), max(len(row) for row in content), style="Table Grid")
            for row, cells in enumerate(content):
                for column, text in enumerate(cells):
                    table.cell(row, column).text = text
    return document


def as_docx(*blocks):
    def write(path, _):
        word(blocks).save(str(path))
    return write


def as_pdf(*blocks):
    def write(path, convert):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "in.docx"
            word(blocks).save(str(source))
            convert(source, path, "pdf")
    return write


def as_text(text):
    def write(path, _):
        path.write_text(text.strip("\n") + "\n", encoding="utf-8")
    return write


def as_pptx(*slides):
    """Slides of (title, parts): a part is a list of lines or a table ("t", rows). Written as a flat ODP, converted by LibreOffice."""
    def frame(y, height, inner):
        return (f'<draw:frame svg:x="1.5cm" svg:y="{y}cm" svg:width="25cm" svg:height="{height}cm" draw:layer="layout">'
                f'{inner}</draw:frame>')

    def write(path, convert):
        pages = []
        for number, (title, parts) in enumerate(slides, 1):
            body = frame(0.8, 2, f"<draw:text-box><text:p>{escape(title)}</text:p></draw:text-box>")
            y = 3.5
            for part in parts:
                if isinstance(part, tuple):
                    rows = part[1]
                    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
                    cells = "".join("<table:table-row>" + "".join(
                        f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row)
                        + "</table:table-row>" for row in rows)
                    body += frame(y, 1.1 * len(rows), f"<table:table>{columns}{cells}</table:table>")
                    y += 1.1 * len(rows) + 0.5
                else:
                    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in part)
                    body += frame(y, len(part), f"<draw:text-box>{lines}</draw:text-box>")
                    y += len(part) + 0.5
            pages.append(f'<draw:page draw:name="p{number}" draw:master-page-name="m">{body}</draw:page>')
        names = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{value}:1.0"' for key, value in (
            ("office", "office"), ("draw", "drawing"), ("text", "text"), ("table", "table"), ("style", "style"),
            ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible")))
        flat = (f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:version="1.2" '
                'office:mimetype="application/vnd.oasis.opendocument.presentation"><office:automatic-styles>'
                '<style:page-layout style:name="l"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/>'
                '</style:page-layout></office:automatic-styles><office:master-styles>'
                '<style:master-page style:name="m" style:page-layout-name="l"/></office:master-styles>'
                f'<office:body><office:presentation>{"".join(pages)}</office:presentation></office:body></office:document>')
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "in.fodp"
            source.write_text(flat, encoding="utf-8")
            convert(source, path, "pptx:Impress MS PowerPoint 2007 XML")
    return write


# 31 (A): goal, result, analysis, insight, with a table; last year and the next campaign are named.
add("2024年/618/【复盘】618大促复盘_最终版.docx", as_docx(
    ("1", "2024年618大促复盘"),
    ("p", "复盘人：周以宁    复盘日期：2024年6月27日    参会：林晚舟、许嘉木、沈其遇、顾青禾"),
    ("2", "一、目标回顾"),
    ("p", "活动时间为2024年5月20日至6月20日，主题“囤茶正当时”，总预算120万元。"),
    ("t", [["指标", "目标", "实际", "达成情况"], ["GMV", "1000万", "1086万", "108.6%"], ["新客数", "20000", "21044", "105.2%"],
           ["ROI", "8.5", "8.26", "未达成"], ["退款率", "≤10%", "11.3%", "未达成"]]),
    ("2", "二、结果陈述"),
    ("p", "本次618共支付订单81,230单，客单价133.7元，实际花费131.5万元，比预算超支11.5万元。GMV同比去年618（741万）增长46.6%，"
          "其中老客贡献41%。"),
    ("2", "三、过程分析"),
    ("p", "预热期小红书铺了120篇笔记，站外搜索进店明显上升；爆发期千川ROI在6月16日之后跌到2以下，但没有及时停投，这是超支的主要原因。"),
    ("2", "四、经验总结"),
    ("p", "亮点："),
    ("n", ["老客提前一天开抢，分流了开门红的客服压力", "万相台按人群出价，拉新成本比日常低18%"]),
    ("p", "不足："),
    ("n", ["千川没有设日预算上限，后半段超投", "礼盒外箱破损集中在华南仓，退款率超标"]),
    ("p", "改进："),
    ("n", ["大促期间千川一律设置日上限和ROI止损线", "礼盒更换五层瓦楞外箱，8月前完成跌落测试"]),
    ("2", "五、下一步"),
    ("p", "双十一GMV目标暂定1800万，预算200万，9月10日前由周以宁出方案。")))

# 32 (B): prose without any fixed form.
add("2023年/双十一/双十一复盘（林）.docx", as_docx(
    ("1", "一茶一世界——2023双十一复盘"),
    ("p", "林晚舟 2023-11-20"),
    ("p", "今年双十一从10月24日打到11月11日，三个平台合计GMV 1368万，超过1300万的目标5.2%。去年同期是1025万。"
          "订单一共11.2万单，新客25600人，刚好压线完成25000的目标。花费156.2万，比150万的预算多花了6.2万，主要是千川追投。"),
    ("p", "分平台看，天猫842万，京东231万，抖音295万。京东没有完成250万的目标，原因是秒杀坑位没报上。"),
    ("p", "做得好的地方：一是直播间用小样引流再转正装，新客成本低于日常；二是满300减50的门槛卡得准，连带率到了1.8。"),
    ("p", "做得不好的地方：一是预售期短信发早了，尾款日没有再触达；二是京东秒杀提报晚了三天。"),
    ("p", "明年建议：提前45天锁定平台坑位；短信分两次发，尾款日必须补一次。"),
    ("p", "明年目标先按1800万准备。")))

# 33 (A): figures of the year before stand beside every figure.
add("2024年/双11/2024双11复盘（终稿）.docx", as_docx(
    ("1", "2024年双十一全渠道复盘报告"),
    ("p", "项目负责人：周以宁"),
    ("p", "活动周期：2024.10.14—2024.11.11"),
    ("p", "一句话总结：规模超额，退款偏高，抖音成为第二大渠道。"),
    ("2", "1. 核心数据"),
    ("t", [["", "2023双11", "2024双11目标", "2024双11实际", "同比"], ["GMV（万元）", "1368", "1800", "1925.7", "+40.8%"],
           ["支付订单数", "112120", "140000", "139870", "+24.8%"], ["新客数", "25600", "32000", "36200", "+41.4%"],
           ["退款率", "10.9%", "12%", "13.8%", "+2.9pt"], ["推广花费（万元）", "156.2", "200", "218.4", "+39.8%"]]),
    ("2", "2. 分渠道"),
    ("p", "天猫GMV 1102.5万（去年842万）；抖音GMV 498.6万（去年295万）；京东GMV 262.1万；视频号首次参加，GMV 62.5万。"),
    ("2", "3. 亮点"),
    ("b", ["定金膨胀玩法让预售转化率达到71%", "视频号私域预约直播，单场观看3.2万人，几乎零投放"]),
    ("2", "4. 问题"),
    ("b", ["先涨后降被用户吐槽，价保赔付11万元", "仓库爆单，11月3日至5日发货延迟，推高退款率"]),
    ("2", "5. 2025年双十一建议"),
    ("b", ["目标建议2100万，预算不超过230万", "与第三方仓提前签弹性产能", "价格力：全渠道底价表提前一个月冻结"])))

# 34 (B): key-value lines.
add("2025年/女神节/女神节总结.docx", as_docx(
    ("p", "活动名称：2025女神节·给自己泡杯好茶"),
    ("p", "活动时间：2025年3月1日-3月8日"),
    ("p", "负责人：许嘉木"),
    ("p", "预算/实际：28万 / 27.2万"),
    ("p", "目标：GMV 210万，拉新8000人"),
    ("p", "结果：GMV 214.5万（达成102%），拉新7310人（达成91%），客单价112元，投产比7.9"),
    ("p", "渠道表现：小红书蒲公英花费7.6万，带来进店4.1万人；千川花费9.3万，GMV 33.5万；企微花费1.2万，GMV 18.8万。"),
    ("p", "经验："),
    ("p", "（1）“给自己”比“送女神”的文案点击率高，A/B测试点击率4.8%对3.1%"),
    ("p", "（2）小样加购要限购，黄牛囤了约400份"),
    ("p", "（3）企微催付话术换成语音后，回复率明显提升")))

# 35 (A): not a review: minutes of a weekly meeting.
add("会议纪要/运营周会纪要20241009.docx", as_docx(
    ("1", "运营周会纪要"),
    ("p", "时间：2024年10月9日 14:00-15:30    地点：三楼白茶会议室    记录：叶晓棠"),
    ("p", "参会人员：林晚舟、周以宁、许嘉木、沈其遇、顾青禾"),
    ("n", ["仓库国庆盘点完成，盘亏36件，顾青禾跟进供应商补货", "客服双十一排班：新招6名临时客服，10月12日前培训完",
           "办公软件续费1.2万元，行政已提单", "周以宁同步双十一报名进度，天猫会场已过审，京东待补资质"]),
    ("p", "下次会议：10月16日 14:00")))

# 36 (B): a review that mixes English into Chinese.
add("2024年/冷泡茶首发/Cold Brew Launch 复盘_v2.docx", as_docx(
    ("1", "Cold Brew 新品首发 Post-mortem"),
    ("p", "Campaign: 夏日冷泡茶新品首发"),
    ("p", "Period: 2024-06-25 ~ 2024-07-10"),
    ("p", "Owner: 顾青禾"),
    ("p", "Budget: RMB 450k, Actual spend: RMB 478k"),
    ("2", "KPI vs Actual"),
    ("t", [["KPI", "Target", "Actual", "Status"], ["GMV", "1.5M", "1.689M", "达成"], ["Units sold", "30,000", "34,200", "达成"],
           ["New customers", "15,000", "13,450", "未达成"], ["小红书曝光", "800万", "926万", "达成"]]),
    ("2", "What went well"),
    ("b", ["小红书先种草两周再开售，D1 GMV占整个launch的31%", "双口味bundle把AOV从58元拉到76元"]),
    ("2", "What didn't"),
    ("b", ["Trial pack加购率高，但正装转化只有4.2%", "B站UP主视频delay了10天，错过首发窗口"]),
    ("2", "Next steps"),
    ("b", ["试饮装里放正装抵扣券", "视频类达人至少提前一个月lock排期"])))

# 37 (A): highlights, shortcomings, improvements.
add("会员日/2025年88会员日复盘.docx", as_docx(
    ("1", "2025年88会员日复盘"),
    ("p", "活动时间：2025.8.8（预热8.5-8.7）"),
    ("p", "活动目的：促活老会员、拉动复购"),
    ("p", "活动预算5万元，实际支出4.86万元，由沈其遇负责。"),
    ("p", "当日销售额83.4万元（目标80万元），入会4310人（目标5000人），会员复购率18.6%，较2024年8月会员日（72.1万元）增长15.7%。"),
    ("p", "短信发送22万条，触达成本1.1万元，带来销售额19.6万元；小程序订阅消息发送6.4万条，带来销售额11.2万元；社群带来销售额8.9万元。"),
    ("2", "亮点"),
    ("n", ["订阅消息提前一周攒授权，当天打开率达到12%", "等级专享价让金卡会员客单价提高到168元"]),
    ("2", "不足"),
    ("n", ["入会礼与新客券互斥，导致入会目标没完成"]),
    ("2", "改进"),
    ("n", ["下次会员日把入会礼改为与新客券叠加", "短信只发近180天有购买的会员"])))

# 38 (B): a table of problems and measures.
add("2025年/中秋/2025中秋礼盒复盘-顾.docx", as_docx(
    ("1", "中秋礼盒项目复盘（2025）"),
    ("t", [["项目", "内容"], ["活动名称", "月满一盏·2025中秋礼盒"], ["活动时间", "2025/8/25-2025/10/6"], ["负责人", "顾青禾"],
           ["预算", "80万"], ["实际花费", "76.9万"], ["主推产品", "月满一盏礼盒、陈皮白茶饼、流心茶酥"]]),
    ("p", ""),
    ("t", [["指标", "目标", "实际"], ["销售额", "700万", "742.6万"], ["企业团购", "200万", "231万"], ["新客数", "9000", "8640"],
           ["破损率", "≤1%", "0.8%"]]),
    ("p", "与2024年中秋（633.1万）相比增长17.3%，增量主要来自企业团购。"),
    ("t", [["问题", "原因", "改进措施"], ["流心茶酥9月中旬断货6天", "代工厂排产只留了一条线", "8月底前锁定两家代工厂"],
           ["京东礼盒词排名下滑", "评价数不足", "提前两个月做老客晒单"]])))

# 39 (A): slides.
add("2025年/618/2025年618复盘汇报.pptx", as_pptx(
    ("2025年618大促复盘汇报", [["电商运营部 周以宁", "2025年6月26日"]]),
    ("活动概况", [["活动周期：2025年5月13日-6月18日", "活动主题：好茶不等", "预算：140万元  实际花费：146.2万元"]]),
    ("核心指标", [("t", [["指标", "目标", "实际", "完成率"], ["支付金额", "1200万", "1287.4万", "107.3%"],
                     ["支付订单数", "90000", "96120", "106.8%"], ["首购人数", "23000", "21870", "95.1%"], ["退款率", "10%", "9.4%", "—"]]),
              ["支付金额同比+18.5%（2024年618：1086万）"]]),
    ("经验与不足", [["亮点", "1. 取消预售改现货直降，退款率下降1.9个百分点", "2. 内容场先种草后收割，小红书进店转化率翻倍",
                "不足", "1. 首购人数没达成，新客礼力度不如竞品", "2. 5月底库存分配偏向天猫，抖音断货两天"]]),
    ("后续计划", [["双十一目标2100万，7月启动备货", "新客礼升级为9.9元试喝装（负责人：许嘉木）"]])))

# 40 (B): slides, free form.
add("2025年/年货节/2025年货节复盘.pptx", as_pptx(
    ("2025年货节复盘", [["1.2-1.22｜周以宁"]]),
    ("结果：超额完成", [["GMV 588万，目标550万，完成率106.9%", "花费63.8万（预算65万）", "订单4.37万单，客单价134.6元", "去年年货节GMV 512.6万，同比+14.7%"]]),
    ("渠道花费与产出", [("t", [["渠道", "预算（万）", "花费（万）", "GMV（万）"], ["万相台", "25", "24.89", "223.5"], ["巨量千川", "20", "19.64", "82.1"],
                       ["达人", "16", "15.6", "96.8"], ["短信", "4", "3.67", "58.2"]])]),
    ("三条经验", [["① 礼盒换五层箱后破损率降到0.6%", "② 腊八前后是企业采购高峰，团购页要提前挂出", "③ 小年之后快递停运，详情页要写清截单时间"]])))

# 41 (A): a review as PDF.
add("2025年/抖音超品日/抖音超品日直播专场复盘.pdf", as_pdf(
    ("1", "抖音超品日直播专场复盘"),
    ("p", "活动时间：2025年7月18日至7月20日"),
    ("p", "负责人：许嘉木"),
    ("p", "目标：GMV 60万元，场观8万人，千川ROI 4.0"),
    ("p", "结果：直播间GMV 61.8万元，其中付费成交55.2万元；场观7.83万人；千川消耗13.2万元，ROI 4.18；涨粉6,420。"),
    ("p", "坑位与主播费用另支出5万元。"),
    ("2", "做得好的"),
    ("n", ["主推款只做一个SKU，库存深度给足，单品占GMV 63%", "场景搭成茶山实景，停留时长从48秒提高到76秒"]),
    ("2", "待改进的"),
    ("n", ["第一天开播前半小时没有投流，冷启动慢", "赠品弹窗挡住购物车按钮，流失估计5%"])))

# 42 (B): not a review: a manual of channels.
add("渠道投放手册2024版.pdf", as_pdf(
    ("1", "渠道投放手册（2024版）"),
    ("p", "本手册供新同事了解各渠道的计费方式和常用设置，由媒介组维护。"),
    ("2", "一、短信"),
    ("p", "单价约0.05元/条，70字以内；发送时间限8:00-21:00；必须带退订方式。"),
    ("2", "二、巨量千川"),
    ("p", "起投金额300元；新计划建议日预算不低于500元；ROI出价不要频繁调整，每天不超过两次。"),
    ("2", "三、小红书蒲公英"),
    ("p", "报价由博主设置，平台收取10%服务费；合作笔记须标注“赞助”。"),
    ("t", [["渠道", "计费", "参考点击率"], ["万相台", "CPC", "3%-5%"], ["京准通", "CPC", "2%-3%"], ["巨量千川", "oCPM", "1.5%-2.5%"]])))

# 43 (A): two waves in one Markdown file.
add("2024年/老客召回/老客召回复盘.md", as_text("""
# 老客召回复盘（2024上半年两波）

作者：沈其遇

## 第一波

- 时间：2024.5.6-5.12
- 人群：180天未购，42000人
- 渠道：短信、企微
- 花费：2.4万
- 结果：召回2310人，召回率5.5%，GMV 23.8万

**结论**：企微1v1比短信贵，但召回成本更低。

## 第二波

- 时间：2024.7.15-7.21
- 人群：365天未购，65000人
- 渠道：短信
- 花费：3.15万
- 结果：召回1170人，召回率1.8%，GMV 10.18万

**结论**：沉默超过一年的人群不要再群发短信。
"""))

# 44 (B): English headings, Chinese sentences.
add("2025年/520/520 campaign post-mortem.md", as_text("""
# 520告白茶礼 post-mortem

| Item | Detail |
| --- | --- |
| Campaign | 520告白茶礼 |
| Dates | 2025/05/13 - 2025/05/20 |
| Owner | 许嘉木 |
| Budget | ¥160,000 |
| Spend | ¥151,000 |

## Results

| Metric | Target | Actual |
| --- | ---: | ---: |
| GMV | ¥900,000 | ¥987,000 |
| Orders | 7,000 | 7,420 |
| ROI | 6.0 | 6.54 |
| 小红书 UGC | 300 | 412 |

YoY 没有可比数据，去年没有做520。

## Learnings

1. 定制贺卡＋代写情话，客单价到133元，比平时高两成
2. KOC笔记晚了三天，错过搜索高峰
3. 与母亲节重叠，客服和仓库都吃紧

## Next year

- 520和母亲节二选一
- Target GMV: ¥1,200,000
"""))

# 45 (A): a page saved from a wiki.
add("私域/618社群裂变复盘.html", as_text("""
<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>618社群裂变复盘 - 运营知识库</title>
<style>nav{color:#888}table{border-collapse:collapse}</style><script>var page = {id: 20240605, views: 318};</script></head>
<body>
<nav>首页 &gt; 私域运营 &gt; 复盘</nav>
<h1>618社群裂变复盘</h1>
<p class="meta">沈其遇 编辑于 2024-06-05 &nbsp; 浏览 318 次</p>
<h2>活动信息</h2>
<ul>
<li>时间：2024年5月27日～6月3日</li>
<li>玩法：邀请3位好友入群，得试饮装一份</li>
<li>渠道：私域社群、小程序</li>
<li>费用：4.16万元（预算4.5万元）</li>
</ul>
<h2>数据</h2>
<table><tr><th>指标</th><th>目标</th><th>实际</th></tr>
<tr><td>企微新增好友</td><td>10000</td><td>13860</td></tr>
<tr><td>入群人数</td><td>10000</td><td>12040</td></tr>
<tr><td>7日留存率</td><td>50%</td><td>48%</td></tr>
<tr><td>社群GMV</td><td>—</td><td>26.4万</td></tr></table>
<h2>复盘</h2>
<p><b>有效：</b>试饮装成本低、感知强，裂变系数1.6。</p>
<p><b>无效：</b>红包群退群率高，进群不说话。</p>
<p><b>下次：</b>入群欢迎语里直接给618预热券；每群控制在180人以内。</p>
<footer>© 茉拾里运营知识库　上次更新 2024-06-05</footer>
</body></html>
"""))
