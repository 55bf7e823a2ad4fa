import { assert, assertEquals, assertThrows } from "@std/assert";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import {
  ACTION_ADD,
  ACTION_TRADE,
  SIDE_ASK,
  SIDE_BID,
  type Tape,
  TapeBuilder,
  type TapeColumns,
} from "../../src/market/tape.ts";
import { databentoCsv, type DatabentoCsvOptions } from "../../src/source/databento_csv_writer.ts";
import { generateTape } from "../../src/source/generated.ts";

/** 2024-08-01T00:00:00Z. */
const MIDNIGHT = 1722470400000000000n;
const SECONDS_NS = (13 * 3600 + 36 * 60 + 32) * 1e9;

type Row = { [K in keyof TapeColumns]?: number };

function tapeOf(rows: Row[], symbol = "AAPL"): Tape {
  const builder = new TapeBuilder();
  for (const row of rows) {
    const at = builder.next();
    for (const [name, value] of Object.entries(row)) builder.columns[name as keyof TapeColumns][at] = value;
  }
  return builder.finish({ originNs: MIDNIGHT, symbol });
}

function textOf(tape: Tape, options: DatabentoCsvOptions): string {
  const decoder = new TextDecoder();
  let text = "";
  for (const chunk of databentoCsv(tape, options)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function fieldsOf(text: string): string[][] {
  return text.trimEnd().split("\n").map((line) => line.split(","));
}

/** Exact integer of 1e-9 units, by text alone. */
function unitsOf(price: string): number {
  const match = /^(\d+)\.(\d{9})$/.exec(price);
  return match ? Number(BigInt(match[1]! + match[2]!)) : NaN;
}

const QUOTE: Row = {
  tsEventNs: SECONDS_NS + 491_911_683,
  tsRecvNs: SECONDS_NS + 492_078_001,
  publisher: 2,
  action: ACTION_ADD,
  side: SIDE_BID,
  flags: 130,
  price: 222_810_000_000,
  size: 100,
  bidPx: 222_810_000_000,
  askPx: 222_820_000_000,
  bidSz: 300,
  askSz: 421,
};

Deno.test("databentoCsv() prints rows as Databento does", () => {
  const trade: Row = {
    ...QUOTE,
    tsRecvNs: SECONDS_NS + 1_000_000_007,
    tsEventNs: SECONDS_NS + 999_999_999,
    action: ACTION_TRADE,
    side: SIDE_ASK,
    flags: 0,
    price: 1,
    size: 4_294_967_295,
    publisher: 65_535,
  };
  const text = textOf(tapeOf([QUOTE, trade]), { layout: "mbp-1" });
  assertEquals(
    text,
    "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,ts_in_delta," +
      "sequence,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00,bid_ct_00,ask_ct_00,symbol\n" +
      "2024-08-01T13:36:32.492078001Z,2024-08-01T13:36:32.491911683Z,1,2,1,A,B,0,222.810000000,100,130," +
      "166318,1,222.810000000,222.820000000,300,421,1,1,AAPL\n" +
      "2024-08-01T13:36:33.000000007Z,2024-08-01T13:36:32.999999999Z,1,65535,1,T,A,0,0.000000001," +
      "4294967295,0,8,2,222.810000000,222.820000000,300,421,1,1,AAPL\n",
  );
});

Deno.test("databentoCsv() leaves missing prices empty and their sizes 0", () => {
  const row: Row = { ...QUOTE, price: NaN, bidPx: NaN, bidSz: 300 };
  const [, fields] = fieldsOf(textOf(tapeOf([row]), { layout: "mbp-1" }));
  assertEquals(fields!.slice(8, 9), [""]);
  assertEquals(fields!.slice(13, 19), ["", "222.820000000", "0", "421", "0", "1"]);
});

Deno.test("databentoCsv() writes ts_event where there is no ts_recv", () => {
  const [, fields] = fieldsOf(textOf(tapeOf([{ ...QUOTE, tsRecvNs: NaN }]), { layout: "mbp-1" }));
  assertEquals(fields![0], "2024-08-01T13:36:32.491911683Z");
  assertEquals([fields![1], fields![11]], [fields![0], "0"]);
});

Deno.test("databentoCsv() prints a receipt before the event as a negative delta", () => {
  const [, fields] = fieldsOf(
    textOf(tapeOf([{ ...QUOTE, tsRecvNs: QUOTE.tsEventNs! - 683 }]), { layout: "mbp-1" }),
  );
  assertEquals([fields![0], fields![11]], ["2024-08-01T13:36:32.491911000Z", "-683"]);
});

Deno.test("databentoCsv() puts the deeper levels of mbp-10 one tick further each", () => {
  const [head, fields] = fieldsOf(textOf(tapeOf([QUOTE]), { layout: "mbp-10" }));
  assertEquals([head!.length, fields!.length, fields![2]], [74, 74, "10"]);
  assertEquals(head!.slice(67), [
    "bid_px_09",
    "ask_px_09",
    "bid_sz_09",
    "ask_sz_09",
    "bid_ct_09",
    "ask_ct_09",
    "symbol",
  ]);
  for (let level = 0; level < 10; level++) {
    const [bid, ask, bidSize, askSize, ...counts] = fields!.slice(13 + 6 * level, 19 + 6 * level);
    assertEquals(unitsOf(bid!), 222_810_000_000 - level * 1e7);
    assertEquals(unitsOf(ask!), 222_820_000_000 + level * 1e7);
    if (level > 0) assertEquals([Number(bidSize) % 100, Number(askSize) % 100], [0, 0]);
    assertEquals(counts, ["1", "1"]);
  }
});

Deno.test("databentoCsv() shows the same deeper size at the same price of a publisher", () => {
  const better: Row = { ...QUOTE, bidPx: QUOTE.bidPx! + 5e6, bidSz: 1 };
  const [, first, second] = fieldsOf(textOf(tapeOf([QUOTE, better]), { layout: "mbp-10", tick: 5e6 }));
  // The second level of one is the third of the other.
  assertEquals([first![19], first![21]], [second![25], second![27]]);
});

Deno.test("databentoCsv() has no deeper levels below a tick, nor on a side without a quote", () => {
  const row: Row = { ...QUOTE, bidPx: 2e7, askPx: NaN, askSz: 0 };
  const [, fields] = fieldsOf(textOf(tapeOf([row]), { layout: "mbp-10" }));
  assertEquals(fields![19], "0.010000000");
  assertEquals(fields!.slice(25, 31), ["", "", "0", "0", "0", "0"]);
  assertEquals(fields!.slice(67, 73), ["", "", "0", "0", "0", "0"]);
});

Deno.test("databentoCsv() gives the same bytes whatever the size of the chunks", () => {
  const tape = generateTape({ durationSeconds: 10, seed: 5 });
  for (const layout of ["mbp-1", "mbp-10"] as const) {
    const whole = textOf(tape, { layout, chunkBytes: 1 << 24 });
    for (const chunkBytes of [1, 1000, 65_536, undefined]) {
      assert(textOf(tape, { layout, chunkBytes }) === whole, `${layout} in chunks of ${chunkBytes}`);
    }
  }
});

Deno.test("databentoCsv() ends chunks with rows, near the size asked for", () => {
  const tape = generateTape({ durationSeconds: 20 });
  const chunks = [...databentoCsv(tape, { layout: "mbp-10" })];
  for (const chunk of chunks) assertEquals(chunk.at(-1), 10);
  for (const { length } of chunks.slice(0, -1)) assert(length >= 131_072 && length < 135_000);
  assert(chunks.length > 5);
});

Deno.test("databentoCsv() prints prices, sizes and times exactly", () => {
  const random = seededRandom(11);
  const rows = Array.from({ length: 2000 }, (): Row => {
    // Of all magnitudes up to 2^53.
    const units = Math.floor(2 ** (53 * random()));
    const tsEventNs = randomInt(random, 86_400e9);
    return {
      ...QUOTE,
      tsEventNs,
      tsRecvNs: tsEventNs + randomInt(random, 3e9),
      price: units,
      bidPx: Math.max(1, units - 1),
      askPx: randomInt(random, 2 ** 53),
      size: randomInt(random, 2 ** 32),
      bidSz: randomInt(random, 2 ** 32),
      askSz: randomInt(random, 2 ** 32),
    };
  });
  const lines = fieldsOf(textOf(tapeOf(rows), { layout: "mbp-1" })).slice(1);
  const offsetNs = (time: string): number =>
    Number(BigInt(Date.parse(`${time.slice(0, 19)}Z`)) * 1_000_000n + BigInt(time.slice(20, 29)) - MIDNIGHT);
  const read = lines.map((line): Row => ({
    ...QUOTE,
    tsRecvNs: offsetNs(line[0]!),
    tsEventNs: offsetNs(line[1]!),
    price: unitsOf(line[8]!),
    size: Number(line[9]),
    bidPx: unitsOf(line[13]!),
    askPx: unitsOf(line[14]!),
    bidSz: Number(line[15]),
    askSz: Number(line[16]),
  }));
  assertEquals(read, rows);
  assertEquals(lines.map((line) => Number(line[12])), rows.map((_, row) => row + 1));
});

Deno.test("databentoCsv() quotes a symbol that needs it, in UTF-8", () => {
  const text = textOf(tapeOf([QUOTE], 'Ä,"B"'), { layout: "mbp-1" });
  assert(text.endsWith(',1,1,"Ä,""B"""\n'));
});

Deno.test("databentoCsv() writes the header of an empty tape", () => {
  const text = textOf(tapeOf([]), { layout: "mbp-1" });
  assertEquals(fieldsOf(text).map((fields) => fields.length), [20]);
});

Deno.test("databentoCsv() refuses impossible ticks and chunks", () => {
  const write = (options: Omit<DatabentoCsvOptions, "layout">) => () =>
    textOf(tapeOf([QUOTE]), { layout: "mbp-10", ...options });
  assertThrows(write({ tick: 0 }), RangeError, "tick 0");
  assertThrows(write({ tick: 0.5 }), RangeError, "tick 0.5");
  assertThrows(write({ chunkBytes: -1 }), RangeError, "chunkBytes -1");
  assertThrows(write({ chunkBytes: NaN }), RangeError, "chunkBytes NaN");
});
