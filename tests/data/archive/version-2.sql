BEGIN TRANSACTION;
CREATE TABLE alias (
  kind INTEGER NOT NULL,
  folded TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (kind, folded)
) STRICT, WITHOUT ROWID;
INSERT INTO "alias" VALUES(3,'douyin',3);
INSERT INTO "alias" VALUES(3,'official account',1);
INSERT INTO "alias" VALUES(3,'sms',0);
INSERT INTO "alias" VALUES(3,'text message',0);
INSERT INTO "alias" VALUES(3,'text messages',0);
INSERT INTO "alias" VALUES(3,'wechat',2);
INSERT INTO "alias" VALUES(3,'wechat oa',1);
INSERT INTO "alias" VALUES(3,'wechat official account',1);
INSERT INTO "alias" VALUES(3,'wechat official accounts',1);
INSERT INTO "alias" VALUES(3,'wechat public account',1);
INSERT INTO "alias" VALUES(3,'weixin',2);
INSERT INTO "alias" VALUES(3,'会员短信',0);
INSERT INTO "alias" VALUES(3,'公众号',1);
INSERT INTO "alias" VALUES(3,'公众号图文',1);
INSERT INTO "alias" VALUES(3,'公众号推文',1);
INSERT INTO "alias" VALUES(3,'公众号文章',1);
INSERT INTO "alias" VALUES(3,'公众平台',1);
INSERT INTO "alias" VALUES(3,'公号',1);
INSERT INTO "alias" VALUES(3,'微信',2);
INSERT INTO "alias" VALUES(3,'微信公众号',1);
INSERT INTO "alias" VALUES(3,'微信公众平台',1);
INSERT INTO "alias" VALUES(3,'微信公号',1);
INSERT INTO "alias" VALUES(3,'微信渠道',2);
INSERT INTO "alias" VALUES(3,'微信生态',2);
INSERT INTO "alias" VALUES(3,'微信端',2);
INSERT INTO "alias" VALUES(3,'手机短信',0);
INSERT INTO "alias" VALUES(3,'抖音',3);
INSERT INTO "alias" VALUES(3,'抖音号',3);
INSERT INTO "alias" VALUES(3,'抖音官方号',3);
INSERT INTO "alias" VALUES(3,'抖音平台',3);
INSERT INTO "alias" VALUES(3,'抖音端',3);
INSERT INTO "alias" VALUES(3,'短信',0);
INSERT INTO "alias" VALUES(3,'短信推送',0);
INSERT INTO "alias" VALUES(3,'短信群发',0);
INSERT INTO "alias" VALUES(3,'短信触达',0);
INSERT INTO "alias" VALUES(3,'短消息',0);
INSERT INTO "alias" VALUES(3,'营销短信',0);
CREATE TABLE campaign_link (
  campaign INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  target INTEGER NOT NULL, import_id INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign, kind, target)
) STRICT, WITHOUT ROWID;
INSERT INTO "campaign_link" VALUES(0,3,0,1);
INSERT INTO "campaign_link" VALUES(0,3,1,1);
INSERT INTO "campaign_link" VALUES(1,3,3,1);
CREATE TABLE campaign_order (
  number INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  start_day INTEGER NOT NULL
) STRICT;
INSERT INTO "campaign_order" VALUES(0,'D11-2023','双十一大促','',19662);
INSERT INTO "campaign_order" VALUES(1,'SPRING','春季上新','',19783);
INSERT INTO "campaign_order" VALUES(2,'中秋节活动-20240910','中秋节活动','',19976);
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
INSERT INTO "change" VALUES(1,9,0);
INSERT INTO "change" VALUES(2,1,2);
INSERT INTO "change" VALUES(2,9,1);
INSERT INTO "change" VALUES(3,1,2);
INSERT INTO "change" VALUES(3,12,0);
INSERT INTO "change" VALUES(5,1,1);
CREATE TABLE content (
  hash TEXT NOT NULL,
  piece INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (hash, piece)
) STRICT;
INSERT INTO "content" VALUES('3741b54fccaa4ed729e23203b20cda628fa10d8d44242d28efb49ad5cce86924',0,X'2320E4B8ADE7A78BE88A82E6B4BBE58AA8E5A48DE79B980A0AE6B4BBE58AA8E697B6E997B4EFBC9A32303234E5B9B439E69C883130E697A52D39E69C883137E697A50A0AE4B880E38081E79BAEE6A087EFBC9A474D5620313030E4B8870A0AE4BA8CE38081E7BB93E69E9CEFBC9A474D5620313230E4B887EFBC8CE7BAA635E4B887E4BABAE58F82E4B88E0A0AE4B889E38081E4B88DE8B6B3EFBC9AE789A9E6B581E5A4AAE685A20A');
INSERT INTO "content" VALUES('cf0580718e40d94728d6439fbdc68e23b799bbe874e380e6fd0830c9cef957da',0,X'E4B8ADE7A78BE88A82E6B4BBE58AA8E5A48DE79B980AE6B4BBE58AA8E697B6E997B4EFBC9A32303234E5B9B439E69C883130E697A52D39E69C883137E697A50AE79BAEE6A087EFBC9A474D5620313030E4B8870AE7BB93E69E9CEFBC9A474D5620313230E4B887EFBC8CE7BAA635E4B887E4BABAE58F82E4B88E0AE4B88DE8B6B3EFBC9AE789A9E6B581E5A4AAE685A20A');
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
INSERT INTO "document" VALUES(0,'3741b54fccaa4ed729e23203b20cda628fa10d8d44242d28efb49ad5cce86924','cf0580718e40d94728d6439fbdc68e23b799bbe874e380e6fd0830c9cef957da',169,'中秋节活动复盘','','markdown','r.md',1795346926306);
CREATE TABLE document_campaign (
  document INTEGER NOT NULL,
  campaign INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  PRIMARY KEY (document, campaign, import_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "document_campaign" VALUES(0,2,1);
CREATE TABLE document_import (
  document INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  PRIMARY KEY (document, import_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "document_import" VALUES(0,1);
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
INSERT INTO "import" VALUES(1,'14683187254533891904-1510194529027752744','done','root','','',1795346926237,1795346926325,4,'{"import_id":1,"state":"done","revision":3,"seconds":0.095,"files":[{"path":"c.csv","kind":"campaigns","rows":2,"created":2,"updated":0,"unchanged":0,"rejected":0,"conflicting":0,"rejects":[],"warnings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0},{"path":"r.md","kind":"documents","rows":1,"created":1,"updated":0,"unchanged":0,"rejected":0,"conflicting":0,"rejects":[],"warnings":["1 values are uncertain and wait for confirmation; they count in no figure"],"ignored_columns":[],"encoding":"","derived_codes":[],"merged":0},{"path":"r.md","kind":"campaigns","rows":1,"created":1,"updated":0,"unchanged":0,"rejected":0,"conflicting":0,"rejects":[],"warnings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[{"row":1,"code":"中秋节活动-20240910"}],"merged":0},{"path":"t.csv","kind":"touchpoints","rows":3,"created":3,"updated":0,"unchanged":0,"rejected":0,"conflicting":0,"rejects":[],"warnings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0}],"ignored":[],"mentioned":{"users":2,"channels":0,"products":0,"new_channels":[]},"duplicates":[]}',0,'null');
INSERT INTO "import" VALUES(2,'5112068292719001742-14093040681110422429','done','root','','',1795346926424,1795346926444,5,'{"import_id":2,"state":"done","revision":5,"seconds":0.023,"files":[{"path":"c.csv","kind":"campaigns","rows":2,"created":0,"updated":1,"unchanged":1,"rejected":0,"conflicting":1,"rejects":[],"warnings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0}],"ignored":[],"mentioned":{"users":0,"channels":0,"products":0,"new_channels":[]},"duplicates":[]}',0,'null');
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
INSERT INTO "node" VALUES(1,1,'SPRING');
INSERT INTO "node" VALUES(1,2,'中秋节活动-20240910');
INSERT INTO "node" VALUES(2,0,'u1');
INSERT INTO "node" VALUES(2,1,'u2');
INSERT INTO "node" VALUES(3,1,'公众号');
INSERT INTO "node" VALUES(3,2,'微信');
INSERT INTO "node" VALUES(3,3,'抖音');
INSERT INTO "node" VALUES(3,0,'短信');
INSERT INTO "node" VALUES(9,0,'D11-2023-L7b274c6b');
INSERT INTO "node" VALUES(9,1,'中秋节活动-20240910-Lb4fef8c5');
INSERT INTO "node" VALUES(12,0,'3741b54fccaa4ed729e23203b20cda628fa10d8d44242d28efb49ad5cce86924');
CREATE TABLE provenance (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  file INTEGER NOT NULL,
  row INTEGER NOT NULL,
  rows TEXT NOT NULL,
  said TEXT NOT NULL,
  PRIMARY KEY (kind, number, file)
) STRICT;
INSERT INTO "provenance" VALUES(1,0,1,2,'','{"name":"双十一大促","start":"2023-11-01","end":"2023-11-11","budget":500000,"channels":["短信","公众号"],"lessons":[{"code":"D11-2023-L7b274c6b","campaign":"D11-2023","statement":"预热期越早越好"}]}');
INSERT INTO "provenance" VALUES(1,1,1,3,'','{"name":"春季上新","start":"2024-03-01","end":"2024-03-15","budget":80000,"channels":["抖音"]}');
INSERT INTO "provenance" VALUES(1,2,2,1,'','{"name":"中秋节活动","start":"2024-09-10","end":"2024-09-17","goals":[{"metric":"gmv","target":1000000}],"results":[{"metric":"gmv","value":1200000}],"lessons":[{"code":"中秋节活动-20240910-Lb4fef8c5","campaign":"中秋节活动-20240910","kind":"failure","statement":"物流太慢"}],"review":{"goal":"GMV 100万","result":"GMV 120万，约5万人参与"}}');
INSERT INTO "provenance" VALUES(1,1,3,3,'','{"name":"春季上新","start":"2024-03-01","end":"2024-03-15","budget":90000,"channels":["抖音"]}');
CREATE TABLE provenance_file (
  id INTEGER PRIMARY KEY,
  import_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  sheet TEXT NOT NULL,
  mapping TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO "provenance_file" VALUES(1,1,'/data/c.csv','c.csv','','',1795346926241);
INSERT INTO "provenance_file" VALUES(2,1,'/data/r.md','r.md','','',1795346926245);
INSERT INTO "provenance_file" VALUES(3,2,'/data/c.csv','c.csv','','',1795346926433);
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
INSERT INTO "record" VALUES(3,0,1,1,0,NULL,6435132406663678925,'{"channel":"短信","name":"短信","kind":"internal","role":"reach","aliases":["SMS","text message","text messages","手机短信","营销短信","会员短信","短信群发","短信触达","短信推送","短消息"]}');
INSERT INTO "record" VALUES(3,2,1,1,0,NULL,-858209625638931389,'{"channel":"微信","name":"微信","kind":"internal","role":"reach","aliases":["WeChat","Weixin","微信生态","微信端","微信渠道"]}');
INSERT INTO "record" VALUES(3,1,1,1,0,NULL,-9156026843604099871,'{"channel":"公众号","name":"微信公众号","kind":"internal","role":"reach","parent":"微信","aliases":["微信公众号","公号","微信公号","微信公众平台","公众平台","公众号推文","公众号图文","公众号文章","WeChat official account","WeChat official accounts","WeChat OA","official account","WeChat public account"]}');
INSERT INTO "record" VALUES(9,0,1,1,0,0,1245841720990974693,'{"code":"D11-2023-L7b274c6b","campaign":"D11-2023","statement":"预热期越早越好"}');
INSERT INTO "record" VALUES(1,0,1,1,0,NULL,-1426058978662849493,'{"code":"D11-2023","name":"双十一大促","start":"2023-11-01","end":"2023-11-11","budget":500000}');
INSERT INTO "record" VALUES(3,3,1,1,0,NULL,4960220457623124003,'{"channel":"抖音","name":"抖音","kind":"external","role":"reach","aliases":["Douyin","抖音号","抖音官方号","抖音平台","抖音端"]}');
INSERT INTO "record" VALUES(1,1,2,5,0,NULL,-3762204097666017722,'{"code":"SPRING","name":"春季上新","start":"2024-03-01","end":"2024-03-15","budget":90000}');
INSERT INTO "record" VALUES(9,1,1,2,0,2,-3411052437787270985,'{"code":"中秋节活动-20240910-Lb4fef8c5","campaign":"中秋节活动-20240910","kind":"failure","statement":"物流太慢"}');
INSERT INTO "record" VALUES(1,2,1,2,0,NULL,-2385627660600289141,'{"code":"中秋节活动-20240910","name":"中秋节活动","start":"2024-09-10","end":"2024-09-17","goals":[{"metric":"gmv","target":1000000}],"results":[{"metric":"gmv","value":1200000}],"review":{"goal":"GMV 100万","result":"GMV 120万，约5万人参与"}}');
CREATE TABLE record_version (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  import_id INTEGER NOT NULL DEFAULT 0,
  operation TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, number, version)
) STRICT;
INSERT INTO "record_version" VALUES(3,0,1,1,1795346926242,'root',1,'create','{"channel":"短信","name":"短信","kind":"internal","role":"reach","aliases":["SMS","text message","text messages","手机短信","营销短信","会员短信","短信群发","短信触达","短信推送","短消息"]}');
INSERT INTO "record_version" VALUES(3,2,1,1,1795346926242,'root',1,'create','{"channel":"微信","name":"微信","kind":"internal","role":"reach","aliases":["WeChat","Weixin","微信生态","微信端","微信渠道"]}');
INSERT INTO "record_version" VALUES(3,1,1,1,1795346926242,'root',1,'create','{"channel":"公众号","name":"微信公众号","kind":"internal","role":"reach","parent":"微信","aliases":["微信公众号","公号","微信公号","微信公众平台","公众平台","公众号推文","公众号图文","公众号文章","WeChat official account","WeChat official accounts","WeChat OA","official account","WeChat public account"]}');
INSERT INTO "record_version" VALUES(9,0,1,1,1795346926242,'root',1,'create','{"code":"D11-2023-L7b274c6b","campaign":"D11-2023","statement":"预热期越早越好"}');
INSERT INTO "record_version" VALUES(1,0,1,1,1795346926242,'root',1,'create','{"code":"D11-2023","name":"双十一大促","start":"2023-11-01","end":"2023-11-11","budget":500000}');
INSERT INTO "record_version" VALUES(3,3,1,1,1795346926242,'root',1,'create','{"channel":"抖音","name":"抖音","kind":"external","role":"reach","aliases":["Douyin","抖音号","抖音官方号","抖音平台","抖音端"]}');
INSERT INTO "record_version" VALUES(1,1,1,1,1795346926242,'root',1,'create','{"code":"SPRING","name":"春季上新","start":"2024-03-01","end":"2024-03-15","budget":80000}');
INSERT INTO "record_version" VALUES(9,1,1,2,1795346926245,'root',1,'create','{"code":"中秋节活动-20240910-Lb4fef8c5","campaign":"中秋节活动-20240910","kind":"failure","statement":"物流太慢"}');
INSERT INTO "record_version" VALUES(1,2,1,2,1795346926245,'root',1,'create','{"code":"中秋节活动-20240910","name":"中秋节活动","start":"2024-09-10","end":"2024-09-17","goals":[{"metric":"gmv","target":1000000}],"results":[{"metric":"gmv","value":1200000}],"review":{"goal":"GMV 100万","result":"GMV 120万，约5万人参与"}}');
INSERT INTO "record_version" VALUES(1,1,2,5,1795346926433,'root',2,'update','{"code":"SPRING","name":"春季上新","start":"2024-03-01","end":"2024-03-15","budget":90000}');
CREATE TABLE revision (
  revision INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  import_id INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "revision" VALUES(1,1795346926242,'root',1);
INSERT INTO "revision" VALUES(2,1795346926245,'root',1);
INSERT INTO "revision" VALUES(3,1795346926306,'root',1);
INSERT INTO "revision" VALUES(4,1795346926325,'import',1);
INSERT INTO "revision" VALUES(5,1795346926433,'root',2);
CREATE TABLE same_as (
  kind INTEGER NOT NULL,
  key TEXT NOT NULL,
  leader TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "setting" VALUES('archive_id','0441489b8d6ec75429a346805dc8080a');
INSERT INTO "setting" VALUES('currency','CNY');
INSERT INTO "setting" VALUES('sample','0');
INSERT INTO "setting" VALUES('zone','Asia/Shanghai');
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
INSERT INTO "touchpoint_block" VALUES(1,1,1,4,1,3,2,4,3,0,1698804000000,1709337600000,0,1);
CREATE TABLE touchpoint_data (
  block INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;
INSERT INTO "touchpoint_data" VALUES(1,X'5DEC86D5E4429D524154503103000A000101010003000000010000000000000001000000000000000201010003000000010000000000000001000000000000000301010003000000010000000000000001000000000000000501010003000000010000000000000001000000000000000C0102000600000000E59B888B01000080EE3600000000000E01020006000000000000000000000001000000000000000D00000000000000040000000000000001000000000000000F0101000300000000000000000000000100000000000000140000000000000002000000000000000100000000000000150300000600000000000000000000000100000000000000000001000001000003000100000018006E0B0000E30300000002006531653265330000000000000000');
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
INSERT INTO "touchpoint_identity" VALUES(1,X'5AB3DB82359F36CA01D0D7F0D651536246E56E536335105C80B6271FE24AE129');
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
INSERT INTO "unconfirmed" VALUES(1,1,1,2,'occasion','"中秋"','中秋节活动复盘',0,'r.md',0,'open',0,'');
CREATE TABLE word (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "word" VALUES(1,0,'click');
INSERT INTO "word" VALUES(1,1,'purchase');
CREATE UNIQUE INDEX node_key ON node (kind, key);
CREATE UNIQUE INDEX word_text ON word (kind, text);
CREATE INDEX record_parent ON record (kind, parent) WHERE parent IS NOT NULL;
CREATE INDEX campaign_by_start ON campaign_order (start_day, code);
CREATE INDEX campaign_by_code ON campaign_order (code);
CREATE INDEX campaign_by_name ON campaign_order (name, code);
CREATE INDEX campaign_by_status ON campaign_order (status, start_day, code);
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('touchpoint_block',1);
COMMIT;
