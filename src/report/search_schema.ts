/** How parameters were found, field by field. @module */

import { BPS, moment, part, point } from "./common_fields.ts";
import {
  array,
  choice,
  integer,
  nullable,
  number,
  object,
  pair,
  record,
  text,
  truth,
} from "./json_schema.ts";

/** How parameters were found. */
export const searchSchema = object("How parameters were found, and whether they mean anything.", {
  strategy: text("What was tuned: its schedule and its placement."),
  method: nullable(choice("How points were chosen; null: nothing was tuned.", ["grid", "random", "cma-es"])),
  evaluations: integer("Points tried, in all folds."),
  in_sample: truth("Whether the orders scored are those tuned on: then the savings are no evidence."),
  distinct_executions: integer("Executions that differ in any fill, in the last search."),
  plateau_points: nullable(
    integer("Points as good as the best, in the last search; null: nothing was tuned."),
  ),
  parameters: record(
    "What the last search tells of each parameter.",
    object("A parameter.", {
      unit: text("What it multiplies."),
      searched: pair("The range searched.", number("An end.")),
      identified: nullable(
        truth("Whether it alone changes any fill; null: no two points differ in it alone."),
      ),
      sensitivity: part("Of the costs' variance that it explains by itself."),
      as_good: pair(
        "Between which values it may lie among the points as good as the best.",
        number("An end."),
      ),
      as_good_share: part("Of the range searched that these span."),
    }),
  ),
  surfaces: array(
    "The least costs that the last search met, over pairs of parameters: of its first four, or over the only one.",
    object("A surface.", {
      parameters: array("Which: one or two.", text("Its name.")),
      values: array(
        "Of each, where the surface's cells lie.",
        array("Ascending: every value tried, or the middles of equal cells.", number("A value.")),
      ),
      least_cost_bps: array(
        "The least cost of the points tried in a cell, the first parameter going slowest.",
        nullable(number("null: none was tried.", BPS)),
      ),
      plateau: array("Whether it is as good as the best.", truth("Of a cell.")),
    }),
  ),
  folds: array(
    "In order of time.",
    object("What was tuned on the past, and scored on what followed.", {
      from: moment("Its start."),
      to: moment("Its end."),
      orders_tuned_on: integer("Orders that ended before it."),
      orders_scored: integer("Orders that start in it."),
      best_parameters: point("The parameters chosen."),
      in_sample_cost_bps: number("What they cost on the orders tuned on.", BPS),
      stopped: choice("Whether all points were tried, or they became alike before.", [
        "complete",
        "converged",
      ]),
    }),
  ),
  note: text("What to think of it."),
});
