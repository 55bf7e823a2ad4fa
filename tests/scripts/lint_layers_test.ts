import { assert, assertEquals } from "@std/assert";
import plugin from "../../scripts/lint_layers.ts";

/** The rules that a file breaks, in order, without the plugin's name. */
function broken(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, path, source).map((diagnostic) => diagnostic.id.replace("sorlab/", ""));
}

function message(path: string, source: string): string | undefined {
  return Deno.lint.runPlugin(plugin, path, source)[0]?.message;
}

/** The rooms from top to bottom, each with those it may import. */
const ALLOWED: Record<string, string[]> = {
  market: [],
  model: [],
  source: ["market"],
  metrics: [],
  kafka: ["market", "source", "metrics"],
  execution: ["market"],
  strategy: ["market", "model", "execution"],
  analysis: ["market", "execution"],
  search: ["market", "model", "execution", "strategy", "analysis"],
  backtest: ["market", "model", "source", "execution", "strategy", "analysis", "search"],
  judge: ["market", "model", "source", "execution", "strategy", "analysis", "search", "backtest"],
  study: ["market", "model", "source", "kafka", "execution", "strategy", "analysis", "search", "backtest"],
  report: ["market", "model", "execution", "strategy", "analysis", "search", "backtest", "judge", "study"],
  trial: ["market", "model", "execution", "strategy", "analysis", "search", "report"],
  verify: ["market", "model", "execution", "strategy"],
  serve: [
    ...["market", "model", "source", "kafka", "execution", "strategy", "analysis", "search", "backtest"],
    ...["metrics", "judge", "report", "trial"],
  ],
  help: [],
  cli: [
    ...["market", "model", "source", "kafka", "execution", "strategy", "analysis", "search", "backtest"],
    ...["metrics", "judge", "study", "report", "trial", "verify", "serve", "help"],
  ],
};

Deno.test("rooms let a room import from above only", () => {
  const rooms = Object.keys(ALLOWED);
  for (const [at, room] of rooms.entries()) {
    for (const other of ALLOWED[room]!) assert(rooms.indexOf(other) < at, `${room}: ${other}`);
  }
});

Deno.test("rooms let the models draw random numbers, and take nothing else from the market", () => {
  assertEquals(broken("src/model/a.ts", `import { seededRandom } from "../market/random.ts";`), []);
  assertEquals(broken("src/model/a.ts", `import { Tape } from "../market/tape.ts";`), ["rooms"]);
});

Deno.test("rooms hold for every pair of rooms", () => {
  for (const [from, allowed] of Object.entries(ALLOWED)) {
    for (const to of Object.keys(ALLOWED)) {
      const fine = from === to || allowed.includes(to);
      assertEquals(
        broken(`src/${from}/a.ts`, `import { b } from "../${to}/b.ts";`),
        fine ? [] : ["rooms"],
        `${from} imports ${to}`,
      );
    }
  }
});

Deno.test("rooms see every way of naming a module", () => {
  const ways = [
    `import { x } from "../cli/x.ts";`,
    `import "../cli/x.ts";`,
    `import * as x from "../cli/x.ts";`,
    `import type { X } from "../cli/x.ts";`,
    `import { type X } from "../cli/x.ts";`,
    `export { x } from "../cli/x.ts";`,
    `export type { X } from "../cli/x.ts";`,
    `export * from "../cli/x.ts";`,
    `await import("../cli/x.ts");`,
    "await import(`../cli/x.ts`);",
    `type X = import("../cli/x.ts").X;`,
    `let x: typeof import("../cli/x.ts");`,
    `new Worker(new URL("../cli/x.ts", import.meta.url), { type: "module" });`,
    `new globalThis.URL("../cli/x.ts", import.meta.url);`,
    `import.meta.resolve("../cli/x.ts");`,
    `import { x } from "../market/../cli/x.ts";`,
    `import { x } from "../cli/x.ts?v=1";`,
    `import { x } from "../../main.ts";`,
    `import { x } from "../../tests/helper.ts";`,
    `import { x } from "../stray.ts";`,
    `import { x } from "/etc/x.ts";`,
    `import { x } from "file:///etc/x.ts";`,
    `await import(name);`,
    "await import(`../${name}.ts`);",
  ];
  for (const way of ways) assertEquals(broken("src/execution/a.ts", way), ["rooms"], way);
});

