/** A router that is a program of its own: started, asked over pipes, and ended. @module */

import { type FaultPlace, RouterFault } from "./fault.ts";

/** Longest line that a program may answer, bytes. */
const LONGEST_LINE = 64e6;
/** Longest part of an answer that a message shows. */
const SHOWN = 80;
/** What runs a program that the user permitted by name, where the runtime's own permission is for this one alone. */
const SHELL = "/bin/sh";

/** How a program is run. */
export interface ProgramOptions {
  /** How long it may take for an answer, ms. */
  readonly timeoutMs: number;
  /** Programs that the user permitted by name: no other is run. */
  readonly allowed: readonly string[];
}

/** A program that runs. */
export class Program implements AsyncDisposable {
  #router: string;
  #child: Deno.ChildProcess;
  #timeoutMs: number;
  #input: WritableStreamDefaultWriter<Uint8Array>;
  #output: ReadableStreamDefaultReader<Uint8Array>;
  #pending = new Uint8Array(0);

  private constructor(router: string, child: Deno.ChildProcess, timeoutMs: number) {
    this.#router = router;
    this.#child = child;
    this.#timeoutMs = timeoutMs;
    this.#input = child.stdin.getWriter();
    this.#output = child.stdout.getReader();
  }

  /**
   * Starts a program; what it writes to standard error is the user's to read.
   *
   * @param router its name, for messages.
   * @throws {RouterFault} if it may not be run, or cannot be.
   */
  static async start(
    router: string,
    command: readonly string[],
    { timeoutMs, allowed }: ProgramOptions,
  ): Promise<Program> {
    const [program = "", ...args] = command;
    if (!allowed.includes(program)) {
      throw new RouterFault(
        router,
        `${program} may not be run: permit it by its name, --allow-exec ${program}`,
      );
    }
    const [path, given] = await mayRun(program)
      ? [program, args]
      // The shell makes way for the program at once, and reads none of its words.
      : [SHELL, ["-c", 'exec "$0" "$@"', program, ...args]];
    try {
      const child = new Deno.Command(path, {
        args: [...given],
        stdin: "piped",
        stdout: "piped",
        stderr: "inherit",
      })
        .spawn();
      return new Program(router, child, timeoutMs);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) {
        throw new RouterFault(router, `there is no program ${program}`);
      }
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
      throw new RouterFault(router, `deno was started without --allow-run=${program}`);
    }
  }

  /**
   * Sends a message and waits for the answer.
   *
   * @param place what the message is about, for errors.
   * @throws {RouterFault} if there is none in time, or it is no JSON.
   */
  async ask(message: object, place: FaultPlace = {}): Promise<unknown> {
    let line: string;
    try {
      line = await this.#inTime(this.#exchange(`${JSON.stringify(message)}\n`));
    } catch (error) {
      throw error instanceof RouterFault ? error.at(place) : error;
    }
    try {
      return JSON.parse(line);
    } catch {
      const shown = JSON.stringify(line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line);
      throw new RouterFault(this.#router, `answered ${shown}, which is no JSON`, place);
    }
  }

  /** Ends it, whatever it is at. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await Promise.allSettled([this.#input.abort(), this.#output.cancel(), this.#child.status]);
  }

  async #exchange(text: string): Promise<string> {
    // Read while writing: a program may answer before it has read all.
    const [, line] = await Promise.all([this.#write(new TextEncoder().encode(text)), this.#readLine()]);
    return line;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#input.write(bytes);
    } catch (error) {
      // The program closed its input: what it did instead of reading is found out when its answer is read.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }

  async #readLine(): Promise<string> {
    const parts: Uint8Array[] = [];
    let length = 0;
    let chunk = this.#pending;
    while (true) {
      const end = chunk.indexOf(0x0a);
      parts.push(end < 0 ? chunk : chunk.subarray(0, end));
      length += parts.at(-1)!.length;
      if (length > LONGEST_LINE) {
        throw new RouterFault(this.#router, `answered a line of more than ${LONGEST_LINE / 1e6} MB`);
      }
      if (end >= 0) {
        this.#pending = chunk.slice(end + 1);
        return new TextDecoder().decode(await new Blob(parts as BlobPart[]).arrayBuffer());
      }
      const { done, value } = await this.#output.read();
      if (done) throw await this.#ended();
      chunk = value as Uint8Array<ArrayBuffer>;
    }
  }

  /** What became of a program that answers no more. */
  async #ended(): Promise<RouterFault> {
    // A program may close its output and live on.
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), 200);
    const status = await Promise.race([this.#child.status, promise]);
    clearTimeout(timer);
    if (status === undefined) {
      return new RouterFault(this.#router, "closed its output before it had answered");
    }
    const how = status.signal === null ? `with exit code ${status.code}` : `by signal ${status.signal}`;
    return new RouterFault(this.#router, `ended ${how} before it had answered`);
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const fault = new RouterFault(this.#router, `no answer within ${this.#timeoutMs / 1000} s`);
    const timer = setTimeout(() => reject(fault), this.#timeoutMs);
    answer.catch(() => {}); // where time ran out first
    try {
      return await Promise.race([answer, promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Whether the runtime itself permits a program; the compiled executable permits the shell alone. */
async function mayRun(program: string): Promise<boolean> {
  return (await Deno.permissions.query({ name: "run", command: program })).state === "granted";
}
