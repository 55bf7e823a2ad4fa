/** What venues charge, by day. @module */

import { DataError, type DataPlace } from "./data_error.ts";
import { fromDollars } from "./price.ts";

/** What a venue charges, 1e-9 dollars a share; negative is a rebate. */
interface Fee {
  /** For a resting share that is executed. */
  readonly add: number;
  /** For a share taken. */
  readonly take: number;
  /** Whether the day lies before the venue's first row, whose fee was used nevertheless. */
  readonly extrapolated: boolean;
  /** Whether the venue has no row at all and the usual charge was assumed. */
  readonly assumed: boolean;
}

interface FeeRow {
  readonly venue: string;
  /** First day it holds, `YYYY-MM-DD`. */
  readonly from: string;
  readonly add: number;
  readonly take: number;
}

const HEADER = "venue,from,add,take,source";
const ASSUMED_TAKE_DOLLARS = 0.003;

/**
 * Dated fees by venue.
 *
 * @example
 * ```ts
 * import { FeeSchedule } from "./fee_schedule.ts";
 * import { assertEquals } from "@std/assert";
 * const fees = FeeSchedule.parse("venue,from,add,take,source\nXNAS,2020-01-01,-0.0020,0.0030,list\n", "fees");
 * assertEquals(fees.of("XNAS", "2024-08-01").take, 3e6);
 * ```
 */
export class FeeSchedule {
  #rows: Map<string, FeeRow[]>;

  constructor(rows: FeeRow[]) {
    const sorted = rows.toSorted((a, b) => a.from < b.from ? -1 : a.from > b.from ? 1 : 0);
    this.#rows = Map.groupBy(sorted, ({ venue }) => venue);
  }

  /**
   * Reads the CSV form: `venue,from,add,take,source`, dollars a share, negative is a rebate; lines that
   * start with `#` are comments.
   *
   * @throws {DataError} naming the line that cannot be read.
   */
  static parse(text: string, name: string): FeeSchedule {
    const rows = new Map<string, FeeRow>();
    let headerSeen = false;
    for (const [index, raw] of text.split("\n").entries()) {
      const line = raw.trim();
      if (line === "" || line.startsWith("#")) continue;
      const place = { file: name, line: index + 1 };
      if (!headerSeen) {
        if (line !== HEADER) {
          throw new DataError(`the header must be ${HEADER}, not ${JSON.stringify(line)}`, {
            ...place,
            value: line,
          });
        }
        headerSeen = true;
        continue;
      }
      const row = parseRow(line, place);
      const key = `${row.venue},${row.from}`;
      if (rows.has(key)) throw new DataError(`${row.venue} has a fee from ${row.from} on already`, place);
      rows.set(key, row);
    }
    if (rows.size === 0) throw new DataError("has no fees", { file: name });
    return new FeeSchedule([...rows.values()]);
  }

  /** The same fee at every venue and on every day, dollars a share. */
  static flat(takeDollars: number, addDollars: number): FeeSchedule {
    return new FlatFees({
      add: fromDollars(addDollars),
      take: fromDollars(takeDollars),
      extrapolated: false,
      assumed: false,
    });
  }

  /** The fee of a venue on a day (`YYYY-MM-DD`). */
  of(venue: string, day: string): Fee {
    const rows = this.#rows.get(venue);
    if (rows === undefined) {
      return { add: 0, take: fromDollars(ASSUMED_TAKE_DOLLARS), extrapolated: false, assumed: true };
    }
    const { add, take } = rows.findLast(({ from }) => from <= day) ?? rows[0]!;
    return { add, take, extrapolated: day < rows[0]!.from, assumed: false };
  }
}

class FlatFees extends FeeSchedule {
  #fee: Fee;

  constructor(fee: Fee) {
    super([]);
    this.#fee = fee;
  }

  override of(): Fee {
    return this.#fee;
  }
}

function parseRow(line: string, place: DataPlace): FeeRow {
  const [venue = "", from = "", add = "", take = ""] = line.split(",");
  if (!/^[A-Z0-9]+$/.test(venue)) {
    throw new DataError(`venue is ${JSON.stringify(venue)}: not a MIC`, { ...place, value: venue });
  }
  if (!isDay(from)) {
    throw new DataError(`from is ${JSON.stringify(from)}: not a day such as 2024-08-01`, {
      ...place,
      value: from,
    });
  }
  return { venue, from, add: parseFee("add", add, place), take: parseFee("take", take, place) };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(text);
  // Date.parse rolls 30 February over to March.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function parseFee(column: string, text: string, place: DataPlace): number {
  const wrong = (why: string): DataError =>
    new DataError(`${column} is ${JSON.stringify(text)}: ${why}`, { ...place, value: text });
  if (!/^[+-]?(\d+(\.\d+)?|\.\d+)$/.test(text)) {
    throw wrong("not dollars a share");
  }
  try {
    return fromDollars(Number(text));
  } catch (error) {
    throw wrong((error as Error).message);
  }
}
