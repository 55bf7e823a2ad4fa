/** Sets of fills whose truth is known, as files, and what judging them says. @module */

import { planBacktest } from "../../src/backtest/plan.ts";
import type { Question } from "../../src/backtest/question.ts";
import { judge, type Judgement, type JudgeOptions } from "../../src/judge/judge.ts";
import { readChildOrders } from "../../src/judge/read/child_orders.ts";
import { readFills } from "../../src/judge/read/fills.ts";
import { readParents } from "../../src/judge/read/parents.ts";
import { fillsCsv, ordersCsv, parentsCsv } from "../../src/judge/set_files.ts";
import { type FillSet, makeFillSet, type SetOptions } from "../../src/judge/synthetic_set.ts";
import type { Tape } from "../../src/market/tape.ts";
import { type GenerateOptions, generateTape } from "../../src/source/generated.ts";
import { seeds } from "../_seeds.ts";

/** Forty starts of fifteen seconds, a buy and a sell each; in the short run thirty, on a tape as much shorter. */
export const QUESTION: Question = {
  orders: {
    count: seeds(60, 80),
    sides: "both",
    size: { kind: "shares", shares: 300 },
    horizonNs: 15e9,
    session: "all",
    from: "13:36:35",
  },
  strategy: { intervalNs: 5e9 },
};

interface Made {
  readonly set: FillSet;
  readonly question: Question;
}

const tapes = new Map<string, Tape>();
const sets = new Map<string, Made>();

/** What was made of it before, or else now. */
function madeOnce<T>(before: Map<string, T>, of: unknown, make: () => T): T {
  const key = JSON.stringify(of);
  if (!before.has(key)) before.set(key, make());
  return before.get(key)!;
}

/** A set on a synthetic tape. Tests that ask for the same share it, and leave it as it is. */
export function makeSet(
  options: SetOptions = {},
  asked: Question = {},
  tape: GenerateOptions = {},
): Made {
  return madeOnce(sets, [options, asked, tape], () => {
    const question = {
      orders: { ...QUESTION.orders, ...asked.orders },
      strategy: { ...QUESTION.strategy, ...asked.strategy },
      rules: asked.rules,
    };
    const generated = madeOnce(
      tapes,
      tape,
      () => generateTape({ durationSeconds: seeds(470, 620), eventsPerSecond: seeds(40, 60), ...tape }),
    );
    return { set: makeFillSet(generated, planBacktest(question), options), question };
  });
}

/** A folder that is gone in the end. */
export async function withFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "sorlab judge " });
  try {
    return await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a set's files and judges them as a user would; `asked` is added to the question that it was made by. */
export function judgeSet(
  { set, question }: Made,
  asked: Question = {},
  options: JudgeOptions & { readonly withParents?: boolean; readonly withOrders?: boolean } = {},
): Promise<Judgement> {
  const { withParents = true, withOrders = false, ...judgeOptions } = options;
  return withFolder(async (folder) => {
    const path = (name: string): string => `${folder}/${name}`;
    await Deno.writeTextFile(path("fills.csv"), [...fillsCsv(set)].join(""));
    await Deno.writeTextFile(path("parents.csv"), [...parentsCsv(set)].join(""));
    await Deno.writeTextFile(path("orders.csv"), [...ordersCsv(set)].join(""));
    const times = { originNs: set.tape.originNs, symbol: set.tape.symbol };
    const input = {
      ...await readFills(path("fills.csv"), times),
      file: "fills.csv",
      parents: withParents ? await readParents(path("parents.csv"), times) : undefined,
      children: withOrders ? await readChildOrders(path("orders.csv"), times) : undefined,
    };
    const plan = planBacktest({
      strategy: { ...question.strategy, ...asked.strategy },
      rules: { ...question.rules, ...asked.rules },
    });
    return await judge(set.tape, input, plan, judgeOptions);
  });
}
