import { assertEquals } from "@std/assert";
import { alignColumns, dropColumns, tableWidth } from "../../../src/report/terminal/align_columns.ts";

const ROWS = [["venue", "shares", "fees"], ["日本", "1", "-2.50"], ["XNAS", "1000", ""]];

Deno.test("alignColumns() aligns wide characters too, and ends no line with spaces", () => {
  assertEquals(alignColumns(ROWS), "venue  shares   fees\n日本        1  -2.50\nXNAS     1000");
  assertEquals(tableWidth(ROWS), 20);
});

Deno.test("alignColumns() has words to the left, and a column of numbers to the right though some are missing", () => {
  const rows = [["venue", "kind", "cost", "95 % interval"], ["XNAS", "exchange", "n/a", ""], [
    "FINN",
    "off",
    "0.50",
    "0.10 to 0.90",
  ]];
  assertEquals(
    alignColumns(rows),
    "venue  kind      cost  95 % interval\nXNAS   exchange   n/a\nFINN   off       0.50   0.10 to 0.90",
  );
});

Deno.test("dropColumns() drops no more than it has to, in the order given, and never the others", () => {
  assertEquals(dropColumns(ROWS, 20, ["fees", "shares"]), ROWS);
  const without = (at: number): string[][] => ROWS.map((row) => row.filter((_, column) => column !== at));
  assertEquals(dropColumns(ROWS, 19, ["fees", "shares"]), without(2));
  assertEquals(dropColumns(ROWS, 19, ["nothing", "shares"]), without(1));
  assertEquals(dropColumns(ROWS, 1, ["fees", "shares"]), [["venue"], ["日本"], ["XNAS"]]);
});
