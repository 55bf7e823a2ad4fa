/** `sorlab backtest`: reads its arguments, has the question answered, and hands over what came of it. @module */

import config from "../../deno.json" with { type: "json" };
import { DEFAULTS } from "../backtest/question.ts";
import { tapeDigest } from "../market/digest.ts";
import { formatBound } from "../market/time.ts";
import { type FeeChoice, feeSchedule } from "../execution/fee_choice.ts";
import { ownRouters, rests, type StrategyName, strategyText } from "../strategy/strategy_name.ts";
import type { Run } from "../report/schema.ts";
import { snakeCase } from "../report/snake_case.ts";
import { marketBacktest } from "./backtest_market.ts";
import { deliver, reportName } from "./artefact_output.ts";
import { type Backtest, backtestOptions, type BacktestValues, isOfSource } from "./backtest_options.ts";
import { trialBacktest } from "./backtest_trial.ts";
import { withConfig } from "./config_file.ts";
import { type Command, groupedHelp } from "./command.ts";
import { BACKTEST_GROUPS } from "./backtest_groups.ts";
import { isDataNamed, loadTape } from "./data.ts";
import { FileError, KAFKA_EXIT_HELP, UsageError } from "./errors.ts";
import { chooseFees, describeFeeChoice } from "./fees.ts";
import { sha256 } from "../market/sha256.ts";
import { kafkaSourceOptions } from "./kafka_source.ts";
import { checkMemory } from "./memory.ts";
import { collarText, latencyText, orderLimitText, orderSizeText } from "./question_values.ts";
import { unmet } from "./options.ts";
import { type Arguments, checkRead, readArguments } from "./read_arguments.ts";
import { describeRouters, strategyOf, withOpenRouters } from "./own_routers.ts";
import { asking, isSetting } from "./question_options.ts";
import { tell } from "./output.ts";
import { checkWritable } from "./written_file.ts";
import { checkDestination, writesFiles } from "./page_options.ts";
import { keepOnly, type Permission } from "./permissions.ts";

/** Length of a slice where none is asked for, ns. */
const INTERVAL_NS = { market: DEFAULTS.strategy.intervalNs, trial: 60e9 } as const;

/** `sorlab backtest`. */
export const command: Command = {
  help: groupedHelp({
    summary:
      "Works parent orders over a tape's venues by a strategy (a schedule and a placement), tunes it and\n" +
      "measures what it saves on other strategies. The artefact, one JSON object, goes to standard output.",
    examples: [
      [
        "sorlab backtest --data l1_day.csv --orders 40 --side both --order-size 500",
        "40 orders, ten minutes each",
      ],
      [
        "sorlab backtest --data day.csv.gz --orders 200 --side both --strategy twap+cont-kukanov --folds 5",
        "tune on the past, score what follows",
      ],
      [
        "sorlab backtest --data day.csv --orders 40 --session 09:30-15:30 --collar 10bps --limit 50bps",
        "orders until half past three in New York, at prices near the market's",
      ],
      [
        "sorlab backtest --data l1_day.csv --rules trial --from 13:36:32 --to 13:45:14",
        "the published trial: buy 5,000 shares",
      ],
      ["sorlab backtest", "something to look at: a hundred orders on a synthetic tape"],
      [
        "sorlab backtest --data day.csv --rules trial --cost quadratic --grid 21 --checkpoint search.json",
        "a long search",
      ],
      ["sorlab backtest --config report.json --seed 2", "what an artefact was asked, but for one thing"],
      ["sorlab backtest --kafka", "the newest complete replay of the topic: see sorlab produce"],
    ],
    options: backtestOptions,
    groups: BACKTEST_GROUPS,
    notes:
      "TIME of a length is 60s, 500ms, 2m or 1h. Flags beat the environment: DATA_PATH is used where --data\n" +
      "is not given. A search that Ctrl-C stops saves its --checkpoint first.\n" +
      "total_cash and avg_fill_px are all-in: fees included. Savings in basis points; positive is better.\n\n" +
      "--lambda-over, --lambda-under and --theta-queue are dollars under trial rules, 0 to 1. Under market\n" +
      "rules they are multiples: λ_under of half spread + fee, λ_over of half spread + rebate, 1.05 to 4;\n" +
      "θ of half spread, 0 to 0.5. A grid tries the values given, other searches all between their ends.\n" +
      KAFKA_EXIT_HELP,
  }),
  async run(args) {
    const flags = readArguments(args, backtestOptions);
    const { config: path, allowExec, open } = flags.values;
    const read = path === undefined ? flags : await withConfig(flags, path, backtestOptions);
    const asked = {
      ...read.values,
      strategy: strategyOf(read.values),
      // Only the command line may allow programs to run, never a configuration file.
      allowExec,
      open,
      interval: read.values.interval ?? INTERVAL_NS[read.values.rules],
    };
    const assumes = await asksNothing(read);
    const values = assumes ? { ...asked, ...ASSUMED } : asked;
    checkDestination(values);
    keepOnly(needsOf(values));
    if (values.rules === "trial") checkNothingRests(values);
    checkRead(backtestOptions, { values: asked, given: flags.given });
    await asking(backtestOptions, async () => {
      const opened = await withOpenRouters(values);
      // What is read of the search depends on what the routers declare.
      const { strategy, compare } = opened;
      checkRead(backtestOptions, { values: { ...asked, strategy, compare }, given: flags.given });
      await answer(opened, { assumes });
    });
  },
};

