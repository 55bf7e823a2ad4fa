import { assert, assertEquals, assertMatch } from "@std/assert";
import { terminalTable } from "../../src/report/terminal.ts";
import { artefactOf, outcomeOf } from "./_outcome.ts";

const outcome = await outcomeOf({ folds: 1, wanted: { count: 60, horizonNs: 6e9 } });
const artefact = artefactOf(outcome);
const [first, ...lines] = terminalTable(artefact).split("\n");
const cells = lines.map((line) => line.split(/\s{2,}/));

Deno.test("terminalTable() has a line a strategy: cost, saving, interval, and how much could be seen", () => {
  assertEquals(cells[0], [
    "strategy",
    "filled",
    "fill rate",
    "cost bps",
    "saving bps",
    "95 % interval",
    "detectable",
    "n_eff",
  ]);
  assertEquals(cells.slice(1, 6).map(([name]) => name), ["router", "best_ask", "twap", "vwap", "twap+home"]);
  const best = cells[2]!;
  assertEquals(best[1], "immediate+best-quote");
  const { saving_bps, confidence } = artefact.comparisons["best_ask"]!;
  const { n_eff, interval_bps, detectable_bps } = confidence!;
  const { lower, upper } = interval_bps!;
  assertEquals(best.slice(5), [
    saving_bps!.toFixed(2),
    `${lower.toFixed(2)} to ${upper.toFixed(2)}`,
    detectable_bps!.toFixed(2),
    String(n_eff),
  ]);
});

Deno.test("terminalTable() has a line a saving with its parts, which sum to it", () => {
  const at = cells.findIndex(([first]) => first === "saving bps on");
  assert(!cells[at]!.includes("opportunity"));
  for (const [name, ...parts] of cells.slice(at + 1, at + 5)) {
    const sum = parts.reduce((total, part) => total + Number(part), 0);
    assert(Math.abs(sum - artefact.comparisons[name!]!.saving_bps!) < 0.005 * (parts.length + 1), name);
  }
});

Deno.test("terminalTable() begins with the verdict, and ends with the others and what the search had to say", () => {
  assertEquals(first, `Against twap: ${artefact.comparisons["twap"]!.verdict.text}`);
  const verdicts = Object.entries(artefact.comparisons)
    .filter(([name]) => name !== "twap")
    .map(([name, { verdict }]) => `${name}: ${verdict.text}`);
  assertEquals(lines.slice(-4), [...verdicts, artefact.search.note]);
  assert(!lines.some((line) => /NaN|undefined|null|-0\.00(?!\d| )/.test(line)));
});

Deno.test("terminalTable() has no intervals where there are none, and no parts of savings that are not", async () => {
  const few = terminalTable(artefactOf(await outcomeOf()));
  assertMatch(few, /\nbest_ask +immediate\+best-quote +\d+ +100\.0 % +-?\d+\.\d\d +-?\d+\.\d\d +\d\n/);
  const none = terminalTable(
    artefactOf(await outcomeOf({ wanted: { size: { kind: "shares", shares: 900_000 } } })),
  );
  assert(!none.includes("saving bps on"));
  assertMatch(none, /\nbest_ask +immediate\+best-quote .* n\/a\n/);
});

Deno.test("terminalTable() has a line of what price limits refused, and lines of set-ups as good", async () => {
  const interval = { lower: 0.01, upper: 0.2, standardError: 1, simultaneous: false };
  const stability = [
    { variant: "no fees", savingBps: 0.1, interval },
    { variant: "a longer horizon", savingBps: null, interval: null, reason: "no room" },
  ];
  const limit = { kind: "bps", bps: 0 } as const;
  const limited = artefactOf({ ...await outcomeOf({ wanted: { limit } }), stability });
  const text = terminalTable(limited);
  const refused = Object.entries(limited.strategies)
    .filter(([, { refused_shares }]) => refused_shares.total > 0)
    .map(([name, { refused_shares }]) => `${name} ${refused_shares.total}`);
  assert(refused.length > 0);
  assert(text.includes(`\nshares refused by price limits: ${refused.join(", ")}\n`));
  assertMatch(text, /\nsaving on twap with +bps +95 % interval\n/);
  assertMatch(text, /\nno fees +0\.10 +0\.01 to 0\.20\n/);
  assertMatch(text, /\na longer horizon +n\/a +no room\n/);
  for (const line of ["refused", "saving on twap with"]) assert(!lines.some((each) => each.includes(line)));
});
