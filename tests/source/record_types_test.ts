import { assertEquals } from "@std/assert";
import { whyNothingRests } from "../../src/market/resting.ts";
import { assertFails, csv, FIELDS, read, ROW } from "./csv/_csv.ts";

const at = (second: number) => `2024-08-01T13:36:0${second}.000000000Z`;

Deno.test("trap: sampled quotes go by ts_recv, as their ts_event is the last trade's, or none", async () => {
  for (const fields of [FIELDS, FIELDS.toReversed()]) {
    const tape = await read(csv([
      { rtype: "195", ts_recv: at(1), ts_event: "2024-07-31T20:00:00Z" },
      { rtype: "195", ts_recv: at(2), ts_event: "" },
      { rtype: "195", ts_recv: at(3), ts_event: "18446744073709551615" },
      { rtype: "195", ts_recv: at(4), ts_event: "2023-01-01T00:00:00Z" },
    ], { fields }));
    assertEquals([...tape.columns.tsEventNs], [...tape.columns.tsRecvNs]);
    assertEquals(
      [0, 1, 2, 3].map((row) => tape.tsEvent(row) - tape.tsEvent(0)),
      [0n, 1n, 2n, 3n].map((s) => s * 1_000_000_000n),
    );
    assertEquals(tape.originNs, 1722470400000000000n);
    assertEquals(tape.notes, { sampled_rows: 4, sampled_every_s: 1 });
    assertEquals(
      whyNothingRests({ tape, live: { beforeTrades: false } }),
      "the tape's quotes are sampled: what happened between two of them is not known",
    );
  }
  const minutes = await read(csv([{ rtype: "196", ts_recv: at(1) }]));
  assertEquals(minutes.notes, { sampled_rows: 1, sampled_every_s: 60 });
  assertEquals((await read(csv([{ rtype: "198", ts_recv: at(1) }]))).notes, { sampled_rows: 1 });
  await assertFails(
    csv([{ rtype: "195", ts_recv: "" }]),
    'day.csv:2:1: ts_recv is "": no time, which sampled quotes go by (--skip-bad-rows leaves such rows out)',
  );
});

Deno.test("trap: consolidated quotes are refused where nothing says whose the sides are", async () => {
  const reason =
    "holds consolidated quotes (cmbp-1, cbbo, tcbbo), whose two sides are of two publishers, without…";
  for (const rtype of ["177", "192", "193", "194"]) {
    await assertFails(csv([{}, { rtype }]), `day.csv: ${reason}`);
  }
  assertEquals((await read(csv([{}, { rtype: "177" }]), { rtype: Number(ROW.rtype) })).length, 1);
});
