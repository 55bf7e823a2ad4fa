// Modules that do what built-in parts of strategies do must come to the very same.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { lendWorkers } from "../../../src/backtest/evaluator.ts";
import type { Outcome } from "../../../src/search/outcome.ts";
import { artefactOf } from "../../../src/report/artefact.ts";
import { parametersOf, parseStrategy } from "../../../src/strategy/strategy_name.ts";
import { RUN } from "../../report/_outcome.ts";
import { backtestBy, withFiles } from "./_routers.ts";
import { seeds } from "../../_seeds.ts";
import { withWarmWorkers } from "./_warm_workers.ts";

/** All that an outcome says, as its artefact shows it, but for a name. */
function said(outcome: Outcome, name = "", as = ""): string {
  return JSON.stringify(artefactOf(outcome, RUN)).replaceAll(name || "\0", as);
}

const CHEAPEST = `
/** Takes all at the venue with the best price. */
export function best({ count, price, size }: { count: number; price: Float64Array; size: Float64Array }, side: number): number {
  let found = -1;
  for (let venue = 0; venue < count; venue++) {
    if (size[venue]! > 0 && (found < 0 || side * price[venue]! < side * price[found]!)) found = venue;
  }
  return found;
}
`;

const BEST_QUOTE = `
import { best } from "./lib/best.ts";
import type { RouterPlacement } from "sorlab";
const router: RouterPlacement = {
  sequential: true,
  place({ quantity, offers, side }, { take }) {
    const venue = best(offers, side);
    if (venue >= 0) take[venue] = Math.min(quantity, offers.size[venue]!);
  },
};
export default router;
`;

const JOIN = `
export default new class {
  rests = true;
  place({ quantity, overdue, offers, side, nearQuotes, market: { referenceVenue } }, { take, rest }) {
    let crossed = Math.min(overdue, quantity);
    if (nearQuotes.price[referenceVenue] > 0) rest[referenceVenue] = quantity - crossed;
    const costOf = (venue) => side * offers.price[venue] + offers.takeFee[venue];
    const venues = [...offers.size.keys()].filter((venue) => offers.size[venue] > 0);
    for (const venue of venues.sort((a, b) => costOf(a) - costOf(b) || b - a)) {
      crossed -= take[venue] = Math.min(crossed, offers.size[venue]);
    }
  }
}();
`;

const TWAP = `
export default {
  begin({ quantity, startNs, endNs }) {
    const slices = Math.ceil((endNs - startNs) / 1e9);
    return {
      slices,
      startNs: (slice) => Math.min(endNs, startNs + slice * 1e9),
      target: (slice) => Math.floor(quantity / slices) * (slice + 1) + Math.min(quantity % slices, slice + 1),
    };
  },
};
`;

const PATIENT = `
import table from "./table.json" with { type: "json" };
export default {
  parameters: { patience: { range: [0, 1], unit: "part" }, nothing: { range: [3, 4] } },
  rests: true,
  place({ quantity, nearQuotes, offers, side, memory, index }, { take, rest }, { patience }) {
    memory.decisions = (memory.decisions ?? 0) + 1;
    if (memory.decisions !== index + 1) throw new Error("forgot " + memory.decisions + " of " + (index + 1));
    let left = quantity;
    if (nearQuotes.price[table.home] > 0) left -= rest[table.home] = Math.floor(patience * quantity);
    let venue = -1;
    for (let i = 0; i < offers.count; i++) {
      if (offers.size[i] > 0 && (venue < 0 || side * offers.price[i] < side * offers.price[venue])) venue = i;
    }
    if (venue >= 0) take[venue] = left;
  },
};
`;

const FILES = {
  "best_quote.ts": BEST_QUOTE,
  "lib/best.ts": CHEAPEST,
  "join.js": JOIN,
  "twap.mjs": TWAP,
  "patient.js": PATIENT,
  "table.json": '{ "home": 0 }',
};

Deno.test("a module that does what best-quote, join or twap does fills every order as these do", async () => {
  await withFiles(FILES, async (open) => {
    const pairs = [["twap+./best_quote.ts", "twap+best-quote"], ["twap+./join.js", "twap+join"], [
      "./twap.mjs+best-quote",
      "twap+best-quote",
    ]] as const;
    for (const [own, builtIn] of pairs) {
      const mine = await withWarmWorkers(async () => await backtestBy(await open(own)));
      const theirs = await backtestBy(parseStrategy(builtIn));
      assertEquals(mine.lab.tuned.orders, theirs.lab.tuned.orders, own);
      assert(
        mine.lab.tuned.orders.some(({ breakdown }) => breakdown.shares.taken + breakdown.shares.rested > 0),
      );
    }
  });
});

Deno.test("parameters of a module are tuned, and told to be identified or not, with any number of workers", async () => {
  await withFiles(FILES, async (open) => {
    const patient = await open("twap+./patient.js");
    assertEquals(Object.keys(parametersOf(patient)), ["patience", "nothing"]);
    const one = await backtestBy(patient);
    const artefact = artefactOf(one, RUN);
    assertEquals(Object.keys(artefact.best_parameters), [
      "lambda_over",
      "lambda_under",
      "theta_queue",
      "patience",
      "nothing",
    ]);
    assertEquals(artefact.best_parameters["lambda_over"], null);
    const { patience, nothing } = artefact.search.parameters;
    assertEquals([patience!.identified, nothing!.identified], [true, false]);
    assertEquals([patience!.unit, patience!.searched, nothing!.as_good_share], ["part", [0, 1], 1]);
    assertEquals(artefact.search.evaluations, 3 * 3 * 2);
    for (const workers of [3, 2].slice(0, seeds(1, 2))) {
      assertEquals(said(await backtestBy(patient, { evaluate: lendWorkers(workers) })), said(one));
    }
  });
});

Deno.test("a module is compared like any other strategy, at the first value of its parameters", async () => {
  await withFiles(FILES, async (open) => {
    const compare = [await open("twap+./patient.js"), await open("./twap.mjs+./best_quote.ts")];
    const outcome = await backtestBy(parseStrategy("twap+best-quote"), { compare });
    const { lab } = outcome;
    const names = Object.keys(lab.others).slice(-2);
    assertStringIncludes(names[0]!, "patient.js");
    assertEquals(lab.others[names[1]!]!.orders, lab.tuned.orders);
    const artefact = artefactOf(outcome, RUN);
    assertEquals(artefact.strategies[names[0]!]!.parameters!["patience"], 0);
    assertEquals(artefact.comparisons[names[1]!]!.verdict.code, "same");
  });
});

Deno.test("what runs is what was read: files that change later change nothing", async () => {
  await withFiles(FILES, async (open) => {
    const before = await open("twap+./best_quote.ts");
    const [module] = [before.placement].filter((part) => typeof part === "object");
    const path = Object.keys(module!.digests).find((name) => name.endsWith("best.ts"))!;
    await Deno.writeTextFile(path, "throw new Error('changed')");
    const { lab } = await withWarmWorkers(() => backtestBy(before));
    assertEquals(lab.tuned.orders, (await backtestBy(parseStrategy("twap+best-quote"))).lab.tuned.orders);
  });
});
