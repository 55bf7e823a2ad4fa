import { assert, assertEquals, assertMatch } from "@std/assert";
import { terminalSummary } from "../../../src/report/terminal/summary.ts";
import { artefactOf, outcomeOf } from "../_outcome.ts";

const outcome = await outcomeOf({ folds: 1, wanted: { count: 60, horizonNs: 6e9 } });
const artefact = artefactOf(outcome);
const wide = terminalSummary(artefact, { columns: 140, ascii: false });
const lines = wide.split("\n");
const cells = lines.map((line) => line.split(/\s{2,}/));
const headingOf = (text: string): string => text.split("\n").find((line) => line.startsWith("strategy"))!;

Deno.test("terminalSummary() has a line a strategy: cost, saving, interval, how much could be seen, and a bar", () => {
  const at = cells.findIndex(([first]) => first === "strategy");
  assertEquals(cells[at], [
    "strategy",
    "schedule+placement",
    "filled",
    "fill rate",
    "cost bps",
    "saving bps",
    "95 % interval",
    "detectable",
    "n_eff",
  ]);
  const names = cells.slice(at + 1, at + 6).map(([name]) => name);
  assertEquals(names, ["router", "best_ask", "twap", "vwap", "twap+home"]);
  const best = cells[at + 2]!;
  assertEquals(best[1], "immediate+best-quote");
  const { saving_bps, confidence } = artefact.comparisons["best_ask"]!;
  const { n_eff, interval_bps, detectable_bps } = confidence!;
  const { lower, upper } = interval_bps!;
  assertEquals(best.slice(5, 9), [
    saving_bps!.toFixed(2),
    `${lower.toFixed(2)} to ${upper.toFixed(2)}`,
    detectable_bps!.toFixed(2),
    String(n_eff),
  ]);
  assertMatch(lines[at + 2]!, /[│├●┤][ ─│├●┤]*$/);
});

Deno.test("terminalSummary() has a line a saving with its parts, which sum to it", () => {
  const at = cells.findIndex(([first]) => first === "saving bps on");
  assert(!cells[at]!.includes("opportunity"));
  for (const [name, ...parts] of cells.slice(at + 1, at + 5)) {
    const sum = parts.reduce((total, part) => total + Number(part), 0);
    assert(Math.abs(sum - artefact.comparisons[name!]!.saving_bps!) < 0.005 * (parts.length + 1), name);
  }
});

Deno.test("terminalSummary() begins with the verdict, and says of the others once what several have in common", () => {
  assertEquals(lines[0], artefact.verdict.slice(0, lines[0]!.length));
  const named = lines.slice(-6).flatMap((line) => line.match(/(best_ask|vwap|twap\+\w+)(?=[,.])/g) ?? []);
  const others = Object.keys(artefact.comparisons).filter((name) => name !== "twap");
  assertEquals(named.sort(), others.sort());
  const codes = new Set(others.map((name) => artefact.comparisons[name]!.verdict.code));
  assertEquals(
    lines.slice(-6).filter((line) => /(on|against|than|with|as) [\w+, ]+\.$/.test(line)).length,
    codes.size,
  );
  assert(!lines.some((line) => /NaN|undefined|null|-0\.00(?!\d| )/.test(line)));
});

Deno.test("terminalSummary() fits 80 and 60 columns: columns go in their order, words wrap", () => {
  for (
    const [columns, heading] of [[80, /^strategy.*fill rate.*saving bps/], [
      60,
      /^strategy.*saving bps/,
    ]] as const
  ) {
    const text = terminalSummary(artefact, { columns, ascii: false });
    assertEquals(text.split("\n").filter((line) => [...line].length > columns), []);
    assertMatch(headingOf(text), heading);
    assert(!headingOf(text).includes("n_eff"));
    const words = (all: string): string => all.replaceAll(/\s+/g, " ");
    assert(words(text).includes(words(artefact.verdict)));
  }
});

Deno.test("terminalSummary() has plain characters alone for a plain terminal", () => {
  const text = terminalSummary(artefact, { columns: 100, ascii: true });
  assertMatch(text, /\[-*\*-*\]/);
  // deno-lint-ignore no-control-regex -- all of ASCII
  assertMatch(text, /^[\x00-\x7f]*$/);
});

Deno.test("terminalSummary() has no intervals where there are none, and no parts of savings that are not", async () => {
  const few = terminalSummary(artefactOf(await outcomeOf()), { columns: 140, ascii: false });
  assertMatch(few, /\nbest_ask +immediate\+best-quote +\d+ +100\.0 % +-?\d+\.\d\d +-?\d+\.\d\d +\d\n/);
  const none = terminalSummary(
    artefactOf(await outcomeOf({ wanted: { size: { kind: "shares", shares: 900_000 } } })),
  );
  assert(!none.includes("saving bps on"));
  assertMatch(none, /\nbest_ask .* n\/a\n/);
});

Deno.test("terminalSummary() has a line of what price limits refused, and lines of set-ups as good", async () => {
  const interval = { lower: 0.01, upper: 0.2, standardError: 1, simultaneous: false };
  const stability = [
    { variant: "no fees", savingBps: 0.1, interval },
    { variant: "a longer horizon", savingBps: null, interval: null, reason: "no room" },
  ];
  const limit = { kind: "bps", bps: 0 } as const;
  const limited = artefactOf({ ...await outcomeOf({ wanted: { limit } }), stability });
  const text = terminalSummary(limited, { columns: 200, ascii: false });
  const refused = Object.entries(limited.strategies)
    .filter(([, { refused_shares }]) => refused_shares.total > 0)
    .map(([name, { refused_shares }]) => `${name} ${refused_shares.total}`);
  assert(refused.length > 0);
  assert(text.includes(`\nshares refused by price limits: ${refused.join(", ")}\n`));
  assertMatch(text, /\nsaving on twap with +bps +95 % interval\n/);
  assertMatch(text, /\nno fees +0\.10 +0\.01 to 0\.20\n/);
  assertMatch(text, /\na longer horizon +n\/a +n\/a\nno interval with a longer horizon: no room\n/);
  for (const line of ["refused", "saving on twap with"]) assert(!lines.some((each) => each.includes(line)));
});
