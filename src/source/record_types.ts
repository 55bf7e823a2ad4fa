/** What Databento's record types say of all their rows. @module */

/** Quotes of a fixed rhythm, whose `ts_event` is the last trade's: the first of their types. */
export const FIRST_SAMPLED = 192;
/** The last of them. */
export const LAST_SAMPLED = 198;

/** Seconds between the quotes of these types. */
const SAMPLED_EVERY_S: Readonly<Record<number, number>> = { 192: 1, 193: 60, 195: 1, 196: 60 };

/** A row a trade, within the numbers of the sampled types. */
const TCBBO = 194;

/** Types whose two sides are of two publishers. */
const CONSOLIDATED: Readonly<Record<number, string>> = {
  177: "cmbp-1",
  192: "cbbo-1s",
  193: "cbbo-1m",
  [TCBBO]: "tcbbo",
};

/** No type below this is consolidated or sampled: most rows are told apart by it. */
export const FIRST_OF_SEVERAL = 177;

/** Whether rows of a type are quotes as they stood now and then; their clock is `ts_recv`. */
export function isSampled(rtype: number): boolean {
  return rtype >= FIRST_SAMPLED && rtype <= LAST_SAMPLED && rtype !== TCBBO;
}

/** Whether rows of a type are trades, each with the quotes before it and those of several publishers. */
export function isTradeOfSeveral(rtype: number): boolean {
  return rtype === TCBBO;
}

/** Seconds between the quotes of a type; 0 where that is not known. */
export function sampledEveryS(rtype: number): number {
  return SAMPLED_EVERY_S[rtype] ?? 0;
}

/** The schema of a type whose two sides are of two publishers; `undefined` for other types. */
export function consolidatedSchema(rtype: number): string | undefined {
  return CONSOLIDATED[rtype];
}

/** Why quotes of such a schema cannot be read without the columns that say whose they are. */
export const CONSOLIDATED_REASON =
  "holds consolidated quotes (cmbp-1, cbbo, tcbbo), whose two sides are of two publishers, without the columns " +
  "bid_pb_00 and ask_pb_00 that name them";
