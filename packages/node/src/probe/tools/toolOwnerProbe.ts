import type { Evidence, OwnerIdentity } from "@job-lifecycle/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Examinable } from "../judgeOwner.ts"
import { judgeProcess, judgeRecorded } from "../judgeOwner.ts"
import { ownerIdentity, ownerOf } from "../ownerIdentity.ts"
import { isDefunct } from "../parseStat.ts"
import type { ProcessSeen } from "../readProcess.ts"
import { existence } from "../readProcess.ts"
import { identifyByTools } from "./identifyByTools.ts"
import type { ListedProcess, Listing, ProcessTools } from "./ProcessTools.ts"

/**
 * Observes owners on a system without procfs. The kernel is asked first whether the number is taken,
 * which needs no tool and settles the usual death; only who has it takes a listing.
 *
 * Law: an earlier reading, up to `freshMillis` old, may say that an owner is alive, so that many
 * looks share one tool. It never says anything else: it may be older than the owner.
 */
export const toolOwnerProbe = (tools: ProcessTools) => {
  let known: OwnerIdentity | null = null
  let last: { readonly at: bigint; readonly rows: ReadonlyArray<ListedProcess> } | null = null

  const self = Effect.suspend(() =>
    known !== null
      ? Effect.succeed(known)
      : Effect.map(identifyByTools(tools, tools.world.self), (value) => {
          const identity = ownerIdentity(value)
          if (value.startTicks !== null && value.machineId !== null) known = identity
          return identity
        })
  )

  const read: Effect.Effect<Listing> = Effect.gen(function* () {
    const at = yield* Clock.monotonicTimeNanos
    const listing = yield* tools.listing
    if (listing._tag === "Rows") last = { at, rows: listing.rows }
    return listing
  })

  const look = ({ pid, startTicks }: Examinable) =>
    Effect.gen(function* () {
      const before = existence(pid, tools.world.kill)
      if (before._tag === "Absent") return before
      const now = yield* Clock.monotonicTimeNanos
      if (last !== null && now - last.at <= BigInt(tools.freshMillis) * 1_000_000n) {
        const row = last.rows.find((candidate) => candidate.pid === pid)
        if (row?.startTicks === startTicks && !isDefunct(row)) return rowSeen(row, startTicks)
      }
      const listing = yield* read
      if (listing._tag === "Refused") return hidden(listing.reason)
      const row = listing.rows.find((candidate) => candidate.pid === pid)
      return row === undefined ? existence(pid, tools.world.kill) : seenOf(row, startTicks, tools)
    })

  const observe = (owner: OwnerIdentity): Effect.Effect<Evidence> =>
    Effect.gen(function* () {
      const recorded = ownerOf(owner)
      if (Result.isFailure(recorded)) return recorded.failure
      const examined = judgeRecorded(recorded.success, yield* tools.scope, tools.highestPid)
      if (examined._tag !== "Examinable") return examined
      return judgeProcess(examined, yield* look(examined))
    })

  return { self, observe }
}

const seenOf = (
  row: ListedProcess,
  startTicks: number,
  tools: Pick<ProcessTools, "mayBeSame">
): ProcessSeen => {
  // Dead whoever it is, so a start time that is not shown any more is no doubt.
  if (isDefunct(row)) return rowSeen(row, row.startTicks ?? startTicks)
  if (row.startTicks === null) return hidden("its start time is not shown")
  if (row.startTicks !== startTicks && tools.mayBeSame(row.startTicks, startTicks)) {
    return hidden("its start time differs by whole quarters of an hour, as in another time zone")
  }
  return rowSeen(row, row.startTicks)
}

const rowSeen = (row: ListedProcess, startTicks: number): ProcessSeen => ({
  _tag: "Row",
  stat: { ...row, startTicks }
})

const hidden = (reason: string): ProcessSeen => ({ _tag: "Hidden", reason })