Deno.test("rooms let through what stays in place", () => {
  const ways = [
    `import { x } from "./x.ts";`,
    `import { x } from "./deep/x.ts";`,
    `import { x } from "../market/deep/x.ts";`,
    `import { parse } from "@std/csv/parse";`,
    `import { x } from "npm:x@1.0.0";`,
    `import { zlib } from "node:zlib";`,
    `new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });`,
    `new URL("../cli/x.ts", base);`,
    `export const x = 1;`,
    `const text = 'import "../cli/x.ts"'; // import "../cli/x.ts"`,
  ];
  for (const way of ways) assertEquals(broken("src/execution/a.ts", way), [], way);
  assertEquals(broken("src/source/csv/deep/a.ts", `import { x } from "../../../market/x.ts";`), []);
  assertEquals(broken("src/source/csv/deep/a.ts", `import { x } from "../../x.ts";`), []);
});

Deno.test("rooms count sub-folders as their room", () => {
  assertEquals(broken("src/source/csv/deep/a.ts", `import { x } from "../../../execution/x.ts";`), ["rooms"]);
});

Deno.test("rooms let main.ts import the command line alone", () => {
  assertEquals(broken("main.ts", `import { run } from "./src/cli/run.ts";`), []);
  assertEquals(broken("main.ts", `import { Tape } from "./src/market/tape.ts";`), ["rooms"]);
  assertEquals(broken("main.ts", `import { x } from "./scripts/x.ts";`), ["rooms"]);
});

Deno.test("rooms let the library's entry import all but the command line, and none of them the entry", () => {
  assertEquals(broken("src/mod.ts", `export { runBacktest } from "./backtest/run.ts";`), []);
  assertEquals(broken("src/mod.ts", `export { replay } from "./kafka/replay.ts";`), []);
  assertEquals(broken("src/mod.ts", `export { run } from "./cli/run.ts";`), ["rooms"]);
  assertEquals(broken("src/mod.ts", `import config from "../deno.json" with { type: "json" };`), ["rooms"]);
  assertEquals(broken("src/cli/run.ts", `import { runBacktest } from "../mod.ts";`), ["rooms"]);
  assertEquals(broken("src/model/mod.ts", `export { run } from "../cli/run.ts";`), ["rooms"]);
});

Deno.test("rooms let the command line alone read the version in deno.json", () => {
  const source = `import config from "../../deno.json" with { type: "json" };`;
  assertEquals(broken("src/cli/run.ts", source), []);
  assertEquals(broken("src/report/artefact.ts", source), ["rooms"]);
});

Deno.test("rooms leave tests and scripts alone", () => {
  assertEquals(broken("tests/cli/run_test.ts", `import { x } from "../../src/market/x.ts";`), []);
  assertEquals(broken("scripts/x.ts", `import { x } from "../src/market/x.ts";`), []);
});

Deno.test("rooms report a file that is in none", () => {
  assertEquals(broken("src/stray.ts", `export const x = 1;`), ["rooms"]);
  assertEquals(broken("src/attic/a.ts", `export const x = 1;`), ["rooms"]);
});

Deno.test("rooms name both rooms and what would be allowed", () => {
  assertEquals(
    message("src/strategy/a.ts", `import { x } from "../search/x.ts";`),
    "src/strategy may import itself, market, model, execution, not src/search",
  );
  assertEquals(
    message("src/market/a.ts", `import { x } from "../search/x.ts";`),
    "src/market may import itself, not src/search",
  );
});

