import { assertAlmostEquals, assertEquals } from "@std/assert";
import { csvRows } from "../_csv_rows.ts";
import { runPython, testWithPython } from "../_python.ts";
import { assertFails, Folder, makeCsv } from "./_process.ts";

const SCRIPT = new URL("_per_order.py", import.meta.url);
const ORDERS = "--orders 12 --side both --order-size 300 --horizon 5s --interval 1s --grid 2 --workers 1"
  .split(" ");

testWithPython(
  ["pandas", "pyarrow", "duckdb"],
  "pandas and DuckDB find the artefact's totals in --per-order FILE.parquet, to the cent",
  async () => {
    await using folder = await Folder.make();
    await folder.write("day.csv", makeCsv({ venues: 4, durationSeconds: 60, eventsPerSecond: 40 }));
    const backtest = async (file: string) => {
      const args = ["--data", "day.csv", ...ORDERS, "--quiet", "--no-file", "--format", "json"];
      const { code, stdout, stderr } = await folder.run(["backtest", ...args, "--per-order", file]);
      assertEquals({ code, stderr }, { code: 0, stderr: "" });
      return JSON.parse(stdout);
    };
    const artefact = await backtest("orders.parquet");
    assertEquals(await backtest("orders.csv"), artefact);
    const rows = csvRows(await folder.read("orders.csv")).filter((row) => row["strategy"] === "router");
    const fees = rows.reduce((sum, row) => sum + Number(row["fees"]), 0);
    const { orders, filled } = artefact.strategies.router;
    for (const found of JSON.parse(await runPython(SCRIPT, `${folder.path}/orders.parquet`))) {
      const [count, shares, paid, start] = found;
      assertEquals([count, shares], [orders, filled]);
      assertAlmostEquals(paid, fees, 0.005);
      assertEquals(BigInt(start) / 1_000_000n, BigInt(Date.parse(rows[0]!["start"]!)));
    }
  },
);

Deno.test("sorlab backtest says that --per-order writes no Arrow, and what it writes", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", makeCsv({ venues: 2, durationSeconds: 5 }));
  const outcome = await folder.run([
    "backtest",
    "--data",
    "day.csv",
    "--per-order",
    "orders.arrow",
    "--no-file",
  ]);
  assertFails(outcome, 2, "--per-order orders.arrow: Arrow is not written; name a .parquet or .csv file");
});