/**
 * What is asked where nothing is, neither a question nor data: enough short orders that the synthetic market has an
 * answer.
 */
const ASSUMED = {
  orders: 100,
  side: "both",
  orderSize: { kind: "shares", shares: 500 },
  horizon: 60e9,
  interval: 10e9,
  folds: 5,
} as const;

/** The same as options. */
const ASSUMED_TEXT = "--orders 100 --side both --order-size 500 --horizon 1m --interval 10s --folds 5";

async function asksNothing({ values, given }: Arguments<typeof backtestOptions>): Promise<boolean> {
  const isQuestion = (name: string): boolean =>
    name === "rules" || (name !== "seed" && isSetting(backtestOptions[name as keyof typeof backtestOptions]));
  return ![...given].some(isQuestion) && !await isDataNamed(values);
}

/** @throws {UsageError} for a strategy that rests, with the reason why there is none by trial rules. */
function checkNothingRests({ strategy, compare }: BacktestValues): void {
  const resting = [strategy, ...compare].find((each) =>
    each !== undefined && ownRouters(each).length === 0 && rests(each as StrategyName)
  );
  if (resting === undefined) return;
  throw new UsageError(
    `--${resting === strategy ? "strategy" : "compare"} ${
      strategyText(resting)
    }: under trial rules nothing ` +
      "rests, all that is displayed is taken at once; leave --rules trial out",
  );
}

/** What the options make of what a back-test may do. */
function needsOf(values: BacktestValues): Permission[] {
  const { kafka, group, checkpoint, perOrder, fills, open, allowExec } = values;
  const writes = writesFiles(values) ||
    [group, checkpoint, perOrder, fills].some((path) => path !== undefined);
  return [
    "read",
    ...(writes ? ["write"] as const : []),
    ...(kafka ? ["net"] as const : []),
    ...(open || allowExec.length > 0 ? ["run"] as const : []),
  ];
}

