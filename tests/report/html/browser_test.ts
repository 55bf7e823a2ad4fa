// The pages in a real browser: what axe-core says of them, and whether they fit their window. See _browser.ts.
import { assert, assertEquals } from "@std/assert";
import { PATH_STEPS } from "../../../src/analysis/touch_path.ts";
import { planBacktest } from "../../../src/backtest/plan.ts";
import { runBacktest } from "../../../src/backtest/run.ts";
import { withShownOrders } from "../../../src/backtest/shown_orders.ts";
import { BUY } from "../../../src/market/side.ts";
import { sortByEventTime } from "../../../src/market/tape.ts";
import { parseTimeBound } from "../../../src/market/time.ts";
import { backtestPage } from "../../../src/report/html/backtest_page.ts";
import { judgePage } from "../../../src/report/html/judge/page.ts";
import { documentOf } from "../../../src/report/html/page.ts";
import type { Artefact } from "../../../src/report/schema.ts";
import { studyPage } from "../../../src/report/html/study/page.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { parseStrategy } from "../../../src/strategy/strategy_name.ts";
import { openTape } from "../../../src/source/open_tape.ts";
import { trialArtefact } from "../../../src/trial/artefact.ts";
import { runTrialBacktest } from "../../../src/trial/backtest.ts";
import { trialAxes } from "../../../src/trial/grid.ts";
import { trialPage } from "../../../src/trial/page.ts";
import { FOLDER, isThere, TAQ, testWith } from "../../execution/_real_data.ts";
import { IS_LONG } from "../../_seeds.ts";
import { BROWSER, type Faults, lookInBrowser, type Page } from "../_browser.ts";
import { artefactOf, RUN } from "../_outcome.ts";
import { artefactOfParts, TUNED } from "../study/_studies.ts";
import { FULL } from "../judge/_judgement.ts";

const TAPE = generateTape({ durationSeconds: 120, eventsPerSecond: 40 });

/**
 * In the short run each page is looked at in one of its windows, and axe-core, which takes most of the time, sees two
 * pages, and of them no more than two of what is alike.
 */
const AXE_ALIKE = IS_LONG ? undefined : 2;
const AXE_PAGES = IS_LONG ? ["market", "trial", "judge", "study"] : ["market", "judge"];

/** Where pictures of the pages go, if anywhere. */
const PICTURES = Deno.env.get("SORLAB_TEST_PICTURES");

/** Every section: folds, shares that rested, parameters that were searched, orders from near. */
async function marketArtefact(): Promise<Artefact> {
  const plan = planBacktest({
    orders: { count: 48, sides: "both", size: { kind: "shares", shares: 300 }, horizonNs: 4e9 },
    strategy: { name: parseStrategy("twap+cont-kukanov"), intervalNs: 1e9 },
    search: { folds: 3, levels: 2 },
  });
  return artefactOf(await withShownOrders(await runBacktest(TAPE, plan), plan));
}

