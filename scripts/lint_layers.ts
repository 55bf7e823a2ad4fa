/**
 * The rules of the house as a plugin of `deno lint` (see `lint.plugins` in `deno.json`):
 *
 * - `sorlab/rooms`: an import under `src/` points to its own room or to one it may import;
 * - `sorlab/private-files`: what starts with `_` is imported from within its own folder only;
 * - `sorlab/no-exit`: nothing under `src/` ends the process;
 * - `sorlab/no-wall-clock`: only the command line, Kafka and the live view know what time it is;
 * - `sorlab/no-unseeded-random`, `sorlab/no-unseeded-id`: chance comes from a seed (an id, outside the command
 *   line and Kafka).
 *
 * They read one file at a time and follow no aliases: `const { now } = Date` is seen, handing `Date`
 * to a function is not. Runs on Deno 2.5 and later.
 *
 * @module
 */

/** What a strategy on a market, and what its fills are worth, is made of. */
const WORTH = ["market", "model", "execution", "strategy", "analysis", "search"];

/** What a back-test is made of: that, and where its tape comes from. */
const BACKTEST = [...WORTH, "source"];

/**
 * The rooms, from top to bottom as data flows, each with those it may import. A room may import one above it,
 * never one below. Where one file alone of a room is allowed, it stands with its path.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  market: [],
  model: ["market/random.ts"],
  source: ["market"],
  metrics: [],
  kafka: ["market", "source", "metrics"],
  execution: ["market"],
  strategy: ["market", "model", "execution"],
  analysis: ["market", "execution"],
  search: ["market", "model", "execution", "strategy", "analysis"],
  backtest: BACKTEST,
  judge: [...BACKTEST, "backtest"],
  study: [...BACKTEST, "backtest", "kafka"],
  report: [...WORTH, "backtest", "judge", "study"],
  trial: [...WORTH, "report"],
  serve: [...BACKTEST, "backtest", "metrics", "kafka", "judge", "report", "trial"],
  verify: ["market", "model", "execution", "strategy"],
  help: [],
  cli: [
    ...[...BACKTEST, "backtest", "metrics", "kafka", "judge", "study", "report", "trial"],
    ...["serve", "verify", "help"],
  ],
};

/** The library's entry: in no room, it may name what any of them has, but for the command line. */
const ENTRY = "src/mod.ts";

/** Rooms that talk to the outside, where the time of day and a unique id have their uses. */
const OUTWARD_ROOMS = ["cli", "kafka", "serve"];

/** The folder above `scripts/`, with a slash at its end. */
const ROOT = new URL("../", import.meta.url).href;

type Node = Deno.lint.Node;
type Visitor = Deno.lint.LintVisitor;
type Context = Deno.lint.RuleContext;

/** A file of the project: its path below the root, and the room it is in, if any. */
interface Place {
  path: string;
  inSrc: boolean;
  room: string | undefined;
}

