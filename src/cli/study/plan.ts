/** `sorlab study plan`: which tapes, which question, and what it will cost. @module */

import config from "../../../deno.json" with { type: "json" };
import { type Plan, planBacktest } from "../../backtest/plan.ts";
import { feeSchedule } from "../../execution/fee_choice.ts";
import { counted } from "../../market/counted.ts";
import { LAYOUT_FILES } from "../../source/layouts/builtin.ts";
import { ownRouters } from "../../strategy/strategy_name.ts";
import { findTasks } from "../../study/find_inputs.ts";
import { isAddress } from "../../study/address.ts";
import { pointsOf } from "../../study/points.ts";
import { makeStudy, type Study, type StudyReading, studyText, taskName } from "../../study/study.ts";
import { runUnit } from "../../study/task.ts";
import { type Part, partText } from "../../study/part.ts";
import { UsageError, withFile } from "../errors.ts";
import { chooseFees } from "../fees.ts";
import { interruptible } from "../interrupt.ts";
import { checkRead, readArguments } from "../read_arguments.ts";
import { fitted, printResult, tell } from "../output.ts";
import { checkWritable, writeFile } from "../written_file.ts";
import { Progress, roughTime } from "../progress.ts";
import { keepOnly } from "../permissions.ts";
import { asking, questionOf } from "../question_options.ts";
import { readQueue } from "../queue.ts";
import { readText } from "../read_text.ts";
import { addressesOf, writeAddresses } from "./addresses.ts";
import { planOptions, type PlanValues } from "./options.ts";
import { withQuestion } from "./question_file.ts";
import { tapesWanted } from "./tape_list.ts";

/** Plans a study. */
export async function plan(args: readonly string[]): Promise<void> {
  const flags = readArguments(args, planOptions);
  const { question: file } = flags.values;
  const read = file === undefined ? flags : await withQuestion(flags, file);
  const { values } = read;
  checkRead(planOptions, read);
  await asking(planOptions, () => answer(values));
}

async function answer(values: PlanValues): Promise<void> {
  const out = values.out ?? "study.json";
  const own = [values.strategy, ...values.compare].find((each) => each && ownRouters(each).length > 0);
  if (own !== undefined) {
    throw new UsageError(
      "a study measures the strategies that are built in: a router of your own would have to be on every machine",
    );
  }
  if ([values.strategy, ...values.compare].some((each) => each?.schedule === "vwap-learnt")) {
    throw new UsageError(
      "vwap-learnt: a study has no earlier day beside each tape to learn a volume profile on; use vwap",
    );
  }
  const wanted = await tapesWanted(values);
  if (!wanted.some(({ tape }) => isAddress(tape))) keepOnly(["read", "write"]);
  const asked = await planOf(values);
  const points = pointsOf(asked.usual.axes, asked.question.search);
  await checkWritable(out);
  const reading = await readingFor(values);
  const progress = new Progress("looking at inputs:", values);
  const { inputs, tasks, addresses } = await interruptible(({ signalled }) =>
    Promise.race([
      signalled,
      withFile("read the tapes", () =>
        findTasks(wanted, reading, (n) => void progress.show(n, undefined, "inputs"))),
    ])
  ).finally(() => progress.finish());
  const { question } = asked;
  const study = makeStudy({
    version: config.version,
    question,
    reading,
    perOrder: values.perOrder,
    inputs,
    tasks,
  });
  await writeFile(out, studyText(study));
  const secret = [...addresses].some(([name, address]) => address !== name);
  if (secret) await writeAddresses(addressesOf(out), addresses);
  await printResult(fitted(costText(study, asked, points.length)));
  if (values.measure) await printResult(fitted(await measured(study)));
  if (values.quiet) return;
  tell(`plan in ${out}; sorlab study run does its tasks`);
  if (secret) tell(`addresses with their signatures in ${addressesOf(out)}: keep it to yourself`);
}

/** The question, complete. A study walks forward over days, so that within a day there is nothing to hold back. */
async function planOf(values: PlanValues): Promise<Plan> {
  const fees = await chooseFees(values);
  feeSchedule(fees); // fails now, and not once the tapes are read
  const queue = await readQueue(values.queue);
  const { rules, ...question } = questionOf(planOptions, values);
  return planBacktest({ ...question, rules: { ...rules, queue, fees } });
}

/** How tapes are read, as plain data: of a layout what its file says. */
async function readingFor(
  { layout, rtype, timeUnit, date, keepBadBooks, skipBadRows, levels }: PlanValues,
): Promise<StudyReading> {
  return {
    ...(layout === undefined ? {} : { layout: { name: layout, says: await layoutText(layout) } }),
    ...Object.fromEntries(
      Object.entries({ rtype, timeUnit, date, levels }).filter(([, value]) => value !== undefined),
    ),
    keepBadBooks,
    skipBadRows,
  };
}

async function layoutText(name: string): Promise<unknown> {
  if (Object.hasOwn(LAYOUT_FILES, name)) return LAYOUT_FILES[name];
  try {
    return JSON.parse(await withFile(`read ${name}`, () => readText(name)));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`--layout ${name}: is no JSON: ${error.message}`);
    throw error;
  }
}

function costText(study: Study, { question, usual }: Plan, points: number): string {
  const { tasks, inputs } = study;
  const { orders: { count } } = question;
  const others = Object.keys(usual.others).length;
  const bytes = inputs.reduce((sum, input) => sum + input.bytes, 0);
  const simulations = tasks.length * count * (points + others);
  return [
    `${counted(tasks.length, "tape")} from ${counted(inputs.length, "input")}, ${sizeText(bytes)} to read`,
    `${counted(count, "order")} by ${counted(points, "point")} and ${
      counted(others, "comparison")
    } on each, ${simulations.toLocaleString("en")} simulations at most`,
    "",
  ].join("\n");
}

/** Does the task of middle size, and tells what all will take by it. */
async function measured(study: Study): Promise<string> {
  const task = study.tasks.toSorted((a, b) => a.bytes - b.bytes)[study.tasks.length >> 1]!;
  const input = study.inputs[task.input]!;
  if (isAddress(input.name)) {
    throw new UsageError(
      "--measure: it does a task of a file, and the first tape is at an address; leave it out",
    );
  }
  const unit = { input, tasks: [task] };
  const doTask = (): Promise<Part[]> =>
    withFile(`read ${input.name}`, () => Array.fromAsync(runUnit(study, unit, input.name)));
  await doTask(); // the first time, code is compiled
  const beganMs = performance.now();
  const [part] = await doTask();
  const seconds = (performance.now() - beganMs) / 1000;
  const size = study.tasks.reduce((sum, { bytes }) => sum + bytes, 0);
  const all = seconds * size / Math.max(1, task.bytes);
  const bytes = partText(part!).length;
  return [
    `measured on ${taskName(study, task)}: ${seconds.toFixed(2)} s of one core, a part of ${sizeText(bytes)}`,
    `all of them, by size: about ${(all / 3600).toFixed(2)} CPU-hours (${roughTime(all)} on one core), ` +
    `${sizeText(bytes * study.tasks.length)} of parts`,
    "",
  ].join("\n");
}

function sizeText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** unit).toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
}
