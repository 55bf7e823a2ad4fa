/** The question of a live view: options that a page may change, read as on the command line. @module */

import { planBacktest } from "../backtest/plan.ts";
import type { FeeChoice } from "../execution/fee_choice.ts";
import type { QueueName } from "../execution/queue/models.ts";
import { PARAMETERS } from "../model/parameters.ts";
import type { Point } from "../model/point.ts";
import { shellWords } from "../report/repeat_command.ts";
import type { Field } from "../serve/frames.ts";
import type { LiveQuestion } from "../serve/live_view.ts";
import { isOpen, strategyText } from "../strategy/strategy_name.ts";
import { backtestOptions } from "./backtest_options.ts";
import { UsageError } from "./errors.ts";
import { feeOptions } from "./fees.ts";
import { duration, kebab, type Option, type Options, type Values, writtenFallback } from "./options.ts";
import { checkRead, readArguments } from "./read_arguments.ts";
import { parameterOptions } from "./search.ts";
import { at, inOptions, questionOf } from "./question_options.ts";

/** An option with another value where it is not given. */
function usually<O extends Option<unknown>>(option: O, fallback: O["fallback"]): O {
  return { ...option, fallback };
}

/** What a page may change. Where the back-test has other defaults, these are short orders, one after the other. */
export const changeableOptions = {
  strategy: backtestOptions.strategy,
  compare: backtestOptions.compare,
  primary: backtestOptions.primary,
  side: usually(backtestOptions.side, "both"),
  orderSize: usually(backtestOptions.orderSize, { kind: "shares", shares: 500 } as const),
  every: at("orders.everyNs", duration(60e9, "start an order so often, from the first mid on")),
  horizon: at("orders.horizonNs", duration(undefined, "length of each order (--every's time)")),
  interval: at("strategy.intervalNs", duration(10e9, "length of a slice")),
  limit: backtestOptions.limit,
  session: backtestOptions.session,
  ...parameterOptions((name, option) => {
    const { symbol, unit, low, high } = PARAMETERS[name];
    const help = `${symbol}, multiples of ${unit}, ${low} to ${high} (${low})`;
    return at(`search.axes.${name}`, { ...option, placeholder: "X", help });
  }),
  participation: backtestOptions.participation,
  riskAversion: backtestOptions.riskAversion,
  depthTicks: backtestOptions.depthTicks,
  impact: backtestOptions.impact,
  adverseSelection: backtestOptions.adverseSelection,
  shortfall: backtestOptions.shortfall,
  overfill: backtestOptions.overfill,
  latency: backtestOptions.latency,
  refresh: backtestOptions.refresh,
  residual: backtestOptions.residual,
  collar: backtestOptions.collar,
  referenceVenue: backtestOptions.referenceVenue,
  maxQuoteAge: backtestOptions.maxQuoteAge,
  maxPrint: backtestOptions.maxPrint,
};

/** What only the command line may say, as it may name files. */
export const fixedOptions = {
  queue: backtestOptions.queue,
  seed: backtestOptions.seed,
  ...feeOptions,
};

/** What of the question stays as it is, read beforehand where it is a file. */
export interface Fixed {
  readonly fees: FeeChoice;
  readonly queue: QueueName;
  readonly seed: number;
  /** The same as a back-test takes it. */
  readonly texts: Texts;
}

/** Options as they were written, by camel-case name; of flags nothing. */
export type Texts = Readonly<Record<string, string>>;

/**
 * The question that options ask.
 *
 * @throws {UsageError} for one that makes no sense, or that the live view does not answer.
 */
export function liveQuestion(texts: Texts, fixed: Fixed): LiveQuestion {
  const { values, given } = readArguments(argumentsOf(texts), changeableOptions);
  checkRead(changeableOptions, { values: { ...values, rules: "market" } as typeof values, given });
  checkBuiltIn(values);
  try {
    const { rules, search, ...question } = questionOf(changeableOptions, values);
    const { fees, queue, seed } = fixed;
    const plan = planBacktest({
      ...question,
      rules: { ...rules, queue, fees },
      search: { ...search, seed },
    });
    return {
      plan,
      fields: Object.entries(changeableOptions).map(([name, option]) => fieldOf(name, option, texts)),
      backtest: (dataOptions, point) => commandOf(dataOptions, point, { ...texts, ...fixed.texts }),
      with: (changes) => liveQuestion(changed(texts, changes), fixed),
    };
  } catch (error) {
    throw inOptions(error, changeableOptions);
  }
}

/** @throws {UsageError} for a router of the user's own. */
function checkBuiltIn({ strategy, compare }: Values<typeof changeableOptions>): void {
  for (
    const [option, each] of [["strategy", strategy], ...compare.map((each) => ["compare", each])] as const
  ) {
    if (each === undefined || typeof each === "string" || isOpen(each)) continue;
    throw new UsageError(
      `--${option} ${
        strategyText(each)
      }: the live view runs strategies that are built in; sorlab backtest runs ` +
        "a router of your own",
    );
  }
}

function argumentsOf(texts: Texts): string[] {
  return Object.entries(texts).map(([name, text]) =>
    text === "" ? `--${kebab(name)}` : `--${kebab(name)}=${text}`
  );
}

/** @throws {UsageError} for an option that is none, or that a page may not change. */
function changed(texts: Texts, changes: Readonly<Record<string, string | null>>): Texts {
  const all = new Map(Object.entries(texts));
  for (const [written, value] of Object.entries(changes)) {
    const found = Object.entries<Option<unknown>>(changeableOptions).find(([name]) =>
      kebab(name) === written
    );
    if (found === undefined) throw new UsageError(`--${written}: a page may not change this`);
    const [name, { placeholder }] = found;
    if (value === null || (placeholder === null && value !== "true")) all.delete(name);
    else all.set(name, placeholder === null ? "" : value);
  }
  return Object.fromEntries(all);
}

function fieldOf(name: string, option: Option<unknown>, texts: Texts): Field {
  const { placeholder, help } = option;
  return {
    name: kebab(name),
    help,
    placeholder,
    choices: choicesOf(option),
    value: placeholder === null
      ? (Object.hasOwn(texts, name) ? "true" : "")
      : texts[name] ?? writtenFallback(option) ?? "",
  };
}

/** The words that an option may be; `null` where it may be something else, or several of them. */
function choicesOf({ placeholder, words = [] }: Option<unknown>): readonly string[] | null {
  if (placeholder === "S+P") return words.filter((word) => !word.startsWith(`${WITHOUT_PROFILE}+`));
  const named = placeholder?.split("|") ?? [];
  return named.length > 1 && named.every((word) => /^[a-z-]+$/.test(word)) ? named : null;
}

/** The schedule that takes another day's tape, which a page cannot name. */
const WITHOUT_PROFILE = "vwap-learnt";

/** What a back-test has to be told of, as its own default is another. */
const TOLD = ["side", "orderSize", "every", "interval"] as const;

function commandOf(dataOptions: readonly string[], point: Point, texts: Texts): string {
  const told = Object.fromEntries(
    TOLD.map((name) => [name, writtenFallback(changeableOptions[name] as Option<unknown>)!]),
  );
  const parameters = Object.fromEntries(Object.entries(point).map(([name, value]) => [name, String(value)]));
  const all: Options = { ...changeableOptions, ...fixedOptions };
  const words = Object.entries({ ...told, ...parameters, ...texts }).map(([name, text]) =>
    shellWords(all[name]!.placeholder === null ? { name: kebab(name) } : { name: kebab(name), value: text })
  );
  return ["sorlab backtest", ...dataOptions, ...words].join(" ");
}
