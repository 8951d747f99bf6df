BEGIN TRANSACTION;
CREATE TABLE alias (
  kind INTEGER NOT NULL,
  folded TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (kind, folded)
) STRICT, WITHOUT ROWID;
INSERT INTO "alias" VALUES(3,'douyin',3);
INSERT INTO "alias" VALUES(3,'e-mail',4);
INSERT INTO "alias" VALUES(3,'edm',4);
INSERT INTO "alias" VALUES(3,'email',4);
INSERT INTO "alias" VALUES(3,'email marketing',4);
INSERT INTO "alias" VALUES(3,'emails',4);
INSERT INTO "alias" VALUES(3,'newsletter',4);
INSERT INTO "alias" VALUES(3,'official account',0);
INSERT INTO "alias" VALUES(3,'sms',2);
INSERT INTO "alias" VALUES(3,'text message',2);
INSERT INTO "alias" VALUES(3,'text messages',2);
INSERT INTO "alias" VALUES(3,'wechat',1);
INSERT INTO "alias" VALUES(3,'wechat oa',0);
INSERT INTO "alias" VALUES(3,'wechat official account',0);
INSERT INTO "alias" VALUES(3,'wechat official accounts',0);
INSERT INTO "alias" VALUES(3,'wechat public account',0);
INSERT INTO "alias" VALUES(3,'weixin',1);
INSERT INTO "alias" VALUES(3,'会员短信',2);
INSERT INTO "alias" VALUES(3,'会员邮件',4);
INSERT INTO "alias" VALUES(3,'公众号',0);
INSERT INTO "alias" VALUES(3,'公众号图文',0);
INSERT INTO "alias" VALUES(3,'公众号推文',0);
INSERT INTO "alias" VALUES(3,'公众号文章',0);
INSERT INTO "alias" VALUES(3,'公众平台',0);
INSERT INTO "alias" VALUES(3,'公号',0);
INSERT INTO "alias" VALUES(3,'微信',1);
INSERT INTO "alias" VALUES(3,'微信公众号',0);
INSERT INTO "alias" VALUES(3,'微信公众平台',0);
INSERT INTO "alias" VALUES(3,'微信公号',0);
INSERT INTO "alias" VALUES(3,'微信渠道',1);
INSERT INTO "alias" VALUES(3,'微信生态',1);
INSERT INTO "alias" VALUES(3,'微信端',1);
INSERT INTO "alias" VALUES(3,'手机短信',2);
INSERT INTO "alias" VALUES(3,'抖音',3);
INSERT INTO "alias" VALUES(3,'抖音号',3);
INSERT INTO "alias" VALUES(3,'抖音官方号',3);
INSERT INTO "alias" VALUES(3,'抖音平台',3);
INSERT INTO "alias" VALUES(3,'抖音端',3);
INSERT INTO "alias" VALUES(3,'电子邮件',4);
INSERT INTO "alias" VALUES(3,'电邮',4);
INSERT INTO "alias" VALUES(3,'短信',2);
INSERT INTO "alias" VALUES(3,'短信推送',2);
INSERT INTO "alias" VALUES(3,'短信群发',2);
INSERT INTO "alias" VALUES(3,'短信触达',2);
INSERT INTO "alias" VALUES(3,'短消息',2);
INSERT INTO "alias" VALUES(3,'营销短信',2);
INSERT INTO "alias" VALUES(3,'邮件',4);
INSERT INTO "alias" VALUES(3,'邮件营销',4);
INSERT INTO "alias" VALUES(3,'邮箱',4);
INSERT INTO "alias" VALUES(5,'让快乐翻倍',0);
INSERT INTO "alias" VALUES(8,'新客',0);
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  revision INTEGER NOT NULL,
  changes INTEGER NOT NULL,
  change_sum INTEGER NOT NULL,
  versions INTEGER NOT NULL,
  version_sum INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
