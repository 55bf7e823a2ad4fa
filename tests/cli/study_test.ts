import { assert, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/cli/errors.ts";
import { shardOf, shardOption } from "../../src/cli/study/engines.ts";
import type { Shard } from "../../src/study/shards.ts";
import { dayCsv } from "../study/_study.ts";
import { seeds } from "../_seeds.ts";
import { appears, assertFails, Folder, type Outcome, outcomeOf, PERMISSIONS } from "./_process.ts";
import { WarmSorlab } from "./_warm_sorlab.ts";

const ASKED = "--orders 4 --side both --order-size 200 --horizon 5s --interval 1s --session all " +
  "--strategy twap+static-relative --grid 2";

/** Of a study that is stopped after the first of them. */
const DAYS_TO_STOP = seeds(8, 12);

/** Tapes may be on a server. */
const online = new WarmSorlab([...PERMISSIONS, "--allow-net=127.0.0.1"]);

async function withDays(days: number, body: (folder: Folder) => Promise<void>): Promise<void> {
  await using folder = await Folder.make();
  for (let day = 0; day < days; day++) await folder.write(`day${day}.csv`, dayCsv(day));
  await body(folder);
}

function study(folder: Folder, line: string): Promise<Outcome> {
  return folder.run(["study", ...line.split(" ")]);
}

async function merged(folder: Folder, line = ""): Promise<string> {
  const { code, stdout, stderr } = await study(folder, `merge --no-file --format json${line}`);
  assertEquals(code, 0, stderr);
  return stdout;
}

Deno.test("sorlab study plans, runs in shards and merges to the same bytes as in one piece", async () => {
  await withDays(3, async (folder) => {
    const planned = await study(folder, `plan --data day*.csv --measure ${ASKED}`);
    assertEquals(planned.code, 0, planned.stderr);
    assert(planned.stdout.startsWith("3 tapes from 3 inputs, "), planned.stdout);
    assert(
      /\n4 orders by 2 points and 6 comparisons on each, 96 simulations at most\n/.test(planned.stdout),
    );
    assert(/\nall of them, by size: about 0\.00 CPU-hours/.test(planned.stdout), planned.stdout);
    assertEquals(planned.stderr, "plan in study.json; sorlab study run does its tasks\n");
    const before = await folder.read("study.json");
    await study(folder, `plan --data day*.csv ${ASKED}`);
    assertEquals(await folder.read("study.json"), before);

    assertEquals((await study(folder, "run --workers 1")).stderr, "3 parts in parts\n");
    const whole = await merged(folder);
    assertEquals(
      (await study(folder, "run --shard 2/2 --parts other --workers 1")).stderr,
      "1 part of shard 2/2 in other\n",
    );
    const missing = await study(folder, "merge --parts other --no-file");
    assertEquals(missing.code, 7);
    assert(/^sorlab: 2 of 3 tasks have no part: [0-9a-f]{12} \(day/.test(missing.stderr), missing.stderr);
    const partial = JSON.parse(await merged(folder, " --parts other --partial"));
    assertEquals([partial.study.measured, partial.missing.length], [1, 2]);
    await study(folder, "run --shard 1/2 --parts other --workers 1");
    assertEquals(await merged(folder, " --parts other"), whole);
    const { study: told, tapes, sample } = JSON.parse(whole);
    assertEquals([sample.scored_days, sample.train_days], [2, null]);
    const table = await study(folder, "merge --no-file --format table --train-days 1 --html table.html");
    assertEquals(table.code, 0, table.stderr);
    assert(
      table.stdout.startsWith("Not measurable: 2 days were scored, where an interval takes 4.\n"),
      table.stdout,
    );
    assert((await folder.read("table.html")).includes("chosen with hindsight"));
    await folder.write("merged.json", whole);
    const report = await folder.run(["report", "merged.json"]);
    assertEquals(report, { code: 0, stdout: "", stderr: "report in merged.html\n" });
    assert(
      (await folder.read("merged.html")).includes(
        "<h1>twap+static-relative, 1 symbol, 2024-07-01 to 2024-07-03</h1>",
      ),
    );
    assertEquals([told.tasks, told.measured, told.failed], [3, 3, 0]);
    assertEquals(tapes.map(({ day }: { day: string }) => day), ["2024-07-01", "2024-07-02", "2024-07-03"]);
  });
});

Deno.test("sorlab study says what it cannot do", async () => {
  await withDays(1, async (folder) => {
    const cases: [line: string, code: number, message: string][] = [
      ["", 2, "sorlab study needs one of plan, run, merge, submit, work, status, collect, cancel"],
      [
        "mrege",
        2,
        "sorlab study needs one of plan, run, merge, submit, work, status, collect, cancel, not mrege; did you mean merge?",
      ],
      ["plan", 2, "--data TAPES or --list FILE is missing: the tapes to ask"],
      ["plan --data none.csv", 4, "cannot read the tapes: no such file"],
      [
        "plan --data day0.csv --search cma-es",
        2,
        "--search cma-es: a study sums what a point costs over all tapes",
      ],
      [
        "plan --data day0.csv --strategy twap+./mine.js",
        2,
        "a study measures the strategies that are built in",
      ],
      ["plan --data day0.csv --orders 3 --side both", 2, "--orders 3: with --side both they come in pairs"],
      [
        "plan --data https://a.example/day.csv?Signature=hunter2",
        2,
        "--data: what stands behind the ? of an address",
      ],
      ["plan --list list.csv", 3, "list.csv:1: its first line has to name its columns"],
      ["run", 4, "cannot read study.json: no such file"],
      ["run --shard 9/8", 2, "--shard 9/8: counts from 1 to the number of shards"],
      ["merge --study list.csv", 3, "list.csv: is not the plan of a study (no JSON)"],
    ];
    await folder.write("list.csv", "file\nday0.csv\n");
    for (const [line, code, message] of cases) {
      const outcome = await folder.run(["study", ...line.split(" ").filter((word) => word !== "")]);
      assertEquals(outcome.code, code, line + outcome.stderr);
      assert(outcome.stderr.startsWith(`sorlab: ${message}`), outcome.stderr);
      assert(!outcome.stderr.includes("hunter2"), outcome.stderr);
    }
  });
});

Deno.test("sorlab study takes tapes, symbols and windows from a list, and a question from a file", async () => {
  await withDays(1, async (folder) => {
    // As an artefact's run: what a study does not ask is left out.
    const given = {
      orders: 4,
      side: "both",
      order_size: 200,
      grid: 2,
      folds: 2,
      symbol: "OTHER",
      what_if_fees: [],
    };
    await folder.write("q.json", JSON.stringify({ run: { rules: "market", arguments: given } }));
    await folder.write("trial.json", JSON.stringify({ run: { rules: "trial", arguments: {} } }));
    assertFails(
      await study(folder, "plan --data day0.csv --question trial.json"),
      2,
      "trial.json: is of the trial's rules; a study works by market rules",
    );
    await folder.write(
      "list.csv",
      "tape,symbol,from,to\nday0.csv,AAPL,13:30:00,13:30:15\nday0.csv,,13:30:10,13:30:30\nday0.csv,NONE,,\n",
    );
    const rest = "--session all --horizon 2s --interval 1s --strategy twap+static-relative --grid 3";
    const planned = await study(folder, `plan --list list.csv --question q.json ${rest}`);
    assertEquals(planned.code, 0, planned.stderr);
    const { tasks, question } = JSON.parse(await folder.read("study.json"));
    assertEquals(tasks.map(({ symbol, from }: Record<string, string>) => [symbol, from]), [
      ["AAPL", "13:30:00"],
      ["AAPL", "13:30:10"],
      ["NONE", undefined],
    ]);
    assertEquals([question.orders.count, question.search.levels], [4, 3]);
    const ran = await study(folder, "run --workers 1");
    assertEquals(ran.code, 0);
    assert(
      ran.stderr.startsWith('day0.csv could not be measured: has no symbol "NONE"; it holds: AAPL'),
      ran.stderr,
    );
    const { failed, tapes } = JSON.parse(await merged(folder));
    assertEquals([failed[0].exit_code, failed[0].input], [3, "day0.csv"]);
    assertEquals(tapes.map(({ windows }: { windows: [string, string][] }) => windows[0]![1].slice(11, 17)), [
      "13:30:",
      "13:30:",
    ]);
    assertFails(
      await study(folder, "run --workers 1 --fail-fast --parts others"),
      3,
      `day0.csv: ${failed[0].reason}`,
    );
  });
});

Deno.test("a signature of an address is kept from others, and from all that a study makes", async () => {
  await withDays(0, async (folder) => {
    const csv = dayCsv(0);
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
      if (!request.url.endsWith("?Signature=hunter2")) return new Response(null, { status: 403 });
      const headers = { ETag: '"1"', "Content-Range": `bytes 0-0/${csv.length}` };
      const isProbe = request.headers.has("range");
      return new Response(isProbe ? csv.slice(0, 1) : csv, { status: isProbe ? 206 : 200, headers });
    });
    try {
      const name = `http://127.0.0.1:${server.addr.port}/day.csv`;
      await folder.write("list.csv", `tape\n${name}?Signature=hunter2\n`);
      const said: string[] = [];
      for (const line of [`plan --list list.csv ${ASKED}`, "run --workers 1", "merge --out merged.json"]) {
        const { code, stdout, stderr } = await folder.run(["study", ...line.split(" ")], { sorlab: online });
        assertEquals(code, 0, stderr);
        said.push(stdout, stderr);
      }
      assertEquals((await Deno.stat(`${folder.path}/study.addresses.json`)).mode! & 0o777, 0o600);
      for (const file of await folder.names()) {
        if (file.endsWith(".json") && !file.includes("addresses")) said.push(await folder.read(file));
      }
      for (const part of await folder.names("parts")) said.push(await folder.read(`parts/${part}`));
      assert(said.some((text) => text.includes(name)));
      assert(said.every((text) => !text.includes("hunter2")));
      // Without them there is an answer, and no stack.
      await Deno.remove(`${folder.path}/study.addresses.json`);
      await Deno.remove(`${folder.path}/tape-cache`, { recursive: true });
      const refused = await folder.run(["study", "run", "--parts", "others"], { sorlab: online });
      assertFails(refused, 6, `${name}: refused (403); a signed address may have expired: sign it anew`);
    } finally {
      await server.shutdown();
    }
  });
});

