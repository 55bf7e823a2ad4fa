/** `sorlab judge`: reads a router's fills and their tape, and shows what it did. @module */

import config from "../../deno.json" with { type: "json" };
import { lendWorkers } from "../backtest/evaluator.ts";
import { planBacktest } from "../backtest/plan.ts";
import { DEFAULTS } from "../backtest/question.ts";
import { feeSchedule } from "../execution/fee_choice.ts";
import { judge, type JudgeInput } from "../judge/judge.ts";
import { CHILD_COLUMNS, readChildOrders } from "../judge/read/child_orders.ts";
import { readFills } from "../judge/read/fills.ts";
import { FILL_COLUMNS, type FillsOptions } from "../judge/read/fills_table.ts";
import { PARENT_COLUMNS, readParents } from "../judge/read/parents.ts";
import { checkLayout, type TableLayout } from "../judge/read/table_layout.ts";
import { DataError } from "../market/data_error.ts";
import { tapeDigest } from "../market/digest.ts";
import { formatBound } from "../market/time.ts";
import { judgeArtefact } from "../report/judge/artefact.ts";
import { judgeSummary } from "../report/judge/summary.ts";
import type { Run } from "../report/schema.ts";
import { snakeCase } from "../report/snake_case.ts";
import type { Terminal } from "../report/terminal/bar_table.ts";
import { isProgram } from "../strategy/external/router.ts";
import { strategyText } from "../strategy/strategy_name.ts";
import { deliver, reportName } from "./artefact_output.ts";
import { type Command, helpText } from "./command.ts";
import { loadTape } from "./data.ts";
import { UsageError, withFile } from "./errors.ts";
import { chooseFees, describeFeeChoice } from "./fees.ts";
import { sha256 } from "../market/sha256.ts";
import { JUDGE_RULES, judgeOptions, type JudgeValues } from "./judge_options.ts";
import { collarText, latencyText } from "./question_values.ts";
import { checkRead, readArguments } from "./read_arguments.ts";
import { checkWritable } from "./written_file.ts";
import { Progress } from "./progress.ts";
import { checkDestination, writesFiles } from "./page_options.ts";
import { keepOnly, type Permission } from "./permissions.ts";
import { describeRouters, openAll } from "./own_routers.ts";
import { asking, questionOf } from "./question_options.ts";
import { readQueue } from "./queue.ts";

/** `sorlab judge`. */
export const command: Command = {
  help: helpText({
    summary:
      "Measures the fills of a router of your own on the day's tape, works the same parent orders by other\n" +
      "strategies, and says how far the simulator is to be believed. The artefact, one JSON object, goes to\n" +
      "standard output; sorlab report makes it a page.",
    examples: [
      ["sorlab generate --fills demo", "a set of fills to try it on: a tape, fills, parent and child orders"],
      ["sorlab judge --data demo/tape.csv --fills demo/fills.csv", "its fills alone"],
      [
        "sorlab judge --data demo/tape.csv --fills demo/fills.csv \\\n    --parents demo/parents.csv " +
        "--orders demo/orders.csv --calibrate queue --out judged.json",
        "all that is known, and the queue model fitted to it",
      ],
      ["sorlab backtest --data demo/tape.csv --queue judged.json", "a back-test by the fitted queue model"],
      [
        "sorlab judge --data day.csv.gz --fills oms.log --compare twap+cont-kukanov,twap+sweep",
        "a FIX log, against strategies of one's choice",
      ],
    ],
    options: judgeOptions,
    notes: "Fills: a row a fill with time, side, venue, price, shares, and if known order,\n" +
      "child, sent, acknowledged, kind (taken, rested, crossed), fee, id; columns are\n" +
      "found by name. Or a FIX log as it is. Parents: order, side, quantity, start,\n" +
      "end, limit. Orders: child, venue, side, price, shares, time, and if known order,\n" +
      "acknowledged, until, tif. Times are UTC. See sorlab help judge.",
  }),
  async run(args) {
    const read = readArguments(args, judgeOptions);
    const { values } = read;
    checkDestination(values);
    keepOnly(needsOf(values));
    if (values.calibrate !== undefined && values.orders === undefined) {
      throw new UsageError(
        `--calibrate ${values.calibrate} needs --orders FILE: it is fitted to child orders`,
      );
    }
    checkRead(judgeOptions, { ...read, values: { ...values, ...JUDGE_RULES } });
    await asking(judgeOptions, () => answer(values));
  },
};

/** What the options make of what a judgement may do. */
function needsOf(values: JudgeValues): Permission[] {
  return [
    "read",
    ...(writesFiles(values) ? ["write"] as const : []),
    ...(values.open ? ["run"] as const : []),
  ];
}

