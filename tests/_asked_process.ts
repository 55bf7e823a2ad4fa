/** A process that stays: it answers one line of text after the other by a line each. @module */

/** It ends with the test file, which holds its standard input. */
export class AskedProcess {
  readonly #answers: AsyncGenerator<string>;
  readonly #questions: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(program: string, options: Pick<Deno.CommandOptions, "args" | "env">) {
    const command = new Deno.Command(program, {
      ...options,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    });
    const process = command.spawn();
    this.#answers = linesOf(process.stdout);
    this.#questions = process.stdin.getWriter();
  }

  /** Its answer, after those to what was asked before. */
  ask(question: string): Promise<string> {
    const answer = this.#last.then(() => this.#ask(question));
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #ask(question: string): Promise<string> {
    await this.#questions.write(new TextEncoder().encode(`${question}\n`));
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`the process ended while it was asked ${question.slice(0, 500)}`);
    return value;
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