Deno.test({
  name: "a study that Ctrl-C stops keeps its parts, and goes on from there",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withDays(DAYS_TO_STOP, async (folder) => {
      await study(folder, `plan --data day*.csv --quiet ${ASKED} --per-order`);
      const process = folder.start(["study", "run", "--workers", "2"]);
      const ended = outcomeOf(process);
      await appears(folder, /^parts$/);
      await appears(folder, /\.json$/, "parts");
      process.kill("SIGINT");
      const { code, stderr } = await ended;
      assertEquals(code, 130, stderr);
      assert(
        /^sorlab: interrupted: \d+ parts? in parts; the same command goes on from there\n$/.test(stderr),
        stderr,
      );
      const kept = await folder.names("parts");
      assert(kept.every((name) => /^[0-9a-f]{64}\.json$/.test(name)), kept.join());
      const again = await study(folder, "run --workers 1");
      assert(
        again.stderr.startsWith(`${DAYS_TO_STOP} parts in parts, ${kept.length} of them from before`),
        again.stderr,
      );
    });
  },
});

Deno.test("the shard is what the engine or the command line says, and an error where they disagree", () => {
  type Variables = Record<string, string>;
  const slurm = (id: number, count: number, last: number) => ({
    SLURM_ARRAY_TASK_ID: `${id}`,
    SLURM_ARRAY_TASK_COUNT: `${count}`,
    SLURM_ARRAY_TASK_MAX: `${last}`,
  });
  const given: Shard = { index: 2, count: 8 };
  const found: [Variables, shard: Shard | undefined, given?: Shard | undefined, shards?: number][] = [
    [{}, undefined],
    [{}, given, given],
    [{ AWS_BATCH_JOB_ARRAY_INDEX: "2", AWS_BATCH_JOB_ARRAY_SIZE: "8" }, given],
    [{ CLOUD_RUN_TASK_INDEX: "2", CLOUD_RUN_TASK_COUNT: "8" }, given, given],
    [{ JOB_COMPLETION_INDEX: "2" }, given, undefined, 8],
    [{ NOMAD_ALLOC_INDEX: "2" }, given, undefined, 8],
    [{ PBS_ARRAY_INDEX: "2", JOB_COMPLETION_INDEX: "2" }, given, undefined, 8],
    [slurm(2, 8, 7), given],
    [slurm(2, 8, 7), given, given, 8],
    // One index that is submitted again.
    [slurm(2, 1, 2), given, undefined, 8],
  ];
  for (const [variables, shard, option, shards] of found) {
    assertEquals(shardOf(option, shards, (name) => variables[name]), shard, JSON.stringify(variables));
  }
  const refused: [Variables, message: string, given?: Shard | undefined, shards?: number][] = [
    [
      { JOB_COMPLETION_INDEX: "2" },
      "JOB_COMPLETION_INDEX says which shard, and nothing of how many: add --shards N",
    ],
    [
      { JOB_COMPLETION_INDEX: "8" },
      "JOB_COMPLETION_INDEX is 8, of 8 shards: indices count from 0",
      undefined,
      8,
    ],
    [{ JOB_COMPLETION_INDEX: "x" }, 'JOB_COMPLETION_INDEX is "x": not a whole number', undefined, 8],
    [
      { JOB_COMPLETION_INDEX: "3" },
      "--shard (shard 3 of 8) and JOB_COMPLETION_INDEX (shard 4 of 8) disagree",
      given,
    ],
    [{ CLOUD_RUN_TASK_INDEX: "2", CLOUD_RUN_TASK_COUNT: "9" }, "(shard 3 of 9) disagree", given],
    [
      { CLOUD_RUN_TASK_INDEX: "2", CLOUD_RUN_TASK_COUNT: "9" },
      "--shards 8 and CLOUD_RUN_TASK_INDEX",
      undefined,
      8,
    ],
    [slurm(3, 1, 3), "SLURM_ARRAY_TASK_COUNT 1 is not of all indices from 0: add --shards N"],
    [slurm(1, 8, 8), "SLURM_ARRAY_TASK_COUNT 8 is not of all indices from 0"],
    [{}, "--shards 8 says how many, and nothing which", undefined, 8],
    [{}, "--shards 9 and --shard (of 8) disagree", given, 9],
  ];
  for (const [variables, message, option, shards] of refused) {
    assertThrows(() => shardOf(option, shards, (name) => variables[name]), UsageError, message);
  }
  assertEquals(shardOption.read("3/8"), given);
  for (const text of ["0/8", "9/8", "3", "3/0", "-1/8"]) assertThrows(() => shardOption.read(text), Error);
});