Deno.test("rooms know an absolute file name and one in another system's notation", () => {
  const absolute = decodeURIComponent(new URL("../../src/market/a.ts", import.meta.url).pathname);
  assertEquals(broken(absolute, `import { x } from "../cli/x.ts";`), ["rooms"]);
  assertEquals(broken("src\\market\\a.ts", `import { x } from "../cli/x.ts";`), ["rooms"]);
});

Deno.test("private-files keep to their folder", () => {
  const cases: [path: string, specifier: string, broken: string[]][] = [
    ["src/source/csv/reader.ts", "./_scan.ts", []],
    ["src/source/csv/deep/x.ts", "../_scan.ts", []],
    ["src/source/csv/_parse.ts", "./_scan.ts", []],
    ["src/source/generated.ts", "./csv/_scan.ts", ["private-files"]],
    ["src/source/generated.ts", "./_csv/scan.ts", []],
    ["src/execution/x.ts", "../market/_x.ts", ["private-files"]],
    ["src/execution/x.ts", "../market/_deep/x.ts", ["private-files"]],
    ["src/execution/x.ts", "../market/snake_case.ts", []],
    ["tests/source/csv_test.ts", "../../src/source/csv/_scan.ts", []],
  ];
  for (const [path, specifier, expected] of cases) {
    assertEquals(broken(path, `import { x } from "${specifier}";`), expected, `${path} imports ${specifier}`);
  }
});

Deno.test("no-exit finds every way out", () => {
  for (
    const way of [
      `Deno.exit(1);`,
      `Deno?.exit(1);`,
      `Deno["exit"](1);`,
      `globalThis.Deno.exit(1);`,
      `(Deno as Host).exit(1);`,
      `const { exit } = Deno;`,
      `const { exit: leave } = globalThis.Deno;`,
      `const leave = Deno.exit;`,
      `process.exit(1);`,
    ]
  ) {
    assertEquals(broken("src/cli/run.ts", way), ["no-exit"], way);
    assertEquals(broken("main.ts", way), [], way);
  }
  assertEquals(broken("src/cli/run.ts", `Deno.exitCode = 1; door.exit(); const { args } = Deno;`), []);
});

Deno.test("no-wall-clock holds in the core, not in cli, kafka and serve", () => {
  for (
    const way of [
      `Date.now();`,
      `const clock = Date.now;`,
      `const { now } = Date;`,
      `new Date();`,
      `new Date;`,
      `Date();`,
      `performance.now();`,
      `globalThis.performance.now();`,
      `const { now } = performance;`,
      `Temporal.Now.instant();`,
    ]
  ) {
    for (const room of Object.keys(ALLOWED)) {
      const fine = ["cli", "kafka", "serve"].includes(room);
      assertEquals(broken(`src/${room}/a.ts`, way), fine ? [] : ["no-wall-clock"], `${way} in ${room}`);
    }
    assertEquals(broken("tests/bench/main.ts", way), [], way);
  }
  for (const way of [`new Date(0);`, `new Date(ms).toISOString();`, `Date.UTC(2024, 7, 1);`, `tape.now();`]) {
    assertEquals(broken("src/market/a.ts", way), [], way);
  }
});

Deno.test("no-unseeded-random holds everywhere under src, no-unseeded-id in the core", () => {
  for (const way of [`Math.random();`, `const { random } = Math;`, `const draw = Math.random;`]) {
    assertEquals(broken("src/cli/a.ts", way), ["no-unseeded-random"], way);
    assertEquals(broken("src/market/a.ts", way), ["no-unseeded-random"], way);
    assertEquals(broken("tests/a.ts", way), [], way);
  }
  for (const way of [`crypto.randomUUID();`, `crypto.getRandomValues(bytes);`]) {
    assertEquals(broken("src/search/a.ts", way), ["no-unseeded-id"], way);
    assertEquals(broken("src/kafka/a.ts", way), [], way);
  }
  assertEquals(broken("src/market/a.ts", `Math.round(1); random(); crypto.subtle.digest("SHA-256", x);`), []);
});
