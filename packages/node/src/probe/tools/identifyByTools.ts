import * as Effect from "effect/Effect"
import type { NodeOwner } from "../NodeOwner.ts"
import { existence } from "../readProcess.ts"
import type { ListedProcess, ProcessTools } from "./ProcessTools.ts"

/**
 * Makes the identity of this process, or of a child of it that still runs. As `identifyProcess`, but
 * a tool takes its time: a child that ended meanwhile may have left its number to a stranger, so what
 * is not our child any more gets no start time, and then it is never judged. Nobody but a child of
 * ours can have come to that number since and name us as its parent, whichever seems to be the older.
 */
export const identifyByTools = (tools: ProcessTools, pid: number): Effect.Effect<NodeOwner> =>
  Effect.map(
    Effect.all([scopeOf(tools), rowOf(tools, pid)], { concurrency: 2 }),
    ([scope, row]): NodeOwner => ({
      pid,
      startTicks:
        scope.pidNamespace !== null &&
        (pid === tools.world.self || parentOf(row) === tools.world.self)
          ? (row?.startTicks ?? null)
          : null,
      uid: process.getuid?.() ?? null,
      ...scope
    })
  )

/** Asks once more, since what is recorded now is never asked for again. */
const scopeOf = ({ anew, scope }: ProcessTools) =>
  Effect.filterOrElse(
    scope,
    ({ bootId, machineId }) => bootId !== null && machineId !== null,
    () => anew.scope
  )

/** Asks once more as well, but for a process that is there. */
const rowOf = ({ anew, row, world }: ProcessTools, pid: number) =>
  Effect.filterOrElse(
    row(pid),
    (first) => first !== null || existence(pid, world.kill)._tag === "Absent",
    () => anew.row(pid)
  )

const parentOf = (row: ListedProcess | null): number | undefined => row?.orphanOf ?? row?.ppid
