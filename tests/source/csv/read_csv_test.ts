import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { tapeDigest } from "../../../src/market/digest.ts";
import { parseTimeBound } from "../../../src/market/time.ts";
import { readCsv } from "../../../src/source/csv/read_csv.ts";
import { databentoCsv } from "../../../src/source/databento_csv_writer.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { seeds } from "../../_seeds.ts";
import { assertFails, assertSameTape, csv, dripping, FIELDS, RAW_ROW, read, ROW, rowOf } from "./_csv.ts";

const MIDNIGHT = 1722470400000000000n;
const EVENT_NS = 48_992_491_745_123;
const RECV_NS = 48_992_491_911_683;

const EXPECTED = {
  tsEventNs: EVENT_NS,
  tsRecvNs: RECV_NS,
  publisher: 2,
  action: 84,
  side: 65,
  flags: 130,
  price: 222_810_000_000,
  size: 50,
  bidPx: 222_800_000_000,
  askPx: 222_820_000_000,
  bidSz: 300,
  askSz: 421,
};

const encoder = new TextEncoder();

function without(...names: string[]): string[] {
  return FIELDS.filter((name) => !names.includes(name));
}

Deno.test("readCsv() reads every column", async () => {
  const tape = await read(csv([{}, {}]));
  assertEquals([tape.length, tape.symbol, tape.originNs, tape.skippedRows], [2, "AAPL", MIDNIGHT, 0]);
  assertEquals([rowOf(tape, 0), rowOf(tape, 1)], [EXPECTED, EXPECTED]);
});

Deno.test("trap: columns are found by name, not by position", async () => {
  const expected = await read(csv([{}, {}]));
  const orders = [
    FIELDS.toReversed(),
    FIELDS.toSorted(),
    ["symbol", ...without("symbol")],
    ["symbol", "more", ...without("symbol"), "more", "and more"],
    [...without("ts_event"), "ts_out", "ts_event"],
    [...FIELDS, "x", "x"],
  ];
  for (const fields of orders) {
    assertSameTape(await read(csv([{}, {}], { fields })), expected, fields.join());
  }
});

Deno.test("trap: only six columns are indispensable, the others have defaults", async () => {
  const fields = ["ask_sz_00", "ts_event", "publisher_id", "bid_px_00", "ask_px_00", "bid_sz_00"];
  const tape = await read(csv([{}, {}], { fields }));
  const { tsEventNs, publisher, bidPx, askPx, bidSz, askSz } = EXPECTED;
  assertEquals([tape.symbol, rowOf(tape, 1)], [
    "",
    {
      tsEventNs,
      tsRecvNs: NaN,
      publisher,
      action: 77,
      side: 78,
      flags: 0,
      price: NaN,
      size: 0,
      bidPx,
      askPx,
      bidSz,
      askSz,
    },
  ]);
  for (const name of fields) {
    await assertFails(
      csv([{}], { fields: without(name) }),
      `day.csv:1: column ${name} is missing; found: …`,
    );
  }
});

Deno.test("trap: a missing column is named, with those found", async () => {
  const message = "day.csv:1: column ts_event is missing; found: a, b c, publisher_id";
  await assertFails('a," b c ",publisher_id\n1,2,3\n', message);
  const many = Array.from({ length: 30 }, (_, i) => `c${i}`).join();
  await assertFails(many, "day.csv:1: column ts_event is missing; found: c0, c1, …");
});

Deno.test("trap: a column that stands twice is refused, unless nobody needs it", async () => {
  const text = csv([{}], { fields: [...FIELDS, "bid_px_00"] });
  await assertFails(text, "day.csv:1: column bid_px_00 stands twice");
});

Deno.test("trap: pretty and raw forms are detected by column", async () => {
  const expected = await read(csv([{}, {}]));
  assertSameTape(await read(csv([RAW_ROW, RAW_ROW])), expected);
  for (const name of ["ts_recv", "ts_event", "price", "bid_px_00", "ask_px_00"] as const) {
    const mixed = { [name]: RAW_ROW[name] };
    assertSameTape(await read(csv([mixed, mixed])), expected, name);
  }
});

