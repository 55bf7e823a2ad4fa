/** A terminal that is none: what commands print in this very process, on one of so many columns. @module */

/**
 * Has standard output and standard error say that they are a terminal, or that they are none.
 *
 * @param columns of the terminal; undefined: there is none.
 */
export function pretendTerminal(columns: number | undefined): void {
  const isTerminal = (): boolean => columns !== undefined;
  Object.assign(Deno.stdout, { isTerminal });
  Object.assign(Deno.stderr, { isTerminal });
  Deno.consoleSize = () => {
    if (columns === undefined) throw new Deno.errors.NotSupported("no terminal");
    return { columns, rows: 24 };
  };
}

/** Keeps what is written to a stream from now on; returns what gives it as text. */
export function captured(stream: typeof Deno.stdout): () => string {
  const decoder = new TextDecoder();
  let text = "";
  stream.writeSync = (bytes) => {
    text += decoder.decode(bytes, { stream: true });
    return bytes.length;
  };
  stream.write = (bytes) => Promise.resolve(stream.writeSync(bytes));
  return () => text + decoder.decode();
}
