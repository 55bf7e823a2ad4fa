import { assertEquals } from "@std/assert";
import { liveQuotes } from "../../src/market/live_quotes.ts";
import { whyNothingRests } from "../../src/market/resting.ts";
import { seededRandom } from "../../src/market/random.ts";
import type { Tape } from "../../src/market/tape.ts";
import { venuesOf } from "../../src/market/venues.ts";
import { seeds } from "../_seeds.ts";
import { assertSameTape, csv, FIELDS, read, type ROW } from "./csv/_csv.ts";
import { file, head, type Quote, quote, read as readDbn, START_NS } from "./dbn/_dbn.ts";

const [XNAS, ARCX, BATS] = [2, 43, 5] as const;
const DOLLAR = 1_000_000_000n;

interface Side {
  readonly of: number;
  /** Dollars; 0 is no quote. */
  readonly px: number;
}

function consolidated(bid: Side, ask: Side, options: Quote = {}): Quote {
  return {
    rtype: 177,
    publisher: bid.of,
    action: "M",
    bidPublisher: bid.of,
    askPublisher: ask.of,
    bidPx: BigInt(bid.px) * DOLLAR,
    askPx: BigInt(ask.px) * DOLLAR,
    ...options,
  };
}

/** The same quotes as CSV with the columns of consolidated schemas. */
function asCsv(quotes: readonly Quote[], sampled = false): string {
  const fields = [...FIELDS.filter((name) => !sampled || name !== "action"), "bid_pb_00", "ask_pb_00"];
  const rows = quotes.map((one) => ({
    ts_recv: String(one.tsRecv ?? START_NS + 5n),
    ts_event: String(one.tsEvent ?? START_NS),
    rtype: String(one.rtype),
    publisher_id: String(one.publisher),
    action: one.action!,
    side: one.side ?? "B",
    price: String(one.price ?? 10_010_000_000n),
    size: String(one.size ?? 100),
    flags: String(one.flags ?? 128),
    bid_px_00: String(one.bidPx),
    ask_px_00: String(one.askPx),
    bid_sz_00: String(one.bidSz ?? 300),
    ask_sz_00: String(one.askSz ?? 400),
    bid_pb_00: String(one.bidPublisher),
    ask_pb_00: String(one.askPublisher),
  } as unknown as typeof ROW));
  return csv(rows, { fields });
}

/** `publisher action bid×size ask×size flags` of every row. */
function shown({ columns, length }: Tape): string[] {
  const side = (px: number, size: number) => Number.isNaN(px) ? "-" : `${px / 1e9}x${size}`;
  return Array.from({ length }, (_, row) =>
    [
      columns.publisher[row],
      String.fromCharCode(columns.action[row]!),
      side(columns.bidPx[row]!, columns.bidSz[row]!),
      side(columns.askPx[row]!, columns.askSz[row]!),
      columns.flags[row],
    ].join(" "));
}

function dbn(quotes: readonly Quote[]): Uint8Array {
  return file(head({ schema: 14, mappings: [["AAPL", 20240801, 20240802, "38"]] }), ...quotes.map(quote));
}

Deno.test("ConsolidatedRows shows each side at its own venue, and takes it away when another has it", async () => {
  const tape = await readDbn(dbn([
    consolidated({ of: XNAS, px: 10 }, { of: ARCX, px: 12 }),
    consolidated({ of: BATS, px: 11 }, { of: ARCX, px: 12 }, { flags: 0 }),
    consolidated({ of: BATS, px: 11 }, { of: BATS, px: 12 }),
    consolidated({ of: BATS, px: 0 }, { of: BATS, px: 12 }),
    consolidated({ of: 0, px: 10 }, { of: 0, px: 12 }, { publisher: XNAS }),
  ]));
  assertEquals(shown(tape), [
    "43 M - 12x400 0",
    "2 M 10x300 - 128",
    "2 M - - 0", // bettered
    "43 M - 12x400 0",
    "5 M 11x300 - 0",
    "43 M - - 0",
    "5 M 11x300 12x400 128",
    "5 M - 12x400 128",
    "5 M - - 0",
    "2 M 10x300 12x400 128",
  ]);
  assertEquals(tape.notes, { consolidated_rows: 5 });
  const live = liveQuotes(tape, venuesOf(tape));
  assertEquals(
    whyNothingRests({ tape, live }),
    "the tape's quotes are consolidated: what a venue shows behind the best one is not known",
  );
});

