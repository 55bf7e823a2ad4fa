import config from "../../deno.json" with { type: "json" };
import { COMMANDS, isCommand } from "./commands.ts";
import { EXIT, exitCodeOf, messageOf, UsageError } from "./errors.ts";
import { printable, printResult, tell } from "./output.ts";

/**
 * Runs sorlab: `args` are the command and its options. All failures end here, as one line on standard
 * error and an exit code.
 *
 * @returns the exit code: 0 done, 1 a defect of sorlab's own, 2 wrong usage, 3 bad data, 4 a file that
 *   cannot be read or written, 5 to 7 failures of Kafka, 128 and the signal's number if one stopped it.
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await dispatch(args);
    return EXIT.ok;
  } catch (error) {
    // The reader of the pipe has enough, as in `sorlab … | head`: that is no failure.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.ok;
    tell(`sorlab: ${printable(messageOf(error))}`);
    return exitCodeOf(error);
  }
}

async function dispatch([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined) {
    tell(overview());
    throw new UsageError("name a command");
  }
  if (name === "--version" || name === "-V") return await printResult(`sorlab ${config.version}\n`);
  if (name === "--help" || name === "-h") return await printResult(overview());
  if (!isCommand(name)) throw new UsageError(await unknownCommand(name));
  const { command } = await COMMANDS[name]!.load();
  if (args.includes("--help") || args.includes("-h")) return await printResult(command.help);
  await command.run(args);
}

// It loads no command: whoever asks for help should not wait.
function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return `sorlab ${config.version}: did my router save money, or was it luck?

Examples
  sorlab backtest --data l1_day.csv      # split an order over a day of quotes; the artefact on stdout
  sorlab backtest                        # the same on a synthetic tape
  sorlab allocate --help                 # one snapshot, one split
  sorlab verify                          # the models against their reference numbers
  sorlab help words                      # what the words of the field mean; sorlab help lists the topics

Commands
${lines.join("\n")}

sorlab COMMAND --help tells the rest. Exit codes: 0 done, 2 wrong usage, 3 bad data, 4 a file that
cannot be read or written, 5 no broker or no answer in time, 6 the broker refuses, 7 not all of a replay
is there, 130 interrupted by Ctrl-C, 143 by kill, 1 a defect.
`;
}

async function unknownCommand(name: string): Promise<string> {
  if (name.startsWith("-")) return `the command comes first: sorlab backtest ${name} …`;
  const { suggestion } = await import("./options.ts");
  const names = Object.keys(COMMANDS);
  return `no command ${JSON.stringify(name)}${suggestion(name, names) || `: use ${names.join(", ")}`}`;
}
