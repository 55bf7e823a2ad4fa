/** Artefacts of judgements. @module */

import type { Question } from "../../../src/backtest/question.ts";
import type { JudgeOptions } from "../../../src/judge/judge.ts";
import type { SetOptions } from "../../../src/judge/synthetic_set.ts";
import { judgeArtefact } from "../../../src/report/judge/artefact.ts";
import type { JudgeArtefact } from "../../../src/report/judge/schema.ts";
import type { Run } from "../../../src/report/schema.ts";
import { judgeSet, makeSet } from "../../judge/_sets.ts";
import { RUN } from "../_outcome.ts";

/** How the judgement came about. */
const JUDGE_RUN: Run = { ...RUN, rules: "judge" };

/** Half as many as the judge's own tests have, on a tape half as long. */
const ORDERS = 40;
const SECONDS = 315;

/** The artefact of judging a set's fills. */
async function judgedArtefact(
  options: SetOptions = {},
  asked: Question = {},
  how: JudgeOptions & { readonly withParents?: boolean; readonly withOrders?: boolean } = {},
): Promise<JudgeArtefact> {
  const made = makeSet(options, { ...asked, orders: { count: ORDERS } }, { durationSeconds: SECONDS });
  return judgeArtefact(await judgeSet(made, {}, how), JUDGE_RUN, made.set.fills.length);
}

/** With child orders, and what they tell of the queue. */
export const FULL: JudgeArtefact = await judgedArtefact(
  { clockOffsetNs: 250e6 },
  { rules: { queue: "cancels-ahead:0.4" } },
  { withOrders: true, calibrateQueue: true },
);

/** Without parent or child orders, of a router that is bad and never rests. */
export const BARE: JudgeArtefact = await judgedArtefact(
  { router: "bad", clockOffsetNs: 250e6 },
  {},
  { withParents: false },
);
