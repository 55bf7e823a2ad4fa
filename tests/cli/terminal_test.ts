// What commands print on a terminal of 80 and of 60 columns: no line is wider.
import { assert, assertEquals, assertMatch } from "@std/assert";
import widthOf from "fast-string-width";
import type { StatusReading } from "../../src/cli/status_view.ts";
import { statusTable } from "../../src/cli/status_view.ts";
import { verify } from "../../src/cli/verify.ts";
import { about, exactly } from "../../src/verify/check.ts";
import { impact, trajectory } from "../../src/verify/almgren.ts";
import { dayCsv } from "../study/_study.ts";
import { seeds } from "../_seeds.ts";
import { Folder, makeCsv, PERMISSIONS } from "./_process.ts";
import { captured, pretendTerminal } from "./_terminal.ts";
import { WarmSorlab } from "./_warm_sorlab.ts";

/** A command's help is made when the command is loaded: here on a narrow terminal alone. */
const narrowSorlab = new WarmSorlab(PERMISSIONS);

const WIDTHS = [80, 60] as const;

const SNAPSHOT = JSON.stringify({
  ts_event: "2024-08-01T13:36:32Z",
  records: [
    { publisher_id: 2, ask_px: 224.30, ask_sz: 600, bid_px: 224.28, bid_sz: 900 },
    { publisher_id: 43, ask_px: 224.29, ask_sz: 430, bid_px: 224.27, bid_sz: 200 },
  ],
});

const INSTANCE = JSON.stringify({
  order_size: 1000,
  half_spread: 0.02,
  take_fee: 0.003,
  lambda_over: 0.05,
  lambda_under: 0.05,
  theta_queue: 0.0005,
  venues: [
    { name: "an exchange by a long name", queue: 2000, outflow: { kind: "poisson", mean: 2200 } },
    { name: "B", queue: 1500, outflow: { kind: "exponential", mean: 1800 } },
  ],
});

const ORDERS = "--orders 40 --side both --order-size 100 --horizon 2s --interval 1s";
/** Where it is run a dozen times. */
const FEW_ORDERS = ORDERS.replace("40", String(seeds(10, 40)));
const JUDGED = "--data demo/tape.csv --fills demo/fills.csv --parents demo/parents.csv --interval 5s";
/** Names that are longer than a column. */
const LONG_NAMES = "--compare pov+cont-kukanov-adaptive,almgren-chriss+static-relative";

/** Command lines, in the order in which they leave files for one another; some have something on standard input. */
const LINES: readonly (readonly [line: string, stdin?: string])[] = [
  [`backtest --data day.csv ${ORDERS} --folds 2 --out a.json`],
  [`backtest --data day.csv ${FEW_ORDERS} --placement sweep --stability ${LONG_NAMES} --no-file`],
  ["backtest --data day.csv --rules trial --no-file"],
  [`backtest --data day.csv ${ORDERS} --placement sweep --quiet --out b.json`],
  ["compare a.json b.json"],
  ["report a.json"],
  ["generate --fills demo --rate 40 --duration 3m --orders 8"],
  [`judge ${JUDGED} --orders demo/orders.csv --calibrate queue --no-file`],
  ["inspect day.csv"],
  ["convert day.csv day.dbn"],
  ["layouts"],
  ["help"],
  ["allocate --order-size 700 --format table", SNAPSHOT],
  ["allocate --model cont-kukanov --samples 100 --format table", INSTANCE],
  ["study plan --data tapes --orders 20 --side both --order-size 200 --horizon 2s --interval 1s --strategy twap+join"],
  ["study run --workers 1"],
  ["study merge --no-file"],
  ["study merge --parts nowhere-that-anybody-has-ever-heard-of-before"],
  ["backtest --sid both"],
];

async function folderWith(): Promise<Folder> {
  const folder = await Folder.make();
  await folder.write("day.csv", makeCsv({ durationSeconds: 90 }));
  await Deno.mkdir(`${folder.path}/tapes`);
  for (const day of [1, 2, 5]) {
    await folder.write(`tapes/day${day}.csv`, dayCsv(day));
  }
  return folder;
}

/** Lines that are wider than a terminal, but for words that cannot be broken and have a line to themselves. */
function tooWide(text: string, columns: number): string[] {
  return text.split("\n").filter((line) => widthOf(line) > columns && line.trim().includes(" "));
}

/** Lines of a help that are shown as they are: what stands further in, and commands, which are copied. */
const AS_THEY_ARE = /^( {4}| {2}(sorlab|echo)\b).*\n/gm;

/** What is left on the terminal: bars are drawn on lines that are erased. */
function shown(text: string): string {
  return text.split("\n").map((line) => line.split("\r\x1b[2K").at(-1)!).join("\n");
}

for (const columns of WIDTHS) {
  Deno.test(`no command prints a line that is wider than a terminal of ${columns} columns`, async () => {
    await using folder = await folderWith();
    for (const [line, stdin = ""] of LINES) {
      const { stdout, stderr } = await folder.run(line.split(" "), { columns, stdin });
      const text = shown(stdout + stderr);
      assert(text.trim() !== "" || line.includes("--quiet"), line);
      assertEquals(tooWide(text, columns), [], `sorlab ${line}`);
      assertEquals(/undefined|NaN|defect/.exec(text), null, `sorlab ${line}`);
    }
  });
}

