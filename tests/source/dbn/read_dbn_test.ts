import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../../src/market/random.ts";
import { TAPE_COLUMNS } from "../../../src/market/tape.ts";
import { databentoCsv } from "../../../src/source/databento_csv_writer.ts";
import { databentoDbn } from "../../../src/source/dbn/write_dbn.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { seeds } from "../../_seeds.ts";
import { assertSameTape, csv, read as readCsv, rowOf } from "../csv/_csv.ts";
import {
  assertFails,
  file,
  head,
  NULL_PRICE,
  NULL_TIME,
  other,
  type Quote,
  quote,
  read,
  START_NS,
  symbolMapping,
} from "./_dbn.ts";

const MIDNIGHT = 1722470400000000000n;
const AAPL = [["AAPL", 20240801, 20240802, "38"]] as const;

/** The same quote as a row of CSV, raw. */
function asCsv(quotes: readonly Quote[]): string {
  return csv(quotes.map((one) => ({
    ts_recv: String(one.tsRecv ?? START_NS + 5n),
    ts_event: String(one.tsEvent ?? START_NS),
    rtype: String(one.rtype ?? 1),
    publisher_id: String(one.publisher ?? 2),
    instrument_id: String(one.id ?? 38),
    action: one.action ?? "A",
    side: one.side ?? "B",
    price: String(one.price ?? 10_010_000_000n),
    size: String(one.size ?? 100),
    flags: String(one.flags ?? 128),
    bid_px_00: String(one.bidPx ?? 10_010_000_000n),
    ask_px_00: String(one.askPx ?? 10_020_000_000n),
    bid_sz_00: String(one.bidSz ?? 300),
    ask_sz_00: String(one.askSz ?? 400),
  })));
}

Deno.test("readDbn() reads versions 1 to 3, however long their metadata says it is", async () => {
  for (const version of [1, 2, 3]) {
    for (const padding of [0, 1, 4, 7]) {
      const tape = await read(file(head({ version, padding, mappings: AAPL }), quote(), quote({ size: 7 })));
      assertEquals([tape.length, tape.symbol, tape.originNs], [2, "AAPL", MIDNIGHT], `version ${version}`);
      assertEquals(rowOf(tape, 1), {
        tsEventNs: Number(START_NS - MIDNIGHT),
        tsRecvNs: Number(START_NS - MIDNIGHT) + 5,
        publisher: 2,
        action: 65,
        side: 66,
        flags: 128,
        price: 10_010_000_000,
        size: 7,
        bidPx: 10_010_000_000,
        askPx: 10_020_000_000,
        bidSz: 300,
        askSz: 400,
      });
    }
  }
});

Deno.test("readDbn() reads the tape that a CSV of the same rows gives, whatever pieces it comes in", async () => {
  for (const [layout, seed] of [["mbp-1", 1], ["mbp-10", 2]] as const) {
    const tape = generateTape({ seed, durationSeconds: 20 });
    const dbn = file(...databentoDbn(tape, { layout, chunkBytes: 1000 }));
    const fromCsv = await readCsv(file(...databentoCsv(tape, { layout })));
    for (const step of [Infinity, 4096, 333]) assertSameTape(await read(dbn, {}, step), fromCsv, layout);
    const window = {
      from: { kind: "instant", ns: tape.tsEvent(200) },
      to: { kind: "instant", ns: tape.tsEvent(1500) },
    } as const;
    assertSameTape(
      await read(dbn, window),
      await readCsv(file(...databentoCsv(tape, { layout })), window),
      `${layout}, a window`,
    );
  }
});