Deno.test("trap: a null price is no quote, in every form, and says nothing of the column's form", async () => {
  for (const none of ["", "9223372036854775807", "9223372036.854775807"]) {
    for (const row of none.includes(".") ? [ROW] : [ROW, RAW_ROW]) {
      const empty = { ...row, bid_px_00: none, ask_px_00: none, price: none };
      const tape = await read(csv([empty, row, empty]));
      for (const at of [0, 2]) {
        const { bidPx, askPx, price, bidSz, askSz } = rowOf(tape, at);
        assertEquals([bidPx, askPx, price, bidSz, askSz], [NaN, NaN, NaN, 0, 0], none);
      }
      assertEquals(rowOf(tape, 1), EXPECTED);
    }
  }
});

Deno.test("trap: a zero price is no quote, and says nothing of the column's form", async () => {
  for (const zero of ["0", "0.0", "0.000000000", "000"]) {
    for (const row of zero.includes(".") ? [ROW] : [ROW, RAW_ROW]) {
      const tape = await read(csv([{ ...row, bid_px_00: zero, ask_px_00: zero }, row]));
      const { bidPx, askPx, bidSz, askSz } = rowOf(tape, 0);
      assertEquals([bidPx, askPx, bidSz, askSz], [NaN, NaN, 0, 0], zero);
      assertEquals(rowOf(tape, 1), EXPECTED);
    }
  }
});

Deno.test("trap: no size, or an empty one, is no quote", async () => {
  for (const none of ["0", "", "00"]) {
    const { bidPx, askPx, bidSz, askSz } = rowOf(await read(csv([{ bid_sz_00: none, ask_sz_00: none }])), 0);
    assertEquals([bidPx, askPx, bidSz, askSz], [NaN, NaN, 0, 0]);
  }
});

Deno.test("trap: a null time of receipt is none", async () => {
  for (const row of [ROW, RAW_ROW]) {
    for (const none of ["", "18446744073709551615"]) {
      const tape = await read(csv([{ ...row, ts_recv: none }, row, { ...row, ts_recv: none }]));
      assertEquals([...tape.columns.tsRecvNs], [NaN, RECV_NS, NaN]);
    }
  }
});

Deno.test("trap: rows stay in the order of the file", async () => {
  const times = ["13:36:32.5", "13:36:32.1", "13:36:31.9", "13:36:32.5"];
  const tape = await read(csv(times.map((time) => ({ ts_event: `2024-08-01T${time}Z` }))));
  assertEquals([...tape.columns.tsEventNs], [48_992.5e9, 48_992.1e9, 48_991.9e9, 48_992.5e9]);
});

Deno.test("trap: CRLF, byte-order mark, blank lines and a missing final newline change nothing", async () => {
  const expected = await read(csv([{}, {}, {}]));
  const text = csv([{}, {}, {}]);
  const variants = {
    crlf: csv([{}, {}, {}], { newline: "\r\n" }),
    "byte-order mark": `\uFEFF${text}`,
    "byte-order mark, header quoted": `\uFEFF"ts_recv"${text.slice(7)}`,
    "no final newline": text.slice(0, -1),
    "carriage return at the end": `${text.slice(0, -1)}\r`,
    "blank lines": `\n\r\n${text.replaceAll("\n", "\n\n\r\n")}`,
    "spaces in the header": text.replace("ask_sz_00,", " ask_sz_00 ,").replace(",symbol\n", ",symbol \n"),
  };
  for (const [name, variant] of Object.entries(variants)) assertSameTape(await read(variant), expected, name);
});

Deno.test("trap: other separators", async () => {
  const expected = await read(csv([{}, {}]));
  for (const separator of [";", "\t", "|"]) {
    assertSameTape(await read(csv([{}, {}], { separator })), expected);
    const fields = [...FIELDS, '"a,b"', "c,d"];
    assertSameTape(
      await read(csv([{}, {}], { fields, separator })),
      expected,
      `with commas, by ${separator}`,
    );
  }
});

