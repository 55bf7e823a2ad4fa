/** `sorlab backtest --rules trial`: options to a question, and an outcome to an artefact and a table. @module */

import type { FeeChoice } from "../execution/fee_choice.ts";
import { QuestionError } from "../search/question_error.ts";
import { trialArtefact } from "../trial/artefact.ts";
import { checkTrialQuestion, runTrialBacktest, type TrialQuestion } from "../trial/backtest.ts";
import { pointCount, trialAxes } from "../trial/grid.ts";
import { STORED_EVALUATION } from "../trial/router.ts";
import { trialTable } from "../trial/table.ts";
import type { Backtest, BacktestValues } from "./backtest_options.ts";
import { UsageError } from "./errors.ts";
import { orderSizeText } from "./question_values.ts";
import { Progress } from "./progress.ts";
import { allocatorOf, sideOf } from "./router.ts";
import { withWorkers } from "./search.ts";
import { searchProgress } from "./search_cost.ts";

/**
 * A back-test by trial rules: one order over the whole window.
 *
 * @throws {UsageError} for options that make no sense together; before the tape is read.
 */
export function trialBacktest(values: BacktestValues): Backtest {
  const questionUnder = readQuestion(values);
  return {
    files: {},
    workload: workloadOf(values),
    async run({ tape, fees, run, identity }) {
      const progress = new Progress("searching:", values);
      const outcome = await runTrialBacktest(tape, questionUnder(fees), {
        lend: (work, search) =>
          withWorkers(work, identity, values, search, STORED_EVALUATION).finally(() => progress.finish()),
        onProgress: searchProgress(progress, {
          ...searchedBy(values),
          isGrid: true,
          checkpoint: values.checkpoint,
        }),
      }).catch((error) => {
        throw usageError(error, values);
      });
      const artefact = trialArtefact(outcome, run);
      return { artefact, summary: (terminal) => trialTable(artefact, terminal), warnings: artefact.warnings };
    },
  };
}

/** By the linear cost all points come out the same, and are simulated once. */
function workloadOf(values: BacktestValues): Backtest["workload"] {
  const points = values.cost === "quadratic" ? searchedBy(values).points : 1;
  return { orders: 1, strategies: 4, points };
}

function searchedBy(values: BacktestValues): { readonly points: number; readonly axes: number } {
  const axes = trialAxes(values.grid, values);
  return { points: pointCount(axes), axes: Object.keys(axes).length };
}

/** The question that the options ask, but for the fees, which are read later. */
function readQuestion(values: BacktestValues): (fees: FeeChoice) => TrialQuestion {
  const { step, infeasible, interval, vwapProfile, skipBaselines, to } = values;
  const router = { allocator: allocatorOf(values), step, infeasible };
  const search = { axes: trialAxes(values.grid, values) };
  try {
    checkTrialQuestion({ search });
  } catch (error) {
    throw usageError(error, values);
  }
  const order = { ...orderOf(values), to };
  const baselines = { intervalNs: interval, vwapProfile, skip: skipBaselines };
  const snapshots = {
    at: values.snapshot,
    maxQuoteAgeNs: values.maxQuoteAge ?? Infinity,
    limit: values.snapshots ?? Infinity,
  };
  return (fees) => ({ order, router, rules: { fees, snapshots }, baselines, search });
}

function orderOf({ orderSize, side }: BacktestValues): Pick<TrialQuestion["order"], "side" | "quantity"> {
  if (orderSize.kind !== "shares") {
    throw new UsageError(
      `--order-size ${
        orderSizeText(orderSize)
      }: trial rules take shares; give a number, or leave --rules trial out`,
    );
  }
  if (side === "both") {
    throw new UsageError("--side both: trial rules know one order; leave --rules trial out");
  }
  return { side: sideOf({ side }), quantity: orderSize.shares };
}

/** Names the options that a question fails for. */
function usageError(error: unknown, { grid }: BacktestValues): unknown {
  if (!(error instanceof QuestionError)) return error;
  const options: Record<string, string> = {
    "search.axes": `--grid ${grid}`,
    "baselines.intervalNs": "--interval",
  };
  return new UsageError(error.worded((setting) => options[setting] ?? setting), { cause: error });
}