Deno.test("readDbn() treats odd rows as the CSV reader does: nulls, flags, one-sided books, runs of any length", async () => {
  const random = seededRandom(13);
  const pick = <T>(...of: T[]): T => of[Math.floor(random() * of.length)]!;
  for (let round = 0; round < seeds(3, 60); round++) {
    const isOdd = () => random() < [0.5, 0.01][round % 2]!;
    const quotes = Array.from({ length: 400 }, (_, i): Quote => ({
      tsEvent: START_NS + BigInt(i) * 1000n,
      tsRecv: isOdd() ? NULL_TIME : START_NS + BigInt(i) * 1000n + 50n,
      publisher: pick(2, 43),
      ...(isOdd() ? { flags: pick(0, 4, 8, 12, 132, 136) } : {}),
      ...(isOdd() ? { price: pick(NULL_PRICE, 0n), size: 0 } : {}),
      ...(isOdd() ? { bidPx: pick(NULL_PRICE, 0n) } : {}),
      ...(isOdd() ? { askPx: pick(NULL_PRICE, 2n ** 53n - 1n) } : {}),
      ...(isOdd() ? { bidSz: 0 } : {}),
      ...(isOdd() ? { askSz: pick(0, 0xffffffff) } : {}),
      ...(isOdd() ? { action: pick(..."ACMRTFN"), side: pick(..."ABN") } : {}),
      ...(isOdd() ? { rtype: pick(10, 195) } : {}),
    }));
    // CSV has an action in each row, sampled quotes have none.
    const plain = quotes.map((one) =>
      one.rtype === 195 ? { ...one, action: "M", tsRecv: one.tsEvent! } : one
    );
    const bytes = file(head({ mappings: AAPL }), ...plain.map(quote));
    for (const options of [{}, { keepBadBooks: true }, { rtype: 1 }, { order: "receipt" }] as const) {
      const expected = await readCsv(asCsv(plain), options);
      const tape = await read(bytes, options);
      assertSameTape(tape, expected, `round ${round}`);
      assertEquals(tape.notes, expected.notes);
    }
  }
});

Deno.test("readDbn() takes each record by its own length: ts_out, and fields that are not known yet", async () => {
  const plain = await read(file(head(), quote(), quote({ size: 7 }), quote({ rtype: 10 })));
  const longer = await read(
    file(
      head({ tsOut: true }),
      quote({ bytes: 88 }),
      quote({ size: 7, bytes: 84 }),
      quote({ rtype: 10, bytes: 376 }),
    ),
  );
  assertSameTape(longer, plain);
});

Deno.test("readDbn() passes other records over and counts them, but for those of the feed's own affairs", async () => {
  const tape = await read(
    file(
      head({ schema: 0xffff }),
      other(23, 320),
      quote(),
      other(0, 48),
      other(99, 1020),
      quote(),
      other(0, 48),
    ),
  );
  assertEquals([tape.length, tape.notes], [2, { passed_over_records: 3 }]);
  await assertFails(
    file(head({ schema: 0xffff }), other(0, 48), other(160, 56), other(0, 48), other(99, 16)),
    "holds no quotes; its records are: trades (2), mbo (1), rtype 99 (1)",
  );
});

Deno.test("readDbn() names instruments by the metadata, of the record's day", async () => {
  const day = 86_400_000_000_000n;
  const mappings = [
    ["OLD", 20240731, 20240802, "38"],
    ["NEW", 20240802, 20240805, "38"],
    ["OLD", 20240802, 20240803, "39"],
  ] as const;
  const times = [START_NS, START_NS + day, START_NS + 4n * day];
  const quotes = times.flatMap((ns) => Array.from({ length: 6 }, () => quote({ tsEvent: ns, tsRecv: ns })));
  const bytes = file(head({ mappings }), ...quotes, quote({ id: 39, tsEvent: times[1]!, tsRecv: times[1]! }));
  await assertFails(
    bytes,
    "holds 3 symbols; choose one with --symbol: none (6, id 38), NEW (6, id 38), OLD (7, ids 38 and 39)",
  );
  assertEquals((await read(bytes, { symbol: "NEW" })).tsEvent(0), times[1]);
  const old = await read(bytes, { symbol: "OLD" });
  assertEquals([old.length, old.symbol, old.notes], [7, "OLD", { instrument_changes: 1 }]);
  await assertFails(
    bytes,
    'has no symbol "XYZ"; it holds: none (6, id 38), NEW (6, id 38), OLD (7, ids 38 and 39)',
    { symbol: "XYZ" },
  );
  // Mapped the other way round.
  const reversed = file(
    head({ stypeIn: 0, stypeOut: 1, mappings: [["38", 20240801, 20240802, "IBM"]] }),
    quote(),
  );
  assertEquals((await read(reversed)).symbol, "IBM");
  // Between symbols alone nothing is said of ids.
  assertEquals((await read(file(head({ stypeOut: 3, mappings: AAPL }), quote()))).symbol, "");
});

