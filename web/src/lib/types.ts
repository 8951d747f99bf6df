// The shapes of the API's answers that the pages read (/openapi.json describes them in full).

import type { Figure } from './decimal';

export interface ArchiveInfo {
  id: string;
  revision: number;
  zone?: string;
  currency?: string;
  sample?: boolean;
  name?: string;
  can_start_empty?: boolean;
  has_own?: boolean;
  has_samples?: boolean;
  version?: string;
  counts?: Record<string, number>;
}

export interface Piece {
  text: string;
  mark?: boolean;
}

/** What a score is made of: the weights of the parts are its sum. */
export interface Explanation {
  parts: { what: string; text?: string; weight: number; detail?: string }[];
  sum: number;
}

export interface Hit {
  kind: string;
  id: string;
  code: string;
  title: string;
  title_marks?: Piece[];
  score: number;
  snippet?: Piece[];
  fields: HitFields;
  explain?: Explanation;
}

/** A file of text as it was imported (archive/documents.h); `text` only when asked for by itself. */
export interface StoredDocument {
  hash: string;
  title: string;
  format: string;
  file_name: string;
  bytes: number;
  date?: string;
  campaigns: string[];
  text?: string;
}

/** A goal (its target) or a result of a campaign, as a hit shows it. */
export interface HitFigure {
  metric: string;
  value: Figure;
  unit?: string;
}

export interface HitFields {
  file_name?: string;
  date?: string;
  campaigns?: string[];
  theme?: string;
  occasion?: string;
  objective?: string;
  type?: string;
  status?: string;
  start?: string;
  end?: string;
  budget?: Figure;
  spend?: Figure;
  currency?: string;
  channels?: string[];
  products?: string[];
  owner?: string;
  goal?: HitFigure;
  result?: HitFigure;
  attainment?: number;
  roi?: number;
  lesson?: string;
  lessons_count?: number;
  campaign?: string;
  campaign_name?: string;
  kind?: string;
  stage?: string;
  statement?: string;
  advice?: string;
  category?: string[] | string;
  brand?: string;
  price?: Figure;
  name?: string;
  role?: string;
  parent?: string;
  description?: string;
  language?: string;
  origin?: string;
}

export interface FacetValue {
  value: string;
  count: number;
}

/** A bar of a histogram: of dates both ends are included, of amounts the lower one (null: no end). */
export interface Bucket {
  from: Figure;
  to: Figure | null;
  count: number;
}
export interface Histogram {
  unit?: 'year' | 'quarter' | 'month';
  currency?: string;
  buckets: Bucket[];
}

/** A word or value that is more frequent among the hits (`count` of `of`) than in the archive (`total` of `of_total`). */
export interface Significant {
  field: string;
  value: string;
  count: number;
  total: number;
  of: number;
  of_total: number;
  lift?: number;
  p?: number;
}

export interface SearchResponse {
  revision: number;
  took_ms?: number;
  total: number;
  total_exact?: boolean;
  match?: string;
  parsed?: string;
  hits: Hit[];
  facets?: Record<string, FacetValue[]>;
  histograms?: Record<string, Histogram>;
  significant?: Significant[];
  groups?: { kind: string; total: number; hits: Hit[] }[];
  suggestion?: string;
  next_cursor?: string;
  changed?: boolean;
  notes?: string[];
}

/** In what a campaign is like another: `share` of its score, all of them 1. */
export interface SimilarPart {
  what: string;
  share: number;
  /** 0 to 1. */
  likeness?: number;
  detail?: string;
  /** The values or words that both have. */
  common?: string[];
}
export interface SimilarHit extends Hit {
  parts: SimilarPart[];
}
export interface SimilarResponse {
  revision: number;
  total: number;
  items: SimilarHit[];
  /** What a text was found to name, as fields of a campaign. */
  understood?: Record<string, unknown>;
  notes?: string[];
}

export interface SavedSearch {
  name: string;
  title?: string;
  parameters: Record<string, string | string[]>;
  /** When it was last looked at. */
  seen?: string;
}
/** The answer of a saved search, and what has come and gone since it was last looked at. */
export interface SavedRun extends SearchResponse {
  /** Ids of hits; absent if it was never marked as seen. */
  new?: string[];
  gone?: string[];
}

/** Words that mean the same to a search; `word` is the first of them. */
export interface SynonymGroup {
  word: string;
  words: string[];
  sources?: ('own' | 'shipped' | 'archive')[];
}

/** A list of searches; so many of them are asked already. */
export interface BatchJob {
  id: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  name?: string;
  searches: number;
  asked: number;
  errors: number;
  error?: { code: string; detail: string };
}
/** What one search of a list found. */
export interface BatchResult {
  n: number;
  q: string;
  parameters?: Record<string, string | string[]>;
  total?: number;
  hits?: Pick<Hit, 'kind' | 'id' | 'code' | 'title'>[];
  error?: { code: string; detail: string };
}

export interface Suggestion {
  kind: string;
  id: string;
  text: string;
  detail?: string;
}

