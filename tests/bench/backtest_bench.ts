/**
 * The back-test as a user runs it: `backtest --grid 21` with all baselines, and a search in which every
 * point is a simulation of its own (the quadratic cost).
 *
 * @module
 */

import type { Figure } from "./figure.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const REPEATS = 3;

/**
 * Figures of whole processes, reading the data included, on a synthetic day of about 110,000 rows.
 *
 * @throws {Error} if a run fails.
 */
export async function benchBacktest(): Promise<Figure[]> {
  const folder = await Deno.makeTempDir({ prefix: "sorlab bench " });
  try {
    const data = `${folder}/day.csv`;
    await sorlab("generate", "--duration", "1000", "--rate", "100", "--quiet", "--out", data);
    const base = ["backtest", "--rules", "trial", "--data", data, "--no-file", "--quiet"];
    const [linear, linearSeconds] = await timed([...base, "--grid", "21"]);
    const [, oneWorker] = await timed([...base, "--cost", "quadratic", "--grid", "7", "--workers", "1"]);
    const [quadratic, twoWorkers] = await timed([
      ...base,
      "--cost",
      "quadratic",
      "--grid",
      "7",
      "--workers",
      "2",
    ]);
    const { rows } = JSON.parse(linear).tape;
    const { points } = JSON.parse(linear).search;
    const { simulations } = JSON.parse(quadratic).search;
    return [
      { name: "backtest_grid_21", value: linearSeconds, unit: "s" },
      { name: "backtest_grid_21_rows", value: rows / linearSeconds, unit: "rows/s" },
      { name: "backtest_grid_21_points", value: points / linearSeconds, unit: "points/s" },
      { name: "search_quadratic_simulations", value: simulations / twoWorkers, unit: "simulations/s" },
      { name: "search_two_workers_over_one", value: oneWorker / twoWorkers, unit: "times" },
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Output and best time of a few runs, seconds. */
async function timed(args: string[]): Promise<[string, number]> {
  let output = "";
  let best = Infinity;
  for (let i = 0; i < REPEATS; i++) {
    const start = performance.now();
    output = await sorlab(...args);
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return [output, best];
}

/**
 * Runs a command, and returns what it prints.
 *
 * @throws {Error} if it fails.
 */
export async function sorlab(...args: string[]): Promise<string> {
  const permissions = ["--allow-read", "--allow-write", "--allow-env=DATA_PATH,NO_COLOR"];
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...permissions, `${ROOT}main.ts`, ...args],
    stderr: "inherit",
  });
  const { success, stdout } = await command.output();
  if (!success) throw new Error(`sorlab ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout);
}
