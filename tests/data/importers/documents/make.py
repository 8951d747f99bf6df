#!/usr/bin/python3
# Makes the DOCX files beside it (python3-docx), and the PPTX and PDF files from sources in the script (soffice). The texts are
# invented. Run in this folder.
import os, subprocess, sys, tempfile, shutil, zipfile
import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn, nsdecls

W = nsdecls('w')


def table(doc, rows):
    made = doc.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        cells = made.add_row().cells
        for cell, text in zip(cells, row):
            cell.text = text
    return made


def grai_zh():
    doc = docx.Document()
    doc.core_properties.author = '李敏'
    doc.core_properties.title = ''
    doc.add_paragraph('2024双十一大促复盘报告', style='Title')
    doc.add_heading('一、活动基本信息', 1)
    doc.add_paragraph('活动名称：2024双十一大促')
    doc.add_paragraph('活动编号：D11-2024')
    doc.add_paragraph('活动时间：2024年11月1日-11月11日')
    doc.add_paragraph('负责人：李敏')
    doc.add_paragraph('活动预算：50万元，实际花费：47.82万元')
    doc.add_paragraph('目标人群：新客、沉睡会员')
    doc.add_heading('二、目标回顾', 1)
    doc.add_paragraph('GMV 200万，拉新 5000 人。')
    doc.add_heading('三、结果陈述', 1)
    table(doc, [['指标', '目标', '实际', '完成率'], ['GMV', '200万', '230万', '115%'], ['拉新人数', '5000', '4200', '84%']])
    doc.add_paragraph('GMV 同比增长 15%，去年为 200 万。')
    doc.add_heading('四、过程分析', 1)
    doc.add_paragraph('预热期社群打卡带来 60% 的加购。', style='List Bullet')
    doc.add_paragraph('短信触达偏晚，打开率低于预期。', style='List Bullet')
    table(doc, [['渠道', '预算', '花费'], ['短信', '12万', '11.8万'], ['抖音', '20万', '21万']])
    doc.add_heading('五、规律总结', 1)
    doc.add_heading('亮点', 2)
    doc.add_paragraph('社群打卡提前一周预热，加购明显提升', style='List Number')
    doc.add_paragraph('满300减50的门槛与客单价匹配', style='List Number')
    doc.add_heading('不足', 2)
    doc.add_paragraph('短信发送过晚，错过晚高峰', style='List Number')
    doc.add_heading('改进建议', 2)
    doc.add_paragraph('下次短信提前到18点前发送', style='List Number')
    doc.save('grai_zh.docx')


