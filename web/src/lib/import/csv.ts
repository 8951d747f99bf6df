// CSV as RFC 4180 has it: the rows of a reject report are read, a row put right is written.

export function parseCsv(text: string, delimiter = ','): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  let begun = false;
  const endRow = (): void => {
    row.push(cell);
    rows.push(row);
    row = [];
    cell = '';
    begun = false;
  };
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let at = start; at < text.length; at += 1) {
    const c = text[at]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (c === '"' && cell === '') {
      quoted = true;
      begun = true;
    } else if (c === delimiter) {
      row.push(cell);
      cell = '';
      begun = true;
    } else if (c === '\n') {
      endRow();
    } else if (c === '\r' && (text[at + 1] === '\n' || at + 1 === text.length)) {
      // Part of the line's end.
    } else {
      cell += c;
      begun = true;
    }
  }
  if (begun || row.length) endRow();
  return rows;
}

export function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvRow(cells: readonly string[]): string {
  // A row of one empty cell would else be an empty line, which is no row.
  return cells.length === 1 && cells[0] === '' ? '""' : cells.map(csvCell).join(',');
}
