/** The option that says what advances a resting order: a queue model's name, or a file that holds a fitted one. @module */

import { parseQueueName, type QueueName } from "../execution/queue/models.ts";
import { DataError } from "../market/data_error.ts";
import { readJudgeArtefact } from "../report/judge/read_artefact.ts";
import { withFile } from "./errors.ts";
import type { Option } from "./options.ts";

/** `--queue`: a name as it is written canonically, or a file's name. */
export function queueOption(help: string): Option<string> {
  return {
    placeholder: "risk-averse|prorata|cancels-ahead:X|FILE",
    help,
    fallback: "risk-averse",
    read(given) {
      try {
        return parseQueueName(given);
      } catch (error) {
        if (isFile(given)) return given;
        throw new Error(`${(error as Error).message}, or a FILE.json of sorlab judge`, { cause: error });
      }
    },
  };
}

/** Names of files have a folder or an ending; those of models have none. */
function isFile(given: string): boolean {
  return !given.startsWith("cancels-ahead") && /[./\\]/.test(given);
}

/** The model, where it is named; a file has to be read first. */
export function queueByName(given: string): QueueName | undefined {
  return isFile(given) ? undefined : parseQueueName(given);
}

/**
 * The model that `--queue` asks for.
 *
 * @throws {DataError} if the file is no artefact of a judgement, or of one that fitted none.
 */
export async function readQueue(given: string): Promise<QueueName> {
  const named = queueByName(given);
  if (named !== undefined) return named;
  const text = await withFile(`read ${given}`, () => Deno.readTextFile(given));
  const { belief } = readJudgeArtefact(jsonOf(text, given), given);
  const queue = belief?.calibration?.queue ?? null;
  if (queue === null) {
    throw new DataError("holds no fitted queue model: sorlab judge --calibrate queue fits one", {
      file: given,
    });
  }
  try {
    return parseQueueName(queue);
  } catch (error) {
    throw new DataError(`belief.calibration.queue is ${JSON.stringify(queue)}: ${(error as Error).message}`, {
      file: given,
    });
  }
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DataError("no JSON: needs the artefact of sorlab judge --calibrate queue", { file });
  }
}
