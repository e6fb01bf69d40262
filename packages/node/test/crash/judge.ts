import type { FactName, Job, JobFacts, JobId } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import assert from "node:assert/strict"
import type { CrashHost, CrashWorld } from "./CrashWorld.ts"
import { root } from "./CrashWorld.ts"
import { instantly } from "./instantly.ts"
import type { Noted } from "./Notes.ts"
import { canonical } from "./Notes.ts"

const keys: ReadonlyArray<readonly [Noted, keyof JobFacts]> = [
  ["created", "created"],
  ["claim", "claim"],
  ["work", "work"],
  ["progress", "progress"],
  ["cancel", "cancel"],
  ["result", "result"],
  ["outcome", "settlement"],
  ["workStopped", "workStopped"],
  ["read", "read"],
  ["late", "late"],
  ["hookStarted", "hookStarted"],
  ["hookEnded", "hookEnded"]
]

/** What may be lost with the power: facts that are not durable, which then may be unreadable too. */
const fleeting: ReadonlySet<string> = new Set<FactName | "progress">([
  "work",
  "progress",
  "cancel",
  "workStopped",
  "read",
  "late",
  "hookEnded"
])

/**
 * Judges what a crash, a power cut or a failure left: by a fresh process, then by the engine after
 * everybody who owned anything is gone.
 */
export const judge = (world: CrashWorld, powerWasCut: boolean): void => {
  world.disk.freeBytes = Number.POSITIVE_INFINITY
  world.disk.freeFiles = Number.POSITIVE_INFINITY
  const before = new Map<JobId, JobFacts | null>()
  const reader = world.host()
  for (const id of world.notes.ids) before.set(id, judgeFacts(world, reader, id, powerWasCut))
  judgeActive(world, before, powerWasCut)
  const files = factFiles(world)
  if (powerWasCut) world.table.reboot()
  const settler = world.host()
  const listing = instantly(settler.jobs.reconcile)
  assert.deepStrictEqual(listing.damaged, [])
  judgeListing(world, before, powerWasCut)
  for (const [id, facts] of before) judgeSettled(world, settler, id, facts)
  for (const [name, bytes] of files) {
    assert.strictEqual(
      textOf(world.disk.contents().get(name)),
      textOf(bytes),
      `${name} was changed`
    )
  }
}

/** Every job without an outcome is among the active ones: the others are looked at a page at a time. */
const judgeActive = (world: CrashWorld, before: Before, powerWasCut: boolean): void => {
  const active = instantly(world.host().store.active)
  for (const id of toBeListed(world, before, powerWasCut)) {
    const isOpen = before.get(id)?.settlement === null
    if (isOpen) assert.ok(active.includes(id), "the job is open and not among the active ones")
  }
}

/** Every job is found by those who do not know its id. */
const judgeListing = (world: CrashWorld, before: Before, powerWasCut: boolean): void => {
  const listed = instantly(world.host().jobs.list({ limit: 100 })).jobs.map((job) => job.id)
  for (const id of toBeListed(world, before, powerWasCut)) {
    assert.ok(listed.includes(id), "the job is in no listing")
  }
}

type Before = ReadonlyMap<JobId, JobFacts | null>

/** Of a job that nobody was told about, a power cut may take the marker and leave the record. */
const toBeListed = (world: CrashWorld, before: Before, powerWasCut: boolean) =>
  [...before].flatMap(([id, facts]) =>
    facts !== null && (!powerWasCut || world.notes.mustStand(id, "created", true) !== undefined)
      ? [id]
      : []
  )

/** What is left of the log is a part of what was written, its newest acknowledged end included. */
const judgeLog = (world: CrashWorld, reader: CrashHost, id: JobId): void => {
  const { text } = instantly(reader.store.readLog(id, { offset: 0 }))
  const { log, loggedChars } = world.notes
  assert.ok(log.includes(text), `nobody wrote this log: ${canonical(text)}`)
  const newest = log.slice(Math.max(0, loggedChars - 4), loggedChars)
  assert.ok(text.includes(newest), `the log has lost its end: ${canonical(text)}`)
}

const judgeFacts = (world: CrashWorld, reader: CrashHost, id: JobId, powerWasCut: boolean) => {
  const read = instantly(Effect.result(reader.store.facts(id)))
  if (read._tag === "Failure") {
    assert.strictEqual(read.failure._tag, "JobNotFound", String(read.failure))
    for (const [fact] of keys) {
      const lost = world.notes.mustStand(id, fact, powerWasCut)
      assert.strictEqual(lost, undefined, `${fact} was acknowledged and there is no job`)
    }
    return null
  }
  if (!powerWasCut && world.notes.log !== "") judgeLog(world, reader, id)
  const facts = read.success
  for (const [fact, key] of keys) {
    const value = facts[key]
    const unreadable = facts.unreadable.includes(fact)
    if (unreadable) {
      assert.ok(powerWasCut && fleeting.has(fact), `${fact} cannot be read`)
      continue
    }
    if (value !== null) {
      assert.ok(
        world.notes.wasTried(id, fact, value),
        `nobody wrote this ${fact}: ${canonical(value)}`
      )
    }
    const stands = world.notes.mustStand(id, fact, powerWasCut)
    if (stands === undefined) continue
    // The newest progress may be one that was tried and not acknowledged.
    if (fact === "progress") assert.ok(value !== null, "progress was acknowledged")
    else assert.strictEqual(canonical(value), stands, `${fact} was acknowledged`)
  }
  return facts
}

/** One read leaves exactly one outcome, every read agrees on it, and the job is found in the listing. */
const judgeSettled = (
  world: CrashWorld,
  host: CrashHost,
  id: JobId,
  before: JobFacts | null
): void => {
  const read = (from: CrashHost) => instantly(Effect.result(from.jobs.get(id)))
  const first = read(host)
  if (before === null) {
    assert.strictEqual(first._tag === "Failure" && first.failure._tag, "JobNotFound")
    return
  }
  assert.strictEqual(first._tag, "Success", String(first))
  const job = (first as { readonly success: Job }).success
  if (job.state._tag !== "Settled")
    return assert.fail(`it is ${job.state._tag} though nobody owns it`)
  assert.ok(job.saved, "the outcome was not saved")
  const outcome = canonical(job.state.settlement)
  if (before.settlement !== null) assert.strictEqual(outcome, canonical(before.settlement))
  const again = world.host()
  const second = read(again)
  assert.strictEqual(second._tag, "Success")
  const { state } = (second as { readonly success: Job }).success
  assert.strictEqual(state._tag === "Settled" && canonical(state.settlement), outcome)
  // Work of which nothing can be seen is looked at again, until it is given up.
  const mayBeActive = state._tag === "Settled" && state.work === "Unknown"
  const isActive = instantly(again.store.active).includes(id)
  assert.ok(mayBeActive || !isActive, "it is settled and still active")
}

/** Every published fact: what may never change again. */
const factFiles = (world: CrashWorld) =>
  [...world.disk.contents()].filter(
    ([name]) =>
      name.startsWith(`${root}/jobs/`) &&
      name.endsWith(".json") &&
      // Nor what is prepared, which a fact that is a folder has inside.
      !/\/(\.|(progress|armed)\.json)/.test(name)
  )

const textOf = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? "gone" : new TextDecoder().decode(bytes)
