/** The JSON of an artefact, from a file or standard input. @module */

import { DataError } from "../market/data_error.ts";
import { readText } from "./read_text.ts";

/**
 * Reads a file's JSON, or standard input's for `-`.
 *
 * @param name what errors call it.
 * @throws {DataError} if it is none.
 */
export async function readArtefactJson(path: string, name: string): Promise<unknown> {
  const json = await readText(path, name);
  if (json.trim() === "") {
    throw new DataError("is empty; needs an artefact of sorlab backtest", { file: name });
  }
  try {
    return JSON.parse(json);
  } catch (error) {
    // The message shows a piece of the file, whatever that is.
    const why = (error as Error).message.replaceAll(/\p{Cc}+/gu, " ");
    throw new DataError(`no JSON: ${why}`, { file: name });
  }
}
