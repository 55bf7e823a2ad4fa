// Compiles the project as `deno task compile` does and runs the executable as a server would: from another
// folder, with an empty environment. Where there is no runtime to compile with, these tests are ignored.
import { columnFromValues, tableFromColumns, tableToIPC, utf8 } from "@uwdata/flechette";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { COMPILE_OPTIONS } from "../scripts/compile.ts";
import { DataError } from "../src/market/data_error.ts";
import { tapeDigest } from "../src/market/digest.ts";
import { seededRandom } from "../src/market/random.ts";
import { openTape } from "../src/source/open_tape.ts";
import { CORPUS, FAULTS, PLAIN } from "./_corpus.ts";
import { bash, compile, COMPILER, EXECUTABLE, type Outcome } from "./_executable.ts";
import { mutated } from "./_mutated_files.ts";
import { seeds } from "./_seeds.ts";

const ROOT = new URL("../", import.meta.url);
/** Each has workers of its own. */
const SMALL_BACKTESTS = ["--rules market", "--rules trial --cost quadratic"].map((
  rules,
) => ["backtest", ...rules.split(" "), ..."--grid 3 --workers 2 --quiet --no-file".split(" ")]);

function path(relative: string): string {
  return decodeURIComponent(new URL(relative, ROOT).pathname);
}

const { missing, failure } = await compile();
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (missing) console.warn(`tests/binary_test.ts: ignored: ${missing}`);

