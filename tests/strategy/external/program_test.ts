// Routers that are programs, run by Python here; ignored where there is none. With -S, which is without the packages
// of its site, it starts in half the time, and a back-test starts it ten times.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { faultsByAjv } from "../../report/_ajv.ts";
import { Folder, makeCsv, type RunOptions } from "../../cli/_process.ts";
import { IS_LONG, seeds } from "../../_seeds.ts";
import { WarmSorlab } from "../../cli/_warm_sorlab.ts";

const EXAMPLE = new URL("./my_router.py", import.meta.url);
/** What `sorlab new placement` writes, but for the file's name in it: it does the same. */
const SAME_MODULE = new URL("../../../src/strategy/external/template_placement.js", import.meta.url);
const ORDERS = seeds(6, 20);
const SMALL =
  `--data day.csv --orders ${ORDERS} --side both --order-size 300 --horizon 20s --interval 5s --no-file --quiet`;
const csv = makeCsv({ venues: 6, durationSeconds: seeds(80, 120) });
// As the compiled executable is permitted it.
const PERMISSIONS = ["--allow-read", "--allow-env=DATA_PATH,NO_COLOR", "--allow-run=/bin/sh", "--no-prompt"];

/** A PATH on which python3 is Python itself; empty where there is none. A version manager's takes a tenth of a second to find it. */
async function pathOfPython(): Promise<string> {
  const script =
    `folder=$(python3 -c 'import os, sys; print(os.path.dirname(sys.executable))') && echo "$folder:$PATH"`;
  const { stdout } = await new Deno.Command("/bin/sh", { args: ["-c", script] }).output();
  return new TextDecoder().decode(stdout).trim();
}

const path = Deno.build.os === "windows" ? "" : await pathOfPython();
const PERMITTED = { sorlab: new WarmSorlab(PERMISSIONS, { PATH: path }) };
const ignore = path === "";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignore) console.warn("tests/strategy/external/program_test.ts: ignored: there is no python3");

function test(name: string, fn: (folder: Folder) => Promise<void>): void {
  Deno.test({
    name,
    ignore,
    async fn() {
      await using folder = await Folder.make();
      await folder.write("day.csv", csv);
      await fn(folder);
    },
  });
}

function backtest(
  folder: Folder,
  program: string,
  more = "--allow-exec python3",
  permitted: RunOptions = PERMITTED,
): ReturnType<Folder["run"]> {
  const options = [...SMALL.split(" "), ...more.split(" ")];
  return folder.run(["backtest", ...options, "--placement", `exec:${program}`], permitted);
}

test("a program comes to the same as the module that does the same, with any number of workers", async (folder) => {
  await folder.write("my_router.py", await Deno.readTextFile(EXAMPLE));
  await folder.write("my_router.js", await Deno.readTextFile(SAME_MODULE));
  const module = await folder.run(
    ["backtest", ...SMALL.split(" "), "--placement", "my_router.js"],
    PERMITTED,
  );
  assertEquals(module.code, 0, module.stderr);
  const [one, ...more] = await Promise.all(
    (IS_LONG ? [1, 2] : [2]).map((workers) =>
      backtest(folder, "python3 -S my_router.py", `--allow-exec python3 --workers ${workers}`)
    ),
  );
  assertEquals(one!.code, 0, one!.stderr);
  for (const other of more) assertEquals(other, one);
  const figures = ({ stdout }: { stdout: string }, name: string): unknown => {
    const { run: _, ...others } = JSON.parse(stdout);
    return JSON.parse(JSON.stringify(others).replaceAll(name, "ROUTER"));
  };
  assertEquals(figures(one!, "exec:python3 -S my_router.py"), figures(module, "my_router.js"));
  const { "exec:python3 -S my_router.py": { files } } = JSON.parse(one!.stdout).run.routers;
  assertMatch(files["my_router.py"], /^[0-9a-f]{64}$/);
});

test("a program is compared like any other strategy, commas in its command included", async (folder) => {
  await folder.write("my_router.py", await Deno.readTextFile(EXAMPLE));
  const compare = "twap+exec:python3 -S my_router.py --of 1,2,twap+sweep,pov+home";
  const { code, stdout, stderr } = await folder.run(
    ["backtest", ...SMALL.split(" "), "--allow-exec", "python3", "--compare", compare],
    PERMITTED,
  );
  assertEquals(code, 0, stderr);
  const names = Object.keys(JSON.parse(stdout).comparisons);
  assertEquals(names.slice(-2), ["twap+exec:python3 -S my_router.py --of 1,2", "pov+home"]);
});

/** A program that declares itself, and then does something at every message. */
function program(atDecisions: string, declared = '{"type": "opened"}'): string {
  return `import json, os, sys, time
print(json.dumps(json.loads('${declared}')), flush=True)
for number, line in enumerate(sys.stdin):
    if number == 0: continue
    message = json.loads(line)
    decisions = message["decisions"]
    zero = [0] * len(message["venues"])
    def answer(orders): print(json.dumps({"type": "decided", "orders": orders}), flush=True)
    ${atDecisions.replaceAll("\n", "\n    ")}
`;
}

const each = (orders: string): string => program(`answer([${orders} for each in decisions])`);

