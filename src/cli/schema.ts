/** `sorlab schema`: what each key of an artefact means. @module */

import { type Command, helpText } from "./command.ts";
import { UsageError } from "./errors.ts";
import { suggestion } from "./suggestion.ts";
import { readOptions } from "./read_arguments.ts";
import { printResult } from "./output.ts";
import { documentOf, type JsonSchema } from "../report/json_schema.ts";
import { decisionSchema } from "../report/decision_schema.ts";
import { differenceSchema } from "../report/difference/schema.ts";
import { judgeSchema } from "../report/judge/schema.ts";
import { artefactSchema } from "../report/schema.ts";
import { studyArtefactSchema } from "../report/study/schema.ts";
import { trialSchema } from "../trial/schema.ts";

/** What there are schemas of: a title, and the schema. */
const SCHEMAS: Readonly<Record<string, readonly [title: string, schema: JsonSchema]>> = {
  market: ["sorlab: the artefact of a back-test", artefactSchema],
  trial: ["sorlab: the artefact of a back-test by trial rules", trialSchema],
  judge: ["sorlab: the artefact of a judgement", judgeSchema],
  study: ["sorlab: the artefact of a study", studyArtefactSchema],
  compare: ["sorlab: what differs between two artefacts", differenceSchema],
  decision: ["sorlab: what a router that is a program reads and writes", decisionSchema],
};

const NAMES = Object.keys(SCHEMAS);

/** `sorlab schema`. */
export const command: Command = {
  help: helpText({
    summary: "Prints what each key of the artefact means, with its unit, as a JSON Schema (draft 2020-12).",
    examples: [
      ["sorlab schema > artefact.schema.json", "of a back-test by market rules"],
      ["sorlab schema trial", "of one by trial rules"],
      ["sorlab schema judge", "of a judgement of a router's fills"],
      ["sorlab schema study", "of what the tapes of a study say together"],
      ["sorlab schema compare", "of what sorlab compare prints"],
      ["sorlab schema decision", "what a router that is a program reads and writes: see sorlab help router"],
    ],
    options: {},
    operands: [{ placeholder: NAMES.join("|") }],
    notes: `sorlab schema [${NAMES.join("|")}]: of artefacts, by whose rules (market).\n` +
      "A schema_version has the same keys with the same meaning; later versions of sorlab may add others.",
  }),
  async run(args) {
    const [name = "market", ...others] = args[0]?.startsWith("-") ? ["market", ...args] : args;
    readOptions(others, {});
    const found = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
    if (found === undefined) {
      throw new UsageError(
        `no schema ${JSON.stringify(name)}${suggestion(name, NAMES) || `: use ${NAMES.join(" or ")}`}`,
      );
    }
    await printResult(`${JSON.stringify(documentOf(...found), null, 2)}\n`);
  },
};
