/** The door for artefacts that are to be compared: of any rules, and older ones too. @module */

import type { OrderColumns } from "../../analysis/saving_difference.ts";
import { DataError } from "../../market/data_error.ts";
import { mapValues } from "../../market/map_values.ts";
import { parseTimeBound } from "../../market/time.ts";
import type { TimeWindow } from "../../market/time_windows.ts";
import { checkJson } from "../check_json.ts";
import {
  anything,
  array,
  type Infer,
  integer,
  nullable,
  number,
  object,
  openObject,
  optional,
  pair,
  record,
  text,
  truth,
} from "../json_schema.ts";
import { schemaVersionOf } from "../read_artefact.ts";
import { comparisonSchema, savingsByOrderFields } from "../comparison_schema.ts";
import { runSchema, SCHEMA_VERSION } from "../run_schema.ts";
import { isStudyArtefact } from "../study/read_artefact.ts";

/** What the artefact of a run says of one of its savings. */
export interface ComparedSaving {
  /** The other strategy, as its schedule and placement; `null` where the artefact does not tell. */
  readonly strategy: string | null;
  /** All-in, basis points; `null` where there is none. */
  readonly bps: number | null;
  /** What the other strategy itself cost, basis points; `null` where it cannot be told. */
  readonly baselineCostBps: number | null;
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  /** Why there is no interval. */
  readonly reason: string | undefined;
  /** Whether so many orders were left out that those compared are no fair sample. */
  readonly leftOutTooMany: boolean;
  /** What each order saved, basis points; `undefined` in artefacts that do not have it. */
  readonly byOrder: readonly number[] | undefined;
}

/** How the orders lie over time, which an interval depends on. */
export interface OrderTimes {
  readonly horizonNs: number;
  readonly spacingNs: number;
  /** Where orders may trade, ns after `originNs`. */
  readonly windows: readonly TimeWindow[];
  readonly originNs: bigint;
  readonly seed: number;
}

/** An artefact as far as two of them are compared. */
export interface Compared {
  /** Its file's name. */
  readonly file: string;
  readonly version: string;
  readonly schemaVersion: number;
  readonly rules: Infer<typeof runSchema>["rules"];
  readonly tapeDigest: string;
  /** What was measured, as its schedule and placement. */
  readonly strategy: string;
  /** What was asked, by the option's name. */
  readonly question: Readonly<Record<string, unknown>>;
  /** What the question came to on its tape. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly tape: Readonly<Record<string, unknown>>;
  /** The name of the comparison that the verdict is about; `null` by trial rules, which have none. */
  readonly main: string | null;
  readonly savings: Readonly<Record<string, ComparedSaving>>;
  /** The orders that were compared; `undefined` in artefacts that do not have them. */
  readonly orders: OrderColumns | undefined;
  /** `undefined` by trial rules, which have one order. */
  readonly times: OrderTimes | undefined;
  /** Whether the orders scored are those that the strategy was tuned on. */
  readonly isInSample: boolean;
}

/** Artefacts before this one have other keys. */
const OLDEST_VERSION = 2;

const headSchema = object("Any artefact.", { schema_version: integer("Its version."), run: runSchema });

/**
 * What of an artefact is compared.
 *
 * @param value as `JSON.parse` gave it, from wherever.
 * @param file its name, for messages.
 * @throws {DataError} if it is none of a back-test or a judgement, or too old or too new; or naming the first field
 *   that is missing, or is something else.
 */
export function readCompared(value: unknown, file: string): Compared {
  const version = schemaVersionOf(value, file);
  if (isStudyArtefact(value)) {
    throw new DataError("the artefact of a study: two of back-tests, or two of judgements, are compared", {
      file,
    });
  }
  if (typeof version === "number" && (version < OLDEST_VERSION || version > SCHEMA_VERSION)) {
    throw new DataError(
      `an artefact of schema version ${version}; this sorlab compares versions ${OLDEST_VERSION} to ` +
        `${SCHEMA_VERSION}${version < OLDEST_VERSION ? ": run the back-test again" : ""}`,
      { file },
    );
  }
  const { run, schema_version: schemaVersion } = checkJson(value, headSchema, file);
  const { seed, rules, arguments: given, routers = {} } = run;
  const head = {
    file,
    version: run.version,
    schemaVersion,
    rules,
    tapeDigest: run.tape_digest,
    question: {
      rules,
      seed,
      ...given,
      ...Object.fromEntries(Object.entries(routers).map(([name, { sha256 }]) => [`router ${name}`, sha256])),
    },
  };
  return rules === "trial" ? readTrial(value, head) : readMarket(value, head);
}