Deno.test("helps fit a narrow terminal, too, and say no less there", async () => {
  await using folder = await Folder.make();
  const words = (text: string): string => text.replaceAll(/[\s#]+/g, " ");
  for (const line of ["--help", "serve --help", "backtest --help all", "help market", "help security"]) {
    const args = line.split(" ");
    const [narrow, wide] = [
      await folder.run(args, { columns: 60, sorlab: narrowSorlab }),
      await folder.run(args),
    ];
    assertEquals(tooWide(narrow.stdout.replaceAll(AS_THEY_ARE, ""), 60), [], `sorlab ${line}`);
    assertEquals(words(narrow.stdout), words(wide.stdout), `sorlab ${line}`);
  }
});

Deno.test("the bars of intervals stay on a terminal of 60 columns, and columns go before them", async () => {
  await using folder = await folderWith();
  const headings = async (line: string, columns: number): Promise<string[]> => {
    const { stdout } = await folder.run(line.split(" "), { columns });
    const lines = stdout.split("\n");
    const at = lines.findIndex((each) => /^(strategy|saving bps on) .*95 % interval/.test(each));
    assert(lines.slice(at + 1, at + 8).some((each) => /[│├●┤][ ─│├●┤]*$/.test(each)), stdout);
    return lines[at]!.split(/\s{2,}/);
  };
  const backtest = `backtest --data day.csv ${ORDERS} --placement join --out`;
  assertEquals(await headings(`${backtest} a.json`, 80), [
    "strategy",
    "fill rate",
    "cost bps",
    "saving bps",
    "95 % interval",
  ]);
  assertEquals(await headings(`${backtest} b.json`, 60), [
    "strategy",
    "cost bps",
    "saving bps",
    "95 % interval",
  ]);
  await folder.run(
    "generate --fills demo --rate 40 --duration 5m --orders 60 --horizon 5s --interval 2s --quiet".split(" "),
  );
  const judge = `judge ${JUDGED} --no-file`;
  assertEquals(await headings(judge, 80), [
    "strategy",
    "fill rate",
    "cost bps",
    "saving bps",
    "95 % interval",
  ]);
  assertEquals(await headings(judge, 60), ["strategy", "saving bps", "95 % interval"]);
  assertEquals(await headings("compare a.json b.json", 60), [
    "saving bps on",
    "A",
    "B",
    "A - B",
    "95 % interval",
  ]);
});

Deno.test("verify() prints one table where it fits, and else one a group, in columns as narrow as its own", async () => {
  const small = {
    title: "small",
    run: () => [
      exactly(
        "a reference whose name goes on and on, as names of references do",
        0.123456789012,
        0.123456789012,
      ),
      about("short", 1, 1, 0.1),
    ],
  };
  const groups = [trajectory, impact, small];
  const wide = await printed(undefined, groups);
  assertEquals(wide.split("\n").filter((line) => line.startsWith("reference ")).length, 1);
  assertMatch(wide, /\n\nsmall\n {2}a reference .* do +0\.123456789 +0\.123456789 +PASS\n/);
  for (const columns of WIDTHS) {
    const text = await printed(columns, groups);
    assertEquals(tooWide(text, columns), []);
    assertEquals(text.split("\n").filter((line) => line.startsWith("  reference ")).length, groups.length);
    assertEquals(text.match(/PASS/g)!.length, wide.match(/PASS/g)!.length);
  }
});

/** What verify() prints on a terminal, or into a pipe. */
async function printed(columns: number | undefined, groups: Parameters<typeof verify>[0]): Promise<string> {
  const { stdout, stderr } = Deno;
  const kept = { write: stdout.write, writeSync: stdout.writeSync, isTerminal: stdout.isTerminal };
  const keptOfErrors = { isTerminal: stderr.isTerminal };
  const { consoleSize } = Deno;
  try {
    pretendTerminal(columns);
    const text = captured(stdout);
    await verify(groups, { format: "table", quiet: true });
    return text();
  } finally {
    Object.assign(stdout, kept);
    Object.assign(stderr, keptOfErrors);
    Object.assign(Deno, { consoleSize });
  }
}

Deno.test("statusTable() fits: names of topics and groups wrap", () => {
  const name = "a.topic.with-a-name-that-is-as-long-as-names-of-topics-and-groups-may-be-in-practice";
  const reading: StatusReading = {
    atMs: Date.UTC(2024, 7, 1),
    bootstrap: "b-1.a-cluster-of-a-cloud.example.com:9092,b-2.a-cluster-of-a-cloud.example.com:9092",
    cluster: {
      topics: new Map([[name, [{ partition: 0, low: 0n, end: 123_456_789n }]]]),
      groups: [{ group: name, topic: name, lag: 12_345 }],
    },
    broker: undefined,
    processes: [{ address: "10.11.12.13:9100", values: undefined }],
  };
  for (const columns of WIDTHS) {
    const lines = statusTable(reading, undefined, columns);
    assertEquals(tooWide(lines.join("\n"), columns), []);
    assert(lines.some((line) => line.endsWith("123456789")));
    assertEquals(lines.join("").match(/practice/g)?.length, 3);
  }
});
