import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { asNobody, noNobody } from "./asNobody.ts"
import { isAlive, job, jobOf, makeRoot, until } from "./command.ts"
import type { Look } from "./lookAt.ts"
import { lookAt, lookAtLiving, stillLives } from "./lookAt.ts"
import { runningJob } from "./runningJob.ts"

/** What a job runs. Its script prints the numbers of its processes, one on each line. */
interface Shape {
  readonly command: ReadonlyArray<string>
  readonly count?: number | undefined
  readonly options?: ReadonlyArray<string>
  /** The state (proc_pid_stat(5)) in which its processes are when the request comes. */
  readonly state?: string
  readonly unless?: string | null
}

const script = (text: string) => ["sh", "-c", text]

/** Ends only when it is killed. */
const short = ["--grace", "100ms"]

const shapes: Readonly<Record<string, Shape>> = {
  "a command": { command: script("echo $$; exec sleep 600") },
  "a command that is deaf to TERM": {
    command: script("trap '' TERM INT HUP; echo $$; while :; do sleep 0.05; done"),
    options: short
  },
  "a command that is stopped": {
    command: script("echo $$; kill -STOP $$; exec sleep 600"),
    state: "T"
  },
  "a command that is stopped and deaf to TERM": {
    command: script("trap '' TERM; echo $$; kill -STOP $$; while :; do sleep 0.05; done"),
    options: short,
    state: "T"
  },
  "a grandchild in a session of its own": {
    command: script("echo $$; setsid sh -c 'echo $$; exec sleep 600' & wait"),
    count: 2
  },
  "a grandchild that lost its parent": {
    command: script("echo $$; (sh -c 'echo $$; exec sleep 600' &); exec sleep 600"),
    count: 2
  },
  "a daemon, in a session of its own and without its parent": {
    command: script("echo $$; (setsid sh -c 'echo $$; exec sleep 600' &); exec sleep 600"),
    count: 2
  },
  "a grandchild in a session of its own that wiped its environment": {
    command: script("echo $$; setsid env -i sh -c 'echo $$; exec sleep 600' & wait"),
    count: 2
  },
  "a command of another user, with a child": {
    command: [...asNobody, ...script("echo $$; sh -c 'echo $$; exec sleep 600' & wait")],
    count: 2,
    unless: noNobody
  }
}

interface Form {
  readonly line: ReadonlyArray<string>
  /** Its owner is killed before anybody asks. */
  readonly killed?: boolean
  readonly outcome: string
  /** Of `wait`. */
  readonly code: number
}

const forms: Readonly<Record<string, Form>> = {
  "in the foreground": { line: [], outcome: "Cancelled", code: 120 },
  detached: { line: ["--detach"], outcome: "Cancelled", code: 120 },
  "its owner killed before": { line: [], killed: true, outcome: "Orphaned", code: 121 }
}

describe.runIf(process.platform === "linux")(
  "job cancel leaves nothing alive, by procfs, of",
  () => {
    for (const [what, shape] of Object.entries(shapes)) {
      it.live(
        `${what}: ${Object.keys(forms).join(", ")}`,
        (context) => {
          if (shape.unless) return context.skip(shape.unless)
          const all = Object.entries(forms).map(([where, form]) => cancelling(shape, where, form))
          return Effect.all(all, { concurrency: "unbounded", discard: true })
        },
        60_000
      )
    }
  }
)

/** Starts a job of that shape and form, cancels it, and looks at both facts. */
const cancelling = (shape: Shape, where: string, form: Form) =>
  Effect.gen(function* () {
    const root = yield* makeRoot
    const { id, owner, processes } = yield* start(root, shape, form)
    if (form.killed) {
      process.kill(owner, "SIGKILL")
      yield* until(
        "its owner is gone",
        Effect.sync(() => !isAlive(owner))
      )
    }
    const cancelled = yield* job(root, ["cancel", id, "--json"])
    // At once: what is reported as stopped is not about to stop.
    assert.deepStrictEqual(processes.filter(stillLives), [], where)
    const { outcome, work } = jobOf(cancelled)
    assert.deepStrictEqual([cancelled.code, outcome?.tag, work], [0, form.outcome, "stopped"])
    const waited = yield* job(root, ["wait", id, "--json"])
    assert.deepStrictEqual(
      [waited.code, jobOf(waited).outcome, jobOf(waited).work],
      [form.code, outcome, work]
    )
  })

/** Starts the shape in that form, and sees to it that it really is what its name says. */
const start = (root: string, { command, count, options = [], state }: Shape, form: Form) =>
  Effect.gen(function* () {
    const line = [...form.line, ...options, "--", ...command]
    const { id, numbers } = yield* runningJob(root, line, { count })
    const processes: ReadonlyArray<Look> = numbers.map(lookAtLiving)
    const [first] = processes as [Look]
    assert.strictEqual(first.session === first.pid, form.line.includes("--detach"))
    if (state !== undefined) {
      yield* until(
        `its processes are in the state ${state}`,
        Effect.sync(() => processes.every((each) => lookAt(each.pid)?.state === state))
      )
    }
    return { owner: first.parent, processes, id }
  })
