// sorlab completions in the shells themselves: what may stand at the end of a line that is typed.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { completedCommands } from "../../src/cli/completions/completed.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { PLACEMENT_NAMES, SCHEDULE_NAMES } from "../../src/strategy/strategies.ts";
import { TOPICS } from "../../src/help/topics.ts";
import { IS_LONG } from "../_seeds.ts";
import { assertFails, Folder, outcomeOf, type RunOptions, script } from "./_process.ts";

const STRATEGIES = SCHEDULE_NAMES.flatMap((schedule) =>
  PLACEMENT_NAMES.map((placement) => `${schedule}+${placement}`)
);
const FILES = ["day one.csv", "days.dbn"];

/** Lines as they are typed, and all that may stand at their end. */
const CASES: readonly (readonly [line: string, completed: readonly string[]])[] = [
  ["sorlab ", [...Object.keys(COMMANDS)]],
  ["sorlab back", ["backtest"]],
  ["sorlab --v", ["--version"]],
  ["sorlab backtest --str", ["--strategy"]],
  ["sorlab backtest --depth", ["--depth-ticks"]],
  ["sorlab backtest --quiet --dat", ["--data", "--date"]],
  ["sorlab backtest --strategy ", STRATEGIES],
  ["sorlab backtest --strategy pov+j", ["pov+join"]],
  ["sorlab backtest --strategy=pov+j", ["pov+join"]],
  ["sorlab backtest --compare pov+join,vwap+sw", ["vwap+sweep"]],
  ["sorlab backtest --rules ", ["market", "trial"]],
  ["sorlab backtest --help ", ["all"]],
  ["sorlab backtest --orders ", []],
  ["sorlab backtest --data days", ["days.dbn"]],
  ["sorlab backtest --data day", FILES],
  ["sorlab backtest --layout lob", ["lobster"]],
  ["sorlab backtest --layout day", FILES],
  ["sorlab backtest --what-if-fees x.csv,day", FILES],
  ["sorlab allocate --model ", ["static", "cont-kukanov"]],
  ["sorlab allocate --meth", ["--method"]],
  ["sorlab convert --format ", ["csv", "dbn", "parquet"]],
  ["sorlab convert --symbol A days.dbn day", FILES],
  ["sorlab convert days.dbn out.csv day", []],
  ["sorlab kafka ", ["up", "status", "down"]],
  ["sorlab kafka --port 9092 ", ["up", "status", "down"]],
  ["sorlab kafka up --folder da", ["data"]],
  ["sorlab new ", ["placement", "schedule"]],
  ["sorlab new placement days", ["days.dbn"]],
  ["sorlab help ", [...new Set([...Object.keys(TOPICS), ...Object.keys(COMMANDS)])]],
  ["sorlab completions ", ["bash", "zsh", "fish"]],
];

const HELPERS = decodeURIComponent(new URL(".", import.meta.url).pathname);

/** What each shell completes: by itself, given the script's path, the folder that it is in, and the lines. */
const SHELLS: Readonly<Record<string, string>> = {
  bash: `bash "$helpers/_complete.bash" "$script" "$@"`,
  zsh: `zsh -f "$helpers/_complete.zsh" "$script" "$PWD" "$@"`,
  fish: `fish --no-config "$helpers/_complete.fish" "$script" "$@"`,
};

for (const [shell, complete] of Object.entries(SHELLS)) {
  const isHere = await has(shell);
  // deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
  if (!isHere) console.warn(`tests/cli: no ${shell}, whose completions stay untried`);

  Deno.test(`sorlab completions ${shell}: the shell completes commands, options and values`, {
    ignore: !isHere,
  }, async () => {
    await using folder = await Folder.make();
    // In the short run one process of its own tells that it needs no permission.
    const options = shell === "bash" || IS_LONG ? { permissions: [] } : {};
    const { code, stdout, stderr } = await folder.run(["completions", shell], options);
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    const within = `${folder.path}/within`;
    await Deno.mkdir(`${within}/data`, { recursive: true });
    await folder.write("script", stdout);
    for (const name of FILES) await folder.write(`within/${name}`, "");
    const completed = await shellOutput(complete, within, CASES.map(([line]) => line));
    for (const [i, [line, expected]] of CASES.entries()) {
      assertEquals(completed[i], expected.toSorted(), `${shell}: ${line}`);
    }
  });
}

async function has(shell: string): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  const command = new Deno.Command("bash", {
    args: ["-c", `type -P ${shell}`],
    stdout: "null",
    stderr: "null",
  });
  return (await command.output()).success;
}

/** Words that may stand at the end of each line, sorted. */
async function shellOutput(command: string, cwd: string, lines: readonly string[]): Promise<string[][]> {
  const preamble = `helpers=${HELPERS} script=../script; export TERM=dumb;`;
  const { code, stdout, stderr } = await outcomeOf(
    new Deno.Command("bash", {
      args: ["-c", `${preamble} ${command}`, "bash", ...lines],
      cwd,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const replies = stdout.trimEnd().split("\n\n");
  assertEquals(replies.length, lines.length, stdout);
  return replies.map((reply) => [...new Set(reply.split("\n").slice(1).map(lastWord))].sort());
}

/** Without what is typed already, which some shells repeat, and without their marks for spaces and folders. */
function lastWord(completed: string): string {
  return completed.replace(/^.*[=,]/, "").replace("\\ ", " ").replace(/\/$/, "");
}

Deno.test("sorlab completions know every command, and every option by all its names", async () => {
  const commands = await completedCommands(COMMANDS);
  assertEquals(commands.map(({ name }) => name), Object.keys(COMMANDS));
  for (const { name, options } of commands) {
    const { help } = (await COMMANDS[name]!.load()).command;
    const known = options.flatMap(({ names }) => names).filter((each) => each !== "h");
    for (const [, option] of (help.whole ?? help.text).matchAll(/^ {2}--([a-z-]+)/gm)) {
      assert(known.includes(option!), `${name} --${option}`);
    }
    for (const { value, about } of options) {
      // No shell has to quote them.
      for (const word of value?.words ?? []) assertMatch(word, /^[a-z0-9][a-z0-9+._-]*$/);
      assert(about.length > 0 && about.length <= 74, about);
    }
  }
});

Deno.test(
  "sorlab completions bash: a tab in a terminal completes the word",
  { ignore: !script },
  async () => {
    await using folder = await Folder.make();
    await folder.write(
      "typed",
      'source ./script; sorlab() { echo "ran: $*"; }\nsorlab veri\t--for\ttab\t\nexit\n',
    );
    await folder.write("script", (await folder.run(["completions", "bash"])).stdout);
    const { code, stdout } = await folder.bash("SHELL=$BASH script -qec 'bash --norc -i' /dev/null < typed");
    assertEquals(code, 0, stdout);
    assertMatch(stdout, /^ran: verify --format table\s*$/m);
  },
);

Deno.test("sorlab completions names the shells there are", async () => {
  await using folder = await Folder.make();
  const fail = async (args: string[], line: string, options: RunOptions = {}) =>
    assertFails(await folder.run(["completions", ...args], options), 2, line);
  await Promise.all([
    fail([], "name a shell: sorlab completions bash|zsh|fish", IS_LONG ? { permissions: [] } : {}),
    fail(["fihs"], 'no completions for "fihs"; did you mean fish?'),
    fail(["powershell"], 'no completions for "powershell": use bash or zsh or fish'),
    fail(["bash", "zsh"], 'unexpected argument "zsh"'),
  ]);
});
