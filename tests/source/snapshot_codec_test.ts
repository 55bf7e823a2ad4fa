import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { tapeDigest } from "../../src/market/digest.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import { Snapshots } from "../../src/market/snapshots.ts";
import { FLAG_LAST, sortByEventTime, type Tape, TapeBuilder } from "../../src/market/tape.ts";
import { venuesOf } from "../../src/market/venues.ts";
import { generateTape } from "../../src/source/generated.ts";
import { SnapshotDecoder, SnapshotEncoder } from "../../src/source/snapshot_codec.ts";
import { eventsOf, MOST_ROWS_A_MESSAGE } from "../../src/source/tape_events.ts";
import { seeds } from "../_seeds.ts";

const MIDNIGHT = 1722470400000000000n;
const encoder = new TextEncoder();

function roundTrip(tape: Tape, through = (bytes: Uint8Array): Uint8Array => bytes): Tape {
  const encode = new SnapshotEncoder(tape);
  const builder = new TapeBuilder();
  const decoder = new SnapshotDecoder(builder, { originNs: tape.originNs });
  for (const { from, to } of eventsOf(tape)) decoder.append(through(encode.encode(from, to)));
  return builder.finish(tape);
}

/** Rows of every kind, and of every magnitude that a column holds. */
function randomTape(seed: number): Tape {
  const random = seededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[randomInt(random, values.length)]!;
  const wide = () => Math.floor(2 ** (53 * random()));
  const price = () => pick([NaN, 0, 1, 157_250_000_000, 2 ** 53 - 1, 999_999_999, wide(), wide()]);
  const size = () => pick([0, 1, 100, 4_294_967_295, randomInt(random, 5000)]);
  const builder = new TapeBuilder();
  let timeNs = randomInt(random, 1e12);
  for (let i = 0; i < seeds(30, 300); i++) {
    const row = builder.next();
    const { columns } = builder;
    timeNs += pick([0, 0, 1, randomInt(random, 1e9), randomInt(random, 4e12)]);
    columns.tsEventNs[row] = timeNs;
    columns.tsRecvNs[row] = pick([NaN, timeNs, timeNs + randomInt(random, 1e9), timeNs - 683, 0]);
    columns.publisher[row] = pick([2, 9, 43, 17, 60, 65_535]);
    columns.action[row] = "ACMRTFN".charCodeAt(randomInt(random, 7));
    columns.side[row] = "ABN".charCodeAt(randomInt(random, 3));
    columns.flags[row] = pick([0, 0, FLAG_LAST, 130, 255]);
    for (const name of ["price", "bidPx", "askPx"] as const) columns[name][row] = price();
    for (const name of ["size", "bidSz", "askSz"] as const) columns[name][row] = size();
  }
  return builder.finish({ originNs: MIDNIGHT, symbol: "AAPL" });
}

Deno.test("SnapshotEncoder and SnapshotDecoder give every tape back, bit for bit", () => {
  for (let seed = 1; seed <= seeds(25, 200); seed++) {
    const tape = randomTape(seed);
    assertEquals(tapeDigest(roundTrip(tape)), tapeDigest(tape), `seed ${seed}`);
  }
  const day = sortByEventTime(generateTape({ seed: 3, durationSeconds: 60 }));
  assertEquals(tapeDigest(roundTrip(day)), tapeDigest(day));
});

Deno.test("SnapshotDecoder reads the same of JSON in any other form", () => {
  const decoder = new TextDecoder();
  for (let seed = 1; seed <= seeds(15, 30); seed++) {
    const tape = randomTape(seed);
    const spaced = (bytes: Uint8Array) =>
      encoder.encode(decoder.decode(bytes).replaceAll('":', '" : ').replaceAll(',"', ', "'));
    assertEquals(tapeDigest(roundTrip(tape, spaced)), tapeDigest(tape), `seed ${seed}`);
  }
});

Deno.test("SnapshotEncoder writes JSON that anybody can read, exact to the last digit", () => {
  const builder = new TapeBuilder();
  const row = builder.next();
  builder.columns.tsEventNs[row] = 49_178_644_819_587;
  builder.columns.publisher[row] = 2;
  builder.columns.askPx[row] = 224_300_000_001;
  builder.columns.askSz[row] = 600;
  const tape = builder.finish({ originNs: MIDNIGHT, symbol: "" });
  assertEquals(
    new TextDecoder().decode(new SnapshotEncoder(tape).encode(0, 1)),
    '{"ts_event":"2024-08-01T13:39:38.644819587Z","records":[{"publisher_id":2,"ask_px":224.300000001,' +
      '"ask_sz":600,"bid_px":null,"bid_sz":0}]}',
  );
});

