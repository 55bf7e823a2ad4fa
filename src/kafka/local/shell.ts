/** Programs, run by way of the shell. @module */

/** What a command said and how it ended. */
interface ShellOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a script of the POSIX shell; the arguments are its `$1`, `$2`, … All programs are run this way, so
 * that one permission is enough, and a missing program shows as an exit code.
 */
export async function shell(script: string, ...args: string[]): Promise<ShellOutcome> {
  const command = new Deno.Command("/bin/sh", {
    args: ["-c", script, "sh", ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs a program with arguments. */
export function program(name: string, ...args: string[]): Promise<ShellOutcome> {
  return shell('exec "$@"', name, ...args);
}
