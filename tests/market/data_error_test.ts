import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { DataError, fromPlain, toPlain } from "../../src/market/data_error.ts";

Deno.test("DataError puts what it knows of the place before the reason", () => {
  const cases = [
    [{}, "is empty"],
    [{ file: "day.csv" }, "day.csv: is empty"],
    [{ file: "day.csv", line: 17 }, "day.csv:17: is empty"],
    [{ file: "day.csv", line: 17, column: 10, value: "-5" }, "day.csv:17:10: is empty"],
    [{ line: 17 }, "17: is empty"],
  ] as const;
  for (const [place, message] of cases) {
    const error = new DataError("is empty", place);
    assertEquals([error.message, error.reason, error.name], [message, "is empty", "DataError"]);
    const { file, line, column, value } = error;
    assertEquals({ file, line, column, value }, {
      file: undefined,
      line: undefined,
      column: undefined,
      value: undefined,
      ...place,
    });
  }
});

Deno.test("DataError.at() adds to the place, and leaves what is known", () => {
  const error = new DataError("negative", { column: 10, value: "-5" });
  const placed = error.at({ file: "day.csv", line: 17, column: 3 });
  assertEquals(placed.message, "day.csv:17:10: negative");
  assertEquals([placed.value, placed.cause], ["-5", error]);
  assertStrictEquals(placed.at({ file: "other.csv" }), placed);
});

Deno.test("toPlain() and fromPlain() carry an error through a clone as what it was", () => {
  const error = new DataError("negative", { file: "day.csv", line: 17, column: 10, value: "-5" });
  const back = fromPlain(structuredClone(toPlain(error)));
  if (!(back instanceof DataError)) throw new Error(`${back} is no DataError`);
  assertEquals({ ...back }, { ...error });
  assertEquals([back.message, back.stack], [error.message, error.stack]);
  // What is built in survives by itself; without toPlain() a DataError would not.
  assertInstanceOf(fromPlain(structuredClone(toPlain(new TypeError("x")))), TypeError);
  assert(!(structuredClone(error) instanceof DataError));
  for (const thrown of [undefined, null, "text", 5]) assertEquals(fromPlain(toPlain(thrown)), thrown);
});
