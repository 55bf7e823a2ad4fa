import { assert, assertEquals } from "@std/assert";
import { databentoCsv } from "../../src/source/databento_csv_writer.ts";
import { type GenerateOptions, generateTape } from "../../src/source/generated.ts";
import { DENO_RUN } from "../_deno_run.ts";
import { assertArtefact } from "../report/_schema.ts";
import { type Outcome, WarmSorlab } from "./_warm_sorlab.ts";

export type { Outcome } from "./_warm_sorlab.ts";

const MAIN = decodeURIComponent(new URL("../../main.ts", import.meta.url).pathname);
/** Of sorlab in tests, where they say nothing else. */
export const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env=DATA_PATH,NO_COLOR"];

/** A word of a command line, plain or quoted, that means nothing more to a shell. */
const WORD = String.raw`(?:[\w.,:/+=%@-]|'[^']*'|\\')+`;
const COMMAND = new RegExp(String.raw`^\s*sorlab(?: +${WORD})+\s*$`);
const FILE = new RegExp(String.raw`^ *(${WORD})\s*$`);
const ECHO = /^\s*echo '([^']*)'\s*$/;
/** What stands between the bars of a pipeline, as quotes hold bars of their own. */
const BETWEEN_BARS = /(?:'[^']*'|\\'|[^'|])+/g;

const warm = new WarmSorlab(PERMISSIONS);

export interface RunOptions {
  /** What standard input gives; nothing is `/dev/null`. */
  readonly stdin?: string | Uint8Array;
  /** Columns of a terminal to print on; pipes without. Only {@linkcode Folder.run} heeds it. */
  readonly columns?: number;
  /** Whether standard output goes elsewhere than to that terminal. Only {@linkcode Folder.run} heeds it. */
  readonly redirected?: boolean;
  /** Milliseconds that pass whenever it looks at the clock. Only {@linkcode Folder.run} heeds it. */
  readonly clockStepMs?: number;
  /** The operation on files that fails, from 1; 0 has them told only. Only {@linkcode Folder.run} heeds it. */
  readonly failing?: number;
  /** Whether to tell what it had not given up when it read. Only {@linkcode Folder.run} heeds it. */
  readonly prying?: boolean;
  /** `DATA_PATH`. */
  readonly dataPath?: string;
  /** Those of a process of its own. */
  readonly permissions?: readonly string[];
  /** Options of Deno's that load something before the program, in a process of its own. */
  readonly preload?: readonly string[];
  /** The process to run in, if not the one of all. */
  readonly sorlab?: WarmSorlab;
}

/**
 * For a bar: standard error is a terminal that does not tell how wide it is. Of the clock every look is late enough
 * to draw it anew, however fast the machine is.
 */
export const ON_TERMINAL: RunOptions = { columns: 0, redirected: true, clockStepMs: 100 };

/**
 * Starts a command that saves as it goes, and waits for what it saves first: it goes on when a signal comes.
 *
 * @param name of the file, as it is once it is whole.
 */
export async function startHeld(
  folder: Folder,
  args: readonly string[],
  name: RegExp,
  within?: string,
): Promise<Deno.ChildProcess> {
  const held = decodeURIComponent(new URL("_held_save.ts", import.meta.url).pathname);
  const process = folder.start(args, { preload: [`--preload=${held}`] });
  await appears(folder, name, within);
  return process;
}

/** A temporary folder to run sorlab in. */
export class Folder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<Folder> {
    return new Folder(await Deno.realPath(await Deno.makeTempDir({ prefix: "sorlab cli " })));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }

  write(name: string, content: string | Uint8Array): Promise<void> {
    return typeof content === "string"
      ? Deno.writeTextFile(`${this.path}/${name}`, content)
      : Deno.writeFile(`${this.path}/${name}`, content);
  }

  read(name: string): Promise<string> {
    return Deno.readTextFile(`${this.path}/${name}`);
  }

  async names(within = "."): Promise<string[]> {
    return (await Array.fromAsync(Deno.readDir(`${this.path}/${within}`), ({ name }) => name)).sort();
  }

  /** Starts sorlab here. */
  start(
    args: readonly string[],
    { dataPath = "", permissions = PERMISSIONS, preload = [] }: RunOptions = {},
    stdin: "piped" | "null" = "null",
  ): Deno.ChildProcess {
    return new Deno.Command(Deno.execPath(), {
      args: [...DENO_RUN, ...preload, ...permissions, MAIN, ...args],
      cwd: this.path,
      env: { DATA_PATH: dataPath },
      stdin,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /**
   * Runs sorlab here, in a process that has run other command lines before, one at a time. An artefact that it makes
   * is held to its schema.
   */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const { stdin = "", dataPath = "", permissions, sorlab = warm, ...others } = options;
    if (permissions !== undefined) return await this.runAlone(args, options);
    const question = { ...others, args, cwd: this.path, dataPath, stdin: [...bytesOf(stdin)] };
    return held(args, await sorlab.run(question));
  }

  /** Runs sorlab here in a process of its own, for what that is about: permissions, memory, several at once. */
  async runAlone(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    if (options.stdin === undefined) return held(args, await outcomeOf(this.start(args, options)));
    const process = this.start(args, options, "piped");
    const outcome = outcomeOf(process);
    await ReadableStream.from([bytesOf(options.stdin)]).pipeTo(process.stdin);
    return held(args, await outcome);
  }

  /**
   * Runs a line that says to a shell what it says to sorlab as `run` does, and any other as `bash` does. The commands
   * of a pipeline run one after the other, and their output is written by the test: what is about pipes takes `bash`.
   */
  async runLine(line: string): Promise<Outcome> {
    const parts = line.replaceAll("\\\n", " ").match(BETWEEN_BARS)!;
    const echoed = ECHO.exec(parts[0]!)?.[1];
    const [last, into] = parts.at(-1)!.split(" > ");
    const file = into === undefined ? undefined : FILE.exec(into)?.[1];
    const commands = parts.with(-1, last!).slice(echoed === undefined ? 0 : 1);
    const isPlain = commands.every((command) => COMMAND.test(command)) &&
      (into === undefined || file !== undefined);
    if (!isPlain) return await this.bash(line);
    let outcome: Outcome = { code: 0, stdout: echoed === undefined ? "" : `${echoed}\n`, stderr: "" };
    for (const command of commands) {
      const { code, stdout, stderr } = await this.run(wordsOf(command).slice(1), { stdin: outcome.stdout });
      outcome = { code: code || outcome.code, stdout, stderr: outcome.stderr + stderr };
    }
    if (file === undefined) return outcome;
    await this.write(file, outcome.stdout);
    return { ...outcome, stdout: "" };
  }

  /** Runs a script of bash's here, in which `sorlab` is a command. */
  async bash(script: string): Promise<Outcome> {
    const words = [Deno.execPath(), ...DENO_RUN, ...PERMISSIONS, MAIN];
    const command = words.map((word) => `'${word}'`).join(" ");
    return await outcomeOf(
      new Deno.Command("bash", {
        args: ["-c", `sorlab() { ${command} "$@"; }\nexport -f sorlab\nset -o pipefail\n${script}`],
        cwd: this.path,
        env: { DATA_PATH: "" },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
  }
}

/** A command's words without their quotes. */
function wordsOf(command: string): string[] {
  return command.match(new RegExp(WORD, "g"))!.map((word) => word.replaceAll(/'([^']*)'|\\(')/g, "$1$2"));
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}

/** Holds an artefact to its schema, if the outcome is one. */
function held([command]: readonly string[], outcome: Outcome): Outcome {
  if (["backtest", "judge"].includes(command!) && outcome.stdout.startsWith("{")) {
    assertArtefact(JSON.parse(outcome.stdout));
  }
  return outcome;
}

/** Waits for the process to end. */
export async function outcomeOf(process: Deno.ChildProcess): Promise<Outcome> {
  const { code, stdout, stderr } = await process.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** A tape of three venues from 13:36:32 on, as CSV. */
export function makeCsv(options: GenerateOptions = {}): string {
  const tape = generateTape({ venues: 3, eventsPerSecond: 60, durationSeconds: 10, ...options });
  const decoder = new TextDecoder();
  return Array.from(
    databentoCsv(tape, { layout: "mbp-1" }),
    (chunk) => decoder.decode(chunk, { stream: true }),
  ).join("");
}

export async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Asserts that it failed with this code and one line on standard error, and nothing on standard output. */
export function assertFails(outcome: Outcome, code: number, line: string): void {
  assertEquals(outcome, { code, stdout: "", stderr: `sorlab: ${line}\n` });
}

/** Waits until the folder, or one in it, holds a file of such a name. */
export async function appears(folder: Folder, name: RegExp, within = "."): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while (!(await folder.names(within)).some((candidate) => name.test(candidate))) {
    assert(performance.now() < deadlineMs, `no file ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/**
 * Whether `script` can make a pseudo-terminal. It starts its command by `$SHELL`, which must be bash: other
 * shells drop the exported function `sorlab`.
 */
export const script: boolean = Deno.build.os !== "windows" && await hasScript();

async function hasScript(): Promise<boolean> {
  await using folder = await Folder.make();
  return (await folder.bash("script --version | grep -q util-linux")).code === 0;
}
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (!script) console.warn("tests/cli: no pseudo-terminal: util-linux's script is missing");