function test(name: string, fn: (folder: string) => Promise<void>): void {
  Deno.test({
    name: `sorlab executable ${name}`,
    ignore: missing !== "",
    async fn() {
      assertEquals(failure, "");
      const folder = await Deno.makeTempDir({ prefix: "sorlab binary " });
      try {
        await fn(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** Runs the executable from `folder` with no environment at all. */
function runExecutable(folder: string, ...args: string[]): Promise<Outcome> {
  return bash('cd "$1" && exec env -i "${@:2}"', folder, EXECUTABLE, ...args);
}

test("tells its version", async (folder) => {
  const { version } = JSON.parse(await Deno.readTextFile(path("deno.json")));
  const { code, stdout, stderr } = await runExecutable(folder, "--version");
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const head = await bash('git -C "$1" describe --always --abbrev=12 --exclude="*"', path("."));
  const deno = /^deno (\S+)/.exec((await bash('"$1" --version', COMPILER)).stdout)![1];
  const told = stdout.replace("-dirty", ""); // of a work tree that was changed
  const built = `commit ${head.stdout.trim()}, built 2001-09-09`;
  assertEquals(told, `sorlab ${version} (${built}, Deno ${deno})\n`);
});

/** What another package in the project's folder weighs, bytes. */
const DECOY_BYTES = 20_000_000;

test("holds what main.ts imports, whatever other package is installed", async (folder) => {
  const { code, stderr } = await bash(
    `set -e
    cp -R "$1"/{deno.json,main.ts,scripts,src,vendor,node_modules} "$2"
    for decoy in "$2/node_modules/decoy" "$2/node_modules/.deno/decoy@1.0.0/node_modules/decoy"; do
      mkdir -p "$decoy"
      echo '{"name":"decoy","version":"1.0.0","main":"main.js"}' >"$decoy/package.json"
      head -c ${DECOY_BYTES} /dev/urandom >"$decoy/main.js"
    done
    cd "$2"
    NO_COLOR=1 "$3" task --quiet compile`,
    path("."),
    folder,
    COMPILER,
  );
  assertEquals(code, 0, stderr);
  const [plain, beside] = await Promise.all(
    [EXECUTABLE, `${folder}/dist/sorlab`].map(async (file) => (await Deno.stat(file)).size),
  );
  assert(Math.abs(beside! - plain!) < DECOY_BYTES / 100, `${plain} bytes, with a decoy ${beside}`);
});

test("carries the help topics", async (folder) => {
  const stdout = await Deno.readTextFile(path("src/help/words.md"));
  assertEquals(await runExecutable(folder, "help", "words"), { code: 0, stdout, stderr: "" });
});

for (const args of SMALL_BACKTESTS) {
  test(`gives the bytes that deno run gives: ${args.join(" ")}`, async (folder) => {
    const compiled = await runExecutable(folder, ...args);
    const interpreted = await bash(
      'cd "$1" && exec env -u DATA_PATH -u NO_COLOR "$2" run --quiet --allow-read --allow-write --allow-env=DATA_PATH,NO_COLOR "${@:3}"',
      folder,
      Deno.execPath(),
      path("main.ts"),
      ...args,
    );
    assertEquals(compiled, interpreted);
    assertEquals(compiled.code, 0);
    assertEquals(typeof JSON.parse(compiled.stdout).optimized.total_cash, "number");
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  });
}

test("judges fills as deno run does, those of Arrow as those of text", async (folder) => {
  const set = "generate --fills demo --rate 40 --duration 3m --orders 20 --quiet".split(" ");
  assertEquals(await runExecutable(folder, ...set), { code: 0, stdout: "", stderr: "" });
  const judge = (fills: string): string[] =>
    ("judge --data demo/tape.csv --parents demo/parents.csv --orders demo/orders.csv --calibrate queue " +
      `--interval 5s --workers 2 --quiet --no-file --fills ${fills}`).split(" ");
  const compiled = await runExecutable(folder, ...judge("demo/fills.csv"));
  const interpreted = await bash(
    'cd "$1" && exec env -u DATA_PATH -u NO_COLOR "$2" run --quiet --allow-read --allow-write --allow-env=DATA_PATH,NO_COLOR "${@:3}"',
    folder,
    Deno.execPath(),
    path("main.ts"),
    ...judge("demo/fills.csv"),
  );
  assertEquals(compiled, interpreted);
  const [names, ...rows] = (await Deno.readTextFile(`${folder}/demo/fills.csv`)).trimEnd().split("\n")
    .map((line) => line.split(","));
  const columns = names!.map((name, i) => [name, columnFromValues(rows.map((row) => row[i]), utf8())]);
  const table = tableToIPC(tableFromColumns(Object.fromEntries(columns)), {});
  await Deno.writeFile(`${folder}/fills.arrow`, table!);
  const arrow = await runExecutable(folder, ...judge("fills.arrow"));
  assertEquals([arrow.code, arrow.stderr], [compiled.code, compiled.stderr]);
  const { run: _, ...judged } = JSON.parse(compiled.stdout);
  const { run: __, ...judgedArrow } = JSON.parse(arrow.stdout);
  assertEquals(judgedArrow, judged);
});

test("runs routers of one's own, typed or not, with imports, and programs permitted by name", async (folder) => {
  await Deno.mkdir(`${folder}/lib`);
  await Deno.writeTextFile(
    `${folder}/lib/half.ts`,
    "export const half = (shares: number): number => shares >> 1;",
  );
  const router = `import { half } from "./lib/half.ts";
    import { most } from "./lib/most.js";
    export default {
      parameters: { venue: { range: [0, 2] } },
      place({ quantity }: { quantity: number }, { take }: { take: Float64Array }, values: Record<string, number>) {
        take[Math.round(values["venue"]!)] = Math.min(most, half(quantity));
      },
    };`;
  await Deno.writeTextFile(`${folder}/mine.ts`, router);
  await Deno.writeTextFile(`${folder}/lib/most.js`, "export const most = 50;");
  await runExecutable(folder, "new", "schedule", "when.js");
  const options = "--orders 40 --order-size 300 --horizon 30s --interval 5s --quiet --no-file".split(
    " ",
  );
  const [one, two] = await Promise.all(
    ["1", "2"].map((workers) =>
      runExecutable(folder, "backtest", ...options, "--strategy", "when.js+mine.ts", "--workers", workers)
    ),
  );
  assertEquals(one, two);
  assertEquals([one!.code, one!.stderr], [0, ""]);
  const { search, run } = JSON.parse(one!.stdout);
  assertEquals(Object.keys(search.parameters), ["haste", "venue"]);
  assertEquals(Object.keys(run.routers["mine.ts"].files).toSorted(), [
    "lib/half.ts",
    "lib/most.js",
    "mine.ts",
  ]);
  await Deno.writeTextFile(`${folder}/bad.ts`, "export default { place(): void { for (;;); } };");
  const looping = ["--placement", "bad.ts", "--decision-timeout", "500ms"];
  const { code, stderr } = await runExecutable(folder, "backtest", ...options, ...looping);
  const line = "sorlab: bad.ts: order 0, decision 0: no answer within 0.5 s: does it loop for ever?\n";
  assertEquals([code, stderr], [9, line]);
  // No Python is needed to see that the program is started, and only where it is permitted by name.
  const program = ["--placement", "exec:echo hello"];
  const refused = await runExecutable(folder, "backtest", ...options, ...program);
  assertEquals(
    refused.stderr,
    "sorlab: exec:echo hello: echo may not be run: permit it by its name, --allow-exec echo\n",
  );
  const permitted = await runExecutable(folder, "backtest", ...options, ...program, "--allow-exec", "echo");
  assertEquals([permitted.code, permitted.stderr], [
    9,
    'sorlab: exec:echo hello: answered "hello", which is no JSON\n',
  ]);
});

test("fails as deno run does on a wrong flag", async (folder) => {
  const { code, stdout } = await runExecutable(folder, "backtest", "--no-such-flag");
  assertEquals({ code, stdout }, { code: 2, stdout: "" });
});

test("verifies every reference number", async (folder) => {
  const { code, stdout } = await runExecutable(folder, "verify", "--quiet");
  const [, passed, total] = /\n(\d+) of (\d+) PASS\n$/.exec(stdout)!;
  assertEquals([code, passed], [0, total]);
});

const SMALL = "backtest --orders 1 --horizon 2s --interval 1s --workers 1 --strategy twap+sweep"
  .split(" ");

/** What the executable reads in a file: the digest of its tape, or the one line that says what is wrong. */
async function readByExecutable(folder: string, file: string): Promise<string> {
  const { code, stdout, stderr } = await runExecutable(
    folder,
    ...SMALL,
    "--no-file",
    "--quiet",
    "--data",
    file,
  );
  if (code === 0) return JSON.parse(stdout).run.tape_digest;
  assertEquals([code, stdout], [3, ""], stderr);
  assertMatch(stderr, /^sorlab: [^\n]{1,600}\n$/);
  return stderr.slice("sorlab: ".length, -1);
}

/** The same by this Deno, in this process. */
async function readHere(file: string): Promise<string> {
  try {
    return tapeDigest(await openTape(file, { order: "receipt" }), "event");
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.message;
  }
}

const isDigest = (read: string): boolean => /^[0-9a-f]{64}$/.test(read);

test("trap: reads no file wrongly that was once read wrongly", async (folder) => {
  const plain = await readByExecutable(folder, CORPUS + PLAIN);
  assert(isDigest(plain), plain);
  for (const [name, fault] of Object.entries(FAULTS)) {
    const read = await readByExecutable(folder, CORPUS + name);
    if (fault === "") assertEquals(read, plain, name);
    else assert(read.startsWith(`${CORPUS}${name}: ${fault}`), read);
  }
});

test("trap: reads mutated files as this Deno does, or says what is wrong with them", async (folder) => {
  const seed = 11;
  for (const name of [PLAIN, "whole.csv.gz", "whole.csv.zst", "two_frames.csv.zst"]) {
    const whole = await Deno.readFile(CORPUS + name);
    for (let i = 0; i < seeds(3, 300); i++) {
      const file = `${folder}/${name}`;
      await Deno.writeFile(file, mutated(seededRandom(seed + i), whole));
      const [read, here] = [await readByExecutable(folder, file), await readHere(file)];
      const where = `${name}, seed ${seed + i}: ${read} | ${here}`;
      // Other decoders have other words; and what can be read may hold nothing to measure.
      if (isDigest(read)) assertEquals(read, here, where);
      else assert(!isDigest(here) || !read.startsWith(file), where);
    }
  }
});

test("trap: has given up what it does not need before it reads, and so have its workers", async (folder) => {
  const prying = `${folder}/prying`;
  const compiled = await bash(
    'cd "$1" && "$2" compile --quiet "${@:4}" --output "$3" tests/cli/_prying.ts',
    path("."),
    COMPILER,
    prying,
    ...COMPILE_OPTIONS,
  );
  assertEquals(compiled.code, 0, compiled.stderr);
  const could = async (...args: string[]): Promise<string> => {
    const { stderr } = await bash('cd "$1" && exec env -i "${@:2}"', folder, prying, ...args);
    return /pried: (.*)\n$/.exec(stderr)?.[1] ?? stderr;
  };
  const data = ["--data", CORPUS + PLAIN, "--quiet"];
  assertEquals(await could("schema"), "");
  assertEquals(await could(...SMALL, ...data, "--no-file"), "read");
  assertEquals(await could(...SMALL, ...data, "--out", "report.json"), "read write");
});
