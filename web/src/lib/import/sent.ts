// What the page remembers of a file that it has sent, as long as its window is open.

/** What is kept of a file that was sent, so that a row of it can be put right and sent again. */
export interface Sent {
  name: string;
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

export function keepSent(job: string, sent: Sent): void {
  try {
    sessionStorage.setItem(keptAs(job), JSON.stringify(sent));
  } catch {
    // Full or forbidden: then a row cannot be put right on the page, only in the file.
  }
}
export function sentOf(job: string): Sent | null {
  try {
    const text = sessionStorage.getItem(keptAs(job));
    return text ? (JSON.parse(text) as Sent) : null;
  } catch {
    return null;
  }
}
