/** A snapshot to split an order over, as a JSON file gives it. @module */

import { DataError } from "../../market/data_error.ts";
import { firstRepeated } from "../../market/first_repeated.ts";
import { publisher } from "../../market/publishers.ts";
import { formatTime, parseTimeBound } from "../../market/time.ts";
import type { Bounds } from "../options.ts";

/** The quote of one venue. */
interface SnapshotRecord {
  readonly publisherId: number;
  /** Dollars; 0 where there is no quote on that side. */
  readonly price: Readonly<Record<"ask" | "bid", number>>;
  /** Shares. */
  readonly size: Readonly<Record<"ask" | "bid", number>>;
  /** For taking a share, dollars, where the snapshot says so. */
  readonly fee: number | undefined;
  /** For a share that rested, dollars. */
  readonly rebate: number | undefined;
}

/** The quotes of all venues at one moment. */
export interface Snapshot {
  /** `YYYY-MM-DD`: whose fees are due. */
  readonly day: string;
  /** In ascending order of publisher id, as venues are everywhere. */
  readonly records: readonly SnapshotRecord[];
}

const NEWEST_DAY = "9999-12-31";
const PUBLISHER_ID = { min: 0, max: 0xffff };
/** Dollars; the largest that is exact in units of 1e-9. */
const PRICE = { min: 0, max: 9e6 };
const SHARES = { min: 0, max: 1e9 };
/** Dollars a share. */
const FEE = { min: -1, max: 1 };

/**
 * Reads a snapshot as the stream's messages have it.
 *
 * @param value of the file's JSON.
 * @param name what errors call the file.
 * @throws {DataError} naming the value that cannot be.
 */
export function parseSnapshot(value: unknown, name: string): Snapshot {
  const { ts_event, records } = Object(value) as Record<string, unknown>;
  if (!Array.isArray(records) || records.length === 0) {
    throw new DataError('needs "records", a list with an object for each venue (see --help)', { file: name });
  }
  const parsed = records.map((record, i) => parseRecord(record, `${name}: records[${i}]`));
  const ids = parsed.map(({ publisherId }) => publisherId);
  const twice = firstRepeated(ids);
  if (twice !== undefined) throw new DataError(`publisher_id ${twice} stands twice`, { file: name });
  // Two publishers of one venue are two feeds of the same shares.
  const idOfVenue = new Map<string, number>();
  for (const id of ids) {
    const { venue } = publisher(id);
    const other = idOfVenue.get(venue);
    if (other !== undefined) {
      throw new DataError(`publisher_id ${other} and ${id} are both ${venue}: keep one`, { file: name });
    }
    idOfVenue.set(venue, id);
  }
  return {
    day: ts_event === undefined ? NEWEST_DAY : dayOf(ts_event, `${name}: ts_event`),
    records: parsed.toSorted((a, b) => a.publisherId - b.publisherId),
  };
}

/** The day of a moment, as RFC 3339 or in nanoseconds. */
function dayOf(value: unknown, where: string): string {
  try {
    if (typeof value === "string" && /^\d{18,19}$/.test(value)) return formatTime(BigInt(value)).slice(0, 10);
    const moment = parseTimeBound(String(value));
    if (moment.kind === "instant") return formatTime(moment.ns).slice(0, 10);
  } catch {
    // said below
  }
  throw new DataError(`${where} is ${JSON.stringify(value)}: not a moment such as 2024-08-01T13:36:32Z`);
}

function parseRecord(value: unknown, where: string): SnapshotRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DataError(`${where} is ${JSON.stringify(value)}: not an object`);
  }
  const record = value as Record<string, unknown>;
  const number = (key: string, { min, max }: Bounds): number | undefined => {
    const given = record[key];
    if (given === undefined || given === null) return undefined;
    if (typeof given === "number" && given >= min && given <= max) return given;
    const shown = typeof given === "number" ? given : JSON.stringify(given);
    throw new DataError(`${where}.${key} is ${shown}: not a number from ${min} to ${max}`);
  };
  const publisherId = number("publisher_id", PUBLISHER_ID);
  if (publisherId === undefined || !Number.isInteger(publisherId)) {
    const shown = publisherId ?? "missing";
    throw new DataError(
      `${where}.publisher_id is ${shown}: it says whose quote that is, such as 2 for XNAS`,
    );
  }
  if (publisher(publisherId).kind !== "exchange") {
    throw new DataError(`${where}.publisher_id ${publisherId} is no venue: ${publisher(publisherId).kind}`);
  }
  const whole = (key: string): number => {
    const shares = number(key, SHARES) ?? 0;
    if (!Number.isInteger(shares)) throw new DataError(`${where}.${key} is ${shares}: not a whole number`);
    return shares;
  };
  if (!("ask_px" in record) && !("bid_px" in record)) {
    const found = Object.keys(record).join(", ");
    throw new DataError(`${where} has neither ask_px nor bid_px; found: ${found}`);
  }
  for (const side of ["ask", "bid"]) {
    if (!(`${side}_px` in record) || `${side}_sz` in record) continue;
    throw new DataError(`${where} has ${side}_px but no ${side}_sz`);
  }
  return {
    publisherId,
    price: { ask: number("ask_px", PRICE) ?? 0, bid: number("bid_px", PRICE) ?? 0 },
    size: { ask: whole("ask_sz"), bid: whole("bid_sz") },
    fee: number("fee", FEE),
    rebate: number("rebate", FEE),
  };
}
