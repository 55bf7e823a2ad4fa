import { type Artefact, artefactOf as encode } from "../../src/report/artefact.ts";
import type { Outcome } from "../../src/search/outcome.ts";
import { runLab } from "../../src/search/lab.ts";
import { makeParentOrders, type OrdersWanted } from "../../src/execution/parent_orders.ts";
import { parseStrategy } from "../../src/strategy/strategies.ts";
import { benchOf, makeTape, questionOf, WANTED } from "../search/_lab.ts";
import { assertPlain } from "./_plain.ts";

/** What a test wants to be different. */
export interface OutcomeChanges {
  /** @default twap+static-relative */
  readonly strategy?: string;
  readonly folds?: number;
  readonly levels?: number;
  readonly wanted?: Partial<OrdersWanted>;
  readonly residual?: "cross" | "opportunity";
  readonly seed?: number;
  /** A further strategy to measure it against. */
  readonly compare?: string;
  readonly tape?: ReturnType<typeof makeTape>;
}

/** A small back-test, worked. */
export async function outcomeOf(
  {
    strategy = "twap+static-relative",
    folds = 3,
    levels = 3,
    wanted,
    residual = "cross",
    seed = 1,
    compare,
    tape = makeTape(),
  }: OutcomeChanges = {},
): Promise<Outcome> {
  const bench = benchOf(tape, { wanted: { ...WANTED, ...wanted }, residual });
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
    run: { tool: "sorlab" },
    market: bench.market,
    parentOrders: makeParentOrders(bench.market, { ...WANTED, ...wanted }),
    axes: question.axes,
    settings,
    folds,
    residual,
    lab: await runLab(question),
    whatIf: {},
  };
}

/** Its artefact, through JSON. */
export function artefactOf(outcome: Outcome): Artefact {
  const artefact = encode(outcome);
  assertPlain(artefact);
  return JSON.parse(JSON.stringify(artefact));
}
