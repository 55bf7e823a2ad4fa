/** An order seen from near, as columns of the artefact. @module */

import type { FillMark } from "../analysis/fill_marks.ts";
import { PATH_STEPS, type TouchPath } from "../analysis/touch_path.ts";
import { dollarsOrNull } from "../market/price.ts";
import { millionths } from "./millionths.ts";
import type { MarksReport, PathReport } from "./shown_order_schema.ts";

/** The live touch while an order was worked. */
export function describePath({ step, bidLow, bidHigh, askLow, askHigh, mid }: TouchPath): PathReport {
  return {
    steps: PATH_STEPS,
    step,
    bid_low: bidLow.map(dollarsOrNull),
    bid_high: bidHigh.map(dollarsOrNull),
    ask_low: askLow.map(dollarsOrNull),
    ask_high: askHigh.map(dollarsOrNull),
    mid: mid.map(dollarsOrNull),
  };
}

/**
 * The fills of an order.
 *
 * @param startNs its start, ns after the tape's origin.
 */
export function describeMarks(marks: readonly FillMark[], startNs: number): MarksReport {
  const column = <T>(figure: (mark: FillMark) => T): T[] => marks.map(figure);
  return {
    after_ns: column(({ timeNs }) => timeNs - startNs),
    venue: column(({ venue }) => venue),
    price: column(({ price }) => millionths(price)),
    shares: column(({ shares }) => shares),
    kind: column(({ kind }) => kind),
    cost: column(({ cost }) => cost === null ? null : millionths(cost)),
    fills: column(({ fills }) => fills),
  };
}
