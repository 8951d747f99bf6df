// Queries to begin with. Their titles are `cypher.example.ID` of the catalogues.

export interface Example {
  id: string;
  statement: string;
  parameters?: Record<string, string>;
}

export const examples: readonly Example[] = [
  {
    id: 'reach',
    statement: `MATCH (u:User)-[r:REACHED_BY]->(h:Channel)
RETURN h AS channel, count(DISTINCT u) AS people, sum(r.count) AS touchpoints
ORDER BY people DESC LIMIT 20`,
  },
  {
    id: 'shared',
    statement: `MATCH (c:Campaign)<-[:TOUCHED]-(u:User)
WITH c, count(DISTINCT u) AS reached ORDER BY reached DESC LIMIT 1
MATCH (c)<-[:TOUCHED]-(u:User)-[:TOUCHED]->(other:Campaign)
WHERE other <> c
RETURN c AS campaign, other AS shares_with, count(DISTINCT u) AS people
ORDER BY people DESC LIMIT 20`,
  },
  {
    id: 'lessons',
    statement: `MATCH (c:Campaign)-[:TAUGHT]->(l:Lesson)-[:ABOUT]->(h:Channel)
WHERE h.key CONTAINS $channel OR h.name CONTAINS $channel
RETURN h AS channel, l AS lesson, l.advice AS advice, c AS campaign
ORDER BY c.start DESC LIMIT 50`,
    parameters: { channel: '短信' },
  },
  {
    id: 'found',
    statement: `CALL search.query($words, {kind: 'campaign', limit: 20}) YIELD node, score
MATCH (node)-[:USED]->(h:Channel)
RETURN h AS channel, count(*) AS campaigns, collect(node) AS found
ORDER BY campaigns DESC LIMIT 15`,
    parameters: { words: '拉新 优惠券' },
  },
  {
    id: 'bought',
    statement: `MATCH (h:Channel)<-[:REACHED_BY]-(u:User)-[:BOUGHT]->(p:Product)
RETURN h AS channel, p AS product, count(DISTINCT u) AS buyers
ORDER BY buyers DESC LIMIT 30`,
  },
  {
    id: 'untried',
    statement: `MATCH (s:Segment)<-[:TARGETED]-(c:Campaign)
WITH s, count(c) AS campaigns
MATCH (h:Channel)
WHERE NOT exists { MATCH (s)<-[:TARGETED]-(:Campaign)-[:USED]->(h) }
RETURN s AS segment, campaigns, collect(h.key) AS never_used
ORDER BY campaigns DESC LIMIT 20`,
  },
  {
    id: 'mechanics',
    statement: `MATCH (c:Campaign)-[:USES_MECHANIC]->(m:Mechanic)
WHERE c.spend IS NOT NULL
RETURN m AS mechanic, c.currency AS currency, count(*) AS campaigns, sum(c.spend) AS spend, avg(c.spend) AS per_campaign
ORDER BY campaigns DESC, spend DESC`,
  },
  {
    id: 'picture',
    statement: `MATCH (c:Campaign)
WHERE c.end IS NOT NULL
WITH c ORDER BY c.end DESC LIMIT 3
MATCH p = (c)-[:USED|TARGETED|HAS_THEME|ON_OCCASION]->()
RETURN p`,
  },
  {
    id: 'central',
    statement: `CALL graph.pageRank({labels: 'Campaign', types: ['SUCCEEDS']}) YIELD node, score
RETURN node AS campaign, score
ORDER BY score DESC LIMIT 15`,
  },
  {
    id: 'series',
    statement: `MATCH p = (c:Campaign)-[:SUCCEEDS*1..5]->(first:Campaign)
WHERE NOT (first)-[:SUCCEEDS]->() AND NOT ()-[:SUCCEEDS]->(c)
RETURN p, length(p) AS steps
ORDER BY steps DESC, c.start DESC LIMIT 10`,
  },
];
