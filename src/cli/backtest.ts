import { createHash } from "node:crypto";
import config from "../../deno.json" with { type: "json" };
import type { ParentOrder, Schedule } from "../execution/schedule.ts";
import { simulateSnapshots } from "../execution/simulate_snapshots.ts";
import { type SnapshotMarket, type SnapshotSurvey, surveySnapshots } from "../execution/snapshot_market.ts";
import { tapeDigest } from "../market/digest.ts";
import type { Tape } from "../market/tape.ts";
import { boundOffsetNs, formatBound } from "../market/time.ts";
import { bestQuote } from "../placement/best_quote.ts";
import { type NamedExecution, trialArtefact, type TrialOutcome } from "../report/artefact.ts";
import { summaryTable } from "../report/table.ts";
import { immediate } from "../schedule/immediate.ts";
import { twap } from "../schedule/twap.ts";
import { vwap } from "../schedule/vwap.ts";
import { DisplayedByInterval, vwapHindsight } from "../schedule/vwap_hindsight.ts";
import { type FeeChoice, routeTrial, trialMarket } from "../search/trial.ts";
import { writeFileAtomically } from "../source/atomic_file.ts";
import { type Command, helpText } from "./command.ts";
import { dataOptions, loadTape } from "./data.ts";
import { KAFKA_EXIT_HELP, UsageError, withFile } from "./errors.ts";
import { chooseFees, feeOptions } from "./fees.ts";
import { kafkaSourceOptions } from "./kafka_source.ts";
import { choice, duration, durationText, flag, kebab, readOptions, text, type Values } from "./options.ts";
import { checkWritable, printResult, tell } from "./output.ts";
import { allocatorOf, routerOptions, sideOf } from "./router.ts";
import { axesOf, searchOptions, searchParameters } from "./search.ts";

/** Slices of a window, so that they fit into memory. */
const MOST_SLICES = 1e6;

const options = {
  ...dataOptions,
  ...kafkaSourceOptions,
  rules: choice(["trial"], "trial: displayed size is fresh at every snapshot, no latency (trial)"),
  ...routerOptions,
  infeasible: choice(["wait", "greedy"], "where no exact split exists: wait, or take the cheapest (wait)"),
  ...feeOptions,
  ...searchOptions,
  interval: duration(60e9, "length of a TWAP or VWAP slice (60s)"),
  vwapProfile: choice(
    ["trailing", "hindsight"],
    "what VWAP knows: the past, or as published the whole window (trailing)",
  ),
  skipBaselines: flag("run the router alone, without best ask, TWAP and VWAP"),
  out: text(
    "FILE",
    "write the artefact here too; - is standard output alone (report_YYYYMMDD_HHMMSS.json, UTC)",
  ),
  noFile: flag("write the artefact to standard output alone"),
  quiet: flag("nothing on standard error but failures"),
};

type BacktestValues = Values<typeof options>;

/** `sorlab backtest`. */
export const command: Command = {
  name: "backtest",
  summary: "split an order over a tape, tune the router, measure it against the baselines",
  help: helpText({
    summary:
      "Splits a parent order over the venues of a tape, searches the router's parameters, and compares the\n" +
      "result with best ask, TWAP and VWAP. The artefact, one JSON object, goes to standard output.",
    examples: [
      ["sorlab backtest --data l1_day.csv --from 13:36:32 --to 13:45:14", "the trial: buy 5,000 shares"],
      ["sorlab backtest", "a synthetic tape"],
      [
        "sorlab backtest --data day.csv.gz --side sell --order-size 2000 --fee 0 --out sell.json",
        "sell, no fees",
      ],
      ["sorlab backtest --data day.csv --cost quadratic --grid 21 --checkpoint search.json", "a long search"],
      ["sorlab backtest --kafka", "the newest complete replay of the topic: see sorlab produce"],
    ],
    options,
    notes:
      "TIME of a length is 60s, 500ms, 2m or 1h. Flags beat the environment: DATA_PATH is used where --data\n" +
      "is not given. A search that Ctrl-C stops saves its --checkpoint first.\n" +
      "total_cash and avg_fill_px are all-in: fees included. Savings in basis points; positive is better.\n" +
      KAFKA_EXIT_HELP,
  }),
  async run(args) {
    const values = readOptions(args, options);
    if (values.noFile && values.out !== undefined) {
      throw new UsageError("--no-file and --out exclude each other");
    }
    const allocator = allocatorOf(values);
    const axes = axesOf(values);
    const fees = await chooseFees(values);
    const written = values.noFile || values.out === "-" ? undefined : values.out ?? await reportName();
    if (written !== undefined) await checkWritable(written);
    const { tape, source } = await loadTape(values, values);
    const snapshots = {
      at: values.snapshot,
      maxQuoteAgeNs: values.maxQuoteAge ?? Infinity,
      limit: values.snapshots ?? Infinity,
    };
    const market = trialMarket(tape, { fees, snapshots });
    const survey = surveySnapshots(market);
    const order = makeOrder(values, tape, survey);
    const computed = {
      tool: "sorlab",
      version: config.version,
      rules: values.rules,
      tape_digest: tapeDigest(tape),
      seed: values.seed,
      arguments: describeArguments(values, fees),
    };
    const { step, infeasible } = values;
    const setup = { fees, snapshots, order, allocator, step, infeasible };
    // Where the tape came from changes nothing: its digest says what it is.
    const identity = sha256(JSON.stringify(computed));
    const search = await searchParameters({ tape, setup, axes, identity }, values);
    const optimised = {
      schedule: immediate.name,
      placement: `static-split (${allocator})`,
      execution: routeTrial(market, setup, search.best),
    };
    const baselines = values.skipBaselines ? {} : runBaselines(market, order, values);
    const run = { ...computed, source };
    await deliver({ run, market, survey, order, search, optimised, baselines }, values);
  },
};

