import { assertThrows } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { parseCount, parsePrice, parseTime, priceForm } from "../../../src/source/csv/fields.ts";
import { assertLinear } from "../../_growth.ts";

function tried(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
  }
}

Deno.test("trap: fields are read in a time that grows as their length does", () => {
  const shapes: Record<string, (length: number) => string> = {
    "digits": (length) => `${"7".repeat(length)}x`,
    "nines and zeros": (length) => `9${"0".repeat(length)}1`,
    "zeros behind the point": (length) => `1722519392491745123.${"0".repeat(length)}1`,
    "points": (length) => "1.".repeat(length / 2),
    "spaces": (length) => `1${" ".repeat(length)}1`,
    "seconds": (length) => `2024-08-01T13:36:32.${"4".repeat(length)}+0000`,
    "colons": (length) => ":00.0".repeat(length / 5),
  };
  for (const [name, shape] of Object.entries(shapes)) {
    assertLinear(name, (length) => {
      const text = shape(length);
      tried(() => priceForm(text));
      for (const form of ["pretty", "raw"] as const) {
        tried(() => parsePrice(text, form));
        tried(() => parseTime(text, form));
      }
      tried(() => parseTime(text, "raw", "ms"));
      tried(() => parseCount(text, 1e6));
    });
  }
  assertThrows(() => parsePrice(`1.${"0".repeat(1000)}x`, "pretty"), DataError, "not a price");
});