type Head = Pick<
  Compared,
  "file" | "version" | "schemaVersion" | "rules" | "tapeDigest" | "question"
>;

const anyObject = (description: string) => openObject(description, {}, anything("Any field."));
const windowSchema = pair("From and to.", text("A moment."));
const tapeSchema = openObject(
  "The tape.",
  { symbol: text("Instrument."), rows: integer("Rows.") },
  anything("Any field."),
);

const marketSchema = object("A back-test by market rules, or a judgement.", {
  main_comparison: text("Its name."),
  orders: openObject(
    "The parent orders.",
    {
      window: windowSchema,
      windows: optional(array("The time in session.", windowSchema)),
      horizon_s: optional(number("Of a back-test.")),
      spacing_s: optional(number("Of a back-test.")),
      mean_length_s: optional(number("Of a judgement.")),
      mean_spacing_s: optional(number("Of a judgement.")),
    },
    anything("Any field."),
  ),
  tape: tapeSchema,
  fees: anyObject("The fees."),
  search: optional(
    openObject("The search.", { in_sample: truth("Tuned on the orders scored.") }, anything("Any field.")),
  ),
  comparisons: record("By name.", comparisonSchema),
  savings_by_order: optional(object("By order.", savingsByOrderFields)),
  strategies: record(
    "By name.",
    object("A strategy.", {
      strategy: text("Its schedule and placement."),
      shortfall_bps: nullable(number("What it cost.")),
    }),
  ),
});

/** Fields of `orders` that the tape and the session decide: shown with the tape. */
const OF_THE_TAPE = ["window", "windows", "scored_from"];

function readMarket(value: unknown, head: Head): Compared {
  const { file } = head;
  const artefact = checkJson(value, marketSchema, file);
  const { orders, tape, comparisons, savings_by_order: byOrder, strategies, fees, search } = artefact;
  const router = strategies["router"];
  if (router === undefined) throw new DataError("strategies.router is missing", { file });
  const savings = Object.entries(comparisons).map(([name, { strategy, saving_bps: bps, confidence }]) => {
    const interval = confidence?.interval_bps ?? null;
    const saving: ComparedSaving = {
      strategy,
      bps,
      baselineCostBps: strategies[name]?.shortfall_bps ?? null,
      interval: interval && { lower: interval.lower, upper: interval.upper },
      reason: bps === null ? "no order could be compared" : confidence?.reason,
      leftOutTooMany: confidence?.reason_code === "too-many-left-out",
      byOrder: byOrder?.saving_bps[name],
    };
    return [name, saving] as const;
  });
  const columns = byOrder && columnsOf(byOrder, file);
  for (const [name, { byOrder: bps }] of savings) {
    if (columns === undefined || bps?.length === columns.startNs.length) continue;
    throw new DataError(`savings_by_order.saving_bps.${name} is no column as long as the others`, { file });
  }
  return {
    ...head,
    strategy: router.strategy,
    settings: {
      ...prefixed("orders", without(orders, OF_THE_TAPE)),
      ...prefixed("fees", fees),
      reference_venue: tape["reference_venue"],
      quotes_expire_after_s: tape["quotes_expire_after_s"],
      tuned: search?.["strategy"],
      search: search?.["method"],
      in_sample: search?.in_sample,
    },
    tape: tapeOf(head, tape, orders.window),
    main: artefact.main_comparison,
    savings: Object.fromEntries(savings),
    orders: columns,
    times: timesOf(orders, Number(head.question["seed"]), file),
    isInSample: search?.in_sample === true && search["method"] !== null,
  };
}

