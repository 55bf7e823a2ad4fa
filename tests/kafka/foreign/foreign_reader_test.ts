import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ForeignReader, ForeignTopic } from "../../../src/kafka/foreign/foreign_reader.ts";
import { parseForeignMap } from "../../../src/kafka/foreign/map.ts";
import { DataError } from "../../../src/market/data_error.ts";
import { formatTime } from "../../../src/market/time.ts";

const bytes = (message: unknown): Uint8Array =>
  new TextEncoder().encode(typeof message === "string" ? message : JSON.stringify(message));

interface Read {
  /** Time, publisher, ask, its size, bid, its size, by row. */
  rows: unknown[][];
  shape: string;
  topic: ForeignTopic;
}

function read(messages: unknown[], options: ConstructorParameters<typeof ForeignTopic>[0] = {}): Read {
  const topic = new ForeignTopic(options);
  const reader = new ForeignReader(topic);
  for (const message of messages) reader.append(bytes(message));
  const { tsEventNs, publisher, askPx, askSz, bidPx, bidSz } = reader.builder.columns;
  const rows = Array.from({ length: reader.builder.length }, (_, row) => [
    formatTime(reader.originNs! + BigInt(tsEventNs[row]!)),
    publisher[row],
    askPx[row]! / 1e9,
    askSz[row],
    bidPx[row]! / 1e9,
    bidSz[row],
  ]);
  return { rows, shape: topic.shape?.text ?? "", topic };
}

const TIME = "2024-08-01T13:36:32.491911683Z";
const ROW = [TIME, 2, 224.3, 600, 224.28, 900];

const SHAPES: Readonly<Record<string, readonly [message: unknown, shape: string]>> = {
  "the trial's": [
    {
      ts_event: TIME,
      records: [{ publisher_id: 2, ask_px: 224.3, ask_sz: 600, bid_px: 224.28, bid_sz: 900 }],
    },
    'records under "records": publisher_id',
  ],
  "the trial's other one": [
    {
      ts_event: TIME,
      snapshot: [{ publisher_id: 2, ask_px_00: 224.3, ask_sz_00: 600, bid_px_00: 224.28, bid_sz_00: 900 }],
    },
    'records under "snapshot"',
  ],
  "one flat record": [
    { timestamp: TIME, publisher_id: 2, ask_px_00: 224.3, ask_sz_00: 600, bid_px_00: 224.28, bid_sz_00: 900 },
    "one flat record a message: timestamp, publisher_id, ask_px_00",
  ],
  "a flat list": [
    [{ ts_event: TIME, venue: "2", ask: 224.3, ask_size: 600, bid: 224.28, bid_size: 900 }],
    "a list of records a message: ts_event, venue, ask",
  ],
  "venues": [
    {
      timestamp: TIME,
      venues: [{ venue_id: "2", ask_price: "224.3", ask_size: "600", bid_price: "224.28", bid_size: "900" }],
    },
    'records under "venues": ',
  ],
  "a venue's name, and other keys": [
    {
      ts: TIME,
      seq: 7,
      source: { host: "a", lines: [1, 2] },
      quotes: [{
        venue: "XNAS",
        ask: 224.3,
        askSize: 600,
        bid: 224.28,
        bidSize: 900,
        ask_ct: 3,
        side: "buy",
      }],
    },
    'records under "quotes"',
  ],
  "objects for the sides": [
    { timestamp: TIME, venue: "Nasdaq", ask: { price: 224.3, size: 600 }, bid: { price: 224.28, size: 900 } },
    "one flat record a message: timestamp, venue, ask.price, ask.size",
  ],
  "Databento's own JSON": [
    {
      hd: { ts_event: TIME, rtype: 1, publisher_id: 2, instrument_id: 38 },
      action: "A",
      side: "B",
      price: "224.280000000",
      size: 100,
      flags: 130,
      levels: [{ bid_px: "224.280000000", ask_px: "224.300000000", bid_sz: 900, ask_sz: 600, bid_ct: 1 }],
    },
    "one flat record a message: hd.ts_event, hd.publisher_id",
  ],
  "pairs of price and size": [
    { timestamp: TIME, venue: "XNAS", asks: [[224.3, 600], [224.4, 1]], bids: [["224.28", "900"]] },
    "one flat record a message: timestamp, venue, asks.0.0, asks.0.1, bids.0.0, bids.0.1",
  ],
  "records by venue": [
    { ts: TIME, book: { XNAS: { ask: 224.3, ask_size: 600, bid: 224.28, bid_size: 900 } } },
    'records by venue under "book": ',
  ],
  "records by venue alone": [
    { 2: { ts: TIME, ask: { px: 224.3, sz: 600 }, bid: { px: 224.28, sz: 900 } } },
    "records by venue: ",
  ],
  "levels of one book": [
    {
      ts: TIME,
      mic: "XNAS",
      asks: [{ price: 224.3, size: 600 }, { price: 224.4, size: 1 }],
      bids: [{ px: 224.28, qty: 900 }],
    },
    "one flat record a message: ts, mic, asks.price",
  ],
  "a message within another": [
    {
      schema: "x",
      payload: { ts_event: TIME, publisher_id: "2", ask: 224.3, ask_sz: 600, bid: 224.28, bid_sz: 900 },
    },
    "one flat record a message: payload.ts_event",
  ],
  "JSON made JSON again": [
    JSON.stringify(JSON.stringify({
      ts_event: TIME,
      records: [{ publisher_id: 2, ask_px: 224.3, ask_sz: 600, bid_px: 224.28, bid_sz: 900 }],
    })),
    'records under "records"',
  ],
};

