/** How an artefact came about, field by field, whatever it is of. @module */

import { DOLLARS_A_SHARE, SECONDS } from "./common_fields.ts";
import {
  anything,
  choice,
  integer,
  number,
  object,
  openObject,
  optional,
  record,
  type Schema,
  text,
  truth,
} from "./json_schema.ts";

/** Goes up when a key of an artefact changes its meaning or goes. Keys and codes may be added without. */
export const SCHEMA_VERSION = 3;

/** The version of the schema. */
export const schemaVersionSchema: Schema<typeof SCHEMA_VERSION> = choice(
  "Goes up when a key changes its meaning or goes, not when keys or codes are added.",
  [SCHEMA_VERSION],
);

/** The fees that a run was given. */
export const feesGivenSchema = object("The fees asked for: one for all venues, or a file.", {
  take: optional(number("For taking, at every venue.", DOLLARS_A_SHARE)),
  add: optional(number("For resting, at every venue; negative is a rebate.", DOLLARS_A_SHARE)),
  schedule: optional(text("The file, or the fees that are built in.")),
  sha256: optional(text("Digest of what the file held, hexadecimal.")),
});

/** How the run can be repeated. */
export const runSchema = object("What was run: the same version makes the same artefact of it.", {
  tool: choice("What made the artefact.", ["sorlab"]),
  version: text("Its version."),
  rules: choice(
    "By which rules orders were filled; judge: by a router outside, beside others by market rules.",
    ["market", "trial", "judge"],
  ),
  tape_digest: text("Digest of the tape's rows, hexadecimal: the same rows have the same."),
  seed: integer("What random search, intervals and a synthetic tape are drawn from."),
  arguments: openObject(
    "The options of the command that the figures depend on.",
    { fees: feesGivenSchema },
    anything("By the option's name, in snake case; times in ns where the name says so."),
  ),
  routers: optional(
    record(
      "Routers of the user's own, by name.",
      object("What its files held.", {
        sha256: text("Digest of all its files, hexadecimal."),
        files: record("By file, imported ones too.", text("Digest of what it held, SHA-256, hexadecimal.")),
      }),
    ),
  ),
  source: object("Where the tape came from; the figures depend on its rows alone.", {
    kind: choice("A file, a topic of Kafka, or made by sorlab itself.", ["file", "kafka", "generated"]),
    path: optional(text("Of a file.")),
    topic: optional(text("Of Kafka.")),
    run_id: optional(text("Of Kafka: the replay that was consumed.")),
    foreign: optional(truth("Of Kafka: the messages are another producer's.")),
    foreign_shape: optional(text("Of another producer: what was taken for a record and for its fields.")),
    foreign_map: optional(text("Of another producer: the file that says what its keys mean.")),
    messages: optional(integer("Of another producer: how many were consumed.")),
    skipped_messages: optional(integer("Of Kafka: how many could not be read and were left out.")),
    venues: optional(integer("Of a generated tape: how many it has.")),
    events_per_second: optional(number("Of a generated tape: the mean rate of events.", "1 / second")),
    duration_seconds: optional(number("Of a generated tape: its length.", SECONDS)),
    seed: optional(integer("Of a generated tape: what it was drawn from.")),
  }),
});
