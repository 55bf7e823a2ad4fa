/** A judgement on a terminal. @module */

import { counted } from "../../market/counted.ts";
import { alignColumns, dropColumns } from "../terminal/align_columns.ts";
import { PLAIN_TERMINAL, type Terminal } from "../terminal/bar_table.ts";
import { otherVerdicts, partTable, strategyTable } from "../terminal/summary.ts";
import { wrapWords } from "../terminal/wrap_words.ts";
import type { JudgeArtefact } from "./schema.ts";

/** Columns of the venues' table that go where the terminal is too narrow, the first of them first. */
const DISPENSABLE = ["due $", "residual", "drift", "passive", "venue", "spread", "fees $"];

/** The verdict, the strategies and where the money went as small tables, and how far to believe it. */
export function judgeSummary(artefact: JudgeArtefact, terminal: Terminal = PLAIN_TERMINAL): string {
  const { columns } = terminal;
  const wrapped = (line: string): string => wrapWords(line, columns, 2);
  return [
    wrapWords(artefact.verdict, columns),
    wrapped(clockLine(artefact)),
    "",
    strategyTable(artefact, terminal),
    ...partTable(artefact, columns),
    "",
    alignColumns(dropColumns(venueRows(artefact), columns, DISPENSABLE), columns),
    "",
    ...[...otherVerdicts(artefact), ...beliefLines(artefact)].map(wrapped),
  ].join("\n");
}

function clockLine({ fills: { count, clock } }: JudgeArtefact): string {
  const { offset_s, spread_s, matched, estimated } = clock;
  const how = estimated ? `found to within ${spread_s} s` : "as given";
  return `${counted(count, "fill")}, ${
    (100 * matched).toFixed(1)
  } % of them with a print of their own; clock offset ${offset_s} s, ${how}`;
}

function venueRows({ money: { by_venue }, fees_charged }: JudgeArtefact): string[][] {
  const parts = ["spread", "venue", "passive", "residual", "drift"] as const;
  const heading = ["filled at", "shares", "cost $", "cost bps", ...parts, "fees $", "due $"];
  const rows = Object.entries(by_venue).map(([venue, { shares, cost, cost_bps, parts: spent }]) => [
    venue,
    String(shares),
    cost.toFixed(2),
    cost_bps === null ? "n/a" : cost_bps.toFixed(2),
    ...parts.map((part) => spent[part].toFixed(2)),
    spent.fees.toFixed(2),
    fees_charged[venue]?.due.toFixed(2) ?? "",
  ]);
  return [heading, ...rows];
}

function beliefLines({ belief }: JudgeArtefact): string[] {
  if (belief === undefined) return [];
  const { children, predicted_filled, real_filled, brier, brier_of_base_rate, optimism_bps, confidence } =
    belief;
  const interval = confidence.interval_bps;
  const sure = interval === null
    ? `, without an interval: ${confidence.reason ?? "unknown"}`
    : ` (95 % interval ${interval.lower.toFixed(2)} to ${interval.upper.toFixed(2)})`;
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  return [
    `of ${children} child orders the simulator fills ${percent(predicted_filled)}, ${
      percent(real_filled)
    } were filled; ` +
    `Brier score ${brier.toFixed(3)}, of the base rate ${brier_of_base_rate.toFixed(3)}`,
    `optimism of the simulator ${optimism_bps.toFixed(2)} bps${sure}`,
    ...calibrationLines(belief.calibration),
  ];
}

function calibrationLines(calibration: NonNullable<JudgeArtefact["belief"]>["calibration"]): string[] {
  if (calibration === undefined) return [];
  const { queue, reason, as_good, out_of_sample } = calibration;
  if (queue === null) return [`no queue model was fitted: ${reason}`];
  const errors = out_of_sample!;
  return [
    `queue model ${queue} (${as_good![0]} to ${as_good![1]} are as good): error on the second half ` +
    `${errors.fitted.toFixed(4)}, of risk-averse ${errors.risk_averse.toFixed(4)}, of prorata ${
      errors.prorata.toFixed(4)
    }`,
  ];
}
