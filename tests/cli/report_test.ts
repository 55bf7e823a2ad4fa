// sorlab report as its users meet it: files, streams and exit codes.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DENO_RUN } from "../_deno_run.ts";
import { assertFails, Folder, makeCsv } from "./_process.ts";

const WINDOWS = Deno.build.os === "windows";
const TRIAL = ["backtest", "--rules", "trial", "--grid", "1", "--no-file", "--quiet"];
const MARKET = "backtest --orders 4 --side both --order-size 300 --horizon 30s --grid 2 --no-file --quiet"
  .split(" ");
const ARTEFACT = await makeArtefact();

/** A minute, which a back-test without --data takes. */
async function folderWithDay(): Promise<Folder> {
  const folder = await Folder.make();
  await folder.write("l1_day.csv", makeCsv({ durationSeconds: 60, eventsPerSecond: 40 }));
  return folder;
}

async function makeArtefact(): Promise<string> {
  await using folder = await folderWithDay();
  const { code, stdout, stderr } = await folder.run(MARKET);
  assertEquals(code, 0, stderr);
  return stdout;
}

/** The artefact with another value of a key. */
function changed(key: string, value: unknown): string {
  return JSON.stringify({ ...JSON.parse(ARTEFACT), [key]: value });
}

/** What the report's task may do. */
async function taskPermissions(): Promise<string[]> {
  const config = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  return config.tasks.report.command.split(" ").filter((word: string) => word.startsWith("--allow"));
}

/** The command that a page says makes its artefact again. */
function repeatCommand(page: string): string {
  const command = /<pre><code>(.*?)<\/code><\/pre>/s.exec(page)![1]!;
  return command.replaceAll("&#39;", "'").replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll(
    "&amp;",
    "&",
  );
}

Deno.test("sorlab report writes the page beside the artefact, with the rights of its task", async () => {
  await using folder = await Folder.make();
  await folder.write("day.json", changed("verdict", "Against twap: <none>"));
  const outcome = await folder.run(["report", "day.json"], { permissions: await taskPermissions() });
  assertEquals(outcome, { code: 0, stdout: "", stderr: "report in day.html\n" });
  assertEquals(await folder.names(), ["day.html", "day.json"]);
  const page = await folder.read("day.html");
  assertMatch(page, /^<!DOCTYPE html>\n.*<\/html>\n$/s);
  assertStringIncludes(page, "Against twap: &lt;none&gt;");
});

Deno.test("sorlab report takes names and streams as they come, and gives the same page", async () => {
  await using folder = await Folder.make();
  await folder.write("a.txt", ARTEFACT);
  const [beside, named, quiet, printed, piped, dash] = await Promise.all([
    folder.run(["report", "a.txt"]),
    folder.run(["report", "--out", "b.html", "a.txt"]),
    folder.run(["report", "a.txt", "--out=c.html", "--quiet"]),
    folder.run(["report", "a.txt", "--out", "-"]),
    folder.run(["report"], { stdin: `\ufeff${ARTEFACT}` }),
    folder.run(["report", "-", "--out", "d.html"], { stdin: ARTEFACT }),
  ]);
  assertEquals([beside!.stderr, named!.stderr, quiet!.stderr, printed!.stderr, piped!.stderr, dash!.stderr], [
    "report in a.txt.html\n",
    "report in b.html\n",
    "",
    "",
    "",
    "report in d.html\n",
  ]);
  const page = printed!.stdout;
  assertEquals([beside, named, quiet, dash].map((outcome) => outcome!.stdout), ["", "", "", ""]);
  assertEquals(piped!.stdout, page);
  for (const name of ["a.txt.html", "b.html", "c.html", "d.html"]) {
    assertEquals(await folder.read(name), page);
  }
});

Deno.test("sorlab report refuses what is no artefact, and leaves all as it was", async () => {
  await using folder = await Folder.make();
  await folder.write("page.html", "an earlier page");
  const files = {
    "text.json": ["not\u001b[31m JSON", /^text\.json: no JSON: \P{Cc}*$/u],
    "empty.json": ["\n", /^empty\.json: is empty; needs an artefact of sorlab backtest$/],
    "list.json": ["[1]", /^list\.json: no artefact of sorlab: there is no "schema_version"$/],
    "earlier.json": [
      changed("schema_version", 1),
      /^earlier\.json: an artefact of schema version 1; this sorlab reads version 3: run the back-test again$/,
    ],
    "later.json": [
      changed("schema_version", 4),
      /^later\.json: an artefact of schema version 4; this sorlab reads version 3$/,
    ],
    "wrong.json": [
      changed("orders", { ...JSON.parse(ARTEFACT).orders, count: "many" }),
      /^wrong\.json: orders\.count is "many": not a whole number that a double holds exactly$/,
    ],
    "less.json": [changed("orders", {}), /^less\.json: orders\.count is missing$/],
    "main.json": [
      changed("main_comparison", "none"),
      /^main\.json: main_comparison is "none": not one of best_ask, twap, vwap\P{Cc}*$/u,
    ],
  } as const;
  for (const [name, [content]] of Object.entries(files)) await folder.write(name, content);
  await Promise.all(
    Object.entries(files).map(async ([name, [, message]]) => {
      const { code, stdout, stderr } = await folder.run(["report", name, "--out", "page.html"]);
      assertEquals({ code, stdout }, { code: 3, stdout: "" });
      assertEquals(stderr.split("\n").length, 2, stderr);
      assertMatch(stderr.slice("sorlab: ".length, -1), message);
    }),
  );
  assertFails(
    await folder.run(["report"], { stdin: "[]" }),
    3,
    'standard input: no artefact of sorlab: there is no "schema_version"',
  );
  assertEquals(await folder.names(), [...Object.keys(files), "page.html"].toSorted());
  assertEquals(await folder.read("page.html"), "an earlier page");
});