Deno.test("trap: quoted fields", async () => {
  const expected = await read(csv([{}, {}]));
  const quote = (line: string) => line.replace(/[^,\n]+/g, '"$&"');
  const text = csv([{}, {}]);
  const lines = text.split("\n");
  assertSameTape(await read(quote(text)), expected, "all");
  assertSameTape(await read([quote(lines[0]!), ...lines.slice(1)].join("\n")), expected, "header");
  assertSameTape(await read([lines[0], quote(lines[1]!), lines[2], ""].join("\n")), expected, "a row");
  const separated = csv([{ sequence: '"3,8"' }, { sequence: '"say ""ah"""' }]);
  assertSameTape(await read(separated), expected, "a separator in a column that is not read");
  const symbol = await read(csv([{ symbol: '"BRK,B"' }, { symbol: '"BRK,B"' }]));
  assertEquals([symbol.symbol, symbol.length], ["BRK,B", 2]);
});

Deno.test("trap: quotes count where nobody reads", async () => {
  const line = "day.csv:2: the quotes do not match…";
  await assertFails(csv([{ instrument_id: '3"8' }]), line);
  await assertFails(csv([{ instrument_id: '"38' }]), line);
  // As many separators as the header has, but one of them within quotes.
  const shifted = csv([{ instrument_id: '"3,8"' }]).replace(",0,222.81,", ",222.81,");
  await assertFails(shifted, "day.csv:2: 19 fields where the header has 20…");
});

Deno.test("trap: chunks may end anywhere", async () => {
  const rows = [{}, { symbol: '"AAPL"' }, { ask_px_00: "" }, { ts_recv: "2024-08-01T13:37:00Z" }, {}];
  for (const newline of ["\n", "\r\n"]) {
    const bytes = encoder.encode(csv(rows, { newline }));
    const expected = await read(bytes);
    for (const step of [1, 2, 3, 7, 64, 1000]) {
      for (const end of [bytes.length, bytes.length - 1, bytes.length - newline.length]) {
        const tape = await readCsv(dripping(bytes.subarray(0, end), step), "day.csv", {});
        assertSameTape(tape, expected, `${step} bytes at a time`);
      }
    }
  }
});

Deno.test("trap: rows across the boundary of the buffer", async () => {
  const row = csv([{}]).split("\n")[1]!;
  const head = `${FIELDS.join()},note\n`;
  const filler = 1 << 20;
  // The last byte of the buffer is each byte of the second row in turn; in the short run, every third.
  for (let shift = 0; shift <= row.length + 2; shift += seeds(3, 1)) {
    const long = `${row},${"x".repeat(filler - head.length - row.length - 2 - shift)}\n`;
    const tape = await read(`${head}${long}${row},n\n${row},n\n`);
    assertEquals([tape.length, rowOf(tape, 1), rowOf(tape, 2)], [3, EXPECTED, EXPECTED], `shift ${shift}`);
  }
});

Deno.test("trap: a line may be longer than the buffer", async () => {
  const row = csv([{}]).split("\n")[1]!;
  const text = `${FIELDS.join()},note\n${row},${"x".repeat(3 << 20)}\n${row},y\n`;
  const tape = await read(text);
  assertEquals([tape.length, rowOf(tape, 0), rowOf(tape, 1)], [2, EXPECTED, EXPECTED]);
  const endless = new Uint8Array(17 << 20).fill(120);
  await assertFails(endless, "day.csv:1: the line is longer than 16 MiB; is this a text file?");
});

