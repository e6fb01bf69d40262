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
 * Law: for `freshMillis` after it was printed a reading may say that other owners are alive or
 * unknown, so that many looks share one tool. It never says that one is gone: it may be older than the owner.
 */
export const toolOwnerProbe = (tools: ProcessTools) => {
  let known: OwnerIdentity | null = null
  let last: { readonly until: bigint; readonly listing: Listing } | null = null
  const freshNanos = BigInt(tools.freshMillis) * 1_000_000n

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
    const listing = yield* tools.listing
    last = { until: (yield* Clock.monotonicTimeNanos) + freshNanos, listing }
    return listing
  })

  const lately = ({ pid, startTicks }: Examinable, now: bigint): ProcessSeen | null => {
    if (last === null || now > last.until) return null
    if (last.listing._tag === "Refused") return hidden(last.listing.reason)
    const row = rowIn(last.listing.rows, pid)
    return row?.startTicks === startTicks && !isDefunct(row) ? rowSeen(row, startTicks) : null
  }

  const look = (owner: Examinable) =>
    Effect.gen(function* () {
      const { pid, startTicks } = owner
      const taken = existence(pid, tools.world.kill)
      if (taken._tag === "Absent") return taken
      if (startTicks === notRecorded) return hidden("it recorded no start time")
      const known = lately(owner, yield* Clock.monotonicTimeNanos)
      if (known !== null) return known
      const listing = yield* read
      if (listing._tag === "Refused") return hidden(listing.reason)
      const row = rowIn(listing.rows, pid)
      return row === undefined ? existence(pid, tools.world.kill) : seenOf(row, startTicks, tools)
    })

  const observe = (identity: OwnerIdentity): Effect.Effect<Evidence> =>
    Effect.gen(function* () {
      const recorded = ownerOf(identity)
      if (Result.isFailure(recorded)) return recorded.failure
      const { startTicks, ...rest } = recorded.success
      // Who could not see its own start, as in a sandbox, is still gone when its number is free.
      const owner = { ...rest, startTicks: startTicks ?? notRecorded }
      const examined = judgeRecorded(owner, yield* tools.scope, tools.highestPid)
      if (examined._tag !== "Examinable") return examined
      return judgeProcess(examined, yield* look(examined))
    })

  return { self, observe }
}

/** No process started then. */
const notRecorded = -1

const rowIn = (rows: ReadonlyArray<ListedProcess>, pid: number) =>
  rows.find((row) => row.pid === pid)

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
  stat: { ...row, startTicks },
  ending: false
})

const hidden = (reason: string): ProcessSeen => ({ _tag: "Hidden", reason })