Deno.test("sorlab report says what is wrong with its arguments and files", async () => {
  await using folder = await Folder.make();
  await folder.write("day.json", ARTEFACT);
  const fail = async (args: string, code: number, line: string) =>
    assertFails(await folder.run(["report", ...args.split(" ")]), code, line);
  await Promise.all([
    fail("day.json other.json", 2, 'unexpected argument "other.json"'),
    fail("day.json --outt x", 2, "unknown option --outt; did you mean --out?"),
    fail("day.json --out", 2, "--out needs a value: --out FILE"),
    fail("day.json --out ./day.json", 2, "--out ./day.json: is the artefact itself"),
    fail("none.json", 4, "cannot read none.json: no such file"),
    fail(".", 4, "cannot read .: it is a folder"),
    fail("day.json --out none/page.html", 4, "cannot write none/page.html: no such folder"),
  ]);
  assertEquals(await folder.names(), ["day.json"]);
});

Deno.test("sorlab report --help leads with examples, which run", { ignore: WINDOWS }, async () => {
  await using folder = await Folder.make();
  const { code, stdout: help } = await folder.run(["report", "--help"]);
  assertEquals(code, 0);
  assertMatch(help, /^(.+\n)+\nExamples\n(.*\n)+\nOptions\n( .*\n)+/);
  assertEquals(help.split("\n").filter((line) => line.length > 100), []);
  await folder.write("artefact.json", ARTEFACT);
  // What a back-test without --data takes.
  await folder.write("l1_day.csv", makeCsv());
  const section = /\nExamples\n(.*?)\n\nOptions\n/s.exec(help)![1]!;
  const examples = section.split(/^ {2}# .*$/m).map((example) => example.trim()).filter(Boolean);
  for (const example of examples) assertEquals((await folder.runLine(example)).code, 0, example);
  assertEquals(await folder.names(), ["artefact.html", "artefact.json", "l1_day.csv", "page.html"]);
});

for (const [rules, args] of Object.entries({ market: MARKET, trial: TRIAL })) {
  Deno.test(`sorlab report of ${rules} rules shows how to repeat the run`, { ignore: WINDOWS }, async () => {
    await using folder = await Folder.make();
    const { stdout: csv } = await folder.run("generate --rate 40 --duration 1m --quiet".split(" "));
    await folder.write("it's a day.csv", csv);
    const options = ["--data", "it's a day.csv", "--fee", "0.001"];
    // Trial rules draw nothing, and nothing rests.
    if (rules === "market") options.push("--rebate", "0.002", "--seed", "3");
    const { code, stdout: artefact, stderr } = await folder.run([...args, ...options]);
    assertEquals(code, 0, stderr);
    const { stdout: page } = await folder.run(["report"], { stdin: artefact });
    const command = `${repeatCommand(page)} --no-file --quiet`;
    // A shell takes its quotes as they are meant.
    const { stdout: words } = await folder.bash(`sorlab() { printf '%s\\0' "$@"; }\n${command}`);
    const again = await folder.run(words.split("\0").slice(0, -1));
    assertEquals(again, { code: 0, stdout: artefact, stderr: "" });
    assert(page.includes(JSON.parse(artefact).run.tape_digest));
  });
}

Deno.test({
  name: "sorlab report --open opens the page it wrote, if it may run what does that",
  ignore: WINDOWS,
  async fn() {
    await using folder = await Folder.make();
    await folder.write("-day.json", ARTEFACT);
    const opener = Deno.build.os === "darwin" ? "open" : "xdg-open";
    await folder.write(opener, `#!/bin/sh\nprintf '%s' "$1" > opened\n`);
    await Deno.chmod(`${folder.path}/${opener}`, 0o755);
    const refused = await folder.run(["report", "./-day.json", "--open"]);
    const reason = "that takes the permission --allow-run=/bin/sh";
    assertEquals(refused, {
      code: 4,
      stdout: "",
      stderr:
        `report in ./-day.html\nsorlab: cannot open ./-day.html: ${reason}; open it in a browser by hand\n`,
    });
    const main = decodeURIComponent(new URL("../../main.ts", import.meta.url).pathname);
    const options = [...DENO_RUN, ...await taskPermissions(), "--allow-run=/bin/sh"].join(" ");
    const opened = await folder.bash(
      `PATH="$PWD:$PATH" '${Deno.execPath()}' ${options} '${main}' report ./-day.json --open`,
    );
    assertEquals(opened, { code: 0, stdout: "", stderr: "report in ./-day.html\n" });
    assertEquals(await folder.read("opened"), `${folder.path}/-day.html`);
  },
});

Deno.test("sorlab backtest --html writes the page that sorlab report makes of the artefact", async () => {
  await using folder = await folderWithDay();
  const args = MARKET.filter((arg) => arg !== "--no-file");
  const { code, stderr } = await folder.run([...args, "--out", "day.json", "--html", "page.html"]);
  assertEquals([code, stderr], [0, ""]);
  await folder.run(["report", "day.json"]);
  const page = await folder.read("page.html");
  assertEquals(page, await folder.read("day.html"));
  assertStringIncludes(page, "Where and when it filled");
  for (
    const [wrong, message] of [
      [["--open"], "--open needs --html FILE: the page to open"],
      [["--html", "-"], "--html -: standard output is the artefact's; name a file"],
      [["--html", "x", "--out", "x"], "--html x: is the artefact's file (--out)"],
    ] as const
  ) assertFails(await folder.run(["backtest", ...wrong]), 2, message);
});
