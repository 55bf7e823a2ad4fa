/** When a command reads, writes or prints. @module */

/** Of Deno; standard input's and output's beside them. */
const METHODS = ["open", "readFile", "readTextFile", "stat", "realPath", "writeTextFile"];

/** Has something done whenever a file or standard input is read, or something is printed or written, until disposed. */
export function onReading(visit: () => void): Disposable {
  const replaced = [
    ...METHODS.map((name) => visited(Deno, name, visit)),
    ...["read", "readSync"].map((name) => visited(Deno.stdin, name, visit)),
    visited(Deno.stdout, "write", visit),
  ];
  return { [Symbol.dispose]: () => replaced.forEach((putBack) => putBack()) };
}

/** Makes a method visit before it does what it does; returns what puts it back. */
// deno-lint-ignore no-explicit-any -- the methods have nothing in common
function visited(owner: any, name: string, visit: () => void): () => void {
  const method = owner[name];
  owner[name] = (...args: unknown[]) => {
    visit();
    return method.apply(owner, args);
  };
  return () => owner[name] = method;
}