Deno.test("readDbn() names instruments by symbol-mapping records, from these on", async () => {
  for (const version of [1, 2, 3]) {
    const parts = [
      symbolMapping(38, "AAPL", "AAPL", version),
      symbolMapping(39, "MSFT", "39", version),
      quote(),
      quote({ id: 39 }),
      quote({ id: 40 }),
    ];
    const bytes = file(head({ version, schema: 0xffff, stypeIn: 255 }), ...parts);
    assertEquals((await read(bytes, { symbol: "MSFT" })).length, 1);
    await assertFails(
      bytes,
      "holds 3 symbols; choose one with --symbol: none (1, id 40), AAPL (1, id 38), MSFT (1, id 39)",
    );
  }
});

Deno.test("readDbn() lists instruments by their ids where they have no names", async () => {
  const bytes = file(head(), quote(), quote({ id: 101 }), quote());
  await assertFails(
    bytes,
    "holds 2 instruments and no symbol; choose an instrument_id with --instrument-id: 38 (2), 101 (1)",
  );
  assertEquals((await read(bytes, { instrumentId: 101 })).length, 1);
});

Deno.test("readDbn() refuses other versions, and schemas without quotes, and says what to ask for", async () => {
  for (const version of [0, 4, 255]) {
    await assertFails(
      file(head({ version })),
      `is DBN of version ${version}; sorlab reads versions 1 to 3 ` +
        "(the packages databento and databento-dbn of that time can rewrite it)",
    );
  }
  const cases: [number, string][] = [
    [
      0,
      "is of schema mbo, which holds single orders, of which sorlab builds no book: ask Databento for mbp-1…",
    ],
    [4, "is of schema trades, which holds trades without the book: ask Databento for tbbo…"],
    [5, "is of schema ohlcv-1s, which holds bars, without quotes: ask Databento for mbp-1…"],
    [13, "is of schema ohlcv-eod, which holds bars…"],
    [
      9,
      "is of schema definition, which holds what instruments are, no quotes: ask Databento for mbp-1 instead",
    ],
    [10, "is of schema statistics, which holds statistics of a venue…"],
    [11, "is of schema status, which holds when trading was halted…"],
    [12, "is of schema imbalance, which holds imbalances of auctions…"],
    [300, "has a schema of the unknown number 300"],
  ];
  for (const [schema, message] of cases) {
    const error = await read(file(head({ schema }))).catch(String);
    assert(String(error).startsWith(`DataError: day.dbn: ${message.replace("…", "")}`), String(error));
  }
});

Deno.test("readDbn() says where a file is cut off, and by which record", async () => {
  const whole = file(head({ mappings: AAPL }), quote(), quote(), quote());
  const metadataBytes = whole.length - 3 * 80 - 8;
  for (const bytes of [1, 15, 16, 79]) {
    await assertFails(
      whole.subarray(0, whole.length - 80 + bytes),
      `is cut off: record 3 has ${bytes} of its 80 bytes`,
    );
  }
  assertEquals((await read(whole.subarray(0, whole.length - 80))).length, 2);
  await assertFails(whole.subarray(0, 5), "is cut off: 5 of 8 bytes of its metadata");
  await assertFails(whole.subarray(0, 50), `is cut off: 42 of ${metadataBytes} bytes of its metadata`);
  await assertFails(head(), "has metadata but no records");
});