function decodeForeign(...messages: unknown[]): Tape {
  const builder = new TapeBuilder();
  const decoder = new SnapshotDecoder(builder, { foreign: true });
  for (const message of messages) {
    decoder.append(encoder.encode(typeof message === "string" ? message : JSON.stringify(message)));
  }
  return builder.finish({ originNs: decoder.originNs!, symbol: "" });
}

Deno.test("SnapshotDecoder reads an ancestor's message as one event", () => {
  const tape = decodeForeign({
    ts_event: "2024-08-01T13:39:38.644819587Z",
    records: [
      { publisher_id: 2, ask_px: 224.30, ask_sz: 600, bid_px: 224.28, bid_sz: 900 },
      { publisher_id: 43, ask_px: 224.29, ask_sz: 430, bid_px: 0, bid_sz: 200 },
    ],
  });
  assertEquals(tape.originNs, MIDNIGHT);
  assertEquals(tape.tsEvent(1), 1722519578644819587n);
  assertEquals([...tape.columns.askPx], [224.30e9, 224.29e9]);
  assertEquals([...tape.columns.bidPx], [224.28e9, NaN]);
  assertEquals([...tape.columns.bidSz], [900, 0]);
  assertEquals([...eventsOf(tape)], [{ from: 0, to: 2 }]);
});

Deno.test("SnapshotDecoder reads the published variant: times per record, a snapshot array", () => {
  const record = {
    ts_event: "2024-08-01T13:36:32.491911683Z",
    publisher_id: 2,
    ask_px_00: 222.82,
    ask_sz_00: 421,
  };
  const tape = decodeForeign({ snapshot: [record] });
  assertEquals([tape.tsEvent(0), tape.columns.askPx[0], tape.columns.askSz[0]], [
    1722519392491911683n,
    222.82e9,
    421,
  ]);
  assertEquals(
    decodeForeign(
      '{"snapshot":[{"ts_event":1722519392491911683,"publisher_id":2,"ask_px":1e2,"ask_sz":4.0}]}',
    )
      .columns.askPx[0],
    100e9,
  );
});

Deno.test("SnapshotDecoder says what is wrong and leaves the tape as it was", () => {
  const builder = new TapeBuilder();
  const decoder = new SnapshotDecoder(builder, { originNs: MIDNIGHT });
  const good =
    '{"ts_event":"2024-08-01T13:39:38.644819587Z","records":[{"publisher_id":2,"ask_px":1,"ask_sz":1,' +
    '"bid_px":null,"bid_sz":0}]}';
  decoder.append(encoder.encode(good));
  for (
    const [bad, reason] of [
      ["", "JSON"],
      ["{", "JSON"],
      ["null", 'no "records"'],
      ['{"records":[]}', 'no "records"'],
      [good.replace('"publisher_id":2,', ""), 'no "publisher_id"'],
      [good.replace('"publisher_id":2', '"publisher_id":70000'), "above 65535"],
      [good.replace("13:39", "13:99"), "not a time"],
      [good.replace('"ask_px":1', '"ask_px":"x"'), "not a price"],
      [good.replace('"ask_sz":1', '"ask_sz":-1'), "negative"],
      [good.replace('"bid_sz":0', '"bid_sz":0,"action":"Q"'), "not one of"],
      [`${good}x`, "JSON"],
    ] as const
  ) {
    const error = assertThrows(() => decoder.append(encoder.encode(bad)), DataError);
    assert(error.message.includes(reason), `${bad}: ${error.message}`);
    assertEquals(builder.length, 1);
  }
});

Deno.test("eventsOf() gives every row once, and an event wherever Snapshots sees one", () => {
  for (let seed = 1; seed <= seeds(25, 50); seed++) {
    const tape = randomTape(seed);
    const events = [...eventsOf(tape)];
    assertEquals(
      events.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)),
      Array.from({ length: tape.length }, (_, row) => row),
    );
    const snapshots = new Snapshots(tape, venuesOf(tape));
    const ends = new Set<number>();
    while (snapshots.next()) ends.add(snapshots.row);
    assertEquals(events.map(({ to }) => to), [...ends.add(tape.length)]);
  }
});

Deno.test("eventsOf() splits an event that would outgrow a message", () => {
  const builder = new TapeBuilder();
  for (let i = 0; i < MOST_ROWS_A_MESSAGE + 1; i++) builder.columns.publisher[builder.next()] = 2;
  const tape = builder.finish({ originNs: 0n, symbol: "" });
  assertEquals([...eventsOf(tape)].map(({ from, to }) => to - from), [MOST_ROWS_A_MESSAGE, 1]);
});
