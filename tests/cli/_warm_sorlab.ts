/** The process of `_warm_process.ts`, as tests ask it: starting sorlab for each command line takes most of their time. @module */

import { DENO_RUN } from "../_deno_run.ts";

/** A command line, and what it is run with. */
export interface Question {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly dataPath: string;
  /** Other environment variables; those of the question before are unset. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The bytes of standard input. */
  readonly stdin: readonly number[];
  /** Of the terminal that it prints on; undefined: pipes. */
  readonly columns?: number | undefined;
  /** The operation on files that fails, from 1; 0: none. Standard error then ends with what operations there were. */
  readonly failing?: number | undefined;
}

/** How it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** It ends with the test file, which holds its standard input. */
export class WarmSorlab {
  readonly #answers: AsyncGenerator<string>;
  readonly #questions: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #last: Promise<unknown> = Promise.resolve();

  /** @param env environment variables, beside those of this process. */
  constructor(permissions: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const path = decodeURIComponent(new URL("_warm_process.ts", import.meta.url).pathname);
    const process = new Deno.Command(Deno.execPath(), {
      args: [...DENO_RUN, ...permissions, path],
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#answers = linesOf(process.stdout);
    this.#questions = process.stdin.getWriter();
  }

  /** Runs sorlab, after what was asked before. */
  run(question: Question): Promise<Outcome> {
    const outcome = this.#last.then(() => this.#run(question));
    this.#last = outcome.catch(() => {});
    return outcome;
  }

  async #run(question: Question): Promise<Outcome> {
    await this.#questions.write(new TextEncoder().encode(`${JSON.stringify(question)}\n`));
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`the process ended while it ran sorlab ${question.args.join(" ")}`);
    return JSON.parse(value);
  }
}

/** The lines of a stream of text, which is read no further than the line asked for. */
export async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    const parts = (text + decoder.decode(chunk, { stream: true })).split("\n");
    text = parts.pop()!;
    yield* parts;
  }
}
