import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { JobDocument } from "../src/json/JobDocument.ts"
import type { Started } from "./command.ts"
import { isAlive, job, jobOf, jobsOf, makeRoot, startJob, until } from "./command.ts"
import { readersAgree } from "./readersAgree.ts"

/** One way for a foreground job to end, made to happen to real processes. */
interface Ending {
  readonly title: string
  readonly options?: ReadonlyArray<string>
  readonly command: ReadonlyArray<string>
  /** Done once the command has printed "ready". */
  readonly act?: (started: Started, running: JobDocument, root: string) => Effect.Effect<void>
  readonly tag: string
  readonly data?: Readonly<Record<string, unknown>>
  /** Of `wait` and `result`, and of the owner unless `ownerEnd` says otherwise. */
  readonly code: number
  readonly ownerEnd?: string | number
  /** The owner did not live to see its command end. */
  readonly leavesWork?: boolean
}

const endure = ["sh", "-c", "echo ready; exec sleep 60"]
const send = (signal: NodeJS.Signals) => (started: Started) =>
  Effect.sync(() => started.child.kill(signal))

const endings: ReadonlyArray<Ending> = [
  {
    title: "a command that succeeds is Completed",
    command: ["true"],
    tag: "Completed",
    data: { result: "ExitCode" },
    code: 0
  },
  {
    title: "a command that exits with 3 is Failed with 3",
    command: ["sh", "-c", "echo why >&2; exit 3"],
    tag: "Failed",
    data: { exitCode: 3, signal: null, stderrTail: "why\n" },
    code: 3
  },
  {
    title: "a command killed from outside is Failed with its signal",
    command: endure,
    act: (_started, { childPid }) => Effect.sync(() => process.kill(childPid!, "SIGKILL")),
    tag: "Failed",
    data: { exitCode: null, signal: "SIGKILL" },
    code: 137
  },
  {
    title: "a job whose owner was killed is Orphaned",
    command: endure,
    act: send("SIGKILL"),
    tag: "Orphaned",
    code: 121,
    ownerEnd: "SIGKILL",
    leavesWork: true
  },
  {
    title: "a command past its time limit is TimedOut",
    options: ["--timeout", "300ms"],
    command: endure,
    tag: "TimedOut",
    data: { limitMillis: 300 },
    code: 124
  },
  {
    title: "a command past its silence limit is Stalled",
    options: ["--silence", "400ms"],
    command: endure,
    tag: "Stalled",
    data: { silenceMillis: 400, lastEvent: "output" },
    code: 124
  },
  ...(
    [
      ["SIGTERM", 143],
      ["SIGINT", 130],
      ["SIGHUP", 129]
    ] as const
  ).map(([signal, code]): Ending => ({
    title: `a job whose owner got ${signal} is Signalled`,
    command: endure,
    act: send(signal),
    tag: "Signalled",
    data: { signal },
    code
  })),
  {
    title: "a second signal ends the owner at once, and the first outcome stands",
    options: ["--grace", "30s"],
    command: ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"],
    act: (started, { id }, root) =>
      Effect.gen(function* () {
        started.child.kill("SIGTERM")
        const settled = Effect.map(
          job(root, ["status", id, "--json"]),
          (read) => jobOf(read).state === "settled"
        )
        yield* until("the first signal has settled it", settled)
        assert.isTrue(isAlive(started.pid), "it still waits for its command")
        started.child.kill("SIGINT")
      }),
    tag: "Signalled",
    data: { signal: "SIGTERM" },
    code: 143,
    ownerEnd: 130,
    leavesWork: true
  },
  {
    title: "a command that does not exist was NeverStarted",
    command: ["no-such-program"],
    tag: "NeverStarted",
    data: { reason: "SpawnFailed", code: "ENOENT" },
    code: 127
  },
  {
    title: "a command that may not be executed was NeverStarted",
    command: ["/etc/passwd"],
    tag: "NeverStarted",
    data: { reason: "SpawnFailed", code: "EACCES" },
    code: 126
  }
]

describe("job run, and what a fresh process finds", () => {
  for (const ending of endings) {
    it.live(ending.title, () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const line = ["run", ...(ending.options ?? []), "--", ...ending.command]
        const started = yield* startJob(root, line)
        let childPid: number | null = null
        if (ending.act !== undefined) {
          yield* started.printed("ready")
          const [running] = jobsOf(yield* job(root, ["status", "--json"]))
          assert.strictEqual(running!.state, "running")
          assert.strictEqual(running!.pid, started.pid)
          childPid = running!.childPid!
          assert.isTrue(isAlive(childPid))
          yield* ending.act(started, running!, root)
        }
        const owner = yield* started.ended
        if (ending.leavesWork !== true) {
          assert.isFalse(childPid !== null && isAlive(childPid), "its command has ended with it")
        }

        const { first, result, waited } = yield* readersAgree(root)
        assert.strictEqual(first.outcome!.tag, ending.tag)
        if (ending.leavesWork !== true) assert.strictEqual(first.work, "stopped")
        const told = `job: left; what ${first.id.slice(0, 8)} started may still run`
        const isLeft = ending.leavesWork === true && owner.signal === null
        assert.strictEqual(owner.stderr.includes(told), isLeft, owner.stderr)
        for (const [field, value] of Object.entries(ending.data ?? {})) {
          assert.deepStrictEqual((first.outcome as Record<string, unknown>)[field], value, field)
        }
        assert.deepStrictEqual([waited.code, result.code], [ending.code, ending.code])
        assert.strictEqual(owner.signal ?? owner.code, ending.ownerEnd ?? ending.code, owner.stderr)
      })
    )
  }
})