async function answer(given: JudgeValues): Promise<void> {
  const { fills: file } = given;
  if (file === undefined) throw new UsageError("--fills FILE is missing: the fills to judge");
  const program = given.compare.find(({ placement }) =>
    typeof placement === "object" && isProgram(placement)
  );
  if (program !== undefined) {
    throw new UsageError(`--compare ${strategyText(program)}: only sorlab backtest runs programs`);
  }
  const values = { ...given, compare: await openAll(given.compare) };
  const fees = await chooseFees(values);
  feeSchedule(fees); // fails now, and not once the tape is read
  const queue = await readQueue(values.queue);
  const { rules, ...question } = questionOf(judgeOptions, values);
  const plan = planBacktest({ ...question, rules: { ...rules, fees, queue } });
  const written = values.noFile || values.out === "-" ? undefined : values.out ?? reportName()(1);
  for (const path of [written, values.html]) {
    if (path !== undefined) await checkWritable(path);
  }
  const { tape, source } = await loadTape(values, { quiet: values.quiet, order: "receipt" });
  const layout = values.fillsLayout === undefined ? undefined : await readLayoutFile(values.fillsLayout);
  const input = await readInput(file, values, { originNs: tape.originNs, symbol: tape.symbol, layout });
  const run: Run = {
    tool: "sorlab",
    version: config.version,
    rules: "judge",
    tape_digest: tapeDigest(tape, "event"),
    seed: values.seed,
    arguments: { ...await describeArguments(values), queue, fees: describeFeeChoice(fees) },
    ...describeRouters(values),
    source,
  };
  const progress = new Progress("simulating:", values);
  const judgement = await judge(tape, input, plan, {
    primary: values.primary,
    clockOffsetNs: values.clockOffset,
    calibrateQueue: values.calibrate === "queue",
    evaluate: lendWorkers(values.workers ?? navigator.hardwareConcurrency, "none"),
    onProgress: (simulated, total) => progress.show(simulated, total, "orders"),
  }).finally(() => progress.finish());
  const artefact = judgeArtefact(judgement, run, input.fills.length);
  const summary = (terminal: Terminal): string => judgeSummary(artefact, terminal);
  await deliver({ artefact, summary, warnings: artefact.warnings }, values);
}

async function readInput(
  file: string,
  { parents, orders, quiet }: JudgeValues,
  options: FillsOptions,
): Promise<JudgeInput> {
  const progress = new Progress("reading:", { quiet });
  progress.show(0, undefined, file);
  try {
    return {
      ...await withFile(`read ${file}`, () => readFills(file, options)),
      file,
      parents: parents === undefined
        ? undefined
        : await withFile(`read ${parents}`, () => readParents(parents, options)),
      children: orders === undefined
        ? undefined
        : await withFile(`read ${orders}`, () => readChildOrders(orders, options)),
      childrenFile: orders,
    };
  } finally {
    progress.finish();
  }
}

const KNOWN_COLUMNS = [...new Set([FILL_COLUMNS, PARENT_COLUMNS, CHILD_COLUMNS].flatMap(Object.keys))];

async function readLayoutFile(path: string): Promise<TableLayout> {
  const text = await withFile(`read ${path}`, () => Deno.readTextFile(path));
  try {
    return checkLayout(JSON.parse(text), KNOWN_COLUMNS);
  } catch (error) {
    if (error instanceof DataError) throw error.at({ file: path });
    throw new DataError("no JSON", { file: path }, { cause: error });
  }
}

/** What of the arguments the result depends on. */
async function describeArguments(values: JudgeValues): Promise<Omit<Run["arguments"], "fees">> {
  const { from, to, maxQuoteAge, interval, refresh, clockOffset } = values;
  return {
    ...await describeFiles(values),
    from: from && formatBound(from),
    to: to && formatBound(to),
    symbol: values.symbol,
    instrument_id: values.instrumentId,
    rtype: values.rtype,
    layout: values.layout,
    date: values.date,
    time_unit: values.timeUnit,
    keep_bad_books: values.keepBadBooks,
    skip_bad_rows: values.skipBadRows,
    clock_offset: clockOffset === undefined ? undefined : `${clockOffset}ns`,
    calibrate: values.calibrate,
    compare: values.compare.map(strategyText),
    primary: values.primary,
    latency: latencyText(values.latency),
    collar: collarText(values.collar),
    reference_venue: values.referenceVenue,
    max_print: values.maxPrint,
    participation: values.participation === DEFAULTS.strategy.participation
      ? undefined
      : values.participation,
    risk_aversion: values.riskAversion === DEFAULTS.strategy.riskAversion ? undefined : values.riskAversion,
    interval_ns: interval,
    refresh_ns: refresh,
    max_quote_age_ns: maxQuoteAge,
  };
}

/** Files that were read, with the digests of what they held. */
async function describeFiles(values: JudgeValues): Promise<Record<string, unknown>> {
  const described: Record<string, unknown> = {};
  for (const name of ["fills", "parents", "orders", "fillsLayout"] as const) {
    const path = values[name];
    if (path === undefined) continue;
    const bytes = await withFile(`read ${path}`, () => Deno.readFile(path));
    described[snakeCase(name)] = {
      file: path,
      sha256: sha256(bytes),
    };
  }
  return described;
}
