/** A command, from its arguments to an exit code: all failures end here. @module */

import { COMMANDS, isCommand } from "./commands.ts";
import { EXIT, exitCodeOf, messageOf, UsageError } from "./errors.ts";
import { suggestion } from "./suggestion.ts";
import { printable, printResult, tell, tellAsIs } from "./output.ts";
import { keepOnly } from "./permissions.ts";
import { overview, shortAnswer } from "./short_answer.ts";

/** Does as {@linkcode run} says. */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    await dispatch(args);
    return EXIT.ok;
  } catch (error) {
    // The reader of the pipe has enough, as in `sorlab … | head`: that is no failure.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.ok;
    const code = exitCodeOf(error);
    // Only a defect has more than one line to show: its stack.
    const message = `sorlab: ${messageOf(error)}`;
    if (code === EXIT.internal) tellAsIs(message);
    else tell(printable(message));
    return code;
  }
}

async function dispatch([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined) {
    tellAsIs(overview());
    throw new UsageError("name a command");
  }
  const short = shortAnswer(name);
  if (short !== undefined) return await printResult(short);
  if (!isCommand(name)) throw new UsageError(unknownCommand(name));
  const { needs, load } = COMMANDS[name]!;
  keepOnly(needs);
  const { command } = await load();
  const asksHelp = args.findIndex((argument) => argument === "--help" || argument === "-h");
  if (asksHelp >= 0) {
    const { text, whole } = command.help;
    return await printResult(args[asksHelp + 1] === "all" ? whole ?? text : text);
  }
  await command.run(args, COMMANDS);
}

function unknownCommand(name: string): string {
  if (name.startsWith("-")) return `the command comes first: sorlab backtest ${name} …`;
  const names = Object.keys(COMMANDS);
  return `no command ${JSON.stringify(name)}${suggestion(name, names) || `: use ${names.join(", ")}`}`;
}
