import { ACTION_TRADE } from "../../src/market/tape.ts";
import type { Row } from "./_tapes.ts";

export const XNAS = 2;
export const XNYS = 9;
export const ARCX = 43;
/** Off exchange: no venue. */
export const FINRA = 17;

/** Dollars and shares; `null` is no quote. */
export type Level = readonly [price: number, size: number] | null;

export const dollars = (price: number): number => Math.round(price * 1e9);

/** A quote, so many seconds after midnight. */
export function quote(at: number, publisher: number, bid: Level, ask: Level): Row {
  return {
    tsEventNs: Math.round(at * 1e9),
    publisher,
    bidPx: bid ? dollars(bid[0]) : NaN,
    bidSz: bid?.[1] ?? 0,
    askPx: ask ? dollars(ask[0]) : NaN,
    askSz: ask?.[1] ?? 0,
  };
}

/** A trade of so many shares; its row repeats the quotes given. */
export function print(
  at: number,
  publisher: number,
  price: number,
  size: number,
  [bid, ask]: readonly [Level, Level] = [null, null],
): Row {
  return { ...quote(at, publisher, bid, ask), action: ACTION_TRADE, price: dollars(price), size };
}
