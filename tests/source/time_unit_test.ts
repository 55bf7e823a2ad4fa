import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { TapeBuilder } from "../../src/market/tape.ts";
import { SnapshotDecoder } from "../../src/source/snapshot_codec.ts";
import { inNanoseconds, type TimeUnit } from "../../src/source/time_unit.ts";
import { assertFails, csv, read } from "./csv/_csv.ts";

const NS = 1722519000123456789n;
const TIMES: readonly (readonly [TimeUnit, string, bigint])[] = [
  ["s", "1722519000", 1722519000000000000n],
  ["s", "1722519000.123456789", NS],
  ["ms", "1722519000123", 1722519000123000000n],
  ["ms", "1722519000123.456789", NS],
  ["us", "1722519000123456", 1722519000123456000n],
  ["us", "1722519000123456.789000", NS],
  ["ns", "1722519000123456789", NS],
  ["ns", "1722519000123456789.0", NS],
];

Deno.test("inNanoseconds() reads every unit exactly", () => {
  for (const [unit, text, ns] of TIMES) assertEquals(inNanoseconds(text, unit), ns, text);
  for (
    const [unit, text] of [["ns", "1.5"], ["us", "1.0001"], ["s", "1e9"], ["s", "-1"], ["s", ""]] as const
  ) {
    assertThrows(() => inNanoseconds(text, unit), DataError, "not a time in");
  }
});

Deno.test("trap: whole seconds, milliseconds and microseconds are not nanoseconds in 1970", async () => {
  for (const [unit, text, ns] of TIMES) {
    if (unit === "ns" || text.includes(".")) continue;
    const fields = { ts_event: text, ts_recv: text };
    await assertFails(
      csv([fields]),
      `day.csv:2:1: ts_recv is "${text}": no time in nanoseconds, but one in …`,
    );
    const error = assertThrows(() => inNanoseconds(text, undefined), DataError);
    assert(error.message.endsWith(`use --time-unit ${unit}`), error.message);
    const tape = await read(csv([fields, fields]), { timeUnit: unit });
    assertEquals([tape.tsEvent(0), tape.tsEvent(1)], [ns, ns]);
  }
  const ns = { ts_event: String(NS), ts_recv: String(NS) };
  assertEquals((await read(csv([ns]), { timeUnit: "ns" })).tsEvent(0), NS);
  assertEquals((await read(csv([ns]))).tsEvent(0), NS);
});

Deno.test("trap: a number with a fraction counts seconds, milliseconds or microseconds, and is told so", async () => {
  for (const [unit, text, ns] of TIMES) {
    if (!/\.\d*[1-9]/.test(text)) continue;
    const fields = { ts_event: text, ts_recv: text };
    const line =
      `ts_recv is "${text}": counts no nanoseconds, which have no fraction: use --time-unit ${unit} …`;
    await assertFails(csv([fields]), `day.csv:2:1: ${line}`);
    assertEquals((await read(csv([fields]), { timeUnit: unit })).tsEvent(0), ns);
  }
});

Deno.test("trap: another producer's times in milliseconds need their unit too", () => {
  const message = new TextEncoder().encode(
    '{"ts_event":1722519000123,"records":[{"publisher_id":2,"ask_px":1,"ask_sz":1,"bid_px":1,"bid_sz":1}]}',
  );
  const decode = (timeUnit?: TimeUnit) => {
    const decoder = new SnapshotDecoder(new TapeBuilder(), { foreign: true, timeUnit });
    decoder.append(message);
    return decoder.originNs;
  };
  assertThrows(() => decode(), DataError, "use --time-unit ms");
  assertEquals(decode("ms"), 1722470400000000000n);
});