async function answer(given: BacktestValues, { assumes }: { readonly assumes: boolean }): Promise<void> {
  const fees = await chooseFees(given);
  const prepared = await prepare(given, fees);
  const order = given.rules === "trial" ? "event" : "receipt";
  // A tape that cannot be read is told of before an artefact that cannot be written; but a run may be taken from a
  // topic only once, so there the artefact is checked first.
  if (given.kafka) await checkArtefact(given);
  const { tape, source, window = {} } = await loadTape(given, {
    quiet: given.quiet,
    order,
    maxMemory: given.maxMemory,
  });
  if (assumes && !given.quiet) tell(`no question asked: assuming ${ASSUMED_TEXT}`);
  if (!given.kafka) await checkArtefact(given);
  const values = { ...given, ...window };
  // The window found in a topic makes another question.
  const backtest = Object.keys(window).length === 0 ? prepared : await prepare(values, fees);
  checkMemory(values.maxMemory, {
    ...backtest.workload,
    rows: tape.length,
    workers: values.workers ?? navigator.hardwareConcurrency,
  });
  const computed: Omit<Run, "source"> = {
    tool: "sorlab",
    version: config.version,
    rules: values.rules,
    tape_digest: tapeDigest(tape, "event"),
    seed: values.seed,
    arguments: { ...describeArguments(values, fees), ...backtest.files },
    ...describeRouters(values),
  };
  // What the strategy is compared with is no part of its search.
  const alone = { ...values, compare: [], primary: undefined, stability: false };
  const searched = {
    ...computed,
    arguments: { ...describeArguments(alone, fees), ...backtest.files, what_if_fees: [] },
  };
  const identity = sha256(JSON.stringify(searched));
  await deliver(await backtest.run({ tape, fees, run: { ...computed, source }, identity }), values);
}

/** @throws {FileError} if the artefact's file, or its page, cannot be written: now, and not after hours of work. */
async function checkArtefact({ noFile, out, html }: BacktestValues): Promise<void> {
  if (html !== undefined) await checkWritable(html);
  if (noFile || out === "-") return;
  try {
    await checkWritable(out ?? reportName()(1));
  } catch (error) {
    if (!(error instanceof FileError) || out !== undefined) throw error;
    throw new FileError(`${error.message}; --no-file writes none, --out FILE another`, { cause: error });
  }
}

async function prepare(values: BacktestValues, fees: FeeChoice): Promise<Backtest> {
  if (values.rules === "market") return await marketBacktest(values, fees);
  const backtest = trialBacktest(values);
  feeSchedule(fees); // fails now, and not once the tape is read
  return backtest;
}

/** What of the arguments the result depends on; how it is computed and where it is put plays no part. */
function describeArguments(values: BacktestValues, fees: FeeChoice): Run["arguments"] {
  const { maxQuoteAge, interval, every, horizon, refresh, from, to, ...others } = values;
  const isMarket = values.rules === "market";
  const rest: Record<string, unknown> = {
    ...others,
    orderSize: values.orderSize.kind === "shares" ? values.orderSize.shares : orderSizeText(values.orderSize),
    strategy: values.strategy && strategyText(values.strategy),
    compare: values.compare.map(strategyText),
    latency: latencyText(values.latency),
    collar: collarText(values.collar),
    limit: values.limit && orderLimitText(values.limit),
  };
  const unread = Object.keys(backtestOptions).filter((name) =>
    isUnread(name as keyof BacktestValues, values)
  );
  for (const name of [...ELSEWHERE, ...unread, ...Object.keys(kafkaSourceOptions)]) delete rest[name];
  return {
    from: from && formatBound(from),
    to: to && formatBound(to),
    ...Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [snakeCase(name), value]),
    ),
    max_quote_age_ns: maxQuoteAge,
    interval_ns: interval,
    ...(isMarket ? { every_ns: every, horizon_ns: horizon, refresh_ns: refresh } : {}),
    fees: describeFeeChoice(fees),
  };
}

/** Whether nothing reads an option; one of files says the same of a topic, as its tape may be the very same. */
function isUnread(name: keyof BacktestValues, values: BacktestValues): boolean {
  const condition = unmet(backtestOptions[name], values);
  return condition !== undefined && !isOfSource(condition);
}

/** Arguments that change nothing, or that the artefact shows elsewhere. */
const ELSEWHERE: readonly (keyof BacktestValues)[] = [
  "config",
  "data",
  "seed",
  "rules",
  "fee",
  "rebate",
  "workers",
  "maxMemory",
  "checkpoint",
  "perOrder",
  "fills",
  "html",
  "open",
  "volumeProfile",
  "whatIfFees",
  "schedule",
  "placement",
  "decisionTimeout",
  "allowExec",
  "out",
  "format",
  "noFile",
  "quiet",
];
