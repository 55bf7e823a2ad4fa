/** The trial's simplest schedule. @module */

import type { TrialSchedule } from "./schedule.ts";

/** Everything that is left, at every snapshot. */
export const immediate: TrialSchedule = {
  name: "immediate",
  begin: () => ({ due: (_nowNs, leaves) => leaves }),
};
