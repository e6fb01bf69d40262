import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Scope } from "effect/Scope"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { bundlePath } from "../src/ensureBundle.ts"
import type { JobDocument } from "../src/json/JobDocument.ts"
import { Document } from "../src/json/JobDocument.ts"
import { isDead, lookAt } from "./lookAt.ts"

/** What a process of the built command left. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcess
  readonly pid: number
  /** Succeeds when its standard output contains this. */
  readonly printed: (text: string) => Effect.Effect<void>
  readonly ended: Effect.Effect<Ended>
}

export interface Surroundings {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Written before the program: what starts it in its stead, as another user for one. */
  readonly under?: ReadonlyArray<string>
}

/**
 * A folder for a store that nobody else uses. Whatever was started for it carries its path in the
 * environment, and is killed by its id when the scope closes.
 */
export const makeRoot: Effect.Effect<string, never, Scope> = Effect.acquireRelease(
  Effect.sync(() => path.join(fs.mkdtempSync(path.join(os.tmpdir(), "job-command-")), "root")),
  (root) =>
    Effect.sync(() => {
      for (const pid of startedFor(root)) killIfThere(pid)
      // Who was killed may be in the middle of a call.
      fs.rmSync(path.dirname(root), {
        recursive: true,
        force: true,
        maxRetries: 10,
        retryDelay: 50
      })
    })
)

/** Starts the built command on this store; the scope ends it. */
export const startJob = (
  root: string,
  args: ReadonlyArray<string>,
  surroundings?: Surroundings
): Effect.Effect<Started, never, Scope> => startNode(root, [bundlePath, ...args], surroundings)

/** Starts Node with these arguments and this store; the scope ends it. */
export const startNode = (
  root: string,
  args: ReadonlyArray<string>,
  surroundings: Surroundings = {}
): Effect.Effect<Started, never, Scope> => {
  const [program, ...rest] = [...(surroundings.under ?? []), process.execPath, ...args]
  return startProgram(root, [program!, ...rest], surroundings)
}

/** Starts a program with this store; the scope ends it. */
export const startProgram = (
  root: string,
  [program, ...args]: readonly [string, ...ReadonlyArray<string>],
  { cwd, env }: Surroundings = {}
): Effect.Effect<Started, never, Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(program, args, {
        cwd,
        env: { ...process.env, JOB_LIFECYCLE_ROOT: root, ...env },
        stdio: ["ignore", "pipe", "pipe"]
      })
      return watch(child)
    }),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

/** Runs the built command on this store to its end. */
export const job = (
  root: string,
  args: ReadonlyArray<string>,
  surroundings?: Surroundings
): Effect.Effect<Ended> =>
  Effect.scoped(Effect.flatMap(startJob(root, args, surroundings), ({ ended }) => ended))

/** The one document that a `--json` command printed: of the documented shape, and alone. */
export const documentOf = ({ stdout }: Ended): typeof Document.Type =>
  Schema.decodeUnknownSync(Document, { onExcessProperty: "error" })(JSON.parse(stdout))

export const jobOf = (ended: Ended): JobDocument => {
  const document = documentOf(ended)
  if (!("job" in document)) return assert.fail(`no job in ${ended.stdout}`)
  return document.job
}

export const jobsOf = (ended: Ended): ReadonlyArray<JobDocument> => {
  const document = documentOf(ended)
  if (!("jobs" in document)) return assert.fail(`no jobs in ${ended.stdout}`)
  return document.jobs
}

export const errorOf = (ended: Ended) => {
  const document = documentOf(ended)
  if (!("error" in document)) return assert.fail(`no error in ${ended.stdout}`)
  return document.error
}

/** Asks until the answer is yes. The deadline is far beyond anything but a failure. */
export const until = (what: string, ask: Effect.Effect<boolean>): Effect.Effect<void> =>
  ask.pipe(
    Effect.delay("20 millis"),
    Effect.repeat({ until: (yes) => yes }),
    Effect.timeoutOrElse({
      duration: "20 seconds",
      orElse: () => Effect.die(new Error(`never came true: ${what}`))
    }),
    Effect.asVoid
  )

/** Whether a process of that number runs; a dead one that nobody collected does not. */
export const isAlive = (pid: number): boolean => {
  const look = lookAt(pid)
  return look !== null && !isDead(look)
}

const watch = (child: ChildProcess): Started => {
  let stdout = ""
  let stderr = ""
  const listeners = new Set<() => void>()
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
    for (const listener of listeners) listener()
  })
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return {
    child,
    pid: child.pid!,
    ended: Effect.promise(() => ended),
    printed: (text) =>
      Effect.promise(
        () =>
          new Promise<void>((resolve, reject) => {
            const look = () => {
              if (stdout.includes(text)) resolve()
            }
            listeners.add(look)
            void ended.then(() => reject(new Error(`it ended without "${text}": ${stderr}`)))
            look()
          })
      )
  }
}

const startedFor = (root: string): ReadonlyArray<number> =>
  fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(root))
    .map(Number)

const environmentOf = (pid: string): string => {
  try {
    return fs.readFileSync(`/proc/${pid}/environ`, "utf8")
  } catch {
    return ""
  }
}

/** Kills one process by its id, unless it has gone. */
export const killIfThere = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL")
  } catch {
    // Gone already.
  }
}