Deno.test("readDbn() believes no length that cannot be, and allocates nothing for it", async () => {
  await assertFails(
    file(head({ length: 0xffffffff }), quote()),
    "is cut off: 200 of 4294967295 bytes of its metadata",
  );
  await assertFails(file(head({ length: 90 }), quote()), "its metadata is longer than it says");
  const bytes = head();
  // The number of symbols: 16 bytes of counts stand at the end.
  bytes.set([255, 255, 255, 255], bytes.length - 16);
  await assertFails(file(bytes, quote()), "its metadata is longer than it says");
  const cut = quote();
  cut[0] = 0;
  await assertFails(
    file(head(), quote(), cut),
    "record 2 says that it has 0 bytes, where one of rtype 1 has 80",
  );
  cut[0] = 5;
  await assertFails(file(head(), cut), "record 1 says that it has 20 bytes, where one of rtype 1 has 80");
  await assertFails(
    file(head(), quote(), Uint8Array.from([1, 99, 0, 0, ...new Array<number>(12).fill(0)])),
    "record 2 says that it has 4 bytes, where one of rtype 99 has 16",
  );
});

Deno.test("readDbn() names record, field and value of what no tape can hold, or leaves it out", async () => {
  const hint = "(--skip-bad-rows leaves such rows out)";
  const cases: [Quote, string][] = [
    [{ tsEvent: NULL_TIME }, "ts_event is 18446744073709551615: no time"],
    [{ tsEvent: 2n ** 63n }, "ts_event is 9223372036854775808: a time after 2262"],
    [
      { tsEvent: START_NS + 10n ** 17n },
      "ts_event is 1822519392000000000: more than 104 days from the first row",
    ],
    [{ tsRecv: 5n }, "ts_recv is 5: more than 104 days from the first row"],
    [{ rtype: 195, tsRecv: NULL_TIME }, "ts_recv is 18446744073709551615: no time"],
    [{ price: -1n }, "price is -1: a negative price"],
    [{ bidPx: 2n ** 53n }, "bid_px_00 is 9007199254740992: a price too large to be exact"],
    [{ askPx: NULL_PRICE - 1n }, "ask_px_00 is 9223372036854775806: a price too large to be exact"],
    [{ action: "x" }, 'action is "x": not one of A, C, M, R, T, F, N'],
    [{ side: "x" }, 'side is "x": not one of A, B, N'],
  ];
  const good = Array.from({ length: 6 }, () => quote());
  for (const [bad, message] of cases) {
    const bytes = file(head(), ...good, quote(bad), ...good);
    await assertFails(bytes, `record 7: ${message} ${hint}`);
    const tape = await read(bytes, { skipBadRows: true });
    const withdraws = /price|side|ts_recv is 5/.test(message);
    assertEquals(
      [tape.length, tape.skippedRows, tape.notes],
      withdraws ? [13, 1, { withdrawn_quotes: 1 }] : [12, 1, {}],
      message,
    );
    if (withdraws) {
      assertEquals([tape.columns.bidPx[6], tape.columns.askSz[6], tape.columns.flags[6]], [NaN, 0, 128]);
    }
  }
  // The first quote that can be read settles the day.
  const late = await read(file(head(), quote({ tsEvent: 5n, price: -1n }), ...good), { skipBadRows: true });
  assertEquals([late.originNs, late.length, late.skippedRows], [MIDNIGHT, 6, 1]);
});

Deno.test("readDbn() keeps no more than the columns, and tells its progress", async () => {
  const tape = generateTape({ durationSeconds: 60 });
  const bytes = file(...databentoDbn(tape, { layout: "mbp-1" }));
  const told: number[] = [];
  const again = await read(bytes, { onProgress: (count) => told.push(count) });
  assert(told.at(-1)! <= bytes.length && told.at(-1)! > bytes.length - (1 << 18));
  for (const name of TAPE_COLUMNS) assertEquals(again.columns[name].length, tape.length);
});