function placeOf(url: string): Place | undefined {
  if (!url.startsWith(ROOT)) return undefined;
  const path = decodeURIComponent(url.slice(ROOT.length).replace(/[?#].*$/, ""));
  const [top, room, ...rest] = path.split("/");
  return { path, inSrc: top === "src", room: top === "src" && rest.length > 0 ? room : undefined };
}

/** The linter gives a path, absolute or relative to the root, in the system's notation. */
function urlOfFile(filename: string): string {
  const path = encodeURI(filename.replaceAll("\\", "/")).replaceAll("?", "%3F").replaceAll("#", "%23");
  return new URL(/^[a-z]:\//i.test(path) ? `file:///${path}` : path, ROOT).href;
}

/** The text of a string that is known as written; `undefined` of any other expression. */
function literalText(node: Node | undefined): string | undefined {
  if (node?.type === "TSLiteralType") return literalText(node.literal);
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0]?.cooked;
  return undefined;
}

/** `a.b.c` (also `a?.b["c"]`, `(a as T).b!.c`, `globalThis.a.b.c`) as its dotted name. */
function dottedName(node: Node): string | undefined {
  switch (node.type) {
    case "Identifier":
      return node.name;
    case "MetaProperty":
      return `${node.meta.name}.${node.property.name}`;
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return dottedName(node.expression);
    case "MemberExpression": {
      const object = dottedName(node.object);
      const property = node.computed
        ? literalText(node.property)
        : node.property.type === "Identifier"
        ? node.property.name
        : undefined;
      if (object === undefined || property === undefined) return undefined;
      return /^(globalThis|self|window)$/.test(object) ? property : `${object}.${property}`;
    }
    default:
      return undefined;
  }
}

/** Calls `check` with every module that a file names, and the node that names it. */
function forEachImport(check: (node: Node, specifier: string | undefined) => void): Visitor {
  const isOwnUrl = (node: Node | undefined) => node !== undefined && dottedName(node) === "import.meta.url";
  return {
    ImportDeclaration: (node) => check(node.source, node.source.value),
    ExportAllDeclaration: (node) => check(node.source, node.source.value),
    ExportNamedDeclaration: (node) => node.source && check(node.source, node.source.value),
    ImportExpression: (node) => check(node.source, literalText(node.source)),
    TSImportType: (node) => check(node.argument, literalText(node.argument)),
    NewExpression(node) {
      const [relative, base] = node.arguments;
      if (relative && dottedName(node.callee) === "URL" && isOwnUrl(base)) {
        check(relative, literalText(relative));
      }
    },
    CallExpression(node) {
      const [specifier] = node.arguments;
      if (specifier && dottedName(node.callee) === "import.meta.resolve") {
        check(specifier, literalText(specifier));
      }
    },
  };
}

/** The file a specifier means; `undefined` where it is a package. */
function targetOf(specifier: string, importer: string): Place | undefined {
  if (/^\.{0,2}\//.test(specifier) || specifier.startsWith("file:")) {
    const url = new URL(specifier, importer).href;
    return placeOf(url) ?? { path: url, inSrc: false, room: undefined };
  }
  return undefined;
}

/** What is wrong with an import from `from` to `to`; empty where nothing is. */
function roomFault(from: Place, to: Place): string {
  if (from.path === "main.ts") {
    return to.room === "cli" ? "" : `main.ts imports only src/cli, not ${to.path}`;
  }
  if (from.path === ENTRY) {
    return to.inSrc && to.room !== "cli" ? "" : `${ENTRY} may import all rooms but src/cli, not ${to.path}`;
  }
  const allowed = ROOMS[from.room ?? ""];
  if (!allowed) return "";
  // The version that `--version` tells has one source.
  if (from.room === "cli" && to.path === "deno.json") return "";
  if (!to.inSrc) return `src/${from.room} imports ${to.path}, which is outside src`;
  if (to.room === from.room || allowed.includes(to.room ?? "")) return "";
  if (allowed.includes(to.path.slice("src/".length))) return "";
  const whitelist = allowed.length > 0 ? `itself, ${allowed.join(", ")}` : "itself";
  return `src/${from.room} may import ${whitelist}, not ${to.room ? `src/${to.room}` : to.path}`;
}

const rooms: Deno.lint.Rule = {
  create(context) {
    const importer = urlOfFile(context.filename);
    const from = placeOf(importer);
    if (!from || !(from.inSrc || from.path === "main.ts")) return {};
    return {
      Program(node) {
        if (from.inSrc && from.path !== ENTRY && !Object.hasOwn(ROOMS, from.room ?? "")) {
          context.report({
            node,
            message: `${from.path} is in none of the rooms: ${Object.keys(ROOMS).join(", ")}`,
            hint: "Add a new room to ROOMS in scripts/lint_layers.ts.",
          });
        }
      },
      ...forEachImport((node, specifier) => {
        if (specifier === undefined) {
          context.report({ node, message: "An import that is no literal cannot be held to the rooms" });
          return;
        }
        const to = targetOf(specifier, importer);
        const fault = to && roomFault(from, to);
        if (fault) {
          context.report({
            node,
            message: fault,
            hint: "Data flows from top to bottom; see ROOMS in scripts/lint_layers.ts.",
          });
        }
      }),
    };
  },
};

const privateFiles: Deno.lint.Rule = {
  create(context) {
    const importer = urlOfFile(context.filename);
    const from = placeOf(importer);
    // Tests mirror src/ from outside and may look into private files.
    if (!from || from.path.startsWith("tests/")) return {};
    return forEachImport((node, specifier) => {
      const to = specifier === undefined ? undefined : targetOf(specifier, importer);
      const folder = to && /^(.*?)(?:^|(?<=\/))_/.exec(to.path)?.[1];
      if (folder !== undefined && !from.path.startsWith(folder)) {
        context.report({ node, message: `${to?.path} is private to ${folder}` });
      }
    });
  },
};

/** A rule against globals by dotted name, in files under `src/` outside the rooms of `except`. */
function bannedGlobals(
  except: readonly string[],
  messages: Readonly<Record<string, string>>,
): Deno.lint.Rule {
  function report(context: Context, node: Node, name: string | undefined): void {
    if (name !== undefined && Object.hasOwn(messages, name)) {
      context.report({ node, message: `${name}: ${messages[name]}` });
    }
  }
  return {
    create(context) {
      const place = placeOf(urlOfFile(context.filename));
      if (!place?.inSrc || except.includes(place.room ?? "")) return {};
      return {
        MemberExpression: (node) => report(context, node, dottedName(node)),
        VariableDeclarator(node) {
          const object = node.init ? dottedName(node.init) : undefined;
          if (object === undefined || node.id.type !== "ObjectPattern") return;
          for (const property of node.id.properties) {
            if (property.type !== "Property") continue;
            const key = property.key.type === "Identifier" ? property.key.name : literalText(property.key);
            report(context, property, `${object}.${key}`);
          }
        },
        NewExpression(node) {
          if (node.arguments.length === 0) report(context, node, `new ${dottedName(node.callee)}()`);
        },
        // `Date()`, with or without arguments, is the time of day as text.
        CallExpression: (node) => report(context, node, `${dottedName(node.callee)}()`),
      };
    },
  };
}

const EXIT = "only main.ts ends the process; throw, or return an exit code";
const CLOCK = "the core has no clock but the tape's; take the time as an argument";
const CHANCE = "unseeded; take a generator from src/market/random.ts";

const plugin: Deno.lint.Plugin = {
  name: "sorlab",
  rules: {
    "rooms": rooms,
    "private-files": privateFiles,
    "no-exit": bannedGlobals([], {
      "Deno.exit": EXIT,
      "process.exit": EXIT,
    }),
    "no-wall-clock": bannedGlobals(OUTWARD_ROOMS, {
      "Date.now": CLOCK,
      "Date()": CLOCK,
      "new Date()": CLOCK,
      "performance.now": CLOCK,
      "performance.timeOrigin": CLOCK,
      "process.hrtime": CLOCK,
      "Temporal.Now": CLOCK,
    }),
    "no-unseeded-random": bannedGlobals([], { "Math.random": CHANCE }),
    "no-unseeded-id": bannedGlobals(OUTWARD_ROOMS, {
      "crypto.getRandomValues": CHANCE,
      "crypto.randomUUID": CHANCE,
    }),
  },
};

export default plugin;
