// What the page remembers of a file that it has sent, as long as its window is open.

/** What is kept of a file that was sent, so that a row of it can be put right and sent again. */
export interface Sent {
  name: string;
  /** Of a file of a folder: how its import calls it, "2024.zip/双11/预算.xlsx". */
  path?: string;
  format: string;
  kind: string;
  source: string;
  tables: SentTable[];
}
export interface SentTable {
  sheet: string;
  kinds: string[];
  header: string[];
  /** The lines around the table, which may say unit and year. */
  context: string[];
  /** The mapping for a file of this table alone; empty: none. */
  map: string;
}

const keptAs = (job: string): string => `almanac.sent.${job}`;

/** The files of one import. */
export function keepSent(job: string, sent: readonly Sent[]): void {
  try {
    sessionStorage.setItem(keptAs(job), JSON.stringify(sent));
  } catch {
    // Full or forbidden: then a row cannot be put right on the page, only in the file.
  }
}
export function sentOf(job: string): Sent[] {
  try {
    const text = sessionStorage.getItem(keptAs(job));
    return text ? (JSON.parse(text) as Sent[]) : [];
  } catch {
    return [];
  }
}
/** The file that a part of the report is about, "2024.zip/双11/预算.xlsx › 渠道"; null if it is not known. */
export function sentFor(sent: readonly Sent[], path: string): Sent | null {
  return sent.find((each) => each.path === undefined || each.path === path || path.startsWith(`${each.path} › `)) ?? null;
}
