import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { MOST_PART_BYTES, partText, pointAt, readPart, savingAt } from "../../src/study/part.ts";
import { measuredPart } from "./_parts.ts";

Deno.test("a part is read as it was written", () => {
  const part = measuredPart();
  assertEquals(readPart(partText(part), "a.json"), part);
});

Deno.test("a part that was changed, or is none, is refused with the reason", () => {
  const text = partText(measuredPart());
  const cases: [text: string, message: string][] = [
    ["{", "no JSON"],
    ["[]", "is not a part of a study of this version"],
    [text.replace("sorlab-part-1", "sorlab-part-2"), "of this version (sorlab-part-1)"],
    [text.replace("2024-07-01", "2024-07-02"), "its digest differs"],
    [" ".repeat(MOST_PART_BYTES + 1), "too large for a part of a study"],
  ];
  for (const [changed, message] of cases) {
    assertThrows(() => readPart(changed, "a.json"), DataError, message);
  }
});

Deno.test("a part whose sums do not fit together is refused, even with a digest of its own", () => {
  const part = measuredPart();
  const cases: [changed: typeof part, message: string][] = [
    [{ ...part, blocks: [1] }, "sums do not fit the blocks"],
    [{ ...part, runAt: [0, 7] }, "runAt does not fit points and runs"],
    [{ ...part, runAt: [0] }, "runAt does not fit points and runs"],
    [{ ...part, compared: [] }, "a run's orders are unknown"],
    [{ ...part, measured: { ...part.measured, main: "vwap" } }, "main is none of the comparisons"],
    [{ ...part, measured: { ...part.measured, points: [[1], []] } }, "a point lacks a parameter"],
    [{ ...part, tape: { ...part.tape, rows: 1.5 } }, "tape.rows"],
    [
      { ...part, compared: part.compared.map((each) => ({ ...each, others: {} })) },
      "a comparison has no sums",
    ],
  ];
  for (const [changed, message] of cases) {
    assertThrows(() => readPart(partText(changed), "a.json"), DataError, message);
  }
});

Deno.test("a saving is the other's cost less the run's of its point, by block and by part", () => {
  const part = measuredPart();
  const { dollars, parts, compared } = savingAt(part, 1, "twap");
  assertEquals(dollars, [4 - 1, 6 - 3]);
  assertEquals([parts.spread, parts.fees], [9 - 3, 1 - 1]);
  assertEquals(compared.notionalDollars, [1000, 2000]);
  assertEquals(pointAt(part, 1), { lambdaUnder: 2 });
});
