import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { job, jobOf, makeRoot, until } from "./command.ts"
import { lookAt, lookAtLiving, pendingSignals, stillLives } from "./lookAt.ts"
import { firstProcess, noNamespace } from "./makeNamespace.ts"
import { runningJob } from "./runningJob.ts"

/** As in a container, or a sandbox; each time another one. */
const inside = { under: firstProcess }
const outside = {}

/** Where the owner is, and where whoever asks. Inside, either is process 1 of its namespace. */
const places = [
  ["an owner in a namespace, asked about from outside", inside, outside],
  ["an owner outside, asked about from a namespace", outside, inside],
  ["an owner in a namespace, asked about from another", inside, inside]
] as const

const command = ["--", "sh", "-c", "echo $$; exec sleep 600"]

/** A job, and its processes by the numbers that they have here. */
const running = (root: string, owners: typeof inside | typeof outside) =>
  Effect.gen(function* () {
    const started = yield* runningJob(root, command, owners)
    const owner = owners === inside ? onlyChild(started.started.pid) : started.started.pid
    const outcome = path.join(started.folder, "outcome.json")
    return {
      ...started,
      owner: lookAtLiving(owner),
      command: lookAtLiving(onlyChild(owner)),
      isRecorded: () => fs.existsSync(outcome)
    }
  })

const onlyChild = (pid: number) =>
  Number(fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"))

/**
 * Keeps the number of a namespace from another one while the scope lasts. Only one that is empty
 * gives its number away, so that whoever had it then would rightly find the owner gone.
 */
const keepNamespace = (pid: number) =>
  Effect.acquireRelease(
    Effect.sync(() => fs.openSync(`/proc/${pid}/ns/pid`, "r")),
    (file) => Effect.sync(() => fs.closeSync(file))
  )

describe("two pid namespaces on one store", () => {
  for (const [title, owners, readers] of places) {
    it.live(
      `${title}: unknown, neither settled nor signalled, and a request reaches it by the store`,
      (context) =>
        Effect.gen(function* () {
          if (noNamespace !== null) return context.skip(noNamespace)
          const root = yield* makeRoot
          const { command, id, isRecorded, owner, started } = yield* running(root, owners)
          process.kill(owner.pid, "SIGSTOP")
          yield* until(
            "the owner is stopped",
            Effect.sync(() => lookAt(owner.pid)?.state === "T")
          )
          const ask = (...line: ReadonlyArray<string>) => job(root, [...line, "--json"], readers)
          const shown = yield* ask("status", id)
          assert.deepInclude(jobOf(shown), { state: "running", health: "unknown" })
          assert.match(jobOf(shown).healthReason!, /another pid namespace/)
          assert.strictEqual((yield* ask("wait", id, "--timeout", "100ms")).code, 123)
          yield* ask("reconcile")
          const cancelled = yield* ask("cancel", id, "--grace", "100ms")
          assert.deepStrictEqual([cancelled.code, jobOf(cancelled).state], [4, "running"])
          assert.strictEqual(pendingSignals(owner.pid), "0")
          assert.isTrue(stillLives(owner) && stillLives(command))
          assert.isFalse(isRecorded())
          process.kill(owner.pid, "SIGCONT")
          assert.strictEqual((yield* started.ended).code, 120)
          assert.deepInclude(jobOf(yield* ask("status", id)), {
            state: "settled",
            settledBy: "owner",
            work: "stopped"
          })
        }),
      60_000
    )

    it.live(
      `${title}: its death is unknown too, and recorded by nobody there`,
      (context) =>
        Effect.gen(function* () {
          if (noNamespace !== null) return context.skip(noNamespace)
          const root = yield* makeRoot
          const { command, id, isRecorded, owner, started } = yield* running(root, owners)
          yield* keepNamespace(owner.pid)
          process.kill(owner.pid, "SIGKILL")
          yield* started.ended
          const shown = jobOf(yield* job(root, ["status", id, "--json"], readers))
          assert.deepStrictEqual([shown.state, shown.health], ["running", "unknown"])
          const cancelled = yield* job(root, ["cancel", id, "--grace", "100ms"], readers)
          assert.strictEqual(cancelled.code, 4)
          assert.isFalse(isRecorded())
          // With the first process of its namespace the kernel ends all others.
          assert.strictEqual(stillLives(command), owners === outside)
        }),
      60_000
    )
  }
})
