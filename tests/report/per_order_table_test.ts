import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { orderFigures } from "../../src/analysis/order_figures.ts";
import { PARTS } from "../../src/analysis/attribution.ts";
import { perOrderTable } from "../../src/report/per_order_table.ts";
import { OrderRun } from "../../src/search/order_run.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { csvRows, tableCsv } from "../_csv_rows.ts";
import { benchOf } from "../search/_lab.ts";

const { market, setup } = benchOf();
const run = new OrderRun(market, setup);
const figuresOf = (strategy: string) => {
  const task = {
    strategy: parseStrategy(strategy),
    points: [FIRST_POINT],
    first: 4,
    end: 10,
    wantsMeasures: true,
  };
  return run.simulate(task)[0]!.measures.map((measure) => orderFigures(measure, market.venues.names));
};
const strategies = [["router", figuresOf("twap+cont-kukanov")], ["twap", figuresOf("twap+sweep")]] as const;
const { originNs } = market.tape;
const csv = tableCsv(perOrderTable(strategies, { originNs, first: 4 }));

Deno.test("perOrderTable() has a header and a row for each order and strategy, all of equal length", () => {
  const rows = csv.trimEnd().split("\n").map((line) => line.split(","));
  assertEquals(rows.length, 1 + 6 * 2);
  assertEquals(new Set(rows.map((row) => row.length)).size, 1);
  assertEquals(new Set(rows[0]!).size, rows[0]!.length);
  assert(rows[0]!.every((name) => /^[a-z][a-z0-9_]*$/.test(name)), rows[0]!.join());
  assert(csv.endsWith("\n") && !csv.includes("\r") && !/"|NaN|undefined|Infinity/.test(csv));
});

Deno.test("perOrderTable() numbers orders from the first scored, and writes the figures in full", () => {
  const rows = csvRows(csv);
  for (const [at, row] of rows.entries()) {
    const [name, figures] = strategies[at % 2]!;
    const order = Math.floor(at / 2);
    const expected = figures[order]!;
    assertEquals([row["order"], row["strategy"], row["side"]], [String(4 + order), name, expected.side]);
    assertEquals(BigInt(Date.parse(row["start"]!)), (originNs + BigInt(expected.startNs)) / 1_000_000n);
    assertEquals(Number(row["average_price"]), expected.averagePrice);
    assertEquals(Number(row["shortfall_bps"]), expected.shortfallBps);
    assertEquals((Number(row["taken"]) + Number(row["rested"])) / 400, expected.fillRate);
    const parts = PARTS.map((part) => Number(row[`${part}_bps`]));
    assertAlmostEquals(parts.reduce((a, b) => a + b), expected.shortfallBps!, 1e-9);
  }
  assert(rows.some((row) => Number(row["rested"]) > 0));
});

Deno.test("perOrderTable() leaves empty what was not measured", () => {
  const last = setup.orders.length;
  const [measure] = run.simulate({
    strategy: parseStrategy("twap+sweep"),
    points: [FIRST_POINT],
    first: last - 1,
    end: last,
    wantsMeasures: true,
  })[0]!.measures;
  const router = ["router", [orderFigures(measure!, market.venues.names)]] as const;
  const [row] = csvRows(tableCsv(perOrderTable([router], { originNs, first: 0 })));
  assertEquals(row!["markout_60s_bps"], "");
  assert(row!["markout_100ms_bps"] !== "");
});
