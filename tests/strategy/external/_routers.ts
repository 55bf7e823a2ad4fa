import { runBacktest } from "../../../src/backtest/run.ts";
import type { LendSimulations } from "../../../src/backtest/evaluator.ts";
import type { Question } from "../../../src/backtest/question.ts";
import type { Outcome } from "../../../src/search/outcome.ts";
import { RouterFault } from "../../../src/strategy/external/fault.ts";
import { openStrategy } from "../../../src/strategy/open_strategy.ts";
import { parseNamed, type StrategyName } from "../../../src/strategy/strategy_name.ts";
import { makeTape, SMALL } from "../../backtest/_questions.ts";
import { inFolder } from "../../_folder.ts";
import { withWarmWorkers } from "./_warm_workers.ts";

/** Files by name, in a folder of their own; in a strategy, `./` is that folder. */
export async function withFiles(
  files: Readonly<Record<string, string>>,
  body: (open: (strategy: string) => Promise<StrategyName>) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      const path = `${folder}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
    await body((strategy) => openStrategy(parseNamed(strategy.replaceAll("./", `${folder}/`))));
  });
}

/** A small back-test by a strategy. */
export async function backtestBy(
  name: StrategyName,
  { compare = [], evaluate, asked = {} }: {
    compare?: StrategyName[];
    evaluate?: LendSimulations;
    asked?: Question;
  } = {},
): Promise<Outcome> {
  const question = { ...SMALL, ...asked, strategy: { ...SMALL.strategy, ...asked.strategy, name, compare } };
  return await runBacktest(makeTape(), question, { evaluate });
}

/** The message of the fault that a router of this code makes, without its path. */
export async function faultOf(code: string, strategy = "twap+./mine.js"): Promise<string> {
  let message = "no fault";
  await withFiles({ "mine.js": code }, async (open) => {
    try {
      await withWarmWorkers(async () => await backtestBy(await open(strategy)));
    } catch (error) {
      if (!(error instanceof RouterFault)) throw error;
      message = error.message.replaceAll(/\/\S*\/mine\.js/g, "mine.js");
    }
  });
  return message;
}