for (const [name, [message, shape]] of Object.entries(SHAPES)) {
  Deno.test(`ForeignReader reads ${name}`, () => {
    const { rows, shape: taken } = read([message]);
    assertEquals(rows, [ROW]);
    assertStringIncludes(taken, shape);
  });
}

Deno.test("ForeignReader reads times with an offset, and of the day alone", () => {
  const of = (timestamp: unknown, options = {}) =>
    read([{ timestamp, venue: 2, ask: 1, ask_size: 1 }], options).rows[0]![0];
  assertEquals(of("2024-08-01T09:36:32.491911683-04:00"), TIME);
  assertEquals(of("2024-08-01 09:36:32.491911683-0400"), TIME);
  assertEquals(of("2024-08-01T13:36:32.491911683"), TIME);
  assertEquals(of("1722519392491911683"), TIME);
  assertEquals(of("13:36:32.491911683"), `1970-01-01${TIME.slice(10)}`);
  assertEquals(of("13:36:32.491911683", { map: { date: "2024-08-01" } }), TIME);
  assertEquals(of(1722519392.491, { timeUnit: "s" }), "2024-08-01T13:36:32.491000000Z");
  assertThrows(() => of(1722519392491), DataError, "--time-unit ms");
  assertThrows(() => of(1722519392.491), DataError, "--time-unit s");
  assertThrows(() => of(1722519392491.5), DataError, "--time-unit ms");
});

Deno.test("ForeignReader reads what one side has, and nothing where no number is", () => {
  const record = { timestamp: TIME, venue: 2, ask: 224.3, ask_size: 600 };
  assertEquals(read([record]).rows, [[...ROW.slice(0, 4), NaN, 0]]);
  assertEquals(read([record, { ...record, bid: 224.28, bid_size: 900 }]).rows[1], ROW, "later it has both");
  const topic = new ForeignTopic({});
  const reader = new ForeignReader(topic);
  const bare =
    `{"timestamp": "${TIME}", "venue": 2, "ask": NaN, "ask_size": 600, "bid": -Infinity, "note": "NaN \\" Infinity"}`;
  assertEquals(reader.append(bytes(bare)), ["NaN", "-Infinity"]);
  assertEquals([...reader.builder.columns.askPx.slice(0, 1)], [NaN]);
  for (const none of [null, "NaN", "", 0]) {
    assertEquals(read([{ ...record, ask: none }]).rows[0]!.slice(2, 4), [NaN, 0]);
  }
});

