import { assert, assertEquals, assertThrows } from "@std/assert";
import { bytesToCome, maxMemory } from "../../src/cli/memory.ts";
import { DENO_RUN } from "../_deno_run.ts";
import { IS_LONG, seeds } from "../_seeds.ts";
import { assertFails, Folder, makeCsv, outcomeOf } from "./_process.ts";

const LINUX = { ignore: Deno.build.os !== "linux" };
const MEGABYTE = 2 ** 20;

Deno.test("--max-memory takes 512M, 1.5g and 64MiB, and nothing that may be meant otherwise", () => {
  assertEquals(["512M", "1.5g", "64MiB", "2048k"].map(maxMemory.read), [
    512 * MEGABYTE,
    1536 * MEGABYTE,
    64 * MEGABYTE,
    2 * MEGABYTE,
  ]);
  for (const given of ["512", "-1M", "1T", "M", "1 G"]) {
    assertThrows(() => maxMemory.read(given), Error, "not an amount of memory");
  }
});

Deno.test("bytesToCome() grows with rows, orders, points and workers", () => {
  const usual = { rows: 1e6, workers: 2, orders: 100, strategies: 8, points: 125 };
  for (const name of ["rows", "workers", "orders", "strategies", "points"] as const) {
    assert(bytesToCome({ ...usual, [name]: usual[name] * 10 }) > bytesToCome(usual), name);
  }
});

Deno.test("sorlab backtest --max-memory refuses what needs more, with exit code 2, before it begins", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", makeCsv());
  const backtest = [
    "backtest",
    "--data",
    "day.csv",
    "--rules",
    "trial",
    "--grid",
    "2",
    "--quiet",
    "--no-file",
  ];
  const whole = await folder.run([...backtest, "--max-memory", "4G"]);
  assertEquals(whole.code, 0, whole.stderr);
  assertEquals(whole.stdout, (await folder.run(backtest)).stdout, "it plays no part in the result");
  const tooMuch = [...backtest, "--max-memory", "64M", "--checkpoint", "search.json"];
  // What has run other command lines before needs all the more.
  const refused = IS_LONG ? await folder.runAlone(tooMuch) : await folder.run(tooMuch);
  assert(/^sorlab: --max-memory 64M: /.test(refused.stderr), refused.stderr);
  assertEquals([refused.code, refused.stdout, await folder.names()], [2, "", ["day.csv"]]);
  assertFails(
    await folder.run([...backtest, "--max-memory", "lots"]),
    2,
    "--max-memory lots: not an amount of memory such as 512M or 2G",
  );
});

Deno.test("sorlab backtest --max-memory gives the reading of a tape up where that takes too much", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", makeCsv({ durationSeconds: 300 }));
  const { code, stdout, stderr } = await folder.runAlone([
    "backtest",
    "--data",
    "day.csv",
    "--max-memory",
    "8M",
  ]);
  assertEquals([code, stdout], [2, ""]);
  assert(/^sorlab: --max-memory 8M: reading day\.csv has taken \d+M and is not done; /.test(stderr), stderr);
});

/** What bash does by itself: to start programs in a loop would take more time than what is watched. */
const WATCH = `"$@" >/dev/null &
sorlab=$!
exec {never}<> <(:)
while status=$(</proc/$sorlab/status) && [[ $status =~ VmHWM:[[:space:]]*([0-9]+) ]]; do
  peak=\${BASH_REMATCH[1]}
  read -rt 0.02 -u $never
done 2>/dev/null
wait $sorlab && echo "$peak"`;

/** The greatest memory that sorlab has had resident here, bytes, as the system counts it (but for the last 20 ms). */
async function peakOf(folder: Folder, args: readonly string[]): Promise<number> {
  const main = decodeURIComponent(new URL("../../main.ts", import.meta.url).pathname);
  const sorlab = [Deno.execPath(), ...DENO_RUN, "--allow-read", "--allow-env=DATA_PATH,NO_COLOR", main];
  const { code, stdout, stderr } = await outcomeOf(
    new Deno.Command("bash", {
      args: ["-c", WATCH, "bash", ...sorlab, ...args],
      cwd: folder.path,
      env: { DATA_PATH: "" },
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
  assertEquals(code, 0, stderr);
  return parseInt(stdout) * 1024;
}

const MARKET = `--session all --orders ${seeds(20, 40)} --horizon 10s --interval 2s --order-size 100`;
/** That of the short run comes first. */
const WORKLOADS = [
  `${MARKET} --grid ${seeds(2, 3)} --workers 2`,
  "--rules trial --cost quadratic --grid 12 --workers 1 --snapshots 50",
  "--rules trial --grid 5 --workers 1",
  `${MARKET} --grid 1 --workers 1`,
].slice(0, seeds(1, 4));

for (const workload of WORKLOADS) {
  Deno.test(`--max-memory's estimate holds the measured peak: ${workload}`, LINUX, async () => {
    await using folder = await Folder.make();
    await folder.write("day.csv", makeCsv({ durationSeconds: 120 }));
    const args = ["backtest", "--data", "day.csv", "--quiet", "--no-file", ...workload.split(" ")];
    // What is run for the first time from a fresh clone is transpiled, too, which takes memory of its own.
    await folder.write("short.csv", makeCsv({ durationSeconds: 20 }));
    const short = workload.replace(/--grid \d+/, "--grid 1").replace(/--orders \d+/, "--orders 2").split(" ");
    const first = await folder.run(["backtest", "--data", "short.csv", "--quiet", "--no-file", ...short]);
    assertEquals(first.code, 0, first.stderr);
    const peak = Math.round(await peakOf(folder, args) / MEGABYTE);
    // deno-lint-ignore no-console -- what was measured is part of what the test shows
    console.log(`peak ${peak} MB: ${workload}`);
    const limited = (megabytes: number) => folder.runAlone([...args, "--max-memory", `${megabytes}M`]);
    const [below, ample] = [await limited(peak - 1), await limited(2 * peak)];
    assertEquals([below.code, below.stdout, ample.code], [2, "", 0], `${below.stderr}${ample.stderr}`);
  });
}