Deno.test("readCsv() reads times at midnight, across it and before the first row's day", async () => {
  const times = [
    "2024-08-01T23:59:59.999999999Z",
    "2024-08-02T00:00:00.000000000Z",
    "2024-07-31T23:59:59.999999999Z",
  ];
  const tape = await read(csv(times.map((time) => ({ ts_event: time, ts_recv: time }))));
  assertEquals(tape.originNs, MIDNIGHT);
  const offsets = [86_399_999_999_999, 86_400_000_000_000, -1];
  assertEquals([[...tape.columns.tsEventNs], [...tape.columns.tsRecvNs]], [offsets, offsets]);
  const raw = times.map((time) =>
    String(BigInt(Date.parse(time)) * 1_000_000n + (time.includes("999") ? 999_999n : 0n))
  );
  assertSameTape(await read(csv(raw.map((time) => ({ ts_event: time, ts_recv: time })))), tape);
});

Deno.test("readCsv() reads times with an offset, a space or fewer decimals", async () => {
  const times = [
    "2024-08-01T13:36:32.491745123+00:00",
    "2024-08-01T09:36:32.491745123-04:00",
    "2024-08-01 13:36:32.491745123Z",
    "2024-08-01T13:36:32.491745123",
  ];
  const tape = await read(csv(times.map((time) => ({ ts_event: time }))));
  assertEquals([...tape.columns.tsEventNs], times.map(() => EVENT_NS));
  const short = await read(
    csv(["32Z", "32.5Z", "32.50Z"].map((s) => ({ ts_event: `2024-08-01T13:36:${s}` }))),
  );
  assertEquals([...short.columns.tsEventNs], [48_992e9, 48_992.5e9, 48_992.5e9]);
});

Deno.test("readCsv() takes the origin and the forms from the first row that can be read", async () => {
  const text = csv([
    { ts_event: "1971-01-01T00:00:00Z", size: "x" },
    { ...RAW_ROW, size: "x" },
    { bid_px_00: "12345678901", flags: "256" },
    { ts_event: "" },
    {},
  ]);
  const tape = await read(text, { skipBadRows: true });
  assertEquals([tape.length, tape.skippedRows, tape.originNs, rowOf(tape, 0)], [1, 4, MIDNIGHT, EXPECTED]);
});

