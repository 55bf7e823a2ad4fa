/** Why a decision came out as it did, in sentences. @module */

import { formatTime } from "../../market/time.ts";
import { hasPrice, toDollars } from "../../market/price.ts";
import type { MadeDecision, SentChild } from "../trading/decisions.ts";

/**
 * Says what a decision knew and did, the most important first. Names of venues come from data.
 *
 * @param venues names by index.
 * @param originNs the tape's origin.
 */
export function reasonsOf(made: MadeDecision, venues: readonly string[], originNs: bigint): string[] {
  const { quantity, overdue, leaves, isLast, untilNs } = made;
  const next = formatTime(originNs + BigInt(Math.round(untilNs))).slice(11, 19);
  const late = overdue > 0 ? `, ${shares(overdue)} of them left over from earlier slices` : "";
  return [
    ...made.children.map((child) => childText(child, made, venues[child.venue]!)),
    ...made.children.length === 0 ? [waitText(made)] : [],
    `Due in this slice: ${shares(quantity)}${late}; the order has ${shares(leaves)} left.`,
    isLast
      ? "It is the last slice: what stays unfilled crosses at the end."
      : `The next slice begins at ${next} UTC.`,
  ];
}

function childText(child: SentChild, { side, cheapest, mid }: MadeDecision, venue: string): string {
  const { kind, price, displayed, fee } = child;
  const at = `${shares(child.shares)} at ${venue}`;
  if (!hasPrice(price)) {
    return `${kind === "take" ? "Takes" : "Rests"} ${at}, which showed nothing just then.`;
  }
  if (kind === "rest") {
    const earns = fee < 0 ? `; a fill earns ${cents(-fee)} a share` : "";
    const spread = hasPrice(mid) ? ` and ${cents(Math.abs(mid - price))} against the mid` : "";
    return `Rests ${at}, ${money(price)}, behind ${shares(displayed)}${earns}${earns === "" ? "" : spread}.`;
  }
  const why = side * price + fee === cheapest ? ", the cheapest with its fee" : "";
  return `Takes ${at}, ${money(price)} and ${cents(fee)} a share${why}, of ${shares(displayed)} displayed.`;
}

function waitText({ takeLimit, cheapest }: MadeDecision): string {
  if (!hasPrice(takeLimit)) return "Waits: the reference venue shows no price to hold others against.";
  if (!hasPrice(cheapest)) return "Waits: no venue shows a price within the limit.";
  return "Waits: the strategy sends nothing now.";
}

function shares(count: number): string {
  return `${count.toLocaleString("en")} share${Math.abs(count) === 1 ? "" : "s"}`;
}

function money(price: number): string {
  return `$${toDollars(price).toFixed(2)}`;
}

/** A small amount, 1e-9 dollars. */
function cents(amount: number): string {
  return `${Number((amount / 1e7).toFixed(3))} ¢`;
}
