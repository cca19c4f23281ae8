/** Reads the server's table, the only source of a chart. */

export type Role = "x" | "value" | "low" | "high" | "usual-low" | "usual-high" | "mark";

/** What a mark says: the light changed, something was noted, a breathing exercise was done. */
export type Mark = "light" | "noted" | "breathed";

export interface Column {
  readonly role: Role;
  readonly title: string;
  readonly unit: string;
  readonly values: readonly (number | null)[];
  /** Of a column of marks: which, and in which rows. */
  readonly mark: { readonly kind: Mark; readonly rows: readonly number[] } | null;
}

export interface TableData {
  readonly columns: readonly Column[];
  /** Whether x is a time (seconds since 1970) rather than a plain number. */
  readonly isTime: boolean;
  /** Each row as a sentence, for screen readers. */
  readonly sentences: readonly string[];
}

/** The data of a chart. */
export function readTable(table: HTMLTableElement): TableData {
  const heads = [...table.tHead!.rows[0]!.cells];
  const rows = [...table.tBodies[0]!.rows];
  const columns = heads.flatMap((head, place) => columnOf(head, rows, place));
  return {
    columns,
    isTime: table.tBodies[0]!.querySelector("tr > :first-child time") !== null,
    sentences: rows.map((row) => sentenceOf(heads, row)),
  };
}

function columnOf(head: HTMLTableCellElement, rows: readonly HTMLTableRowElement[], place: number): Column[] {
  const role = head.dataset["is"] as Role | undefined;
  if (role === undefined) return [];
  const values = rows.map((row) => valueOf(row.cells[place]));
  return [{ role, title: textOf(head), unit: head.dataset["unit"] ?? "", values, mark: markOf(head, rows, place) }];
}

function markOf(head: HTMLTableCellElement, rows: readonly HTMLTableRowElement[], place: number): Column["mark"] {
  const kind = head.dataset["mark"] as Mark | undefined;
  if (kind === undefined) return null;
  return { kind, rows: rows.flatMap((row, nth) => (row.cells[place] && textOf(row.cells[place]) !== "" ? [nth] : [])) };
}

function valueOf(cell: HTMLTableCellElement | undefined): number | null {
  const moment = cell?.querySelector("time")?.dateTime;
  if (moment) return Date.parse(moment.length === 10 ? `${moment}T12:00` : moment) / 1000;
  const written = cell?.dataset["value"];
  return written === undefined || written.trim() === "" ? null : Number(written);
}

function sentenceOf(heads: readonly HTMLTableCellElement[], row: HTMLTableRowElement): string {
  const [first, ...others] = [...row.cells];
  const facts = others.flatMap((cell, place) => {
    const said = textOf(cell);
    return said === "" ? [] : [`${textOf(heads[place + 1]!)} ${said}`];
  });
  return `${textOf(first!)}: ${facts.join("; ")}`;
}

function textOf(element: HTMLElement): string {
  return element.textContent.replace(/\s+/g, " ").trim();
}
