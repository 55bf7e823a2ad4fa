// Files that commands write, under fault.
import { assert, assertEquals } from "@std/assert";
import { claimName } from "../../src/cli/written_file.ts";
import { inFolder, listOf } from "../_folder.ts";
import { seeds } from "../_seeds.ts";
import { appears, assertFails, Folder, makeCsv, outcomeOf } from "./_process.ts";

const TRIAL = "backtest --data day.csv --rules trial --grid 2 --workers 1 --quiet".split(" ");
/** Seconds, as making minutes of it for each run takes longer than the run. */
const csv = makeCsv();
/** Back-tests at once. */
const RUNS = seeds(2, 4);
const POSIX = { ignore: Deno.build.os === "windows" };

Deno.test("trap: claimName() gives each of many at once a name of its own", async () => {
  await inFolder(async (folder) => {
    const names = await Promise.all(
      Array.from({ length: 20 }, () => claimName((n) => `${folder}/report_${n}`)),
    );
    assertEquals(new Set(names).size, 20);
    assertEquals(listOf(folder).length, 20);
  });
});

Deno.test("trap: several back-tests in one second leave a report each", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  const runs = await Promise.all(Array.from({ length: RUNS }, () => folder.runAlone(TRIAL)));
  assert(runs.every(({ code }) => code === 0));
  const names = (await folder.names()).filter((name) => name !== "day.csv");
  assertEquals(names.length, RUNS, names.join());
  for (const name of names) assertEquals(await folder.read(name), runs[0]!.stdout);
});

Deno.test("trap: a disk that is full costs no result", POSIX, async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  // No file may have more than a kilobyte, and asking for more is an error instead of the end.
  const { code, stdout, stderr } = await folder.bash(
    `trap "" XFSZ; ulimit -f 1; sorlab ${TRIAL.join(" ")} --out report.json`,
  );
  assertEquals([code, stderr], [4, "sorlab: cannot write report.json: file too large\n"]);
  assertEquals(JSON.parse(stdout).run.tool, "sorlab");
  assertEquals(await folder.names(), ["day.csv"]);
});

for (const [signal, expected] of [["SIGHUP", 129], ["SIGTERM", 143], ["SIGINT", 130]] as const) {
  Deno.test(`trap: ${signal} while a file is written leaves nothing, and is told`, POSIX, async () => {
    await using folder = await Folder.make();
    const args = `generate --layout mbp-10 --rate 1000 --duration ${seeds(60, 200)} --out day.csv`.split(" ");
    const command = folder.start(args);
    await appears(folder, /\.partial$/);
    command.kill(signal);
    assertFails(await outcomeOf(command), expected, "interrupted");
    assertEquals(await folder.names(), []);
  });
}

Deno.test("trap: a text without an end is given up, for every option that names one", POSIX, async () => {
  await using folder = await Folder.make();
  const small = "backtest --orders 1 --horizon 2s --interval 1s --grid 1 --workers 1 --quiet --no-file".split(
    " ",
  );
  // In the short run a quarter of a gigabyte is read once.
  const cases = [
    ["report", "/dev/zero", "--out", "-"],
    ["allocate", "--snapshot-file", "/dev/zero"],
    [...small, "--fees", "/dev/zero"],
  ].slice(0, seeds(1, 3));
  for (const args of cases) {
    const { code, stdout, stderr } = await folder.run(args);
    assertEquals([code, stdout, stderr], [3, "", "sorlab: /dev/zero: is longer than 256 MiB\n"]);
  }
});

Deno.test(
  "trap: few file descriptors and a closed output end in a word, or in no failure at all",
  POSIX,
  async () => {
    await using folder = await Folder.make();
    await folder.write("day.csv", csv);
    const twoWorkers =
      "backtest --data day.csv --orders 2 --horizon 2s --interval 1s --workers 2 --quiet --no-file";
    const small = twoWorkers.replace("--workers 2", "--workers 1");
    const whole = await folder.run(small.split(" "));
    assertEquals(whole.code, 0, whole.stderr);
    assertEquals(await folder.bash(`ulimit -n 32; sorlab ${twoWorkers}`), whole);
    // In the short run what takes least to start.
    for (const printing of ["inspect day.csv", small].slice(0, seeds(1, 2))) {
      for (const closed of [">&-", "2>&-", "| head -c 10"]) {
        const { code, stderr } = await folder.bash(`set +o pipefail; sorlab ${printing} ${closed}`);
        assertEquals([code, stderr], [0, ""], `${printing} ${closed}`);
      }
      assertEquals(await folder.bash(`sorlab ${printing} >/dev/full`), {
        code: 4,
        stdout: "",
        stderr: "sorlab: cannot write to standard output: no space left on device\n",
      });
    }
  },
);

Deno.test("trap: what a killed run left behind blocks no later one", POSIX, async () => {
  await using folder = await Folder.make();
  const command = folder.start(
    `generate --layout mbp-10 --rate 1000 --duration ${seeds(60, 200)} --out day.csv`.split(" "),
  );
  await appears(folder, /\.partial$/);
  command.kill("SIGKILL");
  await command.output();
  const left = await folder.names();
  assertEquals([left.length, left.includes("day.csv")], [1, false]);
  // A left-over of any process number, and of the name itself, is nobody's but the killed one's.
  await folder.write(`day.csv.${Deno.pid}.partial`, "left");
  const { code, stderr } = await folder.run(["generate", "--duration", "1", "--out", "day.csv", "--quiet"]);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(await folder.names(), [...left, `day.csv.${Deno.pid}.partial`, "day.csv"].sort());
});