/** The order starts at the first snapshot and lives to the end asked for, else to the last snapshot. */
function makeOrder(values: BacktestValues, tape: Tape, survey: SnapshotSurvey): ParentOrder {
  const { to } = values;
  const ended = to !== undefined && values.snapshots === undefined;
  const order = {
    side: sideOf(values),
    quantity: values.orderSize,
    startNs: survey.firstNs,
    endNs: ended ? boundOffsetNs(to, tape.originNs) : survey.lastNs,
  };
  if ((order.endNs - order.startNs) / values.interval > MOST_SLICES) {
    throw new UsageError(
      `--interval ${durationText(values.interval)}: cuts the window into more than ${MOST_SLICES} slices`,
    );
  }
  return order;
}

function runBaselines(
  market: SnapshotMarket,
  order: ParentOrder,
  { interval, vwapProfile }: BacktestValues,
): Record<string, NamedExecution> {
  const volume = vwapProfile === "trailing"
    ? vwap(interval)
    : vwapHindsight(interval, displayedProfile(market, order, interval));
  const run = (schedule: Schedule): NamedExecution => ({
    schedule: schedule.name,
    placement: bestQuote.name,
    execution: simulateSnapshots(market, order, { schedule, placement: bestQuote }),
  });
  return { best_ask: run(immediate), twap: run(twap(interval)), vwap: run(volume) };
}

function displayedProfile(market: SnapshotMarket, order: ParentOrder, intervalNs: number): readonly number[] {
  const profile = new DisplayedByInterval(order, intervalNs);
  const snapshots = market.snapshots();
  const offers = market.offers(snapshots.book, order.side);
  while (snapshots.next()) profile.see(snapshots.nowNs, offers);
  return profile.finish();
}

/** What of the arguments the result depends on; how it is computed and where it is put plays no part. */
function describeArguments(values: BacktestValues, fees: FeeChoice): Record<string, unknown> {
  const { maxQuoteAge, interval, from, to, ...others } = values;
  const rest: Record<string, unknown> = others;
  for (const name of [...ELSEWHERE, ...Object.keys(kafkaSourceOptions)]) delete rest[name];
  return {
    from: from && formatBound(from),
    to: to && formatBound(to),
    ...Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [kebab(name).replaceAll("-", "_"), value]),
    ),
    max_quote_age_ns: maxQuoteAge,
    interval_ns: interval,
    fees: describeFees(fees),
  };
}

/** Arguments that change nothing, or that the artefact shows elsewhere. */
const ELSEWHERE: readonly (keyof BacktestValues)[] = [
  "data",
  "seed",
  "rules",
  "fee",
  "rebate",
  "workers",
  "checkpoint",
  "out",
  "noFile",
  "quiet",
];

function describeFees(fees: FeeChoice): Record<string, unknown> {
  if (fees.kind === "flat") return { take: fees.takeDollars, add: fees.addDollars };
  return { schedule: fees.name, sha256: sha256(fees.csv) };
}

function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

async function deliver(outcome: TrialOutcome, values: BacktestValues): Promise<void> {
  const artefact = trialArtefact(outcome);
  const json = `${JSON.stringify(artefact, null, 2)}\n`;
  const path = values.noFile || values.out === "-" ? undefined : values.out ?? await reportName();
  if (path !== undefined) await withFile(`write ${path}`, () => writeFileAtomically(path, json));
  if (!values.quiet) {
    if (Deno.stderr.isTerminal()) tell(summaryTable(artefact));
    for (const warning of artefact.warnings) tell(`warning: ${warning}`);
    if (path !== undefined) tell(`artefact in ${path}`);
  }
  await printResult(json);
}

/** `report_YYYYMMDD_HHMMSS.json`, UTC; with a number behind it where a run of this second is there already. */
async function reportName(): Promise<string> {
  const [date, time] = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").split("T");
  for (let n = 1;; n++) {
    const name = `report_${date}_${time}${n === 1 ? "" : `_${n}`}.json`;
    try {
      await Deno.stat(name);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return name;
      throw error;
    }
  }
}
