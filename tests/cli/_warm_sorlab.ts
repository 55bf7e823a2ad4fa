/** The process of `_warm_process.ts`, as tests ask it: starting sorlab for each command line takes most of their time. @module */

import { AskedProcess } from "../_asked_process.ts";
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
  /** Whether standard output goes elsewhere than to that terminal. */
  readonly redirected?: boolean | undefined;
  /** Milliseconds that pass whenever it looks at the clock; undefined: it has the machine's. */
  readonly clockStepMs?: number | undefined;
  /** The operation on files that fails, from 1; 0: none. Standard error then ends with what operations there were. */
  readonly failing?: number | undefined;
  /** Whether standard error ends with what permissions it had not given up when it read. */
  readonly prying?: boolean | undefined;
}

/** How it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** It ends with the test file, and runs one command line at a time. */
export class WarmSorlab {
  readonly #process: AskedProcess;

  /** @param env environment variables, beside those of this process. */
  constructor(permissions: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const path = decodeURIComponent(new URL("_warm_process.ts", import.meta.url).pathname);
    this.#process = new AskedProcess(Deno.execPath(), { args: [...DENO_RUN, ...permissions, path], env });
  }

  /** Runs sorlab, after what was asked before. */
  async run(question: Question): Promise<Outcome> {
    return JSON.parse(await this.#process.ask(JSON.stringify(question)));
  }
}
