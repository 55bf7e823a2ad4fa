import { describeOptions, type Options } from "./options.ts";

/** A command of sorlab: what `sorlab NAME` does. Its name and a line about it stand in `commands.ts`. */
export interface Command {
  /** Text of `--help`. */
  readonly help: string;
  /** Does it; the result goes to standard output, all else to standard error. */
  run(args: readonly string[]): Promise<void>;
}

/** The help of a command: examples first. */
export function helpText(parts: {
  summary: string;
  examples: readonly (readonly [command: string, what: string])[];
  options: Options;
  notes?: string;
}): string {
  const examples = parts.examples.map(([command, what]) => `  # ${what}\n  ${command}`).join("\n\n");
  const notes = parts.notes === undefined ? "" : `\n${parts.notes}\n`;
  return `${parts.summary}\n\nExamples\n${examples}\n\nOptions\n${describeOptions(parts.options)}\n${notes}`;
}
