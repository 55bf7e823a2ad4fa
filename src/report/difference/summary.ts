/** What differs between two artefacts, on a terminal. @module */

import widthOf from "fast-string-width";
import { fixed } from "../../analysis/verdict.ts";
import { BARS, barTable, PLAIN_TERMINAL, type Terminal } from "../terminal/bar_table.ts";
import type { Drawn } from "../terminal/interval_bar.ts";
import { wrapWords } from "../terminal/wrap_words.ts";
import type { Difference } from "./schema.ts";
import { pairingText } from "./words.ts";

/** The verdict, the two artefacts, their savings side by side with what they differ by, and what else differs. */
export function differenceSummary(difference: Difference, terminal: Terminal = PLAIN_TERMINAL): string {
  const { verdict, a, b, pairing, only_in_a, only_in_b } = difference;
  const wrapped = (line: string): string => wrapWords(line, terminal.columns, 2);
  const alone = ([["A", only_in_a], ["B", only_in_b]] as const).filter(([, names]) => names.length > 0);
  return [
    wrapWords(verdict, terminal.columns),
    wrapped(pairingText(pairing)),
    "",
    wrapped(`A  ${a.file}: ${a.strategy}`),
    wrapped(`B  ${b.file}: ${b.strategy}`),
    ...savingsTable(difference, terminal),
    "",
    ...differingLines(difference, terminal.columns),
    ...alone.map(([side, names]) => wrapped(`compared in ${side} alone: ${names.join(", ")}`)),
  ].join("\n");
}

/** What goes where the terminal is too narrow, the first of it first. */
const DISPENSABLE = [BARS, "95 % interval"];

function savingsTable({ savings }: Difference, terminal: Terminal): string[] {
  const entries = Object.entries(savings);
  if (entries.length === 0) return [];
  const rows = [["saving bps on", "A", "B", "A - B", "95 % interval"]];
  const drawn: (Drawn | undefined)[] = [];
  for (
    const [name, { a, b, over_orders_in_both: over, difference: { saving_bps: bps, interval_bps } }]
      of entries
  ) {
    rows.push([
      name,
      figure(over?.a ?? a.saving_bps),
      figure(over?.b ?? b.saving_bps),
      figure(bps),
      interval_bps === null ? "" : `${figure(interval_bps.lower)} to ${figure(interval_bps.upper)}`,
    ]);
    drawn.push(bps === null ? undefined : { at: bps, interval: interval_bps });
  }
  return ["", barTable(rows, drawn, terminal, DISPENSABLE)];
}

/** Longest name of a field whose column is kept as wide. */
const LONGEST_NAME = 26;

/** All that is not the same, section by section, in columns that fit: JSON has what is too long for them. */
function differingLines({ question, settings, tape, version }: Difference, columns: number): string[] {
  const sections = Object.entries({ question, settings, tape, version });
  const same = sections.filter(([, fields]) => fields.length === 0).map(([name]) => name);
  const fields = sections.flatMap(([, each]) => each);
  const nameWidth = Math.min(LONGEST_NAME, Math.max(0, ...fields.map(({ name }) => widthOf(name) + 2)));
  const half = Math.floor((columns - nameWidth - 4) / 2);
  const width = Math.min(half, Math.max(1, ...fields.map(({ a }) => widthOf(valueText(a)))));
  const row = (name: string, a: string, b: string): string =>
    `${padded(name, nameWidth)}  ${padded(a, width)}  ${cut(b, columns - nameWidth - width - 4)}`.trimEnd();
  const lines = sections.filter(([, each]) => each.length > 0).flatMap(([section, each], i) => [
    i === 0 ? row(section, "A", "B") : section,
    ...each.map(({ name, a, b }) => row(`  ${name}`, valueText(a), valueText(b))),
  ]);
  return same.length === 0 ? lines : [...lines, `the same: ${same.join(", ")}`];
}

function valueText(value: unknown): string {
  if (value === null) return "-";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function padded(text: string, width: number): string {
  const shown = cut(text, width);
  return shown + " ".repeat(width - widthOf(shown));
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let shown = "";
  for (const sign of text) {
    if (widthOf(shown + sign) >= width) break;
    shown += sign;
  }
  return `${shown}…`;
}

function figure(bps: number | null): string {
  return bps === null ? "n/a" : fixed(bps, 2);
}
