/** What differs between two artefacts, in sentences. @module */

import { decimalsFor, fixed } from "../../analysis/verdict.ts";
import type { Compared } from "./compared.ts";
import type { DifferenceOfSavings, DifferenceWarning, Pairing } from "./schema.ts";

/**
 * The difference in savings as a sentence, from the side that saves more.
 *
 * @param main name of the comparison; `null` where the two have none in common.
 */
export function verdictText(main: string | null, difference: DifferenceOfSavings | undefined): string {
  if (main === null || difference === undefined) {
    return "Nothing to compare: A and B were measured against no strategy that both have.";
  }
  return `Against ${main}: ${sentence(difference)}`;
}

function sentence({ saving_bps: bps, interval_bps: interval, reason, verdict }: DifferenceOfSavings): string {
  if (bps === null) return `the savings cannot be compared: ${reason}.`;
  if (verdict === "same") return "A and B save the same.";
  const decimals = decimalsFor(bps, ...(interval === null ? [] : [interval.lower, interval.upper]));
  const sign = bps < 0 ? -1 : 1;
  const show = (figure: number): string => fixed(sign * figure, decimals);
  const [more, less] = bps < 0 ? ["B", "A"] : ["A", "B"];
  const size = `${more} saves ${show(bps)} bps more than ${less}`;
  if (interval === null) return `${size}; whether that is noise cannot be told: ${reason}.`;
  const ends = [interval.lower, interval.upper].sort((x, y) => sign * (x - y)).map(show).join(" to ");
  const kind = interval.simultaneous ? "simultaneous " : "";
  return `${size} (${kind}95 % interval ${ends}), which ${
    verdict === "not-measurable" ? "may be noise" : "is more than noise"
  }.`;
}

/** How the savings were set against each other, as a sentence. */
export function pairingText(pairing: Pairing): string {
  const { method, because, orders_of_a, orders_of_b, orders_in_both } = pairing;
  const counts = `${orders_in_both} in both, of ${orders_of_a} in A and ${orders_of_b} in B`;
  switch (method) {
    case "paired":
      if (!haveSameOrders(pairing)) return `Paired order by order, as ${because}: ${counts}.`;
      return orders_in_both === 1
        ? "The one order is the same."
        : `Paired order by order: the ${orders_in_both} orders are the same.`;
    case "independent":
      return `Not paired, as ${because}: the two intervals are taken as independent.`;
    case "none":
      return `Without an interval, as ${because}.`;
  }
}

function haveSameOrders({ orders_of_a, orders_of_b, orders_in_both }: Pairing): boolean {
  return orders_in_both === orders_of_a && orders_in_both === orders_of_b;
}

/** Below this difference in cost, basis points, a baseline is taken for the same: tables do not show it. */
const SAME_COST_BPS = 0.005;

/** What a reader must know before believing the difference, with a code for programs. */
export function warningsOf(
  a: Compared,
  b: Compared,
  names: readonly string[],
  pairing: Pairing,
): { readonly code: DifferenceWarning; readonly text: string }[] {
  const warnings: { code: DifferenceWarning; text: string }[] = [];
  const warn = (code: DifferenceWarning, text: string) => warnings.push({ code, text });
  if (a.tapeDigest !== b.tapeDigest) {
    warn("other-tape", "the tapes are not the same, so that the difference is one of markets too");
  }
  if (a.version !== b.version) {
    warn(
      "other-version",
      `made by sorlab ${a.version} and ${b.version}, so that what changed between counts too`,
    );
  }
  for (const [side, { isInSample, rules }] of [["A", a], ["B", b]] as const) {
    if (!isInSample || rules === "trial") continue;
    warn(
      "in-sample",
      `${side} was tuned on the orders that it is scored on: its saving is no evidence (--folds)`,
    );
  }
  // Baselines' costs are of all orders, so they are only comparable if the orders are the same.
  if (pairing.method !== "paired" || !haveSameOrders(pairing)) return warnings;
  for (const name of names) {
    const [ofA, ofB] = [a.savings[name]!.baselineCostBps, b.savings[name]!.baselineCostBps];
    if (ofA === null || ofB === null || Math.abs(ofA - ofB) < SAME_COST_BPS) continue;
    const text =
      `${name} itself cost ${fixed(ofA, 2)} bps in A and ${fixed(ofB, 2)} in B, which is part of the ` +
      "difference";
    warn("other-baseline", text);
  }
  return warnings;
}
