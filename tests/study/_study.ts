/** A small study to test with: three synthetic days in files. @module */

import { databentoCsv } from "../../src/source/databento_csv_writer.ts";
import { generateTape } from "../../src/source/generated.ts";
import { planBacktest } from "../../src/backtest/plan.ts";
import { findTasks } from "../../src/study/find_inputs.ts";
import type { Part } from "../../src/study/part.ts";
import { PartStore } from "../../src/study/part_store.ts";
import { type RunOptions, type RunReport, runStudy } from "../../src/study/run.ts";
import { makeStudy, type Study } from "../../src/study/study.ts";
import { TapeCache } from "../../src/study/tape_cache.ts";
import { SMALL } from "../backtest/_questions.ts";

/** Half a minute of three venues, of the day with this number, as CSV. */
export function dayCsv(day: number, symbol = "AAPL"): string {
  const startNs = 1_719_840_600_000_000_000n + BigInt(day) * 86_400_000_000_000n;
  const tape = generateTape({
    seed: day + 1,
    durationSeconds: 30,
    eventsPerSecond: 40,
    venues: 3,
    price: 20e9,
    symbol,
    startNs,
  });
  const decoder = new TextDecoder();
  return [...databentoCsv(tape, { layout: "mbp-1" })].map((chunk) => decoder.decode(chunk)).join("");
}

/** Writes the days, and plans a study of them. */
export async function planDays(folder: string, days = 3): Promise<Study> {
  for (let day = 0; day < days; day++) await Deno.writeTextFile(`${folder}/day${day}.csv`, dayCsv(day));
  return await planOf(`${folder}/day*.csv`);
}

/** A study of these tapes. */
export async function planOf(tape: string): Promise<Study> {
  const { question } = planBacktest({
    ...SMALL,
    orders: { ...SMALL.orders, count: 6, session: "all" },
    search: { levels: 2 },
  });
  const found = await findTasks([{ tape }], {}, () => {});
  return makeStudy({ version: "1.0.0", question, reading: {}, perOrder: false, ...found });
}

/** A signal that never comes. */
export const NEVER: Promise<never> = new Promise(() => {});

/** Runs a study into a folder of parts. */
export async function runInto(
  folder: string,
  study: Study,
  options: Partial<RunOptions> = {},
): Promise<RunReport & { readonly made: readonly Part[] }> {
  const made: Part[] = [];
  const report = await runStudy(study, {
    store: await PartStore.open(folder),
    cache: new TapeCache(`${folder}/cache`, 1e9),
    workers: 1,
    onPart: (part) => made.push(part),
    ...options,
  }, NEVER);
  return { ...report, made };
}
