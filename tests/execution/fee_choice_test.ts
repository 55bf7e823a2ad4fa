import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { feeSchedule } from "../../src/execution/fee_choice.ts";

Deno.test("feeSchedule() makes flat fees, and dated ones of a file", () => {
  const flat = feeSchedule({ kind: "flat", takeDollars: 0.003, addDollars: -0.002 }).of("XNAS", "2024-08-01");
  assertEquals([flat.take, flat.add, flat.assumed], [3e6, -2e6, false]);
  const csv = "venue,from,add,take,source\nXNAS,2024-01-01,-0.001,0.0025,list\n";
  const dated = feeSchedule({ kind: "schedule", name: "fees.csv", csv }).of("XNAS", "2024-08-01");
  assertEquals([dated.take, dated.add, dated.extrapolated], [2.5e6, -1e6, false]);
});

Deno.test("feeSchedule() names the file and the line that it cannot read", () => {
  const csv = "venue,from,add,take,source\nXNAS,2024-01-01,-0.001,0.0025,list\nXNYS,yesterday,0,0,list\n";
  assertThrows(() => feeSchedule({ kind: "schedule", name: "fees.csv", csv }), DataError, "fees.csv:3: ");
});
