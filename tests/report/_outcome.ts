import { artefactOf as encode } from "../../src/report/artefact.ts";
import type { Artefact, Run } from "../../src/report/schema.ts";
import type { Outcome } from "../../src/search/outcome.ts";
import type { Tape } from "../../src/market/tape.ts";
import { runLab } from "../../src/search/lab.ts";
import { makeParentOrders, type OrdersWanted } from "../../src/execution/parent_orders.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { benchOf, makeTape, questionOf, WANTED } from "../search/_lab.ts";
import { assertPlain } from "./_plain.ts";
import { assertArtefact } from "./_schema.ts";

/** Orders so small that none is priced beyond the displayed size. */
const SMALL: OrdersWanted = { ...WANTED, size: { kind: "shares", shares: 100 } };

/** What a test wants to be different. */
interface OutcomeChanges {
  /** @default twap+static-relative */
  readonly strategy?: string;
  readonly folds?: number;
  readonly levels?: number;
  readonly wanted?: Partial<OrdersWanted>;
  readonly residual?: "cross" | "opportunity";
  readonly seed?: number;
  /** A further strategy to measure it against. */
  readonly compare?: string;
  readonly tape?: Tape;
}

const outcomes = new Map<string, Promise<Outcome>>();

/** A small back-test, worked. Tests that ask for the same share it, and leave it as it is. */
export function outcomeOf(changes: OutcomeChanges = {}): Promise<Outcome> {
  if (changes.tape !== undefined) return work(changes);
  const key = JSON.stringify(changes);
  if (!outcomes.has(key)) outcomes.set(key, work(changes));
  return outcomes.get(key)!;
}

async function work(
  {
    strategy = "twap+static-relative",
    folds = 3,
    levels = 3,
    wanted,
    residual = "cross",
    seed = 1,
    compare,
    tape = makeTape(),
  }: OutcomeChanges,
): Promise<Outcome> {
  const bench = benchOf(tape, { wanted: { ...SMALL, ...wanted }, residual });
  const others = {
    "best_ask": parseStrategy("immediate+best-quote"),
    "twap": parseStrategy("twap+best-quote"),
    "vwap": parseStrategy("vwap+best-quote"),
    "twap+home": parseStrategy("twap+home"),
    ...(compare === undefined ? {} : { [compare]: parseStrategy(compare) }),
  };
  const settings = { method: "grid", evaluations: 1, seed } as const;
  const question = questionOf(bench, { strategy, levels, folds, others, settings });
  return {
    market: bench.market,
    parentOrders: makeParentOrders(bench.market, { ...SMALL, ...wanted }),
    axes: question.axes,
    settings,
    folds,
    residual,
    usualReplaced: false,
    leftOut: [],
    session: { text: "all", holidaysKnown: true },
    lab: await runLab(question),
    whatIf: {},
  };
}

/** How an outcome might have come about. */
export const RUN: Run = {
  tool: "sorlab",
  version: "0.1.0",
  rules: "market",
  tape_digest: "3e5a210e",
  seed: 1,
  arguments: { side: "both", orders: 24, interval_ns: 2e9, compare: [], fees: { take: 0.003, add: -0.002 } },
  source: { kind: "file", path: "day.csv" },
};

/** Its artefact, through JSON, checked. */
export function artefactOf(outcome: Outcome, run = RUN): Artefact {
  const artefact = encode(outcome, run);
  assertPlain(artefact);
  const parsed = JSON.parse(JSON.stringify(artefact));
  assertArtefact(parsed);
  return parsed;
}
