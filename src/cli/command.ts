import { describeOptions, type Options } from "./options.ts";

/** A command of sorlab: what `sorlab NAME` does. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Text of `--help`. */
  readonly help: string;
  /** Does it; the result goes to standard output, all else to standard error. */
  run(args: readonly string[]): Promise<void>;
}

/** Commands by name, loaded when they are asked for. */
export type Commands = Readonly<Record<string, () => Promise<{ readonly command: Command }>>>;

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
