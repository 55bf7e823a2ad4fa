import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { csvRows } from "../_csv_rows.ts";
import { seeds } from "../_seeds.ts";
import { runPython, testWithPython } from "../_python.ts";
import { assertFails, Folder, makeCsv } from "./_process.ts";

const SCRIPT = new URL("_fills.py", import.meta.url);
const ASKED = [
  ..."--data day.csv --side both --order-size 1500 --horizon 5s --interval 1s".split(" "),
  ..."--fee 0.003 --rebate 0.002 --workers 1 --quiet --no-file".split(" "),
];
const MANY = `--orders ${seeds(12, 24)} --grid 2 --folds 3`.split(" ");
/** For what is the same of any fills. */
const FEW = "--orders 6 --grid 1 --folds 3".split(" ");
const PARTS = ["drift", "spread", "venue", "passive", "residual", "fees"];
const KINDS = ["taken", "rested", "crossed", "beyond", "unwound"];
const CENT = 0.01;

async function folderWithDay(): Promise<Folder> {
  const folder = await Folder.make();
  await folder.write("day.csv", makeCsv({ venues: 4, durationSeconds: 90, eventsPerSecond: 40 }));
  return folder;
}

/** The artefact of a back-test that writes its fills. */
// deno-lint-ignore no-explicit-any -- JSON
async function backtest(folder: Folder, file: string, ...more: string[]): Promise<any> {
  const args = ["backtest", ...ASKED, "--format", "json", "--fills", file, ...more];
  const { code, stdout, stderr } = await folder.run(args);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return JSON.parse(stdout);
}

Deno.test("sorlab backtest --fills writes every fill, and they sum to the artefact's figures to the cent", async () => {
  await using folder = await folderWithDay();
  const artefact = await backtest(
    folder,
    "fills.csv",
    ...MANY,
    "--per-order",
    "orders.csv",
    "--overfill",
    "allow",
  );
  const text = await folder.read("fills.csv");
  assert(!/NaN|undefined|Infinity/.test(text));
  const rows = csvRows(text);
  const orders = csvRows(await folder.read("orders.csv"));
  const seen = new Set(rows.map((row) => row["kind"]!));
  assert(["taken", "rested", "crossed", "beyond"].every((kind) => seen.has(kind)), [...seen].join());
  // The names of strategies, and none but these, in the order of the artefact's orders.
  assertEquals(new Set(rows.map((row) => row["strategy"])), new Set(Object.keys(artefact.strategies)));
  const numbers = rows.map((row) => Number(row["order"]));
  assertEquals(numbers, numbers.toSorted((a, b) => a - b));

  // deno-lint-ignore no-explicit-any -- JSON
  for (const [name, figures] of Object.entries<any>(artefact.strategies)) {
    const own = rows.filter((row) => row["strategy"] === name);
    const sum = (value: (row: Record<string, string>) => number): number =>
      own.reduce((total, row) => total + value(row), 0);
    const gross = (row: Record<string, string>): number => Number(row["price"]) * Number(row["shares"]);
    const sign = (row: Record<string, string>): number => row["side"] === "buy" ? 1 : -1;
    assertEquals(own.length, figures.fills, name);
    assertEquals(sum((row) => Number(row["shares"])), figures.filled);
    assertAlmostEquals(sum(gross), figures.cash_before_fees, CENT / 2);
    assertAlmostEquals(sum((row) => Number(row["fee"])), figures.fees, CENT / 2);
    assertAlmostEquals(sum((row) => gross(row) + sign(row) * Number(row["fee"])), figures.cash, CENT / 2);
    for (const part of PARTS) {
      const dollars = figures.parts_bps[part] * figures.notional / 1e4;
      assertAlmostEquals(sum((row) => Number(row[`${part}_dollars`])), dollars, CENT / 2, `${name} ${part}`);
    }
    for (const kind of KINDS) {
      const shares = sum((row) => row["kind"] === kind ? Math.abs(Number(row["shares"])) : 0);
      assertEquals(shares, figures.shares[kind], `${name} ${kind}`);
    }
    for (const row of own) {
      const hasChild = row["kind"] === "taken" || row["kind"] === "rested";
      assertEquals([row["child"] !== "", row["sent"] !== ""], [hasChild, hasChild]);
      assert(!hasChild || row["sent"]! < row["time"]!, `${row["sent"]} ${row["time"]}`);
      assertEquals(row["venue"] === "", row["kind"] === "beyond");
    }
    // Order by order they are those of --per-order.
    for (const order of orders.filter((row) => row["strategy"] === name)) {
      const filled = own.filter((row) => row["order"] === order["order"]);
      const shares = filled.reduce((total, row) => total + Number(row["shares"]), 0);
      assertEquals(shares, Number(order["filled"]), `${name} ${order["order"]}`);
      assert(filled.every((row) => row["side"] === order["side"]));
    }
  }
});