Deno.test("ForeignReader refuses what has no known shape, with the keys found", () => {
  const reason = (message: unknown, options = {}) =>
    (assertThrows(() => read([message], options), DataError) as Error).message;
  assertStringIncludes(
    reason({ when: TIME, book: [{ place: 2, a: 1 }] }),
    'nothing is known as ts_event, publisher_id, ask_px or bid_px; its keys are "when", "book.place", "book.a"; ' +
      "say what they mean by --foreign-map",
  );
  for (const message of [7, "x", null, [], [1], {}]) {
    assertStringIncludes(reason(JSON.stringify(message)), "its keys are");
  }
  assertStringIncludes(reason({ timestamp: TIME, venue: "Mars", ask: 1, ask_size: 1 }), '"Mars"');
  assertStringIncludes(reason("{"), "JSON");
});

Deno.test("ForeignReader reads by a map what it does not know", () => {
  const map = parseForeignMap(
    JSON.stringify({
      records: "book.rows",
      ts_event: "when",
      publisher_id: "place",
      ask_px: "a.0",
      ask_sz: "a.1",
      bid_px: "b.px",
      bid_sz: "b.n",
      venues: { Mars: 2 },
    }),
    "map.json",
  );
  const message = {
    when: TIME,
    book: { rows: [{ place: "Mars", a: [224.3, 600], b: { px: 224.28, n: 900 } }] },
  };
  const { rows, shape } = read([message], { map });
  assertEquals(rows, [ROW]);
  assertEquals(shape, 'records under "book.rows": when, place, a.0, a.1, b.px, b.n');
  const alone = { timestamp: TIME, ask: 224.3, ask_size: 600, bid: 224.28, bid_size: 900 };
  assertEquals(read([alone], { map: { publisher: 2 } }).rows, [ROW]);
});

Deno.test("parseForeignMap() names what is wrong, and where", () => {
  const reason = (text: string) =>
    (assertThrows(() => parseForeignMap(text, "m.json"), DataError) as Error).message;
  assertStringIncludes(reason("{"), "m.json");
  assertStringIncludes(reason('{"ask": "a"}'), '"ask": no such key; the keys are records, date');
  assertStringIncludes(reason('{"ask_px": 7}'), '"ask_px"');
  assertStringIncludes(reason('{"venues": {"A": -1}}'), '"venues.A"');
  assertStringIncludes(reason("[]"), "m.json");
});

Deno.test("ForeignReader obeys flags, and leaves them where they are something else", () => {
  const record = { ts_event: TIME, ts_recv: TIME, publisher_id: 2, ask_px: 224.3, ask_sz: 600 };
  const kept = read([{ ...record, flags: 130 }, { ...record, flags: 4 }, { ...record, flags: "firm" }]);
  assertEquals([kept.rows.length, kept.topic.badBooks], [2, 1]);
  assertEquals(read([{ ...record, flags: 4 }], { keepBadBooks: true }).rows.length, 1);
  assertEquals(read([{ ...record, flags: 8 }]).topic.badReceipts, 1);
});

Deno.test("ForeignReader reads one instrument, and refuses to mix several", () => {
  const of = (symbol: string, ask: number) => ({ symbol, ts_event: TIME, publisher_id: 2, ask, ask_sz: 1 });
  const both = [of("AAPL", 224), of("MSFT", 410), of("AAPL", 225)];
  assertThrows(
    () => read(both).topic.symbolRead(),
    DataError,
    "choose one with --symbol: AAPL (2), MSFT (1)",
  );
  const one = read(both, { symbol: "MSFT" });
  assertEquals([one.rows.map((row) => row[2]), one.topic.symbolRead()], [[410], "MSFT"]);
  assertThrows(() => read(both, { symbol: "TSLA" }).topic.symbolRead(), DataError, "AAPL (2)");
  assertEquals(read(both.slice(0, 1)).topic.symbolRead(), "AAPL");
});
