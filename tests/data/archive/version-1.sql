BEGIN TRANSACTION;
CREATE TABLE alias (
  kind INTEGER NOT NULL,
  folded TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (kind, folded)
) STRICT, WITHOUT ROWID;
INSERT INTO "alias" VALUES(3,'community group',3);
INSERT INTO "alias" VALUES(3,'official account',0);
INSERT INTO "alias" VALUES(3,'sms',2);
INSERT INTO "alias" VALUES(3,'text message',2);
INSERT INTO "alias" VALUES(3,'text messages',2);
INSERT INTO "alias" VALUES(3,'wechat',1);
INSERT INTO "alias" VALUES(3,'wechat group',3);
INSERT INTO "alias" VALUES(3,'wechat groups',3);
INSERT INTO "alias" VALUES(3,'wechat oa',0);
INSERT INTO "alias" VALUES(3,'wechat official account',0);
INSERT INTO "alias" VALUES(3,'wechat official accounts',0);
INSERT INTO "alias" VALUES(3,'wechat public account',0);
INSERT INTO "alias" VALUES(3,'weixin',1);
INSERT INTO "alias" VALUES(3,'企业微信群',3);
INSERT INTO "alias" VALUES(3,'企微社群',3);
INSERT INTO "alias" VALUES(3,'企微群',3);
INSERT INTO "alias" VALUES(3,'会员短信',2);
INSERT INTO "alias" VALUES(3,'会员群',3);
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
INSERT INTO "alias" VALUES(3,'微信社群',3);
INSERT INTO "alias" VALUES(3,'微信端',1);
INSERT INTO "alias" VALUES(3,'微信群',3);
INSERT INTO "alias" VALUES(3,'手机短信',2);
INSERT INTO "alias" VALUES(3,'用户群',3);
INSERT INTO "alias" VALUES(3,'短信',2);
INSERT INTO "alias" VALUES(3,'短信推送',2);
INSERT INTO "alias" VALUES(3,'短信群发',2);
INSERT INTO "alias" VALUES(3,'短信触达',2);
INSERT INTO "alias" VALUES(3,'短消息',2);
INSERT INTO "alias" VALUES(3,'社区群',3);
INSERT INTO "alias" VALUES(3,'社群',3);
INSERT INTO "alias" VALUES(3,'社群运营',3);
INSERT INTO "alias" VALUES(3,'福利群',3);
INSERT INTO "alias" VALUES(3,'私域社群',3);
INSERT INTO "alias" VALUES(3,'私域群',3);
INSERT INTO "alias" VALUES(3,'粉丝群',3);
INSERT INTO "alias" VALUES(3,'营销短信',2);
CREATE TABLE campaign_link (
  campaign INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  target INTEGER NOT NULL,
  PRIMARY KEY (campaign, kind, target)
) STRICT, WITHOUT ROWID;
INSERT INTO "campaign_link" VALUES(0,3,0);
INSERT INTO "campaign_link" VALUES(0,3,2);
INSERT INTO "campaign_link" VALUES(1,3,3);
INSERT INTO "campaign_link" VALUES(0,4,0);
INSERT INTO "campaign_link" VALUES(0,4,1);
INSERT INTO "campaign_link" VALUES(1,4,2);
CREATE TABLE campaign_order (
  number INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  start_day INTEGER NOT NULL
) STRICT;
INSERT INTO "campaign_order" VALUES(0,'D11-2023','双十一大促','',19662);
INSERT INTO "campaign_order" VALUES(1,'SPRING','春季上新','',19783);
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
INSERT INTO "change" VALUES(1,4,0);
INSERT INTO "change" VALUES(1,4,1);
INSERT INTO "change" VALUES(1,4,2);
INSERT INTO "change" VALUES(1,9,0);
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
) STRICT;
INSERT INTO "import" VALUES(1,'2299831791498888819-10434163253007705136','done','root','','',1795336648716,1795336648732,2,'{"import_id":1,"state":"done","revision":1,"seconds":0.023,"files":[{"path":"c.csv","kind":"campaigns","rows":2,"created":2,"updated":0,"unchanged":0,"rejected":0,"rejects":[],"warnings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0},{"path":"t.csv","kind":"touchpoints","rows":3,"created":3,"updated":0,"unchanged":0,"rejected":0,"rejects":[],"warnings":[],"ignored_columns":[],"encoding":"UTF-8","derived_codes":[],"merged":0}],"ignored":[],"mentioned":{"users":2,"channels":0,"products":3,"new_channels":[]}}');
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
CREATE TABLE node (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "node" VALUES(1,0,'D11-2023');
INSERT INTO "node" VALUES(1,1,'SPRING');
INSERT INTO "node" VALUES(2,0,'u1');
INSERT INTO "node" VALUES(2,1,'u2');
INSERT INTO "node" VALUES(3,0,'公众号');
INSERT INTO "node" VALUES(3,1,'微信');
INSERT INTO "node" VALUES(3,2,'短信');
INSERT INTO "node" VALUES(3,3,'社群');
INSERT INTO "node" VALUES(4,0,'SKU1');
INSERT INTO "node" VALUES(4,1,'SKU2');
INSERT INTO "node" VALUES(4,2,'SKU3');
INSERT INTO "node" VALUES(9,0,'D11-2023-L7b274c6b');
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
INSERT INTO "record" VALUES(9,0,1,1,0,0,-1210117291675766375,'{"code":"D11-2023-L7b274c6b","campaign":"D11-2023","kind":"success","statement":"预热期越早越好"}');
INSERT INTO "record" VALUES(1,0,1,1,0,NULL,-1426058978662849493,'{"code":"D11-2023","name":"双十一大促","start":"2023-11-01","end":"2023-11-11","budget":500000}');
INSERT INTO "record" VALUES(3,3,1,1,0,NULL,-3005164988621694811,'{"channel":"社群","name":"私域社群","kind":"internal","role":"reach","parent":"微信","aliases":["微信群","社群","企微社群","企微群","企业微信群","粉丝群","会员群","福利群","用户群","私域群","社群运营","微信社群","WeChat group","WeChat groups","community group","社区群"]}');
INSERT INTO "record" VALUES(1,1,1,1,0,NULL,-2734166673525145857,'{"code":"SPRING","name":"春季上新","start":"2024-03-01","end":"2024-03-10","budget":10000}');
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
INSERT INTO "record_version" VALUES(3,1,1,1,1795336648719,'root',1,'create','{"channel":"微信","name":"微信","kind":"internal","role":"reach","aliases":["WeChat","Weixin","微信生态","微信端","微信渠道"]}');
INSERT INTO "record_version" VALUES(3,0,1,1,1795336648719,'root',1,'create','{"channel":"公众号","name":"微信公众号","kind":"internal","role":"reach","parent":"微信","aliases":["微信公众号","公号","微信公号","微信公众平台","公众平台","公众号推文","公众号图文","公众号文章","WeChat official account","WeChat official accounts","WeChat OA","official account","WeChat public account"]}');
INSERT INTO "record_version" VALUES(3,2,1,1,1795336648719,'root',1,'create','{"channel":"短信","name":"短信","kind":"internal","role":"reach","aliases":["SMS","text message","text messages","手机短信","营销短信","会员短信","短信群发","短信触达","短信推送","短消息"]}');
INSERT INTO "record_version" VALUES(9,0,1,1,1795336648719,'root',1,'create','{"code":"D11-2023-L7b274c6b","campaign":"D11-2023","kind":"success","statement":"预热期越早越好"}');
INSERT INTO "record_version" VALUES(1,0,1,1,1795336648719,'root',1,'create','{"code":"D11-2023","name":"双十一大促","start":"2023-11-01","end":"2023-11-11","budget":500000}');
INSERT INTO "record_version" VALUES(3,3,1,1,1795336648719,'root',1,'create','{"channel":"社群","name":"私域社群","kind":"internal","role":"reach","parent":"微信","aliases":["微信群","社群","企微社群","企微群","企业微信群","粉丝群","会员群","福利群","用户群","私域群","社群运营","微信社群","WeChat group","WeChat groups","community group","社区群"]}');
INSERT INTO "record_version" VALUES(1,1,1,1,1795336648719,'root',1,'create','{"code":"SPRING","name":"春季上新","start":"2024-03-01","end":"2024-03-10","budget":10000}');
CREATE TABLE revision (
  revision INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  import_id INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "revision" VALUES(1,1795336648719,'root',1);
INSERT INTO "revision" VALUES(2,1795336648732,'import',1);
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "setting" VALUES('archive_id','933271037f9f4c581230fc7999a91028');
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
INSERT INTO "touchpoint_block" VALUES(1,1,1,2,1,1,2,4,3,0,1698854400000,1709308800000,0,1);
CREATE TABLE touchpoint_data (
  block INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;
INSERT INTO "touchpoint_data" VALUES(1,X'C21085E6220335E64154503103000B000101010003000000010000000000000001000000000000000201010003000000010000000000000001000000000000000301010003000000030000000000000001000000000000000401010003000000010000000000000001000000000000000501010003000000010000000000000001000000000000000C0102000600000000F09C8B8B01000080EE3600000000000E01010003000000000000000000000001000000000000000D01010003000000030000000000000001000000000000000F010100030000000000000000000000010000000000000014000000000000000200000000000000010000000000000015030000060000000000000000000000010000000000000000000100000100000100000200010000000A00580B0063000001000002006531653265330000000000000000');
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('touchpoint_block',1);
COMMIT;
