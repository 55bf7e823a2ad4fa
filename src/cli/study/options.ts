/** Options of `sorlab study`. @module */

import { firstRepeated } from "../../market/first_repeated.ts";
import { backtestOptions } from "../backtest_options.ts";
import type { OptionGroup } from "../command.ts";
import { maxMemory } from "../memory.ts";
import { DEFAULT_QUEUE, kafkaOptions } from "../kafka_options.ts";
import { pageOptions } from "../page_options.ts";
import { duration, flag, integer, type Option, type Options, quiet, text, type Values } from "../options.ts";
import { tapeOptions } from "../tape_options.ts";
import { shardOption } from "./engines.ts";

/** Settings of a back-test's question that a study asks of every tape. */
const QUESTION = [
  ...["orders", "side", "orderSize", "horizon", "session", "limit", "from", "to"],
  ...["strategy", "compare", "primary", "interval", "participation", "riskAversion", "depthTicks", "impact"],
  ...["adverseSelection", "shortfall", "overfill", "step", "fee", "rebate", "fees", "latency", "levels"],
  ...[
    "queue",
    "refresh",
    "residual",
    "referenceVenue",
    "collar",
    "maxPrint",
    "maxQuoteAge",
    "search",
    "grid",
  ],
  ...["evaluations", "lambdaOver", "lambdaUnder", "thetaQueue", "seed"],
] as const;

const READING = ["rtype", "timeUnit", "layout", "date", "keepBadBooks", "skipBadRows"] as const;

/** Whether an option says something of the question, or of how its tapes are read. */
export function isQuestionOption(name: string): boolean {
  return [...QUESTION, ...READING].some((each) => each === name);
}

/** Options of a back-test that a study has not: it works by market rules, and reads files. */
const FIXED = ["rules", "kafka", "skipBaselines"];

/** Some options, without the conditions that always hold in a study. */
function picked<O extends Options, const Names extends readonly (keyof O)[]>(
  options: O,
  names: Names,
): Pick<O, Names[number]> {
  const entries = names.map((name) => {
    const option = options[name]!;
    const onlyWith = option.onlyWith?.filter((each) => !("option" in each && FIXED.includes(each.option)));
    return [name, { ...option, onlyWith }];
  });
  return Object.fromEntries(entries) as Pick<O, Names[number]>;
}

/** `--symbol` with several. */
const symbols: Option<readonly string[] | undefined> = {
  placeholder: "NAME,…",
  help: "instruments to take from each input (all that are in it; of an address, the only one)",
  fallback: undefined,
  read(given) {
    const names = given.split(",").map((name) => name.trim());
    if (names.includes("")) throw new Error("use names with commas between");
    const twice = firstRepeated(names);
    if (twice !== undefined) throw new Error(`${twice} is named twice`);
    return names;
  },
};

const study = text("FILE", "the study's plan (study.json)");
const parts = text("FOLDER", "where the parts are, one a tape (parts)");

/** Options of `sorlab study plan`. */
export const planOptions = {
  data: text("FILE|FOLDER|ADDRESS", "the tapes: a file, a folder, a pattern of files, an https address"),
  list: text(
    "FILE",
    "the tapes as CSV, a line each: tape, and if wanted symbol, from, to; - is standard input",
  ),
  symbol: symbols,
  question: text("FILE", "take from it what is not given here: JSON, an artefact or options by name"),
  perOrder: flag("keep sums for every start instead of blocks of starts"),
  measure: flag("do one task, and tell what all of them will take"),
  ...picked(backtestOptions, QUESTION),
  ...picked(tapeOptions, READING),
  out: text("FILE", "where to write the plan (study.json)"),
  quiet,
};

