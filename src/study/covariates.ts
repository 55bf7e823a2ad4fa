/** What a tape's market was like, for savings to be set against. @module */

import { ln } from "../analysis/statistics/elementary.ts";
import { BPS, hasPrice } from "../market/price.ts";
import type { LiveQuotes } from "../market/live_quotes.ts";
import { firstAbove } from "../market/sorted.ts";
import type { TimeWindow } from "../market/time_windows.ts";

/** Time between two mids that a return is taken from. */
const RETURN_NS = 300e9;

type Touch = Pick<LiveQuotes, "touchNs" | "touchBid" | "touchAsk" | "knownMid">;

/**
 * Mean quoted spread of the live touch, weighted by the time it stood, basis points of its mid. Time in which a side
 * has no quote does not count; `null` where there is no other.
 *
 * @param windows that count.
 */
export function meanSpreadBps(touch: Touch, windows: readonly TimeWindow[]): number | null {
  const { touchNs, touchBid, touchAsk } = touch;
  let weighted = 0;
  let timeNs = 0;
  for (const { fromNs, toNs } of windows) {
    for (
      let i = Math.max(0, firstAbove(touchNs, fromNs) - 1);
      i < touchNs.length && touchNs[i]! < toNs;
      i++
    ) {
      const stoodNs = Math.min(toNs, touchNs[i + 1] ?? toNs) - Math.max(fromNs, touchNs[i]!);
      const [bid, ask] = [touchBid[i]!, touchAsk[i]!];
      if (!(stoodNs > 0) || !hasPrice(bid) || !hasPrice(ask)) continue;
      weighted += stoodNs * (ask - bid) / ((ask + bid) / 2);
      timeNs += stoodNs;
    }
  }
  return timeNs > 0 ? weighted / timeNs * BPS : null;
}

/**
 * Realised volatility: the root of the summed squares of the log returns of the last known mid from five minutes to
 * five minutes, basis points. `null` where no window is that long.
 *
 * Source: Andersen, Bollerslev, Diebold & Labys (2003), Modeling and Forecasting Realized Volatility.
 *
 * @param windows that count; no return spans two of them.
 */
export function realisedVolatilityBps(
  { touchNs, knownMid }: Touch,
  windows: readonly TimeWindow[],
): number | null {
  const midAt = (ns: number): number => knownMid[firstAbove(touchNs, ns) - 1] ?? NaN;
  let squares = 0;
  let returns = 0;
  for (const { fromNs, toNs } of windows) {
    for (let ns = fromNs; ns + RETURN_NS <= toNs; ns += RETURN_NS) {
      const change = ln(midAt(ns + RETURN_NS) / midAt(ns));
      if (Number.isNaN(change)) continue;
      squares += change * change;
      returns++;
    }
  }
  return returns > 0 ? Math.sqrt(squares) * BPS : null;
}
