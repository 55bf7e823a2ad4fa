import config from "../../deno.json" with { type: "json" };
import type { Commands } from "./command.ts";
import { EXIT, exitCodeOf, messageOf, UsageError } from "./errors.ts";
import { suggestion } from "./options.ts";
import { printable, printResult, tell } from "./output.ts";
import { keepOnly, type Permission } from "./permissions.ts";

/** The commands, loaded when they are asked for. */
const COMMANDS: Commands = {
  backtest: () => import("./backtest.ts"),
  report: () => import("./report.ts"),
  schema: () => import("./schema.ts"),
  new: () => import("./new.ts"),
  allocate: () => import("./allocate.ts"),
  generate: () => import("./generate.ts"),
  produce: () => import("./produce.ts"),
  kafka: () => import("./kafka.ts"),
  verify: () => import("./verify.ts"),
  layouts: () => import("./layouts.ts"),
  help: async () => ({ command: (await import("./help.ts")).helpCommand(COMMANDS) }),
};

/** The most that a command may do, whatever its options; some give up more once they have read those. */
const NEEDS: Readonly<Record<string, readonly Permission[]>> = {
  backtest: ["read", "write", "net", "run"],
  report: ["read", "write"],
  schema: [],
  new: ["write"],
  allocate: ["read"],
  generate: ["read", "write"],
  produce: ["read", "net"],
  kafka: ["read", "write", "net", "run"],
  verify: [],
  help: [],
};

/**
 * Runs sorlab: `args` are the command and its options. All failures end here, as one line on standard
 * error and an exit code.
 *
 * @returns the exit code: 0 done, 1 a defect of sorlab's own, 2 wrong usage, 3 bad data, 4 a file that
 *   cannot be read or written, 5 to 7 failures of Kafka, 9 a router of the
 *   user's own that does what it may not, 128 and the signal's number if one stopped it.
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await dispatch(args);
    return EXIT.ok;
  } catch (error) {
    // The reader of the pipe has enough, as in `sorlab … | head`: that is no failure.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.ok;
    const code = exitCodeOf(error);
    // Only a defect has more than one line to show: its stack.
    tell(`sorlab: ${code === EXIT.internal ? messageOf(error) : printable(messageOf(error))}`);
    return code;
  }
}

async function dispatch([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined) {
    tell(await overview());
    throw new UsageError("name a command");
  }
  if (name === "--version" || name === "-V") return await printResult(`sorlab ${config.version}\n`);
  if (name === "--help" || name === "-h") return await printResult(await overview());
  const load = COMMANDS[name];
  if (load === undefined || !Object.hasOwn(COMMANDS, name)) throw new UsageError(unknownCommand(name));
  keepOnly(NEEDS[name] ?? []);
  const { command } = await load();
  const asksHelp = args.findIndex((argument) => argument === "--help" || argument === "-h");
  if (asksHelp >= 0) {
    const whole = args[asksHelp + 1] === "all" ? command.wholeHelp : undefined;
    return await printResult(whole ?? command.help);
  }
  await command.run(args);
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const lines = commands.map(({ command }) => `  ${command.name.padEnd(10)}${command.summary}`).join("\n");
  return `sorlab ${config.version}: did my router save money, or was it luck?

Examples
  sorlab backtest --data l1_day.csv      # split an order over a day of quotes; the artefact on stdout
  sorlab backtest                        # the same on a synthetic tape
  sorlab allocate --help                 # one snapshot, one split
  sorlab verify                          # the models against their reference numbers
  sorlab help words                      # what the words of the field mean; sorlab help lists the topics

Commands
${lines}

sorlab COMMAND --help tells the rest. Exit codes: 0 done, 2 wrong usage, 3 bad data, 4 a file that
cannot be read or written, 5 no broker or no answer in time, 6 the broker refuses, 7 not all of a replay
is there, 8 not enough memory, 9 a router of your own that does
what it may not, 130 interrupted by Ctrl-C, 143 by kill, 1 a defect.
`;
}

function unknownCommand(name: string): string {
  if (name.startsWith("-")) return `the command comes first: sorlab backtest ${name} …`;
  const names = Object.keys(COMMANDS);
  return `no command ${JSON.stringify(name)}${suggestion(name, names) || `: use ${names.join(", ")}`}`;
}
