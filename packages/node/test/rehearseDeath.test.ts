import { assert, describe, it } from "@effect/vitest"
import { EndHook, Recover } from "@job-lifecycle/engine"
import { FileJobStore, identifyWork, rehearseDeath } from "@job-lifecycle/node"
import {
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleRequest,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { channelsOf } from "./nodeChannelWorld.ts"
import { identify, sleeper } from "./nodeOwnerWorld.ts"
import { startProcess } from "./startProcess.ts"

const id = sampleId(1)
const nothingKnown = { _tag: "NothingKnown" } as const

/** Everything under a folder: names, contents, and when each was last changed. */
const everythingIn = (root: string) =>
  fs.readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => {
    const file = path.join(entry.parentPath, entry.name)
    const text = entry.isFile() ? fs.readFileSync(file, "utf8") : null
    return [file, text, fs.lstatSync(file, { bigint: true }).ctimeNs]
  })

describe.runIf(process.platform === "linux")("a rehearsed death", () => {
  it.live("leaves record and processes of the living job as they are, and its channel open", () =>
    Effect.gen(function* () {
      const root = path.join(yield* temporaryFolder, "root")
      const [store, channel] = [FileJobStore.make({ root }), yield* channelsOf(root)]
      const owner = yield* sleeper
      const command = yield* startProcess(["sleep", "600"])
      const claim = sampleClaim(1, { owner: identify(owner.pid), token: "" })
      yield* store.submit(sampleCreated(1, { claim }))
      const work = identifyWork({ pid: command.pid, leadsGroup: false, name: "sleep" })
      yield* store.publishOnce(id, "work", { identity: work, startedAt: 1 })
      let nudges = 0
      yield* channel.open(id, () => (nudges += 1))
      const before = everythingIn(root)
      yield* rehearseDeath({ root, id })
      assert.deepStrictEqual(everythingIn(root), before)
      assert.deepStrictEqual([owner.child.exitCode, owner.child.signalCode], [null, null])
      assert.deepStrictEqual([command.child.exitCode, command.child.signalCode], [null, null])
      assert.strictEqual(nudges, 0, "the owner was not nudged")
    })
  )

  it.live("signals nothing that an owner left running when its job was over", () =>
    Effect.gen(function* () {
      const root = path.join(yield* temporaryFolder, "root")
      const store = FileJobStore.make({ root })
      const owner = yield* sleeper
      const command = yield* startProcess(["sleep", "600"])
      const claim = sampleClaim(1, { owner: identify(owner.pid), token: "" })
      yield* store.submit(sampleCreated(1, { claim }))
      const identity = identifyWork({ pid: command.pid, leadsGroup: false, name: "sleep" })
      yield* store.publishOnce(id, "work", { identity, startedAt: 1 })
      const outcome = { _tag: "Orphaned", reason: "Exited", evidence: "it is gone" } as const
      const settlement = sampleSettlement(1, { outcome, settledBy: "Reader", work: "Running" })
      yield* store.publishOnce(id, "outcome", settlement)
      yield* store.index(id, { settledAt: settlement.settledAt, active: true })
      const before = everythingIn(root)
      const { kill } = process
      const sent: Array<string | number | undefined> = []
      process.kill = (_, signal) => {
        if (signal !== 0) sent.push(signal)
        return true
      }
      const restored = Effect.sync(() => {
        process.kill = kill
      })
      yield* Effect.ensuring(rehearseDeath({ root, id }), restored)
      assert.deepStrictEqual(sent, [])
      assert.deepStrictEqual(everythingIn(root), before)
    })
  )

  it.live("asks nothing of the host: neither its recovery nor its end hook is called", () =>
    Effect.gen(function* () {
      const root = path.join(yield* temporaryFolder, "root")
      const store = FileJobStore.make({ root })
      const claim = sampleClaim(1, { owner: identify((yield* sleeper).pid), token: "" })
      yield* store.submit(sampleCreated(1, { claim, request: sampleRequest({ onEnd: "x" }) }))
      const over = sampleClaim(2, { owner: identify((yield* sleeper).pid), token: "" })
      yield* store.submit(sampleCreated(2, { claim: over, request: sampleRequest({ onEnd: "x" }) }))
      yield* store.publishOnce(sampleId(2), "outcome", sampleSettlement(2))
      const asked: Array<string> = []
      const recover = () => Effect.sync(() => (asked.push("recover"), nothingKnown))
      const hook = () => Effect.sync(() => (asked.push("hook"), { exitCode: 0, problem: null }))
      yield* Effect.all([
        rehearseDeath({ root, id }),
        rehearseDeath({ root, id: sampleId(2) })
      ]).pipe(Effect.provideService(Recover, recover), Effect.provideService(EndHook, hook))
      assert.deepStrictEqual(asked, [])
    })
  )

  it.live("of a job that is nowhere is over at once, and leaves nothing", () =>
    Effect.gen(function* () {
      const root = path.join(yield* temporaryFolder, "root")
      yield* rehearseDeath({ root, id })
      assert.isFalse(fs.existsSync(root))
    })
  )
})