Deno.test("readCsv() says what is wrong: file, line, column and value", async () => {
  const long = "7".repeat(70);
  const cases: [Partial<typeof ROW>, string][] = [
    [{ ts_event: "" }, 'day.csv:3:2: ts_event is "": no time'],
    [{ ts_event: "18446744073709551615" }, 'day.csv:3:2: ts_event is "18446744073709551615": no time'],
    [
      { ts_event: "yesterday" },
      'day.csv:3:2: ts_event is "yesterday": not a time such as 2024-08-01T13:36:32',
    ],
    [{ ts_event: "2024-08-01T13:36:60Z" }, 'day.csv:3:2: ts_event is "2024-08-01T13:36:60Z": not a time'],
    [{ ts_event: "2024-08-01T13:36:32.Z" }, "day.csv:3:2: ts_event"],
    [{ ts_event: "2024-08-01T13:36:32,5Z" }, "day.csv:3: 21 fields where the header has 20"],
    [{ ts_event: "2024-08-01T13:36:32:5Z" }, "day.csv:3:2: ts_event"],
    [{ ts_event: "2024-08-01T13:36:3２Z" }, "day.csv:3:2: ts_event"],
    [{ ts_event: "2024-08-01T13:36:32.1234567890Z" }, "day.csv:3:2: ts_event"],
    [{ ts_event: "2024-08-01T13:36:32.49174512\u0000Z" }, "day.csv:3:2: ts_event"],
    [
      { ts_event: "1722519392491745123" },
      'day.csv:3:2: ts_event is "1722519392491745123": not a time such as',
    ],
    [
      { ts_event: "2025-08-01T13:36:32Z" },
      'day.csv:3:2: ts_event is "2025-08-01T13:36:32Z": more than 104 days',
    ],
    [
      { ts_event: "1924-08-01T13:36:32Z" },
      'day.csv:3:2: ts_event is "1924-08-01T13:36:32Z": a time before 1970',
    ],
    [{ ts_recv: "x" }, 'day.csv:3:1: ts_recv is "x": not a time'],
    [{ rtype: "256" }, 'day.csv:3:3: rtype is "256": above 255'],
    [{ publisher_id: "" }, 'day.csv:3:4: publisher_id is "": empty'],
    [{ publisher_id: "65536" }, 'day.csv:3:4: publisher_id is "65536": above 65535'],
    [{ publisher_id: "2 3" }, 'day.csv:3:4: publisher_id is "2 3": not a whole number'],
    [{ action: "X" }, 'day.csv:3:6: action is "X": not one of A, C, M, R, T, F, N'],
    [{ action: "" }, 'day.csv:3:6: action is "": not one of'],
    [{ side: "AB" }, 'day.csv:3:7: side is "AB": not one of A, B, N'],
    [{ price: ".5" }, 'day.csv:3:9: price is ".5": not a price'],
    [{ price: "1.2.3" }, 'day.csv:3:9: price is "1.2.3": not a price'],
    [{ price: "1.1234567891" }, 'day.csv:3:9: price is "1.1234567891": a price finer than 1e-9 dollars'],
    [{ price: "-1.5" }, 'day.csv:3:9: price is "-1.5": a negative price'],
    [{ price: "２" }, 'day.csv:3:9: price is "２": not a price'],
    [{ bid_px_00: "9007200" }, 'day.csv:3:14: bid_px_00 is "9007200": a price too large to be exact'],
    [{ ask_px_00: long }, `day.csv:3:15: ask_px_00 is "${"7".repeat(60)}…": a price too large`],
    [{ size: "-1" }, 'day.csv:3:10: size is "-1": negative'],
    [{ size: "1.5" }, 'day.csv:3:10: size is "1.5": not a whole number'],
    [{ bid_sz_00: "4294967296" }, 'day.csv:3:16: bid_sz_00 is "4294967296": above 4294967295'],
    [{ ask_sz_00: "-100" }, 'day.csv:3:17: ask_sz_00 is "-100": negative'],
    [{ flags: "300" }, 'day.csv:3:11: flags is "300": above 255'],
    [{ symbol: "A,B" }, "day.csv:3: 21 fields where the header has 20"],
  ];
  for (const [fields, message] of cases) {
    await assertFails(csv([{}, fields, {}]), `${message}…`);
    const tape = await read(csv([{}, fields, {}]), { skipBadRows: true });
    assertEquals([tape.length, tape.skippedRows, rowOf(tape, 1)], [2, 1, EXPECTED], message);
  }
  const short = csv([{}]).replace(",AAPL", "");
  await assertFails(
    short,
    "day.csv:2: 19 fields where the header has 20 (--skip-bad-rows leaves such rows out)",
  );
});

Deno.test("readCsv() says what is wrong with raw times and prices", async () => {
  const cases: [Partial<typeof ROW>, string][] = [
    [{ ts_event: "2024-08-01T13:36:32Z" }, "not a time in nanoseconds"],
    [{ ts_event: "9999999999999999999" }, "a time before 1970 or after 2262"],
    [{ ts_event: "17225193924917451.3" }, "not a time in nanoseconds"],
    [{ ts_event: "-722519392491745123" }, "not a time in nanoseconds"],
    [{ ts_event: "5" }, "no time in nanoseconds, but one in seconds"],
    [{ ts_event: "1322519392491745123" }, "more than 104 days from the first row"],
    [{ bid_px_00: "222.81" }, "not an integer of 1e-9 dollars"],
    [{ bid_px_00: "-222810000000" }, "a negative price"],
    [{ bid_px_00: "9007199254740992" }, "a price too large to be exact"],
    [{ bid_px_00: "9223372036854775806" }, "a price too large to be exact"],
  ];
  for (const [fields, message] of cases) {
    const text = csv([RAW_ROW, { ...RAW_ROW, ...fields }]);
    const error = await assertRejects(() => read(text), DataError);
    assert(error.message.includes(`: ${message}`), error.message);
  }
});

