/** `sorlab study`: many tapes, one question. @module */

import { type Command, groupedHelp } from "./command.ts";
import { EXIT, UsageError } from "./errors.ts";
import { suggestion } from "./suggestion.ts";
import { ENGINES } from "./study/engines.ts";
import { merge } from "./study/merge.ts";
import {
  cancelOptions,
  collectOptions,
  mergeOptions,
  planOptions,
  runOptions,
  statusOptions,
  STUDY_GROUPS,
  submitOptions,
  workOptions,
} from "./study/options.ts";
import { plan } from "./study/plan.ts";
import { run } from "./study/run.ts";

type Action = (args: readonly string[]) => Promise<void>;

/** Loaded when it is asked for: the client for Kafka reads the environment, for which others have no permission. */
const queued = (name: "submit" | "work" | "status" | "collect" | "cancel"): Action => async (args) =>
  await (await import("./study/queue.ts"))[name](args);

const ACTIONS: Readonly<Record<string, Action>> = {
  plan,
  run,
  merge,
  submit: queued("submit"),
  work: queued("work"),
  status: queued("status"),
  collect: queued("collect"),
  cancel: queued("cancel"),
};

/** `sorlab study`. */
export const command: Command = {
  help: groupedHelp({
    summary: "Asks many tapes, days and symbols, the same question, and pools what they say.",
    examples: [
      [
        "sorlab study plan --data days/ --orders 40 --side both --measure",
        "which tapes, and what it will cost",
      ],
      ["sorlab study run", "do it here, on all cores; stopped, the same command goes on"],
      ["sorlab study run --shard 3/8", "one of eight shares of it: the other machines do theirs"],
      ["sorlab study merge", "one artefact, the same however the work was dealt"],
      ["sorlab study submit", "put its tasks into Kafka, for workers that come and go"],
      ["sorlab study work", "be one of them, until all are done; status, collect, cancel"],
    ],
    options: {
      ...planOptions,
      ...runOptions,
      ...mergeOptions,
      ...submitOptions,
      ...workOptions,
      ...statusOptions,
      ...collectOptions,
      ...cancelOptions,
      addresses: runOptions.addresses,
      out: {
        ...mergeOptions.out,
        help: "where to write the plan (study.json), or the artefact; - is standard output",
      },
    },
    groups: STUDY_GROUPS,
    operands: [{ placeholder: Object.keys(ACTIONS).join("|") }],
    notes: `Which share an engine's task does is read from:\n${
      ENGINES.map(({ index, of }) => `  ${index.padEnd(26)} ${of}; from 0`).join("\n")
    }\n` +
      `Exit codes: ${EXIT.file} a tape or an address that is not there; ${EXIT.unreachable} no answer of an address; ` +
      `${EXIT.denied} an address refuses;\n${EXIT.incomplete} parts are missing. See sorlab help study.`,
  }),
  async run([action, ...args]) {
    const names = Object.keys(ACTIONS);
    if (action === undefined || !Object.hasOwn(ACTIONS, action)) {
      throw new UsageError(
        `sorlab study needs one of ${names.join(", ")}${
          action === undefined ? "" : `, not ${action}${suggestion(action, names)}`
        }`,
      );
    }
    await ACTIONS[action]!(args);
  },
};