export interface Phase { name: string; kind?: string; start?: string; end?: string; budget?: Figure }
export interface Goal { metric: string; target?: Figure; low?: Figure; high?: Figure; baseline?: Figure; weight?: Figure; unit?: string; basis?: string; parent?: string; phase?: string; text?: string }
export interface Result { metric: string; value?: Figure; unit?: string; basis?: string; channel?: string; segment?: string; product?: string; phase?: string; variant?: string; from?: string; to?: string; date?: string; source?: string; text?: string }
export interface Cost { channel?: string; kind?: string; planned?: Figure; actual?: Figure; hours?: Figure; rate?: Figure; bearer?: string; text?: string }
export interface Benefit { name: string; kind?: string; face_value?: Figure; threshold?: Figure; issued?: Figure; claimed?: Figure; redeemed?: Figure; cost?: Figure; bearer?: string }
export interface Variant { name: string; control?: boolean; n?: Figure; events?: Figure }
export interface Experiment { hypothesis: string; metric?: string; variants?: Variant[]; verdict?: string; date?: string }
export interface Competitor { name: string; action?: string; date?: string; source?: string }
export interface Milestone { name: string; planned?: string; actual?: string }
export interface Review { goal?: string; result?: string; analysis?: string; insight?: string; date?: string }
export interface Lesson {
  code: string; campaign?: string; kind?: string; statement: string; advice?: string; stage?: string; evidence?: string; owner?: string;
  status?: string; date?: string; tags?: string[]; applies_when?: Record<string, string[]>;
}

export interface Campaign {
  code: string; name: string; theme?: string; occasion?: string; objective?: string; type?: string; mechanics?: string[]; mode?: string;
  status?: string; start?: string; end?: string; planned_start?: string; planned_end?: string; announced?: string; currency?: string;
  budget?: Figure; spend?: Figure; owner?: string; team?: string; region?: string; parent?: string; based_on?: string[]; partners?: string[];
  summary?: string; highlights?: string; tags?: string[]; segments?: string[]; channels?: string[]; products?: string[]; phases?: Phase[];
  milestones?: Milestone[]; goals?: Goal[]; results?: Result[]; costs?: Cost[]; benefits?: Benefit[]; experiments?: Experiment[];
  competitors?: Competitor[]; lessons?: Lesson[]; review?: Review; attributes?: Record<string, unknown>;
  version?: number; revision?: number; product_count?: number; products_link?: string; warnings?: Finding[];
}

/** What a rule says of a record (archive/validate.h): where, why, and what to do about it. */
export interface Finding {
  severity: 'error' | 'warning';
  field: string;
  value?: string;
  code: string;
  reason: string;
  remedy: string;
}

/** Where a value of a record comes from. */
export interface Source { value: unknown; leads?: boolean; import_id?: number; file?: string; sheet?: string; row?: number; mapping?: string; time?: string }
export interface Provenance {
  fields: { field: string; values: Source[] }[];
}

export interface FieldEvidence { n: number; fields?: string[]; link?: string; campaigns?: string[] }
export interface Efficiency { value: number | null; reported: number | null; computed: number | null; of?: string; why?: string; why_text?: string; evidence: FieldEvidence }
export interface CardGoal {
  index: number; metric: string; parent?: number; children: number[]; actual?: Figure; actual_basis?: string; summed_channels?: number; measured?: Figure;
  attainment: number | null; reached?: boolean; why?: string; why_text?: string; evidence: FieldEvidence;
}
export interface CardResult {
  metric: string; name: string; unit?: string; basis?: string; reported: Figure | null; measured: Figure | null; difference?: Figure; summed_channels?: number;
  evidence: { reported?: FieldEvidence; measured?: FieldEvidence };
}
export interface GoalCheck { parent: number; children: number[]; how: 'sum' | 'product'; expected: Figure; computed: Figure; agrees: boolean }
export interface Rolled { value: Figure | null; evidence: FieldEvidence }
export interface RollUp {
  currency: string; campaigns: string[]; budget: Rolled; spend: Rolled; costs: Rolled;
  results: (Rolled & { metric: string; name: string; unit?: string; basis?: string })[];
  people: { metric: string; name: string; value: Figure; evidence: FieldEvidence }[];
  not_added: string[];
  converted: { campaign: string; field: string; source: Figure; source_currency: string; amount: Figure; rate: Figure; rate_of: string; rate_date: string }[];
  missing_rates: { campaign: string; field: string; currency: string; amount: Figure; date?: string }[];
  complete: boolean;
}
/** The figures of a campaign, computed by the server in one place. */
export interface Scorecard {
  currency: string;
  goals: CardGoal[];
  goal_checks: GoalCheck[];
  results: CardResult[];
  spend: { value?: Figure | null; budget?: Figure; budget_used?: number | null; evidence: FieldEvidence };
  roi: Efficiency;
  cost_ratio: Efficiency;
  milestones: { name: string; days_late?: number }[];
  rollup?: RollUp;
}

