// The pages in a real browser: what axe-core says of them, and whether they fit their window. See _browser.ts.
import { assert, assertEquals } from "@std/assert";
import { runBacktest } from "../../../src/backtest/run.ts";
import { BUY } from "../../../src/market/side.ts";
import { sortByEventTime } from "../../../src/market/tape.ts";
import { backtestPage } from "../../../src/report/html/backtest_page.ts";
import { documentOf } from "../../../src/report/html/page.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { parseStrategy } from "../../../src/strategy/strategies.ts";
import { trialArtefact } from "../../../src/trial/artefact.ts";
import { runTrialBacktest } from "../../../src/trial/backtest.ts";
import { trialAxes } from "../../../src/trial/grid.ts";
import { trialPage } from "../../../src/trial/page.ts";
import { BROWSER, type Faults, faultsInBrowser, type Page } from "../_browser.ts";
import { artefactOf, RUN } from "../_outcome.ts";

const TAPE = generateTape({ durationSeconds: 120, eventsPerSecond: 40 });

/** Every section: folds, shares that rested, a parameter that was searched. */
async function marketPage(): Promise<string> {
  const outcome = await runBacktest(TAPE, {
    orders: { count: 24, sides: "both", size: { kind: "shares", shares: 300 }, horizonNs: 5e9 },
    strategy: { name: parseStrategy("twap+cont-kukanov"), intervalNs: 1e9 },
    search: { folds: 3, levels: 2 },
  });
  return documentOf(backtestPage(artefactOf(outcome)));
}

async function pageOfTrial(): Promise<string> {
  const outcome = await runTrialBacktest(sortByEventTime(TAPE), {
    order: { side: BUY, quantity: 5000 },
    router: { allocator: "exact", step: 100, infeasible: "wait" },
    rules: { fees: { kind: "flat", takeDollars: 0.003, addDollars: -0.002 }, snapshots: {} },
    baselines: { intervalNs: 30e9, vwapProfile: "trailing" },
    search: { axes: trialAxes(3) },
  });
  return documentOf(trialPage(trialArtefact(outcome, { ...RUN, rules: "trial" })));
}

Deno.test({
  name:
    "pages in a browser: axe-core finds nothing, wide and narrow, light and dark, and none is wider than its window",
  ignore: BROWSER === "",
  async fn() {
    const pages = Object.entries({ market: await marketPage(), trial: await pageOfTrial() });
    const looks = [[1280, "light"], [1280, "dark"], [360, "light"]] as const;
    const all = pages.flatMap(([name, html]) =>
      looks.map(([width, colours]): Page => ({ name, html, width, colours }))
    );
    // What has to be found, so that finding nothing means something.
    const unfocusable: Page = { ...all[2]!, html: all[2]!.html.replaceAll(' tabindex="0"', "") };
    const wide: Page = {
      ...all[2]!,
      html: '<!DOCTYPE html><html><body><img src="x" width="2000"></body></html>',
    };
    const faults = await faultsInBrowser([...all, unfocusable, wide]);
    const [stuck, unnamed] = faults.splice(-2) as [Faults, Faults];
    assert(stuck.axe.some((fault) => fault.startsWith("scrollable-region-focusable")));
    assert(unnamed.axe.some((fault) => fault.startsWith("image-alt")) && unnamed.tooWide > 0);
    for (const [i, fault] of faults.entries()) {
      const { name, width, colours } = all[i]!;
      assertEquals(fault, { axe: [], tooWide: 0, console: [] }, `${name}, ${width} pixels, ${colours}`);
    }
  },
});
