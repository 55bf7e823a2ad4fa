/** Many members of a placement family over one order, simulated together while they act alike. @module */

import { clearChildOrders } from "../execution/child_orders.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import type { Execution, Simulator } from "../execution/simulator.ts";
import type { ChildOrders, Decision, Placement, PlacementFamily, Schedule } from "../execution/strategy.ts";

/** Hears of an execution, and which members of the family work the order that way; it holds until the next. */
export type OnExecution = (execution: Execution, members: readonly number[]) => void;

/** Child orders, four numbers for each venue that gets any: its index, shares taken, their limit, shares to rest. */
type Brief = readonly number[];

const NOTHING: Brief = [];

/** Members whose child orders were the same so far. */
interface Branch {
  readonly members: readonly number[];
  /** Their child orders, decision by decision. */
  readonly sent: readonly Brief[];
}

/** What members would send at a decision. */
interface Answer {
  readonly sent: Brief;
  readonly members: number[];
}

/**
 * Works an order by every member of a family, and simulates once what several do alike: members go together for
 * as long as their child orders are the same, and what a branch sent before it left the others is sent again
 * without asking anybody. The executions are those of each member alone.
 */
export function runShared(
  simulator: Simulator,
  order: ParentOrder,
  schedule: Schedule,
  family: PlacementFamily,
  onExecution: OnExecution,
): void {
  const open: Branch[] = [{ members: [...family.members.keys()], sent: [] }];
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    const shared = new SharedPlacement(family, branch, open);
    const execution = simulator.run(order, { schedule, placement: shared });
    onExecution(execution, shared.members);
  }
}

/** The placement of a branch: its first member leads; those that would send something else leave. */
class SharedPlacement implements Placement {
  readonly name: string;
  readonly sequential: boolean;
  readonly rests: boolean;
  readonly overfills: boolean;
  /** Those who are still together. */
  members: readonly number[];
  #family: PlacementFamily;
  #open: Branch[];
  #sent: Brief[];
  #decisions = 0;

  /** @param open gets the branches that leave this one. */
  constructor(family: PlacementFamily, { members, sent }: Branch, open: Branch[]) {
    const { name, sequential, rests, overfills } = family.members[0]!;
    this.name = name;
    this.sequential = sequential;
    this.rests = rests;
    this.overfills = overfills;
    this.members = members;
    this.#family = family;
    this.#open = open;
    this.#sent = [...sent];
  }

  place(decision: Decision, orders: ChildOrders): void {
    if (this.#decisions === this.#sent.length) this.#ask(decision, orders);
    send(this.#sent[this.#decisions++]!, orders);
  }

  /**
   * Asks all members, and goes on with those who agree with the first.
   *
   * @param orders room for the orders of one.
   */
  #ask(decision: Decision, orders: ChildOrders): void {
    this.#family.look(decision);
    const answers: Answer[] = [];
    for (const member of this.members) {
      send(NOTHING, orders);
      this.#family.members[member]!.place(decision, orders);
      let same = 0;
      while (same < answers.length && !isSent(answers[same]!.sent, orders)) same++;
      if (same < answers.length) answers[same]!.members.push(member);
      else answers.push({ sent: briefOf(orders), members: [member] });
    }
    const [own, ...others] = answers;
    for (const other of others) {
      this.#open.push({ members: other.members, sent: [...this.#sent, other.sent] });
    }
    this.members = own!.members;
    this.#sent.push(own!.sent);
  }
}

function briefOf({ take, takeLimit, rest }: ChildOrders): Brief {
  const brief: number[] = [];
  for (let venue = 0; venue < take.length; venue++) {
    if (take[venue] === 0 && rest[venue] === 0) continue;
    brief.push(venue, take[venue]!, takeLimit[venue]!, rest[venue]!);
  }
  return brief;
}

function send(brief: Brief, orders: ChildOrders): void {
  const { take, takeLimit, rest } = orders;
  clearChildOrders(orders);
  for (let i = 0; i < brief.length; i += 4) {
    const venue = brief[i]!;
    take[venue] = brief[i + 1]!;
    takeLimit[venue] = brief[i + 2]!;
    rest[venue] = brief[i + 3]!;
  }
}

/** Whether these orders are those in brief. */
function isSent(brief: Brief, { take, takeLimit, rest }: ChildOrders): boolean {
  let i = 0;
  for (let venue = 0; venue < take.length; venue++) {
    if (take[venue] === 0 && rest[venue] === 0) continue;
    if (brief[i] !== venue || brief[i + 1] !== take[venue] || brief[i + 3] !== rest[venue]) return false;
    if (!Object.is(brief[i + 2], takeLimit[venue])) return false;
    i += 4;
  }
  return i === brief.length;
}