function columnsOf(
  { from, start_ns, side, quantity, notional }: Infer<typeof marketSchema>["savings_by_order"] & object,
  file: string,
): OrderColumns {
  const lengths = [start_ns, side, quantity, notional].map(({ length }) => length);
  if (new Set(lengths).size > 1) {
    throw new DataError("the columns of savings_by_order are not of one length", { file });
  }
  const fromNs = momentNs(from, file);
  if (start_ns.some((ns, i) => ns < (start_ns[i - 1] ?? 0))) {
    throw new DataError("savings_by_order.start_ns falls", { file });
  }
  const unweighted = notional.findIndex((weight) => !(weight > 0));
  if (unweighted >= 0) {
    throw new DataError(`savings_by_order.notional[${unweighted}] is ${notional[unweighted]}: not above 0`, {
      file,
    });
  }
  return { startNs: start_ns.map((ns) => fromNs + BigInt(ns)), side, quantity, notional };
}

function timesOf(orders: Infer<typeof marketSchema>["orders"], seed: number, file: string): OrderTimes {
  const originNs = momentNs(orders.window[0], file);
  const horizonNs = 1e9 * (orders.horizon_s ?? orders.mean_length_s ?? 0);
  const spacingNs = 1e9 * (orders.spacing_s ?? orders.mean_spacing_s ?? 0);
  if (!(horizonNs > 0)) throw new DataError("orders.horizon_s is not above 0", { file });
  const windows = (orders.windows ?? [orders.window]).map(([from, to]) => ({
    fromNs: Number(momentNs(from, file) - originNs),
    toNs: Number(momentNs(to, file) - originNs),
  }));
  return { horizonNs, spacingNs: spacingNs > 0 ? spacingNs : horizonNs, windows, originNs, seed };
}

function momentNs(given: string, file: string): bigint {
  const shown = JSON.stringify(given);
  try {
    const moment = parseTimeBound(given);
    if (moment.kind === "instant") return moment.ns;
  } catch (error) {
    throw new DataError(`${shown} is no moment`, { file }, { cause: error });
  }
  throw new DataError(`${shown} is no moment, as it has no day`, { file });
}

const trialSchema = object("A back-test by trial rules.", {
  savings_vs_baselines_bps: record("By baseline.", nullable(number("Saved."))),
  order: openObject("The one parent order.", { window: windowSchema }, anything("Any field.")),
  tape: tapeSchema,
  fees: anyObject("The fees."),
  strategies: record(
    "By name.",
    object("A strategy.", {
      schedule: text("When."),
      placement: text("Where."),
      shortfall_bps: nullable(number("What it cost.")),
    }),
  ),
});

function readTrial(value: unknown, head: Head): Compared {
  const { savings_vs_baselines_bps: savings, order, tape, fees, strategies } = checkJson(
    value,
    trialSchema,
    head.file,
  );
  const strategyOf = (name: string): string | null => {
    const found = strategies[name];
    return found === undefined ? null : `${found.schedule}+${found.placement}`;
  };
  return {
    ...head,
    strategy: strategyOf("router") ?? "router",
    settings: { ...prefixed("order", without(order, ["window", "arrival_mid"])), ...prefixed("fees", fees) },
    tape: tapeOf(head, tape, order.window),
    main: null,
    savings: mapValues(savings, (bps, name) => ({
      strategy: strategyOf(name),
      bps,
      baselineCostBps: strategies[name]?.shortfall_bps ?? null,
      interval: null,
      reason: bps === null ? "there is no saving" : "it is of one order",
      leftOutTooMany: false,
      byOrder: undefined,
    })),
    orders: undefined,
    times: undefined,
    isInSample: true,
  };
}

function tapeOf(
  { tapeDigest }: Head,
  { symbol, rows, venues }: Infer<typeof tapeSchema>,
  window: readonly [string, string],
): Compared["tape"] {
  return { digest: tapeDigest, symbol, rows, venues, from: window[0], to: window[1] };
}

function without(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function prefixed(prefix: string, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value]));
}
