/** Fills from a table, a row a fill. @module */

import { DataError } from "../../market/data_error.ts";
import { fromDollars } from "../../market/price.ts";
import { countOne, type Fill, Fills, type FillsRead, type ReadCounts } from "../fills.ts";
import { readDollars, readKind, readPrice, readShares, readSide, remembering, TimeReader } from "./fields.ts";
import { readTable, type TableRow } from "./table.ts";
import type { Columns, TableLayout } from "./table_layout.ts";

/** The columns of fills, each with the names that files have for it. */
export const FILL_COLUMNS = {
  time: [
    "time",
    "timestamp",
    "filltime",
    "executiontime",
    "exectime",
    "transacttime",
    "tradetime",
    "tsevent",
    "ts",
  ],
  side: ["side", "buysell", "bs", "direction"],
  venue: ["venue", "mic", "lastmkt", "lastmarket", "exchange", "market", "executionvenue", "exdestination"],
  price: ["price", "px", "lastpx", "fillprice", "fillpx", "executionprice", "tradeprice", "lastprice"],
  shares: [
    "shares",
    "lastqty",
    "lastshares",
    "fillqty",
    "fillsize",
    "filledqty",
    "executedqty",
    "qty",
    "quantity",
    "size",
  ],
  order: ["order", "parent", "parentid", "parentorder", "parentorderid", "orderid"],
  child: ["child", "childid", "childorder", "childorderid", "clordid", "clientorderid"],
  sent: ["sent", "senttime", "sendtime", "tssent"],
  acknowledged: ["acknowledged", "ack", "acktime", "acknowledgedtime", "acceptedtime", "tsack"],
  kind: [
    "kind",
    "liquidity",
    "lastliquidityind",
    "liquidityindicator",
    "liquidityflag",
    "addremove",
    "makertaker",
  ],
  fee: ["fee", "fees", "commission", "totalfee"],
  feePerShare: ["feepershare", "takefee"],
  id: ["id", "execid", "executionid", "fillid", "tradeid"],
  symbol: ["symbol", "ticker", "instrument"],
  strategy: ["strategy"],
} as const satisfies Columns<string>;

type FillColumn = keyof typeof FILL_COLUMNS;

const NEEDED: readonly FillColumn[] = ["time", "side", "venue", "price", "shares"];

/** What a reader of fills is told. */
export interface FillsOptions {
  /** The tape's origin, from which times count. */
  readonly originNs: bigint;
  /** The tape's instrument; rows of others are left out and counted. Empty is any. */
  readonly symbol: string;
  /** What the file calls things. */
  readonly layout?: TableLayout | undefined;
}

/**
 * Reads fills from a table: `time, side, venue, price, shares`, and if known `order, child, sent, acknowledged,
 * kind, fee, id, symbol, strategy`; found by name, in any order. Rows of the same execution id that are alike count
 * once.
 *
 * @throws {DataError} naming file, line and column; two executions of one id that differ are such an error, and fills
 *   of one order by two strategies.
 */
export async function readFillsTable(path: string, options: FillsOptions): Promise<FillsRead> {
  const { originNs, symbol, layout = {} } = options;
  const fills = new Fills();
  const counts: ReadCounts = {};
  const ids = new Map<string, number>();
  const strategies = new Map<string, string>();
  const readFill = fillReader(originNs, layout);
  await readTable(path, FILL_COLUMNS, NEEDED, (row) => {
    const of = row.text("symbol").trim();
    if (of !== "" && symbol !== "" && of !== symbol) return countOne(counts, "other_symbols");
    const fill = readFill(row);
    checkStrategy(row, fill.order, strategies);
    const id = row.text("id").trim();
    const known = id === "" ? undefined : ids.get(id);
    if (known !== undefined) {
      if (!fills.isSame(known, fill)) {
        throw new DataError(
          `execution ${JSON.stringify(id)} stands on line ${fills.line[known]} too, with another fill`,
          { line: row.line },
        );
      }
      return countOne(counts, "repeated_executions");
    }
    const index = fills.add(fill);
    if (id !== "") ids.set(id, index);
  }, layout);
  return { fills, counts };
}

/** A back-test writes the fills of all that it compares, each of which works the same orders. */
function checkStrategy(row: TableRow<FillColumn>, order: string, strategies: Map<string, string>): void {
  if (!row.has("strategy")) return;
  const strategy = row.text("strategy").trim();
  const known = strategies.get(order) ?? strategy;
  if (known !== strategy) {
    const of = order === "" ? "" : ` of order ${order}`;
    throw new DataError(
      `fills${of} by ${known} and by ${strategy}: leave those of one strategy in the file`,
      {
        line: row.line,
      },
    );
  }
  strategies.set(order, strategy);
}

function fillReader(originNs: bigint, layout: TableLayout): (row: TableRow<FillColumn>) => Fill {
  // One for each column: each remembers its own second.
  const [times, sentTimes] = [new TimeReader(originNs), new TimeReader(originNs)];
  const readTime = (text: string): number => times.readNeeded(text);
  const maybeTime = (text: string): number => sentTimes.read(text);
  const venueOf = remembering((text: string): string => venueName(text, layout));
  const kindOf = remembering((text: string): number => readKind(layout.kinds?.[text.trim()] ?? text));
  const [sideOf, priceOf, sharesOf] = [
    remembering(readSide),
    remembering(readPrice),
    remembering(readShares),
  ];
  return (row) => {
    const shares = row.read("shares", sharesOf);
    return {
      timeNs: row.read("time", readTime),
      side: row.read("side", sideOf),
      venue: row.read("venue", venueOf),
      price: row.read("price", priceOf),
      shares,
      order: row.text("order").trim(),
      child: row.text("child").trim(),
      sentNs: row.read(row.text("acknowledged") === "" ? "sent" : "acknowledged", maybeTime),
      kind: row.read("kind", kindOf),
      fee: feeOf(row, shares),
      line: row.line,
    };
  };
}

/** A venue by its market identifier, in capitals. */
export function venueName(text: string, { venues = {} }: TableLayout): string {
  const given = text.trim();
  const name = (Object.hasOwn(venues, given) ? venues[given]! : given).toUpperCase();
  if (name === "") throw new DataError("no venue");
  return name;
}

/** What was charged for a share, 1e-9 dollars, to the nearest. */
function feeOf(row: TableRow<FillColumn>, shares: number): number {
  const perShare = row.read("feePerShare", readDollars);
  const dollars = Number.isNaN(perShare) ? row.read("fee", readDollars) / shares : perShare;
  return Number.isNaN(dollars) ? NaN : fromDollars(dollars);
}