/** A thousand orders, and those from near as long as they get. */
function enlarged(artefact: Artefact): Artefact {
  const { savings_by_order: savings, shown_orders: shown } = artefact;
  const orders = Array.from({ length: 1000 }, (_, i) => i);
  const repeated = <T>(column: readonly T[]): T[] => orders.map((i) => column[i % column.length]!);
  const steps = Array.from({ length: PATH_STEPS }, (_, i) => i);
  const every = <T extends Readonly<Record<string, unknown>>>(columns: T, length: number): T =>
    Object.fromEntries(
      Object.entries(columns).map((
        [name, column],
      ) => [
        name,
        Array.isArray(column) ? Array.from({ length }, (_, i) => column[i % column.length]) : column,
      ]),
    ) as T;
  return {
    ...artefact,
    savings_by_order: {
      ...savings,
      order: orders,
      start_ns: orders.map((i) => i * 1e8),
      side: repeated(savings.side),
      quantity: repeated(savings.quantity),
      notional: repeated(savings.notional),
      saving_bps: Object.fromEntries(
        Object.entries(savings.saving_bps).map(([name, column]) => [name, repeated(column)]),
      ),
    },
    shown_orders: shown!.map((order) => ({
      ...order,
      path: { ...every(order.path, PATH_STEPS), step: steps },
      fills: Object.fromEntries(
        Object.entries(order.fills).map(([name, marks]) => [name, every(marks, 500)]),
      ),
    })),
  };
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

/** A fifth of what the page of that day once was, when nothing was folded away, CSS pixels. */
const LONGEST = 2114;
/** The height of a window, CSS pixels. */
const SCREEN = 900;

/** A page, and how many screens it may be long. */
interface Look extends Page {
  readonly mostScreens: number;
}

/** Asserts that nothing is wrong with a page, that it is short, and that some of it is folded away. */
function assertFaultless({ name, width, colours, mostScreens }: Look, faults: Faults): void {
  const { height, smallestText, folds, ...found } = faults;
  const what = `${name}, ${width} pixels, ${colours}`;
  // deno-lint-ignore no-console -- what was measured
  console.info(`${what}: ${height} pixels long, ${folds} parts to open, text of ${smallestText} pixels`);
  const none = {
    axe: [],
    tooWide: 0,
    unreached: [],
    unopened: [],
    unprinted: [],
    overlapping: [],
    console: [],
  };
  assertEquals(found, none, what);
  assert(height <= mostScreens * SCREEN, `${what}: ${height} pixels long`);
  assert(smallestText >= 12 && folds > 2, `${what}: ${smallestText} pixels, ${folds} parts to open`);
}

function pictureOf(name: string, width: number, colours: string): string | undefined {
  return PICTURES && `${PICTURES}/${name}_${width}_${colours}.png`;
}

/** The pages of small artefacts, in the windows that they are looked at in. */
async function looksAt(market: Artefact): Promise<Look[]> {
  const [wide, dark, phone] = [[1280, "light"], [1280, "dark"], [360, "light"]] as const;
  const looks = [
    // Colours change nothing but what axe-core says.
    [
      "market",
      documentOf(backtestPage(market)),
      dark,
      [[wide, 2.5], [dark, 2.5], [phone, 6.5]],
    ],
    ["trial", await pageOfTrial(), phone, [[wide, 1.6], [phone, 2.5]]],
    ["judge", documentOf(judgePage(FULL)), phone, [[dark, 3], [phone, 7]]],
    ["study", documentOf(studyPage(artefactOfParts(TUNED))), wide, [[wide, 2.5], [phone, 5]]],
  ] as const;
  return looks.flatMap(([name, html, first, windows]) =>
    windows.filter(([window]) => IS_LONG || window === first).map(([[width, colours], mostScreens]): Look => {
      const picture = pictureOf(name, width, colours);
      const axe = AXE_PAGES.includes(name);
      return { name, html, width, colours, mostScreens, picture, axe, axeAlike: AXE_ALIKE };
    })
  );
}

/** The page of a real day. */
async function lookAtRealDay(): Promise<Look> {
  const plan = planBacktest({
    orders: { count: 200, ...(IS_LONG ? {} : { horizonNs: 40e9 }) },
    strategy: { name: parseStrategy("twap+cont-kukanov"), intervalNs: IS_LONG ? 30e9 : 10e9 },
    search: { folds: 5, ...(IS_LONG ? { levels: 5 } : { method: "random", evaluations: 3 }) },
  });
  // Two hours hold as many short orders.
  const window = IS_LONG ? {} : { from: parseTimeBound("14:30"), to: parseTimeBound("16:50") };
  const tape = await openTape(FOLDER + TAQ, window);
  const artefact = artefactOf(await withShownOrders(await runBacktest(tape, plan), plan));
  return {
    name: "real",
    html: documentOf(backtestPage(artefact)),
    width: 1280,
    colours: "light",
    mostScreens: LONGEST / SCREEN,
    folds: IS_LONG,
    axe: false,
    picture: pictureOf("real", 1280, "light"),
  };
}

/** All pages of the tests, and what the browser says of them. */
interface Answer {
  readonly looks: readonly Look[];
  readonly faults: readonly Faults[];
  /** Of a page whose tables cannot be scrolled by keys, and of one without names. */
  readonly controls: readonly Faults[];
  /** Where its data is there. */
  readonly real: { readonly look: Look; readonly faults: Faults } | undefined;
  /** A page of a thousand orders. */
  readonly large: { readonly kilobytes: number; readonly openedMs: number };
}

let answer: Promise<Answer> | undefined;

/** One browser looks at the pages of all tests: it takes a second to start. */
function askOnce(): Promise<Answer> {
  return answer ??= ask();
}

async function ask(): Promise<Answer> {
  const artefact = await marketArtefact();
  const looks = await looksAt(artefact);
  const narrow = looks.findLast(({ name }) => name === "trial")!;
  // What has to be found, so that finding nothing means something.
  const control = { ...narrow, picture: undefined, folds: false, axe: true };
  const unfocusable: Page = {
    ...control,
    html: narrow.html.replaceAll(' tabindex="0"', ""),
  };
  const unnamed: Page = {
    ...control,
    html: '<!DOCTYPE html><html><body><img src="x" width="2000"></body></html>',
  };
  const large: Page = { ...looks[0]!, html: documentOf(backtestPage(enlarged(artefact))) };
  const real = isThere(TAQ) ? await lookAtRealDay() : undefined;
  const { faults, openedMs } = await lookInBrowser({
    judged: [...looks, unfocusable, unnamed, ...real === undefined ? [] : [real]],
    timed: [large],
  });
  return {
    looks,
    faults: faults.slice(0, looks.length),
    controls: faults.slice(looks.length, looks.length + 2),
    real: real && { look: real, faults: faults.at(-1)! },
    large: { kilobytes: Math.round(large.html.length / 1e3), openedMs: Math.round(openedMs[0]!) },
  };
}

Deno.test({
  name:
    "pages in a browser: axe-core finds nothing, wide and narrow, light and dark; none is wider than its window, or long; " +
    "what is folded opens, by the list of contents too, and on paper",
  ignore: BROWSER === "",
  async fn() {
    const { looks, faults, controls, large } = await askOnce();
    const [stuck, blind] = controls as [Faults, Faults];
    const { kilobytes, openedMs } = large;
    // deno-lint-ignore no-console -- what was measured
    console.info(`a page of a thousand orders: ${kilobytes} kB, open in ${openedMs} ms`);
    // Two seconds on a machine of its own.
    assert(kilobytes < 5000 && openedMs < 10_000, `${kilobytes} kB, open in ${openedMs} ms`);
    assert(stuck.axe.some((fault) => fault.startsWith("scrollable-region-focusable")));
    assert(blind.axe.some((fault) => fault.startsWith("image-alt")) && blind.tooWide > 0);
    for (const [i, fault] of faults.entries()) assertFaultless(looks[i]!, fault);
  },
});

if (BROWSER !== "") {
  testWith(TAQ, "the page of a real day, 200 orders in five folds, fits two screens and a bit", async () => {
    const { look, faults } = (await askOnce()).real!;
    assertFaultless(look, faults);
  });
}
