/** The sections to look things up in: tapes, what failed, what was asked. @module */

import { counted } from "../../../market/counted.ts";
import type { StudyArtefact } from "../../study/schema.ts";
import { bps, count, figure, savedBps } from "../figures.ts";
import { type Content, type Markup, markup, NOTHING } from "../markup.ts";
import { foldedSection, type Section } from "../page.ts";
import { type Column, plainTable, unit } from "../table.ts";
import { comparisonsOf, type Ends, endsCell } from "./cells.ts";

/** Tapes that a page lists; of more, the artefact does. */
const MOST_TAPES = 2000;

/** A tape, and what it saved. */
type Tape = StudyArtefact["tapes"][number] & {
  readonly saving: number | null;
  readonly interval: Ends;
};

/** Tape by tape; a reader opens it. */
export function tapesSection(artefact: StudyArtefact): Section {
  const { tapes, failed, missing } = artefact;
  const { name, report: { by_tape: by } } = comparisonsOf(artefact)[0]!;
  const rows = tapes.map((tape, i): Tape => {
    const [lower, upper] = [by.lower_bps[i], by.upper_bps[i]];
    const isKnown = typeof lower === "number" && typeof upper === "number";
    return { ...tape, saving: by.saving_bps[i] ?? null, interval: isKnown ? { lower, upper } : null };
  });
  const list = rows.length > MOST_TAPES
    ? markup`<p>${count(rows.length)} tapes are too many for a page: the artefact lists them.</p>
`
    : plainTable({ caption: `Saving on ${name} by tape`, columns: TAPES, rows });
  return foldedSection(
    "tapes",
    "Tapes",
    gistOf(artefact),
    markup`<p>The bar of a tape would be the luck of its orders alone. A tape without a saving was not scored, as a first day
trains only, or none of its orders could be compared.</p>
${list}${tasksTable("Tasks that fail by their input", failed)}${
      tasksTable("Tasks that nothing is known of", missing)
    }`,
  );
}

function gistOf({ tapes, failed, missing }: StudyArtefact): string {
  const lost = failed.length + missing.length;
  return `${counted(tapes.length, "tape")}${lost === 0 ? "" : `, and ${lost} without a result`}`;
}

const TAPES: readonly Column<Tape>[] = [
  { heading: "day", kind: "text", cell: ({ day }) => day },
  {
    heading: "symbol",
    kind: "text",
    cell: ({ symbol, dataset }) =>
      dataset === "" ? symbol : markup`${symbol} <span class="sub">${dataset}</span>`,
  },
  { heading: unit("saving", "bps"), kind: "number", cell: ({ saving }) => figure(saving, savedBps) },
  { heading: unit("95 % interval", "bps"), kind: "number", cell: ({ interval }) => endsCell(interval) },
  { heading: "orders", kind: "number", cell: ({ orders }) => figure(orders, count) },
  { heading: "rows", kind: "number", cell: ({ rows }) => figure(rows, count) },
  { heading: "venues", kind: "number", cell: ({ venues }) => figure(venues, count) },
  { heading: unit("spread", "bps"), kind: "number", cell: ({ spread_bps }) => figure(spread_bps, bps) },
  {
    heading: unit("volatility", "bps"),
    kind: "number",
    cell: ({ volatility_bps }) => figure(volatility_bps, bps),
  },
];

/** A task without figures. */
interface LostTask {
  readonly task: string;
  readonly input: string;
  readonly reason?: string;
}

function tasksTable(caption: string, rows: readonly LostTask[]): Markup {
  if (rows.length === 0) return NOTHING;
  const columns: Column<LostTask>[] = [
    { heading: "input", kind: "text", cell: ({ input }) => input },
    { heading: "why", kind: "text", cell: ({ reason = "it was not run" }) => reason },
    { heading: "task", kind: "text", cell: ({ task }) => markup`<code>${task}</code>` },
  ];
  return plainTable({ caption, columns, rows });
}

/** What was asked of every tape. */
export function questionSection({ study, strategy }: StudyArtefact): Section {
  const { question, ...known } = study;
  const asked = Object.entries(question);
  const columns: Column<readonly [string, unknown]>[] = [
    { heading: "", kind: "text", cell: ([name]) => name },
    { heading: "", kind: "text", cell: ([, value]) => markup`<code>${valueText(value)}</code>` },
  ];
  return foldedSection(
    "question",
    "What was asked",
    `${counted(asked.length, "option")}, and the study's own id`,
    markup`<p>The same version merges the same parts to the same artefact, byte for byte, however the tasks were dealt.</p>
${plainTable({ caption: "The study", columns, rows: [...Object.entries(known), ["strategy", strategy]] })}${
      asked.length === 0 ? NOTHING : plainTable({ caption: "Of every tape", columns, rows: asked })
    }`,
  );
}

function valueText(value: unknown): Content {
  return typeof value === "string" ? value : JSON.stringify(value);
}
