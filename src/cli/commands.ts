/** The commands of sorlab: a line about each, and where it is. @module */

import type { Commands } from "./command.ts";

/** The commands by name, in the order of their list. */
export const COMMANDS: Commands = {
  backtest: {
    summary:
      "split parent orders over a tape, tune the strategy, measure what it saved, and how sure that is",
    needs: ["read", "write", "net", "run"],
    load: () => import("./backtest.ts"),
  },
  judge: {
    summary: "measure what a router did by its fills, and what other strategies would have done",
    needs: ["read", "write", "run"],
    load: () => import("./judge.ts"),
  },
  study: {
    summary: "ask many tapes the same question, on one machine or many, and pool what they say",
    needs: ["read", "write", "net"],
    load: () => import("./study.ts"),
  },
  report: {
    summary: "make an artefact a page to look at",
    needs: ["read", "write", "run"],
    load: () => import("./report.ts"),
  },
  compare: {
    summary: "tell what differs between two artefacts, and whether in savings it is more than noise",
    needs: ["read"],
    load: () => import("./compare.ts"),
  },
  schema: {
    summary: "print the JSON Schema of the artefact, or of what a router reads and writes",
    needs: [],
    load: () => import("./schema.ts"),
  },
  new: {
    summary: "write a placement or a schedule of your own to begin with",
    needs: ["write"],
    load: () => import("./new.ts"),
  },
  allocate: {
    summary: "split one order over one snapshot, and say why",
    needs: ["read"],
    load: () => import("./allocate.ts"),
  },
  inspect: {
    summary: "tell what is in a file of market data",
    needs: ["read"],
    load: () => import("./inspect.ts"),
  },
  convert: {
    summary: "turn market data of any format into CSV, DBN or Parquet",
    needs: ["read", "write"],
    load: () => import("./convert.ts"),
  },
  generate: {
    summary: "write a synthetic multi-venue day as Databento CSV or DBN",
    needs: ["read", "write"],
    load: () => import("./generate.ts"),
  },
  produce: {
    summary: "replay a tape into a Kafka topic",
    needs: ["read", "net"],
    load: () => import("./produce.ts"),
  },
  kafka: {
    summary: "a Kafka broker on this machine: up, status, down",
    needs: ["read", "write", "net", "run"],
    load: () => import("./kafka.ts"),
  },
  serve: {
    summary: "the live view: a tape, orders as they are worked, and what that saves, on a page",
    needs: ["read", "write", "net"],
    load: () => import("./serve.ts"),
  },
  verify: {
    summary: "compute every reference number anew, and say PASS or FAIL",
    needs: [],
    load: () => import("./verify.ts"),
  },
  layouts: {
    summary: "print the layouts of CSVs of other origins",
    needs: [],
    load: () => import("./layouts.ts"),
  },
  completions: {
    summary: "print a script by which bash, zsh or fish completes all this",
    needs: [],
    load: () => import("./completions.ts"),
  },
  help: {
    summary: "explain a topic, or list the topics",
    needs: [],
    load: () => import("./help.ts"),
  },
};

/** Whether there is such a command. */
export function isCommand(name: string): boolean {
  return Object.hasOwn(COMMANDS, name);
}
