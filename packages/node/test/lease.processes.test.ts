import { assert, describe, it } from "@effect/vitest"
import type { Job, JobId } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import { NodePlatform } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { instantOf } from "../src/store/lease.ts"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { canUnshare, ownNamespace } from "./canUnshare.ts"
import { untilState } from "./nodeOwnerWorld.ts"
import type { Started } from "./startProcess.ts"
import { startFixture } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

/** A store, and the owner of a job in it. */
const owned = (limits: ReadonlyArray<string>, under: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    const root = path.join(yield* temporaryFolder, "root")
    const owner = yield* startFixture("ownJob", [root, ...limits], under)
    return { root, owner, id: (yield* owner.line) as JobId }
  })

const readAs = <A, E>(root: string, read: (jobs: JobLifecycle["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(JobLifecycle, read).pipe(Effect.provide(NodePlatform.layer({ root })))

const outcomeOf = ({ state }: Job) =>
  state._tag === "Settled"
    ? `${state.settlement.outcome._tag} by ${state.settlement.settledBy}`
    : ""

/** The process in a namespace of its own, by its number out here. */
const innerOf = ({ pid }: Started) =>
  Effect.sync(() => Number(fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")))

const stop = (pid: number) =>
  Effect.andThen(
    Effect.sync(() => process.kill(pid, "SIGSTOP")),
    untilState(pid, "T")
  )

/** Nothing else can be waited for: nothing happens. */
const longerThan = { aThirdOfASecond: "2 seconds", threeSeconds: "4 seconds" } as const

/** On a slow machine. */
const limit = 60_000

describe.runIf(process.platform === "linux")(
  "an owner and a reader that are stopped together",
  () => {
    it.live(
      "for longer than every limit reap nothing when they go on",
      () =>
        Effect.gen(function* () {
          const { id, owner, root } = yield* owned(["300 millis", "300 millis"])
          yield* untilState(owner.pid, "T")
          const reader = yield* startFixture("followJob", [root, id])
          assert.strictEqual(yield* reader.line, "Frozen")
          yield* stop(reader.pid)
          yield* Effect.sleep(longerThan.aThirdOfASecond)
          for (const { child } of [reader, owner]) child.kill("SIGCONT")
          const { lines } = yield* reader.end
          assert.strictEqual(lines.at(-1), "Completed")
          const job = yield* readAs(root, (jobs) => jobs.get(id))
          assert.strictEqual(outcomeOf(job), "Completed by Owner")
        }),
      limit
    )

    it.live.runIf(canUnshare)(
      "reap nothing although the reader cannot examine the owner",
      () =>
        Effect.gen(function* () {
          const { id, owner, root } = yield* owned(["3 seconds"], ownNamespace)
          const reader = yield* startFixture("followJob", [root, id])
          assert.strictEqual(yield* reader.line, "Unknown")
          const inner = yield* innerOf(owner)
          yield* stop(reader.pid)
          yield* stop(inner)
          yield* Effect.sleep(longerThan.threeSeconds)
          reader.child.kill("SIGCONT")
          process.kill(inner, "SIGCONT")
          const { lines } = yield* reader.end
          assert.strictEqual(lines.at(-1), "Completed")
        }),
      limit
    )
  }
)

describe.runIf(canUnshare)("an owner in a container", () => {
  it.live(
    "is unknown with a fresh sign while it lives, and lost some time after its death",
    () =>
      Effect.gen(function* () {
        const { id, owner, root } = yield* owned(["3 seconds"], ownNamespace)
        const lease = path.join(root, "jobs", id.slice(0, 2), id, ".lease")
        yield* untilTrue("its lease was renewed", () => fs.existsSync(lease))
        const { clock } = JSON.parse(fs.readFileSync(lease, "utf8")) as { readonly clock: string }
        assert.strictEqual(clock, instantOf(0, 0).clock, "they share the clock of their boot")
        const { health, startedAt } = yield* readAs(root, (jobs) => jobs.get(id))
        if (health._tag !== "Unknown") return assert.fail(health._tag)
        assert.include(health.reason, "another pid namespace")
        assert.isBelow(
          health.sinceMillis,
          Date.now() - startedAt!,
          "the claim is not its last sign"
        )
        owner.child.kill("SIGKILL")
        const lost = yield* readAs(root, (jobs) => jobs.wait(id))
        assert.strictEqual(outcomeOf(lost), "Lost by Reader")
        const { outcome } = lost.state._tag === "Settled" ? lost.state.settlement : assert.fail()
        if (outcome._tag !== "Lost") return assert.fail(outcome._tag)
        assert.isAtLeast(outcome.lastSeenAt, startedAt! + 1_000)
      }),
    limit
  )
})