export interface Named { name: string; label: string }
export interface CampaignQuality {
  score: number | null;
  over: boolean;
  missing: { field: string; label: string; sentence: string; blocks: Named[] }[];
  analyses: { analysis: string; label: string; possible: boolean; lacks: Named[] }[];
}
export interface ScoredCampaign { code: string; name: string; status: string; score: number | null; end?: string; missing: string[] }
export interface ArchiveQuality {
  day: string;
  score: number | null;
  campaign_count: number;
  missing: { field: string; label: string; sentence: string; count: number; blocks: number; unlocks: number; analyses: string[]; campaigns: string[] }[];
  finished_without_review: ScoredCampaign[];
  campaigns: ScoredCampaign[];
}

export interface NodeRef {
  id: string;
  kind: string;
  label: string;
}

export interface CountGroup {
  relationship: string;
  direction: 'in' | 'out';
  kind: string;
  count: number;
}

export interface GraphNode extends NodeRef {
  properties: Record<string, unknown>;
  counts: CountGroup[];
}

export interface Neighbor {
  node: NodeRef;
  relationship: string;
  direction: 'in' | 'out';
  weight: number;
  properties?: Record<string, unknown>;
  evidence?: Evidence;
  distance?: number;
}

export interface Neighbors {
  node: NodeRef;
  total: number;
  neighbors: Neighbor[];
  next_cursor?: string;
}

export interface Evidence {
  count: number;
  first?: string | null;
  last?: string | null;
  value?: Figure | null;
  currency?: string;
  other_values?: { currency: string; value: Figure }[];
  types: Record<string, number>;
  link: string;
}

export interface PathsResponse {
  paths: {
    length: number;
    nodes: NodeRef[];
    steps: { source: string; target: string; relationship: string; evidence: Evidence }[];
  }[];
  complete?: boolean;
}

export interface Page<T> {
  items: T[];
  total?: number;
  next_cursor?: string;
}

export interface TemplateInfo {
  id: string;
  name: string;
  description: string;
  language: string;
  origin: string;
}

export interface TemplateList {
  items: TemplateInfo[];
  broken?: { file: string; line?: number; message: { en: string; zh: string } | string }[];
}

export interface Span { text: string; cites?: string; strong?: boolean }
export interface Block { type: 'paragraph' | 'bullets' | 'numbers' | 'tasks' | 'quote' | 'table' | 'missing'; items: Span[][]; columns?: string[]; column_cites?: string[]; rows?: Span[][][] }
export interface Section { level: number; heading: string; blocks: Block[] }

export interface Draft {
  template: string;
  title: string;
  language: string;
  revision: number;
  campaigns: { code: string; name: string; start?: string; end?: string }[];
  sections: Section[];
  campaign: Campaign;
}

export interface FileReport {
  path: string; kind?: string; rows?: number; created?: number; updated?: number; unchanged?: number; conflicting?: number; rejected?: number;
  rejects?: { row: number; column?: string; value?: string; reason: string }[];
  warnings?: string[]; ignored_columns?: string[]; encoding?: string; derived_codes?: { row: number; code: string }[]; merged?: number;
  rejected_file?: { code: string; reason: string };
}

export interface ImportReport {
  import_id?: number;
  revision?: number;
  seconds?: number;
  error?: { code: string; message: string };
  files?: FileReport[];
  ignored?: string[];
  mentioned?: { users: number; channels: number; products: number; new_channels?: string[] };
  differences?: RecordDifference[];
  /** Of an undoing. */
  records?: { deleted: number; restored: number; created: number };
}

export interface RecordDifference {
  kind: string;
  key: string;
  created?: boolean;
  fields?: { field: string; before: unknown; after: unknown }[];
  /** Fields that have another value already: taken over, or (then not among `fields`) kept. */
  conflicts?: { field: string; stored: unknown; given: unknown }[];
}

export interface ImportJob {
  id: string | number;
  state: string;
  name?: string;
  kind?: string;
  actor?: string;
  dry_run?: boolean;
  import_id?: number;
  /** The import that this one took back. */
  undoes?: number;
  rows_read?: number;
  bytes?: number;
  bytes_read?: number;
  created?: string;
  started?: string;
  finished?: string;
  report?: ImportReport | null;
  error?: { detail?: string; code?: string } | string;
}

export interface Touchpoint {
  user?: string; campaign?: string; channel?: string; product?: string; type: string; time: string; value?: Figure; quantity?: Figure; cost?: Figure;
  currency?: string; variant?: string; creative?: string; region?: string; device?: string; source?: string; event_id?: string;
}

export interface HistoryEntry {
  version: number;
  revision?: number;
  time?: string;
  actor?: string;
  action?: string;
  import_id?: number;
  fields?: string[];
  record?: Partial<Campaign>;
}

/** One act in the audit log; one without a revision changed no record. */
export interface AuditEntry {
  id: number;
  time: string;
  actor: string;
  action: string;
  subject?: string;
  revision?: number;
  changes?: number;
}

/** A value that a reader of documents is not certain of. */
export interface Uncertain {
  id: number;
  kind: string;
  key: string;
  field: string;
  value: unknown;
  evidence: string;
  file?: string;
  state?: string;
}

/** Two records that are likely the same. */
export interface Likely {
  id: number;
  kind: string;
  a: string;
  b: string;
  code: string;
  reason: string;
  state?: string;
}
