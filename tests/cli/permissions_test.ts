// What a command may still do when it reads, tried by a reader that pries: see _prying.ts.
import { assertEquals } from "@std/assert";
import { PERMISSIONS } from "../../scripts/compile.ts";
import { DENO_RUN } from "../_deno_run.ts";
import { IS_LONG } from "../_seeds.ts";
import { Folder, makeCsv, type Outcome, outcomeOf } from "./_process.ts";

const PRYING = decodeURIComponent(new URL("_prying.ts", import.meta.url).pathname);

/** The code, and what could be done while it read. */
type Pried = [code: number, could: string];

function priedOf({ code, stderr }: Outcome): Pried {
  return [code, /pried: (.*)\n$/.exec(stderr)?.[1] ?? stderr];
}

/** Runs it with all that the executable has, and tries what it could do. */
async function pried(folder: Folder, args: readonly string[]): Promise<Pried> {
  return priedOf(
    await outcomeOf(
      new Deno.Command(Deno.execPath(), {
        args: [...DENO_RUN, ...PERMISSIONS, PRYING, ...args],
        cwd: folder.path,
        env: { DATA_PATH: "" },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    ),
  );
}

/** Has it say what it had not given up. */
async function told(folder: Folder, args: readonly string[]): Promise<Pried> {
  return priedOf(await folder.run(args, { prying: true }));
}

const INSTANCE = {
  order_size: 100,
  half_spread: 0.01,
  take_fee: 0.003,
  lambda_over: 0.02,
  lambda_under: 0.03,
  venues: [{ name: "A", queue: 10, outflow: { kind: "exponential", mean: 100 } }],
};

Deno.test({
  name: "trap: a command has given up what it does not need before it reads",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await Folder.make();
    await folder.write("day.csv", makeCsv());
    await folder.write("order.json", JSON.stringify(INSTANCE));
    await folder.write("day.json", "{}");
    const short = "--data day.csv --orders 1 --horizon 2s --interval 1s --grid 1 --quiet".split(" ");
    await folder.write("client.properties", "security.protocol=PLAINTEXT\n");
    const broker = "--bootstrap 127.0.0.1:1 --timeout 1s --kafka-config client.properties".split(" ");
    const made = await folder.run("generate --fills demo --duration 20s --orders 2 --quiet".split(" "));
    assertEquals(made.code, 0, made.stderr);
    const judged = "--data demo/tape.csv --fills demo/fills.csv --quiet".split(" ");
    type Case = [could: string, code: number, ...args: string[]];
    // What takes a network, and some that do not.
    const tried: Case[] = [
      ["", 0, "generate", "--duration", "1s", "--out", "-"],
      ["read", 0, "inspect", "day.csv"],
      ["read run write", 3, "report", "day.json", "--open"],
      ["net read", 5, "backtest", "--kafka", "--no-file", ...broker],
      ["net read", 5, "produce", "--data", "day.csv", ...broker],
      ["net read run write", 5, "kafka", "status"],
    ];
    // Tried in the long run, as each takes a process of its own.
    const others: Case[] = [
      ["", 0, "schema"],
      ["", 0, "verify", "--help"],
      ["", 0, "help"],
      ["read write", 0, "generate", "--duration", "1s", "--out", "made.csv"],
      ["read write", 0, "convert", "day.csv", "made.dbn", "--quiet"],
      ["read", 0, "convert", "day.csv", "-", "--format", "dbn", "--quiet"],
      ["read write", 0, "judge", ...judged, "--out", "judged.json"],
      ["read", 0, "judge", ...judged, "--no-file"],
      ["read write", 0, "study", "plan", "--data", "day.csv", "--session", "all", "--quiet"],
      ["net read write", 3, "study", "run", "--study", "day.json"],
      ["read", 3, "study", "merge", "--study", "day.json", "--no-file"],
      ["", 0, "layouts", "taq"],
      ["write", 0, "new", "placement", "mine.js"],
      ["read", 0, "allocate", "--model", "cont-kukanov", "--instance", "order.json"],
      ["read", 3, "report", "day.json", "--out", "-"],
      ["read write", 3, "report", "day.json"],
      ["read", 0, "backtest", ...short, "--no-file"],
      ["read write", 0, "backtest", ...short, "--out", "made.json"],
      ["read write", 0, "backtest", ...short, "--no-file", "--html", "made.html"],
      ["read write", 0, "backtest", ...short, "--no-file", "--checkpoint", "search.json"],
    ];
    const check = async (pry: typeof pried, [could, code, ...args]: Case): Promise<void> =>
      assertEquals(await pry(folder, args), [code, could], args.join(" "));
    await Promise.all([
      ...tried.map((each) => check(pried, each)),
      ...others.map((each) => check(IS_LONG ? pried : told, each)),
    ]);
  },
});
