import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { TapeBuilder } from "../../src/market/tape.ts";
import { SnapshotDecoder } from "../../src/source/snapshot_codec.ts";

const QUOTE = { publisher_id: 2, ask_px: 10.02, ask_sz: 100, bid_px: 10, bid_sz: 100 };

function message(...records: unknown[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ts_event: "2024-08-01T13:36:32Z", records }));
}

Deno.test("trap: what an unreadable message quoted of a venue is not still quoted", () => {
  const builder = new TapeBuilder();
  const decoder = new SnapshotDecoder(builder, { foreign: true });
  const bad = message({ ...QUOTE, publisher_id: 43, ask_px: "x" }, QUOTE, { ...QUOTE, publisher_id: "x" });
  assertEquals(decoder.withdraw(bad), 0);
  decoder.append(message(QUOTE));
  assertThrows(() => decoder.append(bad), DataError);
  assertEquals([decoder.withdraw(bad), builder.length], [1, 3]);
  const { publisher, askPx, askSz } = builder.columns;
  assertEquals([publisher[1], askPx[1], askSz[1], publisher[2], askSz[2]], [43, NaN, 0, 2, 100]);
  assertEquals(decoder.withdraw(new TextEncoder().encode("no JSON")), 0);
  assertEquals(builder.length, 3);
});