Deno.test("ConsolidatedRows leaves a trade among quotes one row, and the books as they are", async () => {
  const tape = await readDbn(dbn([
    consolidated({ of: XNAS, px: 10 }, { of: ARCX, px: 12 }),
    consolidated({ of: XNAS, px: 10 }, { of: ARCX, px: 12 }, { publisher: BATS, action: "T", size: 7 }),
    consolidated({ of: XNAS, px: 9 }, { of: ARCX, px: 12 }),
  ]));
  assertEquals(shown(tape).slice(2), ["5 T - - 128", "43 M - 12x400 0", "2 M 9x300 - 128"]);
  assertEquals([tape.columns.size[2], tape.columns.price[2]], [7, 10_010_000_000]);
});

Deno.test("ConsolidatedRows of trades alone (tcbbo) tells the books before each, and no trade twice", async () => {
  const trade = { rtype: 194, action: "T", size: 7 } as const;
  const tape = await readDbn(dbn([
    consolidated({ of: XNAS, px: 10 }, { of: ARCX, px: 12 }, trade),
    consolidated({ of: XNAS, px: 10 }, { of: XNAS, px: 12 }, { ...trade, publisher: BATS }),
  ]));
  assertEquals(shown(tape), [
    "2 T 10x300 - 0",
    "43 T - 12x400 128",
    "5 T - - 0",
    "43 T - - 0",
    "2 T 10x300 12x400 128",
  ]);
  assertEquals([...tape.columns.size], [7, 0, 7, 0, 0]);
  assertEquals(liveQuotes(tape, venuesOf(tape)).beforeTrades, BEFORE_TRADES);
  assertEquals(tape.notes, { consolidated_rows: 2 });
});

const BEFORE_TRADES = true;

Deno.test("consolidated quotes give the same tape from CSV and from DBN, sampled or not, readable or not", async () => {
  const random = seededRandom(11);
  const pick = <T>(...of: T[]): T => of[Math.floor(random() * of.length)]!;
  for (let round = 0; round < seeds(10, 200); round++) {
    const rtype = pick(177, 192, 193, 194);
    const isSampled = rtype === 192 || rtype === 193;
    const quotes = Array.from({ length: 50 }, (_, i) => {
      const time = { tsEvent: START_NS + BigInt(i) * DOLLAR, tsRecv: START_NS + BigInt(i) * DOLLAR + 9n };
      const action = isSampled ? "M" : rtype === 194 ? "T" : pick("A", "C", "T", "M");
      const price = random() < 0.05 && i > 0 ? -1n : 5n * DOLLAR;
      const flags = pick(0, 128, 128, 132, 136);
      const [bid, ask] = [{ of: pick(0, XNAS, ARCX, BATS), px: pick(0, 9, 10) }, {
        of: pick(0, XNAS, ARCX),
        px: pick(0, 12),
      }];
      return consolidated(bid, ask, { rtype, publisher: pick(XNAS, ARCX), action, price, flags, ...time });
    });
    const options = { skipBadRows: true };
    const fromCsv = await read(asCsv(quotes, isSampled), options);
    const fromDbn = await readDbn(dbn(quotes), options);
    assertSameTape(fromDbn, fromCsv, `round ${round}`);
    assertEquals(
      [fromDbn.notes, fromDbn.skippedRows],
      [fromCsv.notes, fromCsv.skippedRows],
      `round ${round}`,
    );
  }
});
