/** Opening a router that is a program: it is started once, and declares what it is. @module */

import { sha256 } from "../../market/sha256.ts";
import { commandWords } from "./command_words.ts";
import { declarationOf } from "./declaration.ts";
import { RouterFault } from "./fault.ts";
import { Program, type ProgramOptions } from "./program.ts";
import type { OpenMessage } from "./program_messages.ts";
import { EXEC, type ProgramRouter } from "./router.ts";

/** The first message. */
export const OPEN: OpenMessage = { type: "open", version: 1 };

/**
 * Starts a program, asks what it declares, and ends it.
 *
 * @param text `exec:` and a command.
 * @throws {RouterFault} if it may not be run, cannot be, or declares nothing of use.
 */
export async function openProgram(text: string, options: ProgramOptions): Promise<ProgramRouter> {
  const command = wordsOf(text);
  await using program = await Program.start(text, command, options);
  const answer = await program.ask(OPEN);
  if ((answer as Record<string, unknown> | null)?.["type"] !== "opened") {
    throw new RouterFault(text, `answered ${JSON.stringify(answer).slice(0, 80)}: not {"type":"opened"}`);
  }
  const { parameters, traits } = declarationOf({ ...answer as object, place() {} }, "placement", text);
  const digests = await digestsOf(command);
  const digest = sha256(JSON.stringify([command, digests]));
  return { kind: "program", text, command, parameters, traits, digests, digest };
}

function wordsOf(text: string): string[] {
  try {
    return commandWords(text.slice(EXEC.length));
  } catch (error) {
    throw new RouterFault(text, (error as Error).message);
  }
}

/** Digests of those words that are files: of what a program is run from, as far as the command tells. */
async function digestsOf(command: readonly string[]): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const word of command) {
    try {
      digests[word] = sha256(await Deno.readFile(word));
    } catch {
      // No file, but an option or a program of the system.
    }
  }
  return digests;
}
