import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { changeIdentity } from "./changeIdentity.ts"
import { job, jobOf, jobsOf, makeRoot, until } from "./command.ts"
import { giveNumber } from "./giveNumber.ts"
import type { Namespace } from "./makeNamespace.ts"
import { makeNamespace, noNamespace } from "./makeNamespace.ts"
import { runningJob } from "./runningJob.ts"

const command = ["--detach", "--", "sh", "-c", "echo $$; exec sleep 600"]

const untilFree = ({ shell }: Namespace, number: number) =>
  until(
    `nobody has the number ${number}`,
    Effect.sync(() => shell(`[ -e /proc/${number} ] || echo free`) === "free\n")
  )

/** A job whose owner and command were killed, and whose numbers are free. */
const dead = (root: string, namespace: Namespace) =>
  Effect.gen(function* () {
    const { id } = yield* runningJob(root, command, { under: namespace.enter })
    const [running] = jobsOf(yield* job(root, ["status", "--json"], { under: namespace.enter }))
    const { childPid, pid } = running!
    namespace.shell(`kill -KILL ${pid} ${childPid}`)
    yield* untilFree(namespace, pid!)
    yield* untilFree(namespace, childPid!)
    return { id, owner: pid!, command: childPid! }
  })

const recycled = [
  ["owner", "PidRecycled"],
  ["command", "Exited"]
] as const

describe("a number that was really given to a stranger, who leads a group of that number", () => {
  for (const [whose, reason] of recycled) {
    it.live(
      `the ${whose}'s: the job is Orphaned, its work has stopped, and the stranger is left alone`,
      (context) =>
        Effect.gen(function* () {
          if (noNamespace !== null) return context.skip(noNamespace)
          const root = yield* makeRoot
          const namespace = yield* makeNamespace
          const under = { under: namespace.enter }
          const killed = yield* dead(root, namespace)
          const strangerAnswers = yield* giveNumber(namespace, killed[whose])
          const first = jobOf(yield* job(root, ["status", killed.id, "--json"], under))
          assert.deepInclude(first.outcome, { tag: "Orphaned", reason })
          const cancelled = yield* job(root, ["cancel", killed.id, "--json"], under)
          assert.deepStrictEqual(
            [cancelled.code, jobOf(cancelled).outcome, jobOf(cancelled).work],
            [0, first.outcome, "stopped"]
          )
          assert.strictEqual((yield* job(root, ["wait", killed.id], under)).code, 121)
          assert.isTrue(yield* strangerAnswers, "the stranger was signalled")
        }),
      60_000
    )
  }
})

/** Records that name no process, or the first one of all with its right start time. */
const damages = [1, 0, -1].flatMap((pid) => [
  { fact: "command.json", pid, code: 0, shown: ["settled", "over"] },
  { fact: "claimed.json", pid, code: 4, shown: ["running", pid === 1 ? "active" : "unknown"] }
])

describe("a damaged record", () => {
  for (const { code, fact, pid, shown } of damages) {
    // In a namespace of its own: signalled, -1 would be every process that there is.
    it.live(
      `with the number ${pid} in ${fact}: nobody but the job's own command is signalled`,
      (context) =>
        Effect.gen(function* () {
          if (noNamespace !== null) return context.skip(noNamespace)
          const root = yield* makeRoot
          const namespace = yield* makeNamespace
          const under = { under: namespace.enter }
          const { folder, id, numbers } = yield* runningJob(root, command, under)
          const [running] = jobsOf(yield* job(root, ["status", "--json"], under))
          // Nobody is there to act on the request but us.
          namespace.shell(`kill -KILL ${running!.pid}`)
          yield* untilFree(namespace, running!.pid!)
          const startTicks = Number(namespace.shell("cut -d' ' -f22 /proc/1/stat"))
          changeIdentity(path.join(folder, fact), { pid, startTicks })
          const bystanderAnswers = yield* giveNumber(namespace, 4_711)
          const cancelled = yield* job(root, ["cancel", id, "--grace", "100ms", "--json"], under)
          const { health, state } = jobOf(cancelled)
          assert.deepStrictEqual([[state, health], cancelled.code], [shown, code])
          yield* untilFree(namespace, numbers[0]!)
          assert.isTrue(yield* bystanderAnswers, "a bystander was signalled")
        }),
      60_000
    )
  }
})