INSERT INTO "audit" VALUES(1,1795367862675,'root','import','1',1,14,2026184363137715605,9,2202312879601633281,X'FEE7715C1F88452C6783D0FB2C68585BFE0338898B950D0818DCAD72B90FB2B7');
INSERT INTO "audit" VALUES(2,1795367862761,'root','import','2',2,0,0,0,0,X'EFBFCA135BB5DA81667837B3C26774CE55F9BBAB657D0DA6F524D36DAE81BBAA');
INSERT INTO "audit" VALUES(3,1795367862821,'import','import','3',3,0,0,0,0,X'2D2DDE00F9CECF2B1F2A5ED6279EB58C6D57088CB5F1D3FAD4B572A9C05D87E0');
INSERT INTO "audit" VALUES(4,1795367862888,'root','import','4',4,1,3437931087588335093,1,-1828941328563895940,X'E02CBF84C81FA26FCA5984289E0410E1224398CFC2099D56F0E0C8ECF3B32CDE');
INSERT INTO "audit" VALUES(5,1795367862994,'root','export','jsonl',0,0,0,0,0,X'A9CCC588B2B2D9BBC6E4D5DE6540C9129ACF7B7A5846739766125EF7E6FE7707');
INSERT INTO "audit" VALUES(6,1795367892752,'root','write','',5,1,3437931087588335093,1,9000754088819583696,X'F46D2C7E221CC36A6853FD5E5BDF2B237E07ADBAAA25F12FD75E19097072E228');
INSERT INTO "audit" VALUES(7,1795367892811,'root','export','jsonl',0,0,0,0,0,X'4B4CCB0FDEF64BDE0F63545D2C106F58318B6CCE837BA7023A04C79BD110524F');
INSERT INTO "audit" VALUES(8,1795380396335,'root','import','5',6,0,0,0,0,X'26DA12D66FBD2E6B42937D646044B1240D57D77088FB31F7B6D063C05BD5B339');
INSERT INTO "audit" VALUES(9,1795380396339,'root','import','5',7,0,0,0,0,X'D4DA25863A1960E3EBD010D6A72817E66FAFF7C7D22DA8198A576AECC284A015');
CREATE TABLE campaign_link (
  campaign INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  target INTEGER NOT NULL, import_id INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign, kind, target)
) STRICT, WITHOUT ROWID;
INSERT INTO "campaign_link" VALUES(0,3,0,1);
INSERT INTO "campaign_link" VALUES(0,3,2,1);
INSERT INTO "campaign_link" VALUES(0,4,0,1);
INSERT INTO "campaign_link" VALUES(0,4,1,1);
INSERT INTO "campaign_link" VALUES(1,3,3,1);
INSERT INTO "campaign_link" VALUES(1,3,4,1);
CREATE TABLE campaign_order (
  number INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  theme TEXT NOT NULL,
  occasion TEXT NOT NULL,
  objective TEXT NOT NULL,
  type TEXT NOT NULL,
  owner TEXT NOT NULL,
  parent TEXT NOT NULL,
  start_day INTEGER NOT NULL,
  end_day INTEGER NOT NULL,
  budget INTEGER NOT NULL,
  spend INTEGER NOT NULL,
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO "campaign_order" VALUES(0,'D11-2023','双十一大促','reviewed','让快乐翻倍','双十一','','','','',19662,19672,4000000000,3890000000,1);
INSERT INTO "campaign_order" VALUES(1,'EU-2024','Spring launch','finished','','','','','','',19783,19802,120000000,-9223372036854775808,1);
CREATE TABLE change (
  revision INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (revision, kind, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "change" VALUES(1,1,0);
INSERT INTO "change" VALUES(1,1,1);
INSERT INTO "change" VALUES(1,3,0);
INSERT INTO "change" VALUES(1,3,1);
INSERT INTO "change" VALUES(1,3,2);
INSERT INTO "change" VALUES(1,3,3);
INSERT INTO "change" VALUES(1,3,4);
INSERT INTO "change" VALUES(1,4,0);
INSERT INTO "change" VALUES(1,4,1);
INSERT INTO "change" VALUES(1,5,0);
INSERT INTO "change" VALUES(1,6,0);
INSERT INTO "change" VALUES(1,8,0);
INSERT INTO "change" VALUES(1,9,0);
INSERT INTO "change" VALUES(1,9,1);
INSERT INTO "change" VALUES(4,1,2);
INSERT INTO "change" VALUES(5,1,2);
CREATE TABLE content (
  hash TEXT NOT NULL,
  piece INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (hash, piece)
) STRICT;
CREATE TABLE document (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  title TEXT NOT NULL,
  date TEXT NOT NULL,
  format TEXT NOT NULL,
  file_name TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE document_campaign (
  document INTEGER NOT NULL,
  campaign INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  PRIMARY KEY (document, campaign, import_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_import (
  document INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  PRIMARY KEY (document, import_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE erased_user (
  hash TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE exchange_rate (
  from_currency TEXT NOT NULL,
  to_currency TEXT NOT NULL,
  day INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  import_id INTEGER NOT NULL DEFAULT 0,
  digits INTEGER NOT NULL,
  scale INTEGER NOT NULL,
  PRIMARY KEY (from_currency, to_currency, day, revision)
) STRICT, WITHOUT ROWID;
INSERT INTO "exchange_rate" VALUES('EUR','CNY',19783,2,2,78,1);
CREATE TABLE import (
  id INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  state TEXT NOT NULL,
  actor TEXT NOT NULL,
  mapping TEXT NOT NULL,
  source TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  finished_ms INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 0,
  report TEXT NOT NULL DEFAULT 'null'
, undoes INTEGER NOT NULL DEFAULT 0, undo TEXT NOT NULL DEFAULT 'null') STRICT;
INSERT INTO "import" VALUES(1,'13017671048202927527-3522958059869866245','done','root','','',1795367862674,1795367862677,1,'{"import_id":1,"state":"done","revision":1,"seconds":0.006,"files":[{"path":"in.jsonl","kind":"campaigns","rows":2,"created":2,"updated":0,"unchanged":0,"rejected":0,"conflicting":0,"rejects":[],"warnings":[],"findings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0}],"ignored":[],"mentioned":{"users":0,"channels":0,"products":2,"new_channels":[]},"duplicates":[]}',0,'null');
INSERT INTO "import" VALUES(2,'4418375127784955757-6548752760898388786','done','root','','',1795367862759,1795367862761,2,'{"import_id":2,"state":"done","revision":2,"seconds":0.005,"files":[{"path":"rates.csv","kind":"rates","rows":1,"created":1,"updated":0,"unchanged":0,"rejected":0,"conflicting":0,"rejects":[],"warnings":[],"findings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0}],"ignored":[],"mentioned":{"users":0,"channels":0,"products":0,"new_channels":[]},"duplicates":[]}',0,'null');
INSERT INTO "import" VALUES(3,'10365999746859673293-2361235949859234297','done','root','','',1795367862811,1795367862821,3,'{"import_id":3,"state":"done","revision":2,"seconds":0.012,"files":[{"path":"tp.csv","kind":"touchpoints","rows":3,"created":3,"updated":0,"unchanged":0,"rejected":0,"conflicting":0,"rejects":[],"warnings":[],"findings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0}],"ignored":[],"mentioned":{"users":2,"channels":0,"products":0,"new_channels":[]},"duplicates":[]}',0,'null');
INSERT INTO "import" VALUES(4,'15891020021925088595-14133366396843904426','done','root','','',1795367862885,1795367862891,4,'{"import_id":4,"state":"done","revision":4,"seconds":0.009,"files":[{"path":"in2.jsonl","kind":"campaigns","rows":1,"created":1,"updated":0,"unchanged":0,"rejected":0,"conflicting":0,"rejects":[],"warnings":[],"findings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0}],"ignored":[],"mentioned":{"users":0,"channels":0,"products":0,"new_channels":[]},"duplicates":[{"id":1,"kind":"campaign","a":"D11-2023","b":"D11-2023-B","code":"same_name_and_dates","reason":"the same name and dates under two codes"}]}',0,'null');
INSERT INTO "import" VALUES(5,'2386239855462060130-9074309245422476597','done','root','','',1795380396334,1795380396344,7,'{"import_id":5,"state":"done","revision":7,"seconds":0.013,"files":[{"path":"s.jsonl","kind":"synonyms","rows":1,"created":1,"updated":0,"unchanged":0,"rejected":0,"conflicting":0,"rejects":[],"warnings":[],"findings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0},{"path":"s.jsonl","kind":"saved_searches","rows":1,"created":1,"updated":0,"unchanged":0,"rejected":0,"conflicting":0,"rejects":[],"warnings":[],"findings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0}],"ignored":[],"mentioned":{"users":0,"channels":0,"products":0,"new_channels":[]},"duplicates":[]}',0,'null');
CREATE TABLE import_reject (
  import_id INTEGER NOT NULL,
  file INTEGER NOT NULL,
  row INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  value TEXT NOT NULL,
  code TEXT NOT NULL,
  reason_en TEXT NOT NULL,
  reason_zh TEXT NOT NULL,
  raw TEXT NOT NULL,
  PRIMARY KEY (import_id, file, row, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE kept_answer (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  status INTEGER NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE likely_duplicate (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  code TEXT NOT NULL,
  reason_en TEXT NOT NULL,
  reason_zh TEXT NOT NULL,
  import_id INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  leader TEXT NOT NULL DEFAULT '',
  decided_ms INTEGER NOT NULL DEFAULT 0,
  actor TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO "likely_duplicate" VALUES(1,1,'D11-2023','D11-2023-B','same_name_and_dates','the same name and dates under two codes','名称和日期相同，代码不同',4,'same','D11-2023',1795367892752,'root');
CREATE TABLE link_log (
  import_id INTEGER NOT NULL,
  campaign INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  target INTEGER NOT NULL,
  added INTEGER NOT NULL,
  earlier INTEGER NOT NULL,
  PRIMARY KEY (import_id, campaign, kind, target)
) STRICT, WITHOUT ROWID;
CREATE TABLE node (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "node" VALUES(1,0,'D11-2023');
INSERT INTO "node" VALUES(1,2,'D11-2023-B');
INSERT INTO "node" VALUES(1,1,'EU-2024');
INSERT INTO "node" VALUES(2,0,'u1');
INSERT INTO "node" VALUES(2,1,'u2');
INSERT INTO "node" VALUES(3,4,'EDM');
INSERT INTO "node" VALUES(3,0,'公众号');
INSERT INTO "node" VALUES(3,1,'微信');
INSERT INTO "node" VALUES(3,3,'抖音');
INSERT INTO "node" VALUES(3,2,'短信');
INSERT INTO "node" VALUES(4,0,'SKU1');
INSERT INTO "node" VALUES(4,1,'SKU2');
INSERT INTO "node" VALUES(5,0,'让快乐翻倍');
INSERT INTO "node" VALUES(6,0,'双十一');
INSERT INTO "node" VALUES(8,0,'新客');
INSERT INTO "node" VALUES(9,0,'D11-2023-L2f036cdf');
INSERT INTO "node" VALUES(9,1,'EU-2024-Le526a592');
CREATE TABLE provenance (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  file INTEGER NOT NULL,
  row INTEGER NOT NULL,
  rows TEXT NOT NULL,
  said TEXT NOT NULL,
  PRIMARY KEY (kind, number, file)
) STRICT;
INSERT INTO "provenance" VALUES(1,0,1,1,'','{"name":"双十一大促","theme":"让快乐翻倍","occasion":"双十一","status":"reviewed","start":"2023-11-01","end":"2023-11-11","currency":"CNY","budget":400000,"spend":389000,"channels":["公众号","短信"],"products":["SKU1","SKU2"],"goals":[{"metric":"gmv","target":2000000,"unit":"CNY"}],"results":[{"metric":"gmv","value":2300000}],"lessons":[{"code":"D11-2023-L2f036cdf","campaign":"D11-2023","kind":"success","statement":"预热期发券有效","stage":"execute"}]}');
INSERT INTO "provenance" VALUES(1,1,1,2,'','{"name":"Spring launch","status":"finished","start":"2024-03-01","end":"2024-03-20","currency":"EUR","budget":12000,"segments":["新客"],"channels":["抖音","EDM"],"lessons":[{"code":"EU-2024-Le526a592","campaign":"EU-2024","kind":"failure","statement":"Emails on Monday were not opened"}]}');
INSERT INTO "provenance" VALUES(1,2,2,1,'','{"name":"双十一大促","status":"draft","start":"2023-11-01","end":"2023-11-11"}');
CREATE TABLE provenance_file (
  id INTEGER PRIMARY KEY,
  import_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  sheet TEXT NOT NULL,
  mapping TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO "provenance_file" VALUES(1,1,'in.jsonl','in.jsonl','','',1795367862675);
INSERT INTO "provenance_file" VALUES(2,4,'in2.jsonl','in2.jsonl','','',1795367862888);
CREATE TABLE record (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  parent INTEGER,
  hash INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT;
INSERT INTO "record" VALUES(3,1,1,1,0,NULL,-858209625638931389,'{"channel":"微信","name":"微信","kind":"internal","role":"reach","aliases":["WeChat","Weixin","微信生态","微信端","微信渠道"]}');
INSERT INTO "record" VALUES(3,0,1,1,0,NULL,-9156026843604099871,'{"channel":"公众号","name":"微信公众号","kind":"internal","role":"reach","parent":"微信","aliases":["微信公众号","公号","微信公号","微信公众平台","公众平台","公众号推文","公众号图文","公众号文章","WeChat official account","WeChat official accounts","WeChat OA","official account","WeChat public account"]}');
INSERT INTO "record" VALUES(3,2,1,1,0,NULL,6435132406663678925,'{"channel":"短信","name":"短信","kind":"internal","role":"reach","aliases":["SMS","text message","text messages","手机短信","营销短信","会员短信","短信群发","短信触达","短信推送","短消息"]}');
INSERT INTO "record" VALUES(9,0,1,1,0,0,9210407620252407087,'{"code":"D11-2023-L2f036cdf","campaign":"D11-2023","kind":"success","statement":"预热期发券有效","stage":"execute"}');
INSERT INTO "record" VALUES(1,0,1,1,0,NULL,-555414077118745082,'{"code":"D11-2023","name":"双十一大促","theme":"让快乐翻倍","occasion":"双十一","status":"reviewed","start":"2023-11-01","end":"2023-11-11","currency":"CNY","budget":400000,"spend":389000,"goals":[{"metric":"gmv","target":2000000,"unit":"CNY"}],"results":[{"metric":"gmv","value":2300000}]}');
INSERT INTO "record" VALUES(3,3,1,1,0,NULL,4960220457623124003,'{"channel":"抖音","name":"抖音","kind":"external","role":"reach","aliases":["Douyin","抖音号","抖音官方号","抖音平台","抖音端"]}');
INSERT INTO "record" VALUES(3,4,1,1,0,NULL,-9020831383119103171,'{"channel":"EDM","name":"电子邮件","kind":"internal","role":"reach","aliases":["电子邮件","邮件","email","e-mail","emails","email marketing","邮件营销","会员邮件","newsletter","电邮","邮箱"]}');
INSERT INTO "record" VALUES(9,1,1,1,0,1,-7125410535240382057,'{"code":"EU-2024-Le526a592","campaign":"EU-2024","kind":"failure","statement":"Emails on Monday were not opened"}');
INSERT INTO "record" VALUES(1,1,1,1,0,NULL,8165771326667582822,'{"code":"EU-2024","name":"Spring launch","status":"finished","start":"2024-03-01","end":"2024-03-20","currency":"EUR","budget":12000,"segments":["新客"]}');
INSERT INTO "record" VALUES(1,2,2,5,1,NULL,6883494277694308858,'{"code":"D11-2023-B","name":"双十一大促","status":"draft","start":"2023-11-01","end":"2023-11-11"}');
CREATE TABLE record_version (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  import_id INTEGER NOT NULL DEFAULT 0,
  operation TEXT NOT NULL,
  body TEXT NOT NULL, hash INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, number, version)
) STRICT;
INSERT INTO "record_version" VALUES(3,1,1,1,1795367862675,'root',1,'create','{"channel":"微信","name":"微信","kind":"internal","role":"reach","aliases":["WeChat","Weixin","微信生态","微信端","微信渠道"]}',6780079861776022518);
INSERT INTO "record_version" VALUES(3,0,1,1,1795367862675,'root',1,'create','{"channel":"公众号","name":"微信公众号","kind":"internal","role":"reach","parent":"微信","aliases":["微信公众号","公号","微信公号","微信公众平台","公众平台","公众号推文","公众号图文","公众号文章","WeChat official account","WeChat official accounts","WeChat OA","official account","WeChat public account"]}',-4379421778142070473);
INSERT INTO "record_version" VALUES(3,2,1,1,1795367862675,'root',1,'create','{"channel":"短信","name":"短信","kind":"internal","role":"reach","aliases":["SMS","text message","text messages","手机短信","营销短信","会员短信","短信群发","短信触达","短信推送","短消息"]}',-3862167743646176892);
INSERT INTO "record_version" VALUES(9,0,1,1,1795367862675,'root',1,'create','{"code":"D11-2023-L2f036cdf","campaign":"D11-2023","kind":"success","statement":"预热期发券有效","stage":"execute"}',-2619407771076538224);
INSERT INTO "record_version" VALUES(1,0,1,1,1795367862675,'root',1,'create','{"code":"D11-2023","name":"双十一大促","theme":"让快乐翻倍","occasion":"双十一","status":"reviewed","start":"2023-11-01","end":"2023-11-11","currency":"CNY","budget":400000,"spend":389000,"goals":[{"metric":"gmv","target":2000000,"unit":"CNY"}],"results":[{"metric":"gmv","value":2300000}]}',7219563547985806730);
INSERT INTO "record_version" VALUES(3,3,1,1,1795367862675,'root',1,'create','{"channel":"抖音","name":"抖音","kind":"external","role":"reach","aliases":["Douyin","抖音号","抖音官方号","抖音平台","抖音端"]}',-6946471323394340752);
INSERT INTO "record_version" VALUES(3,4,1,1,1795367862675,'root',1,'create','{"channel":"EDM","name":"电子邮件","kind":"internal","role":"reach","aliases":["电子邮件","邮件","email","e-mail","emails","email marketing","邮件营销","会员邮件","newsletter","电邮","邮箱"]}',-3190641449356188779);
INSERT INTO "record_version" VALUES(9,1,1,1,1795367862675,'root',1,'create','{"code":"EU-2024-Le526a592","campaign":"EU-2024","kind":"failure","statement":"Emails on Monday were not opened"}',-8621533791783264525);
INSERT INTO "record_version" VALUES(1,1,1,1,1795367862675,'root',1,'create','{"code":"EU-2024","name":"Spring launch","status":"finished","start":"2024-03-01","end":"2024-03-20","currency":"EUR","budget":12000,"segments":["新客"]}',-6648830169687618227);
INSERT INTO "record_version" VALUES(1,2,1,4,1795367862888,'root',4,'create','{"code":"D11-2023-B","name":"双十一大促","status":"draft","start":"2023-11-01","end":"2023-11-11"}',-7805988844492433876);
INSERT INTO "record_version" VALUES(1,2,2,5,1795367892752,'root',0,'delete','{"code":"D11-2023-B","name":"双十一大促","status":"draft","start":"2023-11-01","end":"2023-11-11"}',-7579120364656572025);
CREATE TABLE revision (
  revision INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  import_id INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "revision" VALUES(1,1795367862675,'root',1);
INSERT INTO "revision" VALUES(2,1795367862761,'root',2);
INSERT INTO "revision" VALUES(3,1795367862821,'import',3);
INSERT INTO "revision" VALUES(4,1795367862888,'root',4);
INSERT INTO "revision" VALUES(5,1795367892752,'root',0);
INSERT INTO "revision" VALUES(6,1795380396335,'root',5);
INSERT INTO "revision" VALUES(7,1795380396339,'root',5);
CREATE TABLE same_as (
  kind INTEGER NOT NULL,
  key TEXT NOT NULL,
  leader TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
INSERT INTO "same_as" VALUES(1,'D11-2023-B','D11-2023');
CREATE TABLE saved_search (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  parameters TEXT NOT NULL,
  revision INTEGER NOT NULL,
  made_ms INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "saved_search" VALUES('短信','短信复盘','{"q":"短信"}',7,1795380396339,'root',1795380396339,'root');
CREATE TABLE saved_search_seen (
  name TEXT PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  revision INTEGER NOT NULL,
  total INTEGER NOT NULL,
  ids TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "setting" VALUES('archive_id','bd83473924b019120e9c1764afbcd7c1');
INSERT INTO "setting" VALUES('currency','CNY');
INSERT INTO "setting" VALUES('sample','0');
INSERT INTO "setting" VALUES('zone','Asia/Shanghai');
CREATE TABLE synonym_group (
  id INTEGER PRIMARY KEY,
  folded TEXT NOT NULL UNIQUE,
  words TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
INSERT INTO "synonym_group" VALUES(1,'老带新','["老带新","转介绍"]',6,1795380396335,'root');
CREATE TABLE synonym_word (
  folded TEXT PRIMARY KEY,
  group_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "synonym_word" VALUES('老带新',1);
INSERT INTO "synonym_word" VALUES('转介绍',1);
CREATE TABLE token (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  hash BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  revoked_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE touchpoint_block (
  block INTEGER PRIMARY KEY AUTOINCREMENT,
  position INTEGER,
  first_position INTEGER,   -- of a merged block: the lowest position it took the place of; else equal to position
  revision INTEGER,         -- that published it (of a merged block: its last part)
  import_id INTEGER NOT NULL,
  file INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  last_row INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  dead_rows INTEGER NOT NULL DEFAULT 0,
  min_ms INTEGER NOT NULL,
  max_ms INTEGER NOT NULL,
  min_user INTEGER NOT NULL,
  max_user INTEGER NOT NULL
) STRICT;
INSERT INTO "touchpoint_block" VALUES(1,1,1,3,3,0,2,4,3,0,1698890400000,1698940800000,0,1);
CREATE TABLE touchpoint_data (
  block INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;
INSERT INTO "touchpoint_data" VALUES(1,X'BC0A34C40ABC0B6D41545031030008000101010003000000010000000000000001000000000000000200000000000000010000000000000001000000000000000301010003000000000000000000000001000000000000000501010003000000010000000000000001000000000000000C010100030000000041C28D8B01000080EE3600000000000E01020006000000000000000000000001000000000000000D01010003000000030000000000000001000000000000000F010100030000000000000000000000010000000000000000000103000100020100010E0000E30300000101000002000000000000000000');
CREATE TABLE touchpoint_dead (
  block INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  published INTEGER NOT NULL DEFAULT 0,
  rows BLOB NOT NULL,
  PRIMARY KEY (block, import_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE touchpoint_identity (
  block INTEGER PRIMARY KEY,
  hashes BLOB NOT NULL
) STRICT;
INSERT INTO "touchpoint_identity" VALUES(1,X'B74D546F62FC136A188030088DE760028B30C7D5A40841563A87C4FC5C2829AF');
CREATE TABLE touchpoint_import (
  import_id INTEGER PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT;
CREATE TABLE touchpoint_part (
  block INTEGER NOT NULL,
  part INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  file INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  last_row INTEGER NOT NULL,
  PRIMARY KEY (block, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE touchpoint_progress (
  import_id INTEGER NOT NULL,
  file INTEGER NOT NULL,
  row INTEGER NOT NULL,
  created INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  PRIMARY KEY (import_id, file)
) STRICT, WITHOUT ROWID;
CREATE TABLE touchpoint_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  last_position INTEGER NOT NULL,
  rewrite_revision INTEGER NOT NULL,
  generation INTEGER NOT NULL
) STRICT;
INSERT INTO "touchpoint_state" VALUES(1,1,0,0);
CREATE TABLE unconfirmed (
  id INTEGER PRIMARY KEY,
  import_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  evidence TEXT NOT NULL,
  document INTEGER,
  file TEXT NOT NULL,
  row INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  decided_ms INTEGER NOT NULL DEFAULT 0,
  actor TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE word (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "word" VALUES(1,0,'click');
INSERT INTO "word" VALUES(1,1,'open');
INSERT INTO "word" VALUES(1,2,'purchase');
CREATE UNIQUE INDEX node_key ON node (kind, key);
CREATE UNIQUE INDEX word_text ON word (kind, text);
CREATE INDEX record_parent ON record (kind, parent) WHERE parent IS NOT NULL;
CREATE INDEX campaign_link_target ON campaign_link (kind, target);
CREATE INDEX import_fingerprint ON import (fingerprint, state);
CREATE UNIQUE INDEX touchpoint_block_position ON touchpoint_block (position) WHERE position IS NOT NULL;
CREATE INDEX touchpoint_block_import ON touchpoint_block (import_id);
CREATE INDEX touchpoint_dead_import ON touchpoint_dead (import_id);
CREATE INDEX kept_answer_at ON kept_answer (at_ms);
CREATE INDEX record_version_import ON record_version (import_id, kind, number) WHERE import_id<>0;
CREATE INDEX campaign_link_import ON campaign_link (import_id) WHERE import_id<>0;
CREATE UNIQUE INDEX provenance_file_of ON provenance_file (import_id, source, sheet, mapping);
CREATE INDEX document_campaign_of ON document_campaign (campaign);
CREATE UNIQUE INDEX unconfirmed_once ON unconfirmed (kind, number, field, value);
CREATE UNIQUE INDEX likely_duplicate_once ON likely_duplicate (kind, a, b);
CREATE INDEX audit_action ON audit (action, id);
CREATE UNIQUE INDEX audit_revision ON audit (revision) WHERE revision<>0;
CREATE INDEX campaign_by_start ON campaign_order (start_day, code);
CREATE INDEX campaign_by_end ON campaign_order (end_day, code);
CREATE INDEX campaign_by_name ON campaign_order (name, code);
CREATE INDEX campaign_by_code ON campaign_order (code);
CREATE INDEX campaign_by_budget ON campaign_order (budget, code);
CREATE INDEX campaign_by_spend ON campaign_order (spend, code);
CREATE INDEX campaign_by_change ON campaign_order (revision, code);
CREATE INDEX campaign_by_status ON campaign_order (status, start_day, code);
CREATE INDEX campaign_by_theme ON campaign_order (theme, start_day, code);
CREATE INDEX campaign_by_occasion ON campaign_order (occasion, start_day, code);
CREATE INDEX campaign_by_objective ON campaign_order (objective, start_day, code);
CREATE INDEX campaign_by_type ON campaign_order (type, start_day, code);
CREATE INDEX campaign_by_owner ON campaign_order (owner, start_day, code);
CREATE INDEX campaign_by_parent ON campaign_order (parent, start_day, code) WHERE parent<>'';
CREATE INDEX exchange_rate_import ON exchange_rate (import_id) WHERE import_id<>0;
CREATE INDEX synonym_word_group ON synonym_word (group_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('touchpoint_block',1);
COMMIT;