Deno.test("readCsv() reads the largest values that are exact", async () => {
  const row = {
    ...RAW_ROW,
    publisher_id: "65535",
    flags: "255",
    size: "4294967295",
    bid_px_00: "9007199254740991",
    ask_px_00: "1",
    bid_sz_00: "0004294967295",
  };
  const expected = {
    publisher: 65535,
    flags: 255,
    size: 4294967295,
    bidPx: 9007199254740991,
    askPx: 1,
    bidSz: 4294967295,
  };
  // The first ask is below a cent in raw units, so the form comes from a row before.
  const actual = rowOf(await read(csv([RAW_ROW, row]), { keepBadBooks: true }), 1);
  // All flags are set, and one of them says that ts_recv is wrong.
  assertEquals(actual, { ...EXPECTED, ...expected, tsRecvNs: NaN });
  const pretty = rowOf(await read(csv([{ bid_px_00: "9007199.254740991", ask_px_00: "0.000000001" }])), 0);
  assertEquals([pretty.bidPx, pretty.askPx], [9007199254740991, 1]);
});

Deno.test("readCsv() reports the line number behind blank lines, CRLF and long files", async () => {
  const bad = csv([{}, {}, { size: "x" }], { newline: "\r\n" }).replace("\r\n", "\r\n\r\n\r\n");
  await assertFails(bad, 'day.csv:6:10: size is "x"…');
  const rows = Array.from({ length: seeds(9_000, 20_000) }, () => ROW);
  await assertFails(csv([...rows, { ...ROW, size: "x" }]), `day.csv:${rows.length + 2}:10: size is "x"…`);
  await assertFails(csv([{}, { size: "x" }]).slice(0, -1), 'day.csv:3:10: size is "x"…');
});

Deno.test("readCsv() has a message for each kind of nothing", async () => {
  for (const nothing of ["", "\n", "\r\n\r\n", "\r"]) {
    await assertFails(nothing, "day.csv: is empty");
  }
  for (const end of ["", "\n", "\r\n", "\n\n\r\n"]) {
    await assertFails(FIELDS.join() + end, "day.csv: has a header but no rows");
  }
  await assertFails(csv([{ size: "x" }]), "day.csv: no row could be read", { skipBadRows: true });
  await assertFails(FIELDS.join("\r"), "day.csv:1: a carriage return alone ends no line");
  const text = csv([{ ts_event: "2024-08-01T13:36:32.5Z" }, { ts_event: "2024-08-01T13:36:31Z" }]);
  const rows = "its rows run from 2024-08-01T13:36:31.000000000Z to 2024-08-01T13:36:32.500000000Z";
  const windows: [string | undefined, string | undefined, string][] = [
    ["14:00", undefined, "from 14:00:00.000000000Z to the end"],
    [undefined, "13:36:31", "from the start to 13:36:31.000000000Z"],
    ["2024-08-02T00:00Z", undefined, "from 2024-08-02T00:00:00.000000000Z to the end"],
  ];
  for (const [from, to, message] of windows) {
    const bounds = { from: from && parseTimeBound(from), to: to && parseTimeBound(to) };
    await assertFails(text, `day.csv: no row ${message}; ${rows}`, {
      from: bounds.from || undefined,
      to: bounds.to || undefined,
    });
  }
});

Deno.test("readCsv() keeps the window: from is inclusive, to exclusive", async () => {
  const times = ["31.999999999", "32", "32.000000001", "33", "34"];
  const text = csv(times.map((s) => ({ ts_event: `2024-08-01T13:36:${s}Z` })));
  for (const day of ["", "2024-08-01T"]) {
    const from = parseTimeBound(`${day}13:36:32`);
    const to = parseTimeBound(`${day}13:36:33`);
    assertEquals([...(await read(text, { from, to })).columns.tsEventNs], [48_992e9, 48_992_000_000_001]);
    assertEquals((await read(text, { from })).length, 4);
    assertEquals((await read(text, { to })).length, 3);
    const message = "day.csv: the window ends (--to) before it starts (--from)";
    await assertFails(text, message, { from: to, to: from });
    await assertFails(text, message, { from, to: from });
  }
});