const FAULTS: readonly (readonly [name: string, code: string, message: RegExp])[] = [
  ["ends at once", "", /: ended with exit code 0 before it had answered/],
  ["dies", program("sys.exit(3)"), /: order 0, decision 0: ended with exit code 3 before it had answered/],
  [
    "is killed",
    program("os.kill(os.getpid(), 9)"),
    /: order 0, decision 0: ended by signal SIGKILL before it had answered/,
  ],
  [
    "closes its output",
    program("os.close(1); time.sleep(60)"),
    /: order 0, decision 0: closed its output before it had answered/,
  ],
  ["answers too late", program("time.sleep(60)"), /: order 0, decision 0: no answer within 3 s/],
  [
    "reads nothing",
    `import time\nprint('{"type": "opened"}', flush=True)\ntime.sleep(60)`,
    /: order 0, decision 0: no answer within 3 s/,
  ],
  [
    "answers garbage",
    program("print('hello', flush=True)"),
    /: order 0, decision 0: answered "hello", which is no JSON/,
  ],
  [
    "answers bytes",
    program("sys.stdout.buffer.write(b'\\xff\\x00\\n'); sys.stdout.flush()"),
    /which is no JSON/,
  ],
  [
    "answers another message",
    program("print('[1]', flush=True)"),
    /: order 0, decision 0: answered \[1\]: not \{"type":"decided"/,
  ],
  ["answers too few", program("answer([])"), /: order 0, decision 0: answered 0 of \d+ decisions/],
  ["answers no orders", each("7"), /: order 0, decision 0: answered 7 for a decision/],
  [
    "answers other keys",
    each('{"shares": zero}'),
    /answered "shares": an answer has take, take_limit and rest/,
  ],
  ["answers for other venues", each('{"take": [1]}'), /answered a take that is no list of 6 numbers/],
  [
    "answers no numbers",
    each('{"take": ["1"] + zero[1:]}'),
    /order 0, decision 0: sent "1" shares to be taken at XNAS/,
  ],
  ["sends parts of shares", each('{"take": [0.5] + zero[1:]}'), /sent 0\.5 shares to be taken at XNAS/],
  [
    "sends what is not there",
    each('{"take": [each["leaves"] + 1] + zero[1:]}'),
    /order 0, decision 0: sent 301 shares where 300 are left/,
  ],
  [
    "rests undeclared",
    each('{"rest": [1] + zero[1:]}'),
    /sent 1 shares to rest at XNAS, and does not declare/,
  ],
  ["declares nothing", program("", "{}"), /: answered \{\}: not \{"type":"opened"\}/],
  ["declares junk", program("", '{"type": "opened", "rests": 1}'), /: rests is number 1: give true or false/],
  [
    "goes by chance",
    program(
      `import random\nanswer([{"take": [random.randint(0, each["leaves"] // 6) for _ in zero]} for each in decisions])`,
    ),
    /: order \d+: is not deterministic/,
  ],
];

for (const [name, code, message] of FAULTS) {
  test(`a program that ${name} is a fault`, async (folder) => {
    await folder.write("r.py", code);
    // Only a program that is to be late is waited for briefly: on a laden machine, Python takes seconds to start.
    const timeout = message.source.includes("within") ? "3s" : "60s";
    const { code: exit, stdout, stderr } = await backtest(
      folder,
      "python3 -S r.py",
      `--allow-exec python3 --decision-timeout ${timeout} --workers 1`,
    );
    assertEquals([exit, stdout], [9, ""], stderr);
    assertMatch(stderr, /(^|\n)sorlab: exec:python3 -S r\.py: [^\n]+\n$/);
    assertMatch(stderr, message);
  });
}

test("a program runs only where it was permitted by its name", async (folder) => {
  await folder.write("r.py", "open('ran', 'w')");
  const permissions = PERMISSIONS.filter((each) => !each.startsWith("--allow-run"));
  const cases: readonly (readonly [options: string, permitted: RunOptions, message: RegExp])[] = [
    ["--workers 1", PERMITTED, /python3 may not be run: permit it by its name, --allow-exec python3\n$/],
    ["--allow-exec python", PERMITTED, /python3 may not be run: permit it by its name/],
    ["--allow-exec python3", { permissions }, /deno was started without --allow-run=python3\n$/],
  ];
  for (const [options, permitted, message] of cases) {
    const { code, stderr } = await backtest(folder, "python3 r.py", options, permitted);
    assertEquals(code, 9);
    assertMatch(stderr, message);
  }
  const gone = await backtest(folder, "no-such-program r.py", "--allow-exec no-such-program");
  assertMatch(gone.stderr, /ended with exit code 127 before it had answered\n$/);
  assertEquals(await folder.names(), ["day.csv", "r.py"]);
});

test("what a program is asked, and what it answers, is as sorlab schema decision says", async (folder) => {
  const code = (await Deno.readTextFile(EXAMPLE)).replace(
    "    message = json.loads(line)",
    `    message = json.loads(line)
    print(line, end="", file=open("asked.jsonl", "a"))`,
  ).replace(
    "    print(json.dumps(answer), flush=True)",
    `    print(json.dumps(answer), flush=True)
    print(json.dumps(answer), file=open("answered.jsonl", "a"))`,
  );
  await folder.write("r.py", code);
  const { code: exit, stderr } = await backtest(
    folder,
    "python3 -S r.py",
    "--allow-exec python3 --workers 1 --collar none",
  );
  assertEquals(exit, 0, stderr);
  const { properties } = JSON.parse((await folder.run(["schema", "decision"], PERMITTED)).stdout);
  const messages = async (name: string): Promise<{ type: string }[]> =>
    (await folder.read(name)).trim().split("\n").map((line) => JSON.parse(line));
  const all = [...await messages("asked.jsonl"), ...await messages("answered.jsonl")];
  const cases = ["open", "opened", "decide", "decided"].map((type) => {
    const values = all.filter((message) => message.type === type).slice(0, 50);
    assert(values.length > 0, type);
    return { schema: properties[type], values };
  });
  assertEquals(await faultsByAjv(cases), cases.map(({ values }) => values.map(() => [])));
});