def traps():
    """Chinese style names, inherited outline levels, revisions, alternatives, text boxes, merged cells, hidden text, notes."""
    doc = docx.Document()
    styles = doc.styles.element
    styles.append(parse_xml(f'<w:style {W} w:type="paragraph" w:styleId="a1"><w:name w:val="标题 1"/></w:style>'))
    styles.append(parse_xml(f'<w:style {W} w:type="paragraph" w:styleId="a2"><w:name w:val="章节"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'))
    styles.append(parse_xml(f'<w:style {W} w:type="paragraph" w:styleId="a3"><w:name w:val="章节加长"/><w:basedOn w:val="a2"/></w:style>'))
    body = doc.element.body

    def add(xml):
        body.insert(len(body) - 1, parse_xml(xml))

    ns = W + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    add(f'<w:p {W}><w:pPr><w:pStyle w:val="a1"/></w:pPr><w:r><w:t>中文样式名</w:t></w:r></w:p>')
    add(f'<w:p {W}><w:pPr><w:pStyle w:val="a3"/></w:pPr><w:r><w:t>继承的大纲级别</w:t></w:r></w:p>')
    add(f'<w:p {W}><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>段落自己的大纲级别</w:t></w:r></w:p>')
    add(f'<w:p {W}><w:r><w:t xml:space="preserve">预算</w:t></w:r><w:del><w:r><w:delText>40万</w:delText></w:r></w:del><w:ins><w:r><w:t>50万</w:t></w:r></w:ins><w:r><w:t>元</w:t></w:r></w:p>')
    add(f'<w:p {ns}><w:r><w:t>框前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>')
    add(f'<w:p {W}><w:r><w:t>甲</w:t></w:r><w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>作废</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
    add(f'<w:tbl {W}><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>合计</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>9</w:t></w:r></w:p></w:tc></w:tr>'
        f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>短信</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>'
        f'<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr>'
        f'<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p></w:tc></w:tr></w:tbl>')
    doc.sections[0].header.paragraphs[0].text = '页眉不读'
    doc.save('traps.docx')


def no_styles():
    """Headings only by their form, as people write them."""
    doc = docx.Document()

    def bold(text):
        doc.add_paragraph().add_run(text).bold = True

    bold('春季会员日活动复盘')
    bold('一、活动背景')
    doc.add_paragraph('会员日是每季度的固定活动，本次主题为“春日焕新”。')
    bold('二、活动效果')
    bold('2.1 销售情况')
    doc.add_paragraph('活动期间成交额 86 万元。')
    bold('三、经验总结')
    doc.add_paragraph('1、会员价提前三天公示，到店率更高。')
    doc.add_paragraph('2、赠品备货不足，第二天断货。')
    doc.save('no_styles.docx')


def post_mortem_en():
    doc = docx.Document()
    doc.add_heading('Post-mortem: Summer Launch 2023', 0)
    doc.add_paragraph('Campaign: Summer Launch 2023')
    doc.add_paragraph('Dates: June 1, 2023 - June 15, 2023')
    doc.add_paragraph('Owner: Dana Reyes')
    doc.add_paragraph('Budget: $50,000')
    doc.add_paragraph('Actual spend: $46,500')
    doc.add_heading('Goal', 1)
    doc.add_paragraph('Revenue of $200k and 3,000 sign-ups.')
    doc.add_heading('Results', 1)
    table(doc, [['Metric', 'Target', 'Actual', 'Attainment'], ['Revenue', '$200,000', '$214,300', '107%'], ['Signups', '3,000', '2,450', '82%']])
    doc.add_heading('What went well', 1)
    doc.add_paragraph('The referral email doubled its click rate after the subject line test.', style='List Bullet')
    doc.add_heading("What didn't go well", 1)
    doc.add_paragraph('The landing page was slow on the first day.', style='List Bullet')
    doc.add_heading('Next steps', 1)
    doc.add_paragraph('Load test the landing page a week before launch.', style='List Bullet')
    doc.save('post_mortem_en.docx')


FODP_HEAD = '''<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation>'''


def slides():
    def frame(kind, y, height, inner):
        return f'<draw:frame presentation:class="{kind}" svg:width="24cm" svg:height="{height}cm" svg:x="2cm" svg:y="{y}cm"><draw:text-box>{inner}</draw:text-box></draw:frame>'

    def lines(*items):
        made = '<text:list>'
        for item in items:
            deeper = ''
            if isinstance(item, tuple):
                item, deeper = item
                deeper = lines(*deeper)
            made += f'<text:list-item><text:p>{item}</text:p>{deeper}</text:list-item>'
        return made + '</text:list>'

    def page(title, body, extra='', notes=''):
        made = '<draw:page>' + frame('title', 1, 3, f'<text:p>{title}</text:p>') + frame('outline', 5, 10, body) + extra
        if notes:
            made += '<presentation:notes>' + frame('notes', 14, 10, f'<text:p>{notes}</text:p>') + '</presentation:notes>'
        return made + '</draw:page>'

    def grid(rows):
        made = '<draw:frame svg:width="20cm" svg:height="6cm" svg:x="2cm" svg:y="12cm"><table:table>' + '<table:table-column/>' * len(rows[0])
        for row in rows:
            made += '<table:table-row>' + ''.join(f'<table:table-cell><text:p>{cell}</text:p></table:table-cell>' for cell in row) + '</table:table-row>'
        return made + '</table:table></draw:frame>'

    xml = FODP_HEAD
    xml += page('618年中大促复盘', lines('活动时间：2024.6.1-6.18', '负责人：王强'))
    xml += page('目标与结果', lines('整体完成目标'), grid([['指标', '目标', '实际'], ['GMV', '300万', '285万'], ['新客数', '2000', '2310']]), '口头补充：退款后口径')
    xml += page('亮点与不足', lines(('亮点', ['直播间专属券拉动转化']), ('不足', ['客服排班不足，响应慢'])))
    xml += '</office:presentation></office:body></office:document>'
    convert('slides.fodp', xml, 'pptx', 'slides_zh.pptx')


def page_zh():
    doc = docx.Document()
    doc.add_heading('中秋礼盒活动复盘', 0)
    doc.add_heading('一、活动信息', 1)
    doc.add_paragraph('活动名称：中秋礼盒预售')
    doc.add_paragraph('活动时间：2024年8月20日至9月17日')
    doc.add_paragraph('活动预算：30万元')
    doc.add_heading('二、结果', 1)
    table(doc, [['指标', '目标', '实际'], ['销售额', '150万', '162万'], ['订单数', '6000', '6480']])
    doc.add_heading('三、经验教训', 1)
    doc.add_paragraph('预售期分两档定价，早鸟价带动了三成订单，但后期补货不及时，造成大约两百单延迟发货，客诉集中在中秋前三天，需要在下一次活动之前与仓库约定补货触发线和每日盘点时间。')
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'page.docx')
        doc.save(path)
        convert('page.docx', open(path, 'rb').read(), 'pdf:writer_pdf_Export', 'review_zh.pdf')


def convert(name, text, kind, target):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, 'wb') as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        subprocess.run(['soffice', '--headless', f'-env:UserInstallation=file://{folder}/profile', '--convert-to', kind, '--outdir', folder, path], check=True, capture_output=True)
        made = os.path.join(folder, name.rsplit('.', 1)[0] + '.' + kind.split(':')[0])
        shutil.copy(made, target)


def pdfs_without_text():
    """A page with a grey square and no words; a page behind a password."""
    objects = [b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
               b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>',
               b'<</Length 28>>stream\n0.5 g 20 20 100 100 re f    \nendstream']
    out, places = b'%PDF-1.4\n', []
    for i, body in enumerate(objects):
        places.append(len(out))
        out += b'%d 0 obj' % (i + 1) + body + b'endobj\n'
    start = len(out)
    out += b'xref\n0 5\n0000000000 65535 f \n' + b''.join(b'%010d 00000 n \n' % place for place in places)
    out += b'trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % start
    open('picture.pdf', 'wb').write(out)
    convert('page.txt', 'secret', 'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}',
            'password.pdf')


pdfs_without_text(); grai_zh(); traps(); no_styles(); post_mortem_en(); slides(); page_zh()
