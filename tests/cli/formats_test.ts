// Formats as users of the command line meet them: convert, inspect, generate, and artefacts of the same tape.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { tapeDigest } from "../../src/market/digest.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { seeds } from "../_seeds.ts";
import { Folder, makeCsv, type Outcome } from "./_process.ts";

const BACKTEST = "--orders 5 --horizon 1m --interval 10s --order-size 100 --no-file --quiet --workers 1"
  .split(" ");

/** Asserts that it failed with this code, nothing on standard output, and a line that begins so. */
function assertFails({ code, stdout, stderr }: Outcome, expected: number, line: string): void {
  assertEquals([code, stdout, stderr.slice(0, line.length + 8)], [expected, "", `sorlab: ${line}`]);
}

function sourceless(stdout: string): string {
  const artefact = JSON.parse(stdout);
  delete artefact.run.source;
  return JSON.stringify(artefact);
}

Deno.test("sorlab generate and convert say how many rows, and of one that it is one; inspect why none can be read", async () => {
  await using folder = await Folder.make();
  const saysOf = async (args: string): Promise<string> => (await folder.run(args.split(" "))).stderr;
  assertEquals(await saysOf("generate --duration 1s --rate 1 --out one.csv"), "1 row in one.csv\n");
  assertEquals(await saysOf("convert one.csv one.dbn"), "1 row in one.dbn\n");
  const [heading, row] = (await folder.read("one.csv")).split("\n");
  const [, ...others] = row!.split(",");
  await folder.write("ms.csv", `${heading}\n${["1722519392012", ...others].join(",")}\n`);
  const { code, stdout, stderr } = await folder.run(["inspect", "ms.csv"]);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const remedy = /^ {2}unreadable +the first: line 2: ts_recv .*: use --time-unit ms$/m;
  assertMatch(stdout, remedy);
  assert(!stdout.includes("publisher_id"), "no table of nothing");
});

Deno.test("sorlab generate, convert and backtest: a tape is the same in every format, and so is its artefact", async () => {
  await using folder = await Folder.make();
  const market = ["generate", "--duration", `${seeds(70, 120)}s`, "--rate", "30", "--quiet"];
  assertEquals((await folder.run([...market, "--out", "day.csv"])).code, 0);
  assertEquals((await folder.run([...market, "--format", "dbn", "--out", "day.dbn"])).code, 0);
  const { stderr } = await folder.run(["convert", "day.csv", "again.dbn"]);
  assertStringIncludes(stderr, " rows in again.dbn\n");
  assertEquals((await folder.run(["convert", "--quiet", "day.dbn", "day.parquet"])).stderr, "");
  assertEquals((await folder.run(["convert", "day.parquet", "again.csv"])).code, 0);
  assertEquals(await folder.read("again.csv"), await folder.read("day.csv"));
  const [dbn, again] = await Promise.all(
    ["day.dbn", "again.dbn"].map((name) => Deno.readFile(`${folder.path}/${name}`)),
  );
  assertEquals(dbn, again);
  const digests = await Promise.all(
    ["day.csv", "day.dbn", "day.parquet"].map(async (name) =>
      tapeDigest(await openTape(`${folder.path}/${name}`))
    ),
  );
  assertEquals(new Set(digests).size, 1);
  const [fromCsv, fromDbn] = await Promise.all(
    ["day.csv", "day.dbn"].map((name) => folder.run(["backtest", "--data", name, ...BACKTEST])),
  );
  assertEquals([fromCsv!.code, fromCsv!.stderr], [0, ""]);
  assertEquals(sourceless(fromDbn!.stdout), sourceless(fromCsv!.stdout));
});

Deno.test("sorlab convert selects as backtest does, and writes to standard output", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", makeCsv({ durationSeconds: 60, eventsPerSecond: 20 }));
  const whole = await openTape(`${folder.path}/day.csv`);
  const { code, stdout } = await folder.run(
    ["convert", "day.csv", "-", "--format", "csv", "--symbol", "AAPL", "--from", "13:36:40", "--quiet"],
  );
  const { columns, originNs } = whole;
  const fromNs = (13 * 3600 + 36 * 60 + 40) * 1e9;
  assertEquals(originNs % 86_400_000_000_000n, 0n);
  assertEquals([code, stdout.trimEnd().split("\n").length - 1], [
    0,
    columns.tsEventNs.filter((ns) => ns >= fromNs).length,
  ]);
});

Deno.test("sorlab convert says what it cannot do, and leaves nothing", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", makeCsv({ durationSeconds: 1 }));
  const cases: [string[], number, string][] = [
    [["day.csv"], 2, "name two files: sorlab convert IN OUT"],
    [["day.csv", "a.csv", "b.csv"], 2, 'unexpected argument "b.csv"'],
    [
      ["day.csv", "-"],
      2,
      "-: its name does not end in .csv, .dbn, .parquet; say what to write with --format",
    ],
    [["day.csv", "a.dbn", "--symbol", "MSFT"], 3, 'day.csv: has no symbol "MSFT"; it holds: AAPL'],
    [["none.csv", "a.dbn"], 4, "cannot read none.csv: no such file"],
    [["day.csv", "none/a.dbn"], 4, "cannot write none/a.dbn: no such folder"],
    [["day.csv", "a.dbn", "--seed", "3"], 2, "unknown option --seed"],
  ];
  for (const [args, code, message] of cases) {
    assertFails(await folder.run(["convert", ...args]), code, message);
  }
  assertEquals(await folder.names(), ["day.csv"]);
});

Deno.test("sorlab inspect tells what is in files, as tables and as JSON", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", makeCsv({ durationSeconds: 10, venues: [2, 43] }));
  assertEquals((await folder.run(["convert", "day.csv", "day.dbn"])).code, 0);
  const text = await folder.run(["inspect", "day.dbn"]);
  assertEquals([text.code, text.stderr], [0, ""]);
  for (const part of ["format        DBN 3", "schema        mbp-1", "XNAS", "ARCX", "AAPL"]) {
    assertStringIncludes(text.stdout, part);
  }
  const { stdout } = await folder.run(["inspect", "day.*", "--json"]);
  const [csv, dbn] = JSON.parse(stdout);
  assertEquals([csv.file, csv.format, dbn.file, dbn.format], ["day.csv", "Databento CSV", "day.dbn", "DBN"]);
  const { file: _file, format: _format, dataset, schema, version, ...rest } = dbn;
  assertEquals([dataset, schema, version], ["", "mbp-1", 3]);
  assertEquals({ ...rest, file: csv.file, format: csv.format }, csv);
  const tape = await openTape(`${folder.path}/day.csv`);
  assertEquals([csv.rows, csv.instruments.length, csv.clock_resolution], [tape.length, 1, "1ns"]);
  assertEquals((await folder.run(["convert", "day.csv", "day.parquet"])).code, 0);
  const [parquet] = JSON.parse((await folder.run(["inspect", "day.parquet", "--json"])).stdout);
  assertEquals({ ...parquet, file: csv.file, format: csv.format }, csv);
  assertFails(await folder.run(["inspect"]), 2, "name a file: sorlab inspect FILE");
  assertFails(await folder.run(["inspect", "none.csv"]), 4, "cannot read none.csv: no such file");
  await folder.write("a.xyz", Uint8Array.of(0x89, 0x48, 0x44, 0x46));
  assertFails(await folder.run(["inspect", "a.xyz"]), 3, "a.xyz: is an HDF5 file");
  assert((await folder.run(["inspect", "--help"])).stdout.startsWith("Tells what is in files"));
});
