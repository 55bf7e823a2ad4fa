import { assertEquals } from "@std/assert";
import { assertFails, csv, FIELDS, read } from "./_csv.ts";

const WITHOUT_SYMBOL = FIELDS.filter((name) => name !== "symbol");
const ids = (...of: number[]) => of.map((id) => ({ instrument_id: String(id) }));

Deno.test("trap: several instruments without a symbol are no tape, and the error lists them", async () => {
  const text = csv(ids(202, 101, 202), { fields: WITHOUT_SYMBOL });
  await assertFails(
    text,
    "day.csv: holds 2 instruments and no symbol; choose an instrument_id with --instrument-id: 101 (1), 202 (2)",
  );
  const chosen = await read(text, { instrumentId: 202 });
  assertEquals([chosen.length, chosen.notes], [2, {}]);
  await assertFails(text, "day.csv: has no instrument_id 7; it holds: 101 (1), 202 (2)", { instrumentId: 7 });
});

Deno.test("trap: one symbol whose instrument id changes is noted", async () => {
  const text = csv(ids(1, 1, 2, 1));
  assertEquals((await read(text)).notes, { instrument_changes: 2 });
  assertEquals((await read(text, { instrumentId: 1 })).notes, {});
  assertEquals((await read(csv(ids(5, 5)))).notes, {});
});

Deno.test("an instrument id of two symbols needs a symbol", async () => {
  const text = csv([{ symbol: "A", instrument_id: "1" }, { symbol: "B", instrument_id: "1" }]);
  await assertFails(text, "day.csv: instrument_id 1 stands for A, B; choose one with --symbol too", {
    instrumentId: 1,
  });
  assertEquals((await read(text, { instrumentId: 1, symbol: "B" })).symbol, "B");
});

Deno.test("an instrument cannot be chosen where the file does not tell them apart", async () => {
  const fields = FIELDS.filter((name) => name !== "instrument_id");
  await assertFails(
    csv([{}], { fields }),
    "day.csv:1: has no column instrument_id, so --instrument-id 1 cannot be found",
    { instrumentId: 1 },
  );
});