Deno.test("readCsv() lists the symbols when there are several and none is named", async () => {
  const rows = ["MSFT", "AAPL", "MSFT", "AAPL", "AAPL"].map((symbol, i) => ({ symbol, size: `${i}` }));
  const listed = "AAPL (3, id 38), MSFT (2, id 38)";
  const text = csv(rows);
  await assertFails(text, `day.csv: holds 2 symbols; choose one with --symbol: ${listed}`);
  await assertFails(text, `day.csv: has no symbol "TSLA"; it holds: ${listed}`, {
    symbol: "TSLA",
  });
  for (const fields of [FIELDS, FIELDS.toReversed(), ["x", "symbol", ...without("symbol"), "y"]]) {
    const tape = await read(csv(rows, { fields }), { symbol: "AAPL" });
    assertEquals([tape.symbol, [...tape.columns.size]], ["AAPL", [1, 3, 4]]);
  }
  const bad = csv([...rows, { symbol: "AAPL", size: "x" }, { symbol: "TSLA", size: "x" }]);
  const kept = await read(bad, { symbol: "MSFT", skipBadRows: true });
  assertEquals([[...kept.columns.size], kept.skippedRows], [[0, 2], 2]);
  await assertFails(bad, `day.csv: holds 2 symbols; choose one with --symbol: ${listed}`, {
    skipBadRows: true,
  });
});

Deno.test("readCsv() leaves nothing of the rows it does not want", async () => {
  const fields = without("action", "side", "price");
  const rows = [{}, { symbol: "MSFT", ask_sz_00: "7", flags: "255", ts_recv: "" }, { flags: "1" }];
  const tape = await read(csv(rows, { fields }), { symbol: "AAPL" });
  const expected = await read(csv([rows[0]!, rows[2]!], { fields }));
  assertSameTape(tape, expected);
});

Deno.test("readCsv() keeps the record type asked for", async () => {
  const text = csv(["1", "10", "160", "1"].map((rtype, i) => ({ rtype, size: `${i}` })));
  assertEquals([...(await read(text, { rtype: 1 })).columns.size], [0, 3]);
  await assertFails(text, "day.csv: has no rows of rtype 2; it holds: 1, 10, 160", { rtype: 2 });
  const mixed = csv([{ rtype: "1", symbol: "A" }, { rtype: "2", symbol: "B" }]);
  await assertFails(mixed, 'day.csv: has no rows of rtype 1 for symbol "B"', {
    rtype: 1,
    symbol: "B",
  });
});

Deno.test("readCsv() refuses a filter on a column that is not there", async () => {
  const noSymbol = csv([{}], { fields: without("symbol") });
  await assertFails(
    noSymbol,
    "day.csv:1: has no column symbol, so --symbol AAPL cannot be found",
    {
      symbol: "AAPL",
    },
  );
  for (const rtype of [0, 1]) {
    await assertFails(
      csv([{}], { fields: without("rtype") }),
      `day.csv:1: has no column rtype, so --rtype ${rtype} cannot be found`,
      { rtype },
    );
  }
});

Deno.test("readCsv() tells its progress", async () => {
  const bytes = encoder.encode(csv([{}, {}]));
  const told: number[] = [];
  await readCsv(dripping(bytes, 100), "day.csv", { onProgress: (count) => told.push(count) });
  assertEquals(
    told,
    [...Array(Math.floor(bytes.length / 100)).keys()].map((i) => 100 * (i + 1)).concat(bytes.length),
  );
});

Deno.test("readCsv() gives back what databentoCsv() wrote", async () => {
  const tape = generateTape({ durationSeconds: seeds(40, 120), seed: 9 });
  for (const layout of ["mbp-1", "mbp-10"] as const) {
    const chunks = [...databentoCsv(tape, { layout })];
    const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
    const back = await read(bytes);
    assertSameTape(back, tape, layout);
    assertEquals(tapeDigest(back), tapeDigest(tape));
    assertSameTape(await readCsv(dripping(bytes, 100_003), "day.csv", {}), tape, layout);
  }
});
