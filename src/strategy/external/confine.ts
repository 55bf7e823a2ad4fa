/** Making a thread fit to run what is not trusted: nothing is left in it but the language. @module */

/** What of the runtime a router keeps. */
const KEPT = [
  "console",
  "structuredClone",
  "TextEncoder",
  "TextDecoder",
  "URL",
  "URLSearchParams",
  "atob",
  "btoa",
  // Deno itself looks this one up when it needs it first.
  "queueMicrotask",
];

/** The globals of the language. */
const LANGUAGE = new Set(
  ("globalThis Infinity NaN undefined isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI " +
    "encodeURIComponent escape unescape Object Function Boolean Symbol Number BigInt Math Date String RegExp Array " +
    "Map Set WeakMap WeakSet WeakRef FinalizationRegistry ArrayBuffer SharedArrayBuffer DataView Atomics JSON " +
    "Promise Reflect Proxy Iterator Intl Temporal WebAssembly DisposableStack AsyncDisposableStack " +
    "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array " +
    "BigUint64Array Float16Array Float32Array Float64Array " +
    "Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError")
    .split(" "),
);

let taken: ReadonlySet<string> | undefined;

/**
 * Takes from this thread all that is not the language: files, network, environment, timers, messages, other threads,
 * and the making of code from text. Then freezes what the language brings, so that whatever runs here later can
 * neither change what sorlab's own code does nor see what passes through it. It cannot be undone.
 *
 * The thread is to have no permissions in the first place; this is the second wall, and what keeps a router from
 * looking ahead by other ways than the market that it is handed.
 */
export function confine(): void {
  if (taken !== undefined) return;
  // Whatever a router still does after its answer is ignored, and so are promises that it rejects then.
  globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault());
  // Standard output belongs to the artefact.
  const toStandardError = console.error.bind(console);
  for (const method of ["log", "info", "debug", "warn", "table", "dir"] as const) {
    // deno-lint-ignore no-console -- it is replaced, not used
    console[method] = toStandardError;
  }
  taken = new Set(
    Object.getOwnPropertyNames(globalThis).filter((name) => !LANGUAGE.has(name) && !KEPT.includes(name)),
  );
  for (const name of taken) Reflect.deleteProperty(globalThis, name);
  forbidCode();
  for (const root of roots()) freeze(root);
  // Not frozen: then a router's plain objects could not have keys that are built-in names, such as `toString`.
  Object.preventExtensions(Object.prototype);
  for (const name of LANGUAGE) lock(name);
}

/** Whether {@linkcode confine} was called. */
export function isConfined(): boolean {
  return taken !== undefined;
}

/** Whether a global of this name was there before. */
export function isTakenAway(name: string): boolean {
  return taken?.has(name) === true;
}

/** Keeps a global as it is. */
function lock(name: string): void {
  const property = Object.getOwnPropertyDescriptor(globalThis, name);
  if (property?.configurable) {
    Object.defineProperty(globalThis, name, { value: property.value, writable: false, configurable: false });
  }
}

/** Kinds of functions, each with a constructor that makes code from text. */
function functionKinds(): object[] {
  return [function () {}, function* () {}, async function () {}, async function* () {}].map(prototypeOf);
}

function forbidCode(): void {
  function forbidden(): never {
    throw new TypeError("a router makes no code from text");
  }
  forbidden.prototype = Function.prototype;
  for (const prototype of functionKinds()) {
    Object.defineProperty(prototype, "constructor", { value: forbidden, configurable: false });
  }
  Object.defineProperty(globalThis, "Function", { value: forbidden });
}

/** All that the language brings, but errors, which people give properties, and the prototype of all objects. */
function roots(): object[] {
  const named = [...LANGUAGE].map((name) => Reflect.get(globalThis, name))
    .filter((value) => value !== globalThis && isObject(value) && !isError(value)) as object[];
  const iterators = [
    [].values(),
    new Map().values(),
    new Set().values(),
    ""[Symbol.iterator](),
    "".matchAll(/a/g),
  ]
    .map(prototypeOf);
  const typedArrays = prototypeOf(Int8Array);
  return [
    ...named,
    ...functionKinds(),
    ...iterators,
    ...iterators.map(prototypeOf),
    typedArrays,
    globalThis.console,
  ];
}

function freeze(root: object): void {
  const { prototype } = root as { readonly prototype?: object };
  if (isObject(prototype) && prototype !== Object.prototype) Object.freeze(prototype);
  if (root !== Object.prototype) Object.freeze(root);
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function isError(value: unknown): boolean {
  return value === Error || (typeof value === "function" && value.prototype instanceof Error);
}

function prototypeOf(value: object): object {
  return Object.getPrototypeOf(value);
}
