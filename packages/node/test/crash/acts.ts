import type { Created, JobStore, Outcome } from "@job-lifecycle/engine"
import {
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleHookEnded,
  sampleHookStarted,
  sampleLate,
  sampleOutcomes,
  sampleProgress,
  sampleRead,
  sampleResult,
  sampleSettlement,
  sampleVoidClaim,
  sampleWork,
  sampleWorkStopped
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { StoreRoot } from "../../src/store/StoreRoot.ts"
import type { CrashHost } from "./CrashWorld.ts"
import { root } from "./CrashWorld.ts"
import type { Act, Following } from "./explore.ts"
import { instantly } from "./instantly.ts"

export const id = sampleId(1)
type Store = JobStore["Service"]
type Step = (store: Store, host: CrashHost) => Effect.Effect<unknown, unknown>

const createdBy = (host: CrashHost, fields: Partial<Created> = {}) =>
  sampleCreated(1, { submitter: host.world.table.identify(host.process), ...fields })
const claimBy = (host: CrashHost) =>
  sampleClaim(1, { owner: host.world.table.identify(host.process) })

const submit: Step = (store, host) => store.submit(createdBy(host))
const submitClaimed: Step = (store, host) => store.submit(createdBy(host, { claim: claimBy(host) }))
const claim: Step = (store, host) => store.publishOnce(id, "claim", claimBy(host))
const armed = sampleSettlement(6, {
  outcome: { _tag: "Orphaned", reason: "Unreported", evidence: "ended without a report" }
})
const arm: Step = (store) => store.arm(id, armed)
const work: Step = (store) => store.publishOnce(id, "work", sampleWork())
const progress =
  (n: number): Step =>
  (store) =>
    store.putProgress(id, sampleProgress(n))
const say =
  (text: string): Step =>
  (store) =>
    store.appendLog(id, new TextEncoder().encode(text))
const log = say("a line\n")
const cancel: Step = (store) => store.publishOnce(id, "cancel", sampleCancel())
const result: Step = (store) => store.publishOnce(id, "result", sampleResult())
const outcome: Step = (store) => store.publishOnce(id, "outcome", sampleSettlement())
const settledAt = sampleSettlement().settledAt
const index: Step = (store) => store.index(id, { settledAt, active: false })
const lastGasp: Step = (store) => Effect.sync(() => store.lastGasp(id, () => sampleSettlement(7)))
const lastGaspAnew: Step = (store, host) =>
  Effect.sync(() =>
    store.lastGasp(id, () => sampleSettlement(7), createdBy(host, { claim: claimBy(host) }))
  )
const fullDisk: Step = (_store, host) =>
  Effect.sync(() => {
    host.world.disk.freeBytes = 0
    host.world.disk.freeFiles = 0
  })
/** Another process dies between the name of its outcome and the flush of the folder. */
const outcomeOfTheDead: Step = (_store, host) =>
  Effect.sync(() => {
    const dead = host.world.host(({ name }) =>
      name === "linkSync" ? { _tag: "Crashes", landed: "All" } : null
    )
    try {
      instantly(dead.store.publishOnce(id, "outcome", sampleSettlement(3)))
    } catch {
      // It is dead.
    }
  })
/** The same between our look for an outcome and our own. */
const outcomeBeside: Step = (store, host) =>
  Effect.suspend(() => {
    const { faults } = host.files
    host.files.faults = (operation) => {
      if (operation.name === "linkSync") {
        host.files.faults = faults
        instantly(outcomeOfTheDead(store, host))
      }
      return faults(operation)
    }
    return outcome(store, host)
  })
const longGasp: Step = (store) =>
  Effect.sync(() =>
    store.lastGasp(id, () =>
      sampleSettlement(8, {
        outcome: { ...sampleOutcomes[3]!, _tag: "Failed", stderrTail: "x".repeat(9_000) } as Outcome
      })
    )
  )
const voidClaim: Step = (store) => store.publishOnce(id, "claim", sampleVoidClaim())
const outcomeOfVoid: Step = (store) =>
  store.publishOnce(id, "outcome", sampleSettlement(2, { outcome: sampleVoidClaim().outcome }))
const another: Step = (store, host) =>
  store.submit(sampleCreated(2, { submitter: host.world.table.identify(host.process) }))
const workStopped: Step = (store) => store.publishOnce(id, "workStopped", sampleWorkStopped())
const read: Step = (store) => store.publishOnce(id, "read", sampleRead())
const late: Step = (store) => store.publishOnce(id, "late", sampleLate())
const hookStarted: Step = (store) => store.publishOnce(id, "hookStarted", sampleHookStarted())
const hookEnded: Step = (store) => store.publishOnce(id, "hookEnded", sampleHookEnded())
/** Reads as the engine does, which settles what can be settled. */
const reconcile: Step = (_store, host) => host.jobs.reconcile
/** What a reader was told of an end holds, like what a writer was. */
const get: Step = (_store, host) =>
  Effect.map(host.jobs.get(id), ({ state }) => {
    if (state._tag === "Settled") {
      host.world.notes.acknowledge(id, "outcome", state.settlement)
    }
  })
/** The same of an owner that goes on trying, and lists the end that it finds. */
const find: Step = (store, host) =>
  Effect.gen(function* () {
    const standing = yield* store.standing(id, "outcome")
    if (standing === null) return
    host.world.notes.acknowledge(id, "outcome", standing)
    yield* store.index(id, { settledAt: standing.settledAt, active: false })
  })

const run =
  (...steps: ReadonlyArray<Step>) =>
  (host: CrashHost): void => {
    for (const step of steps) instantly(step(host.store, host))
  }
/** A store that was made, read and flushed before: nothing but its markers leads to a job. */
const madeBefore = (host: CrashHost): void => {
  new StoreRoot(root, host.files).create()
  instantly(host.store.active)
  host.world.disk.flushAll()
}

/** An act that is one step, after others. */
const one = (name: string, step: Step, ...before: ReadonlyArray<Step>): Act => ({
  name,
  before: (host) => {
    madeBefore(host)
    run(...before)(host)
  },
  act: run(step)
})
/** The file system refuses this process hard links. What it makes so, all later ones find so. */
const refuseLinks = (host: CrashHost): void => {
  const { faults } = host.files
  host.files.faults = (operation) =>
    faults(operation) ??
    (operation.name === "linkSync" ? { _tag: "Fails", code: "EPERM", landed: "Nothing" } : null)
}
/** The same in a store without hard links, where each fact is a folder. */
const withoutLinks = ({ act, before, name }: Act): Act => ({
  name: `${name}, without hard links`,
  before: (host) => {
    refuseLinks(host)
    before(host)
  },
  act: (host) => {
    refuseLinks(host)
    act(host)
  }
})
const life = (name: string, ...steps: ReadonlyArray<Step>): Act => ({
  name,
  before: madeBefore,
  act: run(...steps)
})

const running = [submit, claim, arm] as const

const inNewStore: Act = {
  name: "submit in a store that is new",
  before: () => undefined,
  act: run(submit)
}

/** Every operation of a store that changes anything. */
export const operations: ReadonlyArray<Act> = [
  inNewStore,
  one("submit", submit),
  one("submit with its claim", submitClaimed),
  one("submit in a store that is there", submit, another),
  one("claim", claim, submit),
  one("void claim", voidClaim, submit),
  one("arm", arm, submit, claim),
  one("arm again", arm, ...running),
  one("command", work, ...running),
  one("first progress", progress(1), ...running),
  one("later progress", progress(2), ...running, progress(1)),
  one("log", log, ...running),
  one("log that makes room", say("DEFGHIJK"), ...running, say("123"), say("456789"), say("ABC")),
  one("cancel", cancel, ...running),
  one("result", result, ...running),
  one("outcome", outcome, ...running, result),
  one("outcome of a job that was not armed", outcome, submit, claim),
  one("second outcome", lastGasp, ...running, outcome),
  one("last gasp", lastGasp, ...running),
  one("last gasp on a full disk", lastGasp, ...running, fullDisk),
  one("last gasp on a full disk that does not fit", longGasp, ...running, fullDisk),
  one("outcome after one whose writer died", outcome, ...running, outcomeOfTheDead),
  one("outcome beside one whose writer dies", outcomeBeside, ...running),
  one("last gasp of a job that was not armed", lastGasp, submit, claim),
  one("last gasp of a job whose record is gone", lastGaspAnew),
  one("index", index, ...running, result, outcome),
  one("index again", index, ...running, outcome, index),
  one("work stopped", workStopped, ...running, outcome),
  one("read mark", read, ...running, outcome, index),
  one("late result", late, ...running, outcome, index),
  one("start of an end hook", hookStarted, ...running, outcome, index),
  one("end of an end hook", hookEnded, ...running, outcome, index, hookStarted)
]

/** What is different where a fact is a folder. */
export const operationsWithoutLinks: ReadonlyArray<Act> = [
  inNewStore,
  one("claim", claim, submit),
  one("arm again", arm, ...running),
  one("outcome", outcome, ...running, result),
  one("last gasp on a full disk that does not fit", longGasp, ...running, fullDisk),
  one("start of an end hook", hookStarted, ...running, outcome, index)
].map(withoutLinks)

/** Another job, in the folder of jobs that begin alike. */
const beside: Step = (store, host) =>
  store.submit({
    ...sampleCreated(2, { submitter: host.world.table.identify(host.process) }),
    id: `${id.slice(0, -1)}f` as Created["id"]
  })
/** One process dies in the middle, and another goes on from there. */
export const followings: ReadonlyArray<Following> = [
  { first: inNewStore, name: "another submission", next: run(beside) },
  { first: one("submit", submit), name: "another submission", next: run(beside) },
  { first: one("submit", submit), name: "the same submission", next: run(submit) },
  { first: one("submit", submit), name: "a claim", next: run(claim) },
  { first: one("submit", submit), name: "a void claim", next: run(voidClaim) },
  { first: one("submit with its claim", submitClaimed), name: "an outcome", next: run(outcome) },
  { first: one("claim", claim, submit), name: "a claim", next: run(claim) },
  { first: one("result", result, ...running), name: "a result", next: run(result) },
  { first: one("outcome", outcome, ...running), name: "an outcome", next: run(outcome) },
  { first: one("last gasp", lastGasp, ...running), name: "an outcome", next: run(outcome) },
  {
    first: one("start of an end hook", hookStarted, ...running, outcome),
    name: "a start",
    next: run(hookStarted)
  }
]

/** Whole lives, by one process or by one after the other. */
export const lives: ReadonlyArray<Act> = [
  life("a whole life", submit, claim, arm, work, progress(1), log, result, outcome, index, read),
  life("a foreground life", submitClaimed, arm, result, outcome, index, read),
  life("a life that ends in a last gasp", submitClaimed, arm, cancel, lastGasp),
  life("cancelled in the launch window", submit, cancel, voidClaim, outcomeOfVoid, index),
  one("a reader settles an orphan", reconcile, submit, claim, arm, progress(1)),
  one("a reader settles an orphan with a result", reconcile, submit, claim, arm, result),
  one("a reader settles an orphan with a request to cancel", reconcile, submit, claim, cancel),
  one("a reader ends what nobody claimed", reconcile, submit),
  one("a reader finishes a void claim", reconcile, submit, voidClaim),
  one("a reader lists what was settled and not indexed", reconcile, ...running, outcome),
  one("a reader is told of an outcome whose writer died", get, ...running, outcomeOfTheDead),
  one("an owner finds an outcome whose writer died", find, ...running, outcomeOfTheDead)
]