/** Options of `sorlab study run`. */
export const runOptions = {
  study,
  parts,
  shard: shardOption,
  shards: integer(undefined, { min: 1, max: 1e6 }, "how many shards, where the engine tells which alone"),
  workers: integer(undefined, { min: 1, max: 256 }, "threads, a tape each (as many as cores)"),
  failFast: flag("end with the first tape that cannot be measured (it is noted, and others go on)"),
  addresses: text(
    "FILE",
    "addresses with their signatures, as plan writes them (the plan's .addresses.json)",
  ),
  cache: text("FOLDER", "where tapes of addresses are kept (tape-cache)"),
  cacheSize: {
    ...maxMemory,
    help: "most that they may take together, those in use aside: 500M, 20G",
    fallback: 10 * 2 ** 30 as number | undefined,
    shown: (bytes: number) => `${bytes / 2 ** 30}G`,
  },
  quiet,
};

/** Options of `sorlab study merge`. */
export const mergeOptions = {
  study,
  parts,
  partial: flag("pool what is there, and say what is missing"),
  trainDays: integer(undefined, { min: 1, max: 100_000 }, "days before a day to tune it on (all before it)"),
  out: backtestOptions.out,
  noFile: backtestOptions.noFile,
  format: backtestOptions.format,
  html: pageOptions.html,
  quiet,
};

const queueOptions = {
  kafka: flag("the queue is in Kafka, the only kind there is: may be left out"),
  ...kafkaOptions,
  topic: {
    ...kafkaOptions.topic,
    help: `begins the names of the queue's topics (${DEFAULT_QUEUE})`,
  },
};

/** Options of `sorlab study submit`. */
export const submitOptions = { study, ...queueOptions, quiet };

/** Options of `sorlab study work`. */
export const workOptions = {
  ...queueOptions,
  name: text("NAME", "who this worker is, for sorlab study status (its process)"),
  workers: runOptions.workers,
  attempts: integer(3, { min: 1, max: 100 }, "how often a task is begun before it is set aside"),
  longestTask: duration(600e9, "longest that a task may take; so long a rebalance may wait for it"),
  addresses: text("FILE", "addresses with their signatures, as plan writes them"),
  cache: runOptions.cache,
  cacheSize: runOptions.cacheSize,
  quiet,
};

/** Options of `sorlab study status`. */
export const statusOptions = { ...queueOptions };

/** Options of `sorlab study collect`. */
export const collectOptions = {
  study,
  ...queueOptions,
  partial: mergeOptions.partial,
  trainDays: mergeOptions.trainDays,
  html: mergeOptions.html,
  out: mergeOptions.out,
  noFile: mergeOptions.noFile,
  format: mergeOptions.format,
  quiet,
};

/** Options of `sorlab study cancel`. */
export const cancelOptions = {
  ...queueOptions,
  purge: flag("remove the parts too, which are kept otherwise"),
  quiet,
};

/** All options, what belongs together side by side; of each group, those first that matter most. */
export const STUDY_GROUPS = [
  {
    title: "plan: which tapes",
    common: ["data", "list", "symbol", "measure"],
    others: READING,
  },
  {
    title: "plan: which question, as of sorlab backtest",
    common: ["question", "orders", "side", "orderSize", "strategy"],
    others: [
      ...QUESTION.filter((name) => !["orders", "side", "orderSize", "strategy"].includes(name)),
      "perOrder",
    ],
  },
  {
    title: "run",
    common: ["study", "parts", "shard", "shards", "workers"],
    others: ["failFast", "addresses", "cache", "cacheSize"],
  },
  {
    title: "submit, work, status, collect, cancel: a queue in Kafka",
    common: ["topic", "name", "attempts", "longestTask", "purge"],
    others: ["kafka", "bootstrap", "kafkaConfig", "timeout", "verbose"],
  },
  {
    title: "merge, collect",
    common: ["partial", "trainDays", "out"],
    others: ["html", "noFile", "format", "quiet"],
  },
] as const satisfies readonly OptionGroup[];

/** What the user asked for. */
export type PlanValues = Values<typeof planOptions>;
/** What the user asked for. */
export type RunValues = Values<typeof runOptions>;
/** What the user asked for. */
export type MergeValues = Values<typeof mergeOptions>;
