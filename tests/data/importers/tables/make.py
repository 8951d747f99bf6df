# Makes the workbooks and archives of this folder (openpyxl). Run it here.
import openpyxl, zipfile, io
import os
D=os.path.dirname(os.path.abspath(__file__))+'/'
wb=openpyxl.Workbook()
ws=wb.active; ws.title='活动'
ws.append(['2024年活动汇总']); ws.merge_cells('A1:E1')
ws.append(['','','','','单位：万元'])
ws.append(['编号','活动名称','活动时间','预算','实际花费'])
ws.append(['D11','双11','11.1-11.11',50,48.5])
ws.append(['618','618大促','2024.6.1-6.18',30,31])
ws.append(['合计','','',80,79.5])
c=wb.create_sheet('渠道'); c.append(['渠道','类型']); c.append(['短信','内部']); c.append(['抖音','外部'])
n=wb.create_sheet('说明'); n.append(['本表由市场部维护'])
wb.save(D+'活动.xlsx')
def gbkzip(entries):
    # zipfile writes UTF-8 names with the flag; patch to raw GBK names without it
    b=io.BytesIO()
    z=zipfile.ZipFile(b,'w',zipfile.ZIP_DEFLATED)
    for name,dat in entries:
        raw=name.encode('gbk'); info=zipfile.ZipInfo('x'*len(raw)); info.compress_type=zipfile.ZIP_DEFLATED
        z.writestr(info,dat)
    z.close(); v=b.getvalue()
    for name,dat in entries:
        raw=name.encode('gbk'); v=v.replace(b'x'*len(raw),raw,1)
    for name,dat in entries:
        raw=name.encode('gbk'); v=v.replace(b'x'*len(raw),raw,1)
    return v
inner=io.BytesIO(); z=zipfile.ZipFile(inner,'w'); z.writestr('a.csv','编号,活动名称,开始时间\nZ2,里面,2024-02-01\n'); z.close()
open(D+'归档.zip','wb').write(gbkzip([('2024/活动.csv','编号,活动名称,开始时间\nZ1,外面,2024-01-01\n'.encode()),('内层压缩包.zip',inner.getvalue())]))
z=zipfile.ZipFile(D+'unsafe.zip','w'); z.writestr('../evil.csv','a,b\n1,2\n'); z.close()
z=zipfile.ZipFile(D+'bomb.zip','w',zipfile.ZIP_DEFLATED,compresslevel=9); z.writestr('zeros.csv',b'0'*(8<<20)); z.close()
a=io.BytesIO(); z=zipfile.ZipFile(a,'w'); z.writestr('x.csv','a\n'); z.close()
b=io.BytesIO(); z=zipfile.ZipFile(b,'w'); z.writestr('a.zip',a.getvalue()); z.close()
z=zipfile.ZipFile(D+'nested.zip','w'); z.writestr('b.zip',b.getvalue()); z.close()
wb=openpyxl.Workbook(); ws=wb.active; ws.title='基本信息'
for r in [['双11大促复盘表',None],['活动编号','D11'],['活动名称','双11大促'],['活动时间','2024年11月1日-11日'],['负责人','张三'],['亮点','直播间转化高'],['亮点','短信召回有效']]: ws.append(r)
ws.merge_cells('A1:B1')
g=wb.create_sheet('目标达成')
for r in [['指标','目标','实际'],['GMV','200万','230万'],['拉新',5000,4800]]: g.append(r)
c=wb.create_sheet('渠道费用')
for r in [['单位：万元'],['渠道','花费','曝光'],['抖音',12,500000],['微信公众号',3,None],['合计',15,500000]]: c.append(r)
k=wb.create_sheet('费用')
for r in [['费用项目','预算','实际'],['物料',20000,18000],['合计',20000,18000]]: k.append(r)
wb.save(D+'单活动.xlsx')

wb=openpyxl.Workbook(); ws=wb.active; ws.title='台账'
for r in [['2023年活动台账'],['活动名称','活动时间','渠道','花费','曝光'],['双11','2023.11.1-11.11','抖音',120000,5000000],[None,None,'短信',8000,20000],[None,None,'小计',128000,5020000],['双12','12.10-12.12','抖音',50000,1000000],['合计',None,None,178000,6020000]]: ws.append(r)
for m in ['A1:E1','A3:A5','B3:B5']: ws.merge_cells(m)
wb.save(D+'台账.xlsx')
wb=openpyxl.Workbook(); ws=wb.active; ws.title='数据'
for r in [['2023双11各渠道数据'],['渠道','投放',None,'转化',None],[None,'花费(万)','点击','订单数','GMV(万元)'],['抖音',12.5,80000,850,68.5],['小计',12.5,80000,850,68.5]]: ws.append(r)
for m in ['A1:E1','A2:A3','B2:C2','D2:E2']: ws.merge_cells(m)
wb.save(D+'双11数据汇总.xlsx')
