import type { Schedule } from "../execution/schedule.ts";

/** Everything that is left, at every snapshot. */
export const immediate: Schedule = {
  name: "immediate",
  begin: () => ({ due: (_nowNs, leaves) => leaves }),
};