Deno.test("sorlab backtest --fills has the fills of a router of one's own, which is worked where it is confined", async () => {
  await using folder = await folderWithDay();
  assertEquals((await folder.run(["new", "placement", "mine.js"])).code, 0);
  const artefact = await backtest(folder, "fills.csv", ...FEW, "--strategy", "twap+mine.js");
  const rows = csvRows(await folder.read("fills.csv"));
  // deno-lint-ignore no-explicit-any -- JSON
  for (const [name, { fills, filled }] of Object.entries<any>(artefact.strategies)) {
    const shares = rows.filter((row) => row["strategy"] === name).map((row) => Number(row["shares"]));
    assertEquals([shares.length, shares.reduce((a, b) => a + b)], [fills, filled], name);
  }
});

testWithPython(
  ["pandas", "pyarrow", "duckdb"],
  "pandas and DuckDB find the artefact's totals in --fills FILE.parquet, to the cent",
  async () => {
    await using folder = await folderWithDay();
    const artefact = await backtest(folder, "fills.parquet", ...FEW);
    assertEquals(await backtest(folder, "fills.csv", ...FEW), artefact);
    const rows = csvRows(await folder.read("fills.csv"));
    const [firstSent] = rows.flatMap((row) => row["sent"] || []).toSorted();
    const found = JSON.parse(await runPython(SCRIPT, `${folder.path}/fills.parquet`));
    for (const { columns, strategies, sent, nulls } of found) {
      assertEquals(columns, Object.keys(rows[0]!));
      assertEquals(new Set(Object.keys(strategies)), new Set(Object.keys(artefact.strategies)));
      assertEquals(BigInt(sent), nanoseconds(firstSent!));
      assertEquals(nulls, rows.filter((row) => row["child"] === "").length);
      // deno-lint-ignore no-explicit-any -- JSON
      for (const [name, figures] of Object.entries<any>(artefact.strategies)) {
        const [count, shares, gross, fees, ...parts] = strategies[name];
        assertEquals([count, shares], [figures.fills, figures.filled], name);
        assertAlmostEquals(gross, figures.cash_before_fees, CENT / 2);
        assertAlmostEquals(fees, figures.fees, CENT / 2);
        for (const [i, part] of PARTS.entries()) {
          assertAlmostEquals(parts[i], figures.parts_bps[part] * figures.notional / 1e4, CENT / 2);
        }
      }
    }
  },
);

function nanoseconds(time: string): bigint {
  const [, seconds, fraction] = /^(.*)\.(\d{9})Z$/.exec(time)!;
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction!);
}

Deno.test("sorlab backtest refuses --fills where it cannot be written, before the work", async () => {
  await using folder = await folderWithDay();
  const fail = async (args: string, line: string, code = 2): Promise<void> =>
    assertFails(
      await folder.run(["backtest", "--data", "day.csv", "--no-file", ...args.split(" ")]),
      code,
      line,
    );
  await Promise.all([
    fail("--fills -", "--fills -: the artefact goes to standard output; name a file"),
    fail("--fills f.arrow", "--fills f.arrow: Arrow is not written; name a .parquet or .csv file"),
    fail("--fills nope/f.csv", "cannot write nope/f.csv: no such folder", 4),
    fail("--rules trial --fills f.csv", "--fills: only market rules have it; leave --rules trial out"),
  ]);
  assertEquals(await folder.names(), ["day.csv"]);
});
