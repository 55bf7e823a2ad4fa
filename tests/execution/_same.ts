import { assert, assertEquals } from "@std/assert";
import type { Market } from "../../src/execution/market.ts";
import type { Execution } from "../../src/execution/simulator.ts";
import { KINDS } from "./_market.ts";
import type { Fill, Result } from "./_reference.ts";

function plainFills({ fills }: Execution, { venues }: Market): Fill[] {
  return Array.from({ length: fills.length }, (_, i) => ({
    at: fills.timeNs[i]!,
    venue: venues.names[fills.venue[i]!]!,
    price: fills.price[i]!,
    shares: fills.shares[i]!,
    fee: fills.fee[i]!,
    kind: KINDS[fills.kind[i]!]!,
    mid: fills.mid[i]!,
    touch: fills.touch[i]!,
  }));
}

/** In an order that does not depend on who is asked first at one time. */
function inOrder(fills: Fill[]): Fill[] {
  return fills.toSorted((a, b) =>
    a.at - b.at || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.venue.localeCompare(b.venue) ||
    a.price - b.price || a.shares - b.shares
  );
}

/** Shares beyond the displayed size may be cut into fills otherwise, for the same cash. */
function beyondOf(fills: Fill[]) {
  const beyond = fills.filter(({ kind }) => kind === "beyond");
  return {
    shares: beyond.reduce((sum, { shares }) => sum + shares, 0),
    cash: beyond.reduce((sum, { shares, price }) => sum + BigInt(shares) * BigInt(price), 0n),
    places: [...new Set(beyond.map(({ at, venue, fee, mid, touch }) => [at, venue, fee, mid, touch].join()))],
  };
}

/** Holds an execution to the reference's, to the share, price, time and mark. */
export function assertSame(execution: Execution, expected: Result, market: Market): void {
  const fills = plainFills(execution, market);
  const known = ({ kind }: Fill) => kind !== "beyond";
  assertEquals(inOrder(fills.filter(known)), inOrder(expected.fills.filter(known)));
  assertEquals(beyondOf(fills), beyondOf(expected.fills));
  const { arrivalMid, endMid, unfilled, decisions, restsRefused } = execution;
  const refused = Object.fromEntries(
    market.venues.names.map((name, venue) => [name, execution.refused[venue]!]),
  );
  assertEquals(refused, expected.refused);
  assertEquals(
    { arrivalMid, endMid, unfilled, decisions, restsRefused },
    {
      arrivalMid: expected.arrivalMid,
      endMid: expected.endMid,
      unfilled: expected.unfilled,
      decisions: expected.decisions,
      restsRefused: expected.restsRefused,
    },
  );
  const undefinedBeyond = execution.undefinedMids - expected.undefinedMids;
  const beyond = fills.length - fills.filter(known).length;
  assert([0, beyond].includes(undefinedBeyond));
  assert([0, beyond].includes(execution.doubtfulMids - expected.doubtfulMids));
}
