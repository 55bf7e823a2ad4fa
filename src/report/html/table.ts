/** Tables and lists of facts. @module */

import { type Content, type Markup, markup } from "./markup.ts";

/** A column of a table: its heading, and the cell of each row. */
export interface Column<Row> {
  readonly heading: Content;
  /** Numbers stand to the right, texts to the left; plots fill their cell. */
  readonly kind: "text" | "number" | "plot";
  cell(row: Row): Content;
  /** What stands below, such as a plot's axis. */
  readonly foot?: Content;
}

/** Rows that belong together, under a heading of their own. */
export interface Group<Row> {
  readonly heading: Content;
  readonly rows: readonly Row[];
}

/** A table. The first column names the row. Where it is wider than the page it scrolls, with the arrow keys too. */
export function table<Row>(
  { caption, columns, groups }: {
    caption: string;
    columns: readonly Column<Row>[];
    groups: readonly Group<Row>[];
  },
): Markup {
  const headings = columns.map(({ heading, kind }) =>
    markup`<th scope="col" class="${kind}">${heading}</th>`
  );
  const bodies = groups.filter(({ rows }) => rows.length > 0).map(({ heading, rows }) => {
    const title = heading === ""
      ? ""
      : markup`<tr class="group"><th scope="rowgroup" colspan="${columns.length}">${heading}</th></tr>`;
    return markup`<tbody>${title}${
      rows.map((row) => markup`<tr>${columns.map((column, i) => cell(column, i, row))}</tr>\n`)
    }</tbody>`;
  });
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption><span>${caption}</span></caption>
${columns.every(({ heading }) => heading === "") ? "" : markup`<thead><tr>${headings}</tr></thead>`}
${bodies}${foot(columns)}</table></div>
`;
}

/** A table without groups. */
export function plainTable<Row>(
  { rows, ...parts }: { caption: string; columns: readonly Column<Row>[]; rows: readonly Row[] },
): Markup {
  return table({ ...parts, groups: [{ heading: "", rows }] });
}

function cell<Row>({ kind, cell }: Column<Row>, index: number, row: Row): Markup {
  return index === 0
    ? markup`<th scope="row" class="${kind}">${cell(row)}</th>`
    : markup`<td class="${kind}">${cell(row)}</td>`;
}

function foot<Row>(columns: readonly Column<Row>[]): Content {
  if (columns.every(({ foot }) => foot === undefined)) return "";
  return markup`<tfoot><tr>${
    columns.map(({ foot = "", kind }) => markup`<td class="${kind}">${foot}</td>`)
  }</tr></tfoot>`;
}

/** A heading with its unit. */
export function unit(heading: Content, unit: string): Markup {
  return markup`${heading} <span class="unit">${unit}</span>`;
}

/** Facts by name. */
type Facts = readonly (readonly [name: string, value: Content])[];

/** Facts by name: a list. */
export function facts(list: Facts): Markup {
  return factsAs("facts", list);
}

/** As {@linkcode facts}, a few on one line. */
export function inlineFacts(list: Facts): Markup {
  return factsAs("facts inline", list);
}

function factsAs(style: string, list: Facts): Markup {
  return markup`<dl class="${style}">${
    list.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)
  }</dl>
`;
}
