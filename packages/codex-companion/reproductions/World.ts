import type { ChildProcess } from "node:child_process"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { installFakeCodex } from "./installFakeCodex.ts"

/** What a command of the plugin answered. `status` null: it had not ended when it was given up. */
export interface Answer {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** One plugin of its own, one workspace of its own, and a fake codex. */
export interface World {
  readonly workspace: string
  /** Where the plugin keeps its data. */
  readonly data: string
  readonly session: string
  /** Runs a command of the plugin to its end, or gives it up after so long. */
  readonly run: (
    args: ReadonlyArray<string>,
    giveUpMillis?: number,
    env?: Record<string, string>
  ) => Promise<Answer>
  /** Runs the hook at a session's stop, with more in its input than the session. */
  readonly stopHook: (input?: object, env?: Record<string, string>) => Promise<Answer>
  /** Runs the hook at the end of a session. */
  readonly endSession: (session: string) => Promise<Answer>
  /** Starts a task and answers once its turn has begun. */
  readonly startTask: (
    prompt: string,
    env?: Record<string, string>,
    command?: ReadonlyArray<string>
  ) => Promise<{
    readonly child: ChildProcess
    readonly id: string
    readonly ended: Promise<Answer>
  }>
  readonly jobs: () => ReadonlyArray<Record<string, unknown>>
  /** Writes records as version 1.0.5 does. */
  readonly seed: (
    jobs: ReadonlyArray<Record<string, unknown> & { readonly id: string }>
  ) => Promise<void>
  /** Numbers of the living processes of this world whose command line has this in it. */
  readonly processes: (what: string) => ReadonlyArray<number>
}

/** The Node that runs the plugin. */
const node = process.env["CODEX_PLUGIN_NODE"] ?? process.execPath

/** Waits until something is there; dies after a minute. */
export const until = async <A>(look: () => A | null | undefined | false): Promise<A> => {
  for (let tries = 0; tries < 1_200; tries++) {
    const seen = look()
    if (seen) return seen
    await pause(50)
  }
  throw new Error(`nothing came of ${String(look)}`)
}

/**
 * Runs `body` in a world of its own, and ends what it left by its ids.
 *
 * @param bundle the adapter that is installed first; null for the plugin as it is
 */
export const withWorld = async <A>(
  plugin: string,
  bundle: string | null,
  body: (world: World) => Promise<A>
): Promise<A> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "companion-world-"))
  const copy = path.join(folder, "plugin")
  fs.cpSync(plugin, copy, { recursive: true })
  if (bundle !== null) {
    const installed = spawnSync(process.execPath, [bundle, "install", copy], { encoding: "utf8" })
    if (installed.status !== 0) throw new Error(installed.stdout + installed.stderr)
  }
  const workspace = path.join(folder, "workspace")
  fs.mkdirSync(workspace)
  spawnSync("git", ["init", "-q", "-b", "main", workspace])
  const author = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
  spawnSync("git", [...author, "commit", "-q", "--allow-empty", "-m", "first"], { cwd: workspace })
  installFakeCodex(path.join(folder, "bin"))
  const mark = path.basename(folder)
  const env = {
    ...process.env,
    PATH: [path.join(folder, "bin"), path.dirname(node), process.env["PATH"]].join(":"),
    CLAUDE_PLUGIN_DATA: path.join(folder, "data"),
    CODEX_COMPANION_SESSION_ID: "session-1",
    TMPDIR: folder,
    COMPANION_WORLD: mark
  }
  const script = (name: string) => path.join(copy, "scripts", name)
  const start = (args: ReadonlyArray<string>, more: Record<string, string> = {}, input = "") => {
    const child = spawn(node, args, { cwd: workspace, env: { ...env, ...more } })
    child.stdin.end(input)
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk) => (stdout += chunk))
    child.stderr.on("data", (chunk) => (stderr += chunk))
    const closed = once(child, "close")
    const ended = once(child, "exit").then(async ([code]): Promise<Answer> => {
      // What it said last may be read after its end, unless somebody it left behind holds the pipes.
      await Promise.race([closed, pause(2_000, undefined, { ref: false })])
      return { status: code as number | null, stdout, stderr }
    })
    return { child, ended }
  }
  const orGivenUp = async ({ child, ended }: ReturnType<typeof start>, millis: number) => {
    const late = pause(millis, null, { ref: false })
    const answer = await Promise.race([ended, late])
    if (answer !== null) return answer
    child.kill("SIGKILL")
    return { ...(await ended), status: null }
  }
  const run: World["run"] = (args, millis = 60_000, more = {}) =>
    orGivenUp(start([script("codex-companion.mjs"), ...args], more), millis)
  const stateDir = () =>
    fs
      .readdirSync(path.join(folder, "data/state"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(entry.parentPath, entry.name))[0]
  const jobs = () => {
    try {
      const text = fs.readFileSync(path.join(stateDir()!, "state.json"), "utf8")
      return (JSON.parse(text) as { readonly jobs: ReadonlyArray<Record<string, unknown>> }).jobs
    } catch {
      return []
    }
  }
  const processes = (what: string) =>
    fs.readdirSync("/proc").flatMap((name) => {
      try {
        if (!fs.readFileSync(`/proc/${name}/environ`, "utf8").includes(`COMPANION_WORLD=${mark}`))
          return []
        return fs.readFileSync(`/proc/${name}/cmdline`, "utf8").includes(what) ? [Number(name)] : []
      } catch {
        return []
      }
    })
  try {
    return await body({
      workspace,
      data: path.join(folder, "data"),
      session: "session-1",
      run,
      stopHook: (input = {}, env = {}) =>
        orGivenUp(
          start(
            [script("stop-review-gate-hook.mjs")],
            env,
            JSON.stringify({ cwd: workspace, session_id: "session-1", ...input })
          ),
          60_000
        ),
      endSession: (session) =>
        orGivenUp(
          start(
            [script("session-lifecycle-hook.mjs"), "SessionEnd"],
            { CODEX_COMPANION_SESSION_ID: session },
            JSON.stringify({ cwd: workspace, session_id: session })
          ),
          60_000
        ),
      startTask: async (prompt, more, command = ["task"]) => {
        const known = new Set(jobs().map(({ id }) => id))
        const started = start([script("codex-companion.mjs"), ...command, prompt], more)
        const job = await until(() =>
          jobs().find(({ id, turnId }) => !known.has(id) && turnId !== undefined)
        )
        return { ...started, id: String(job["id"]) }
      },
      jobs,
      seed: async (records) => {
        // The plugin makes the folder itself.
        const made = await run(["setup", "--enable-review-gate"])
        if (made.status !== 0) throw new Error(`setup: ${made.status} ${made.stderr}`)
        const dir = stateDir()!
        fs.mkdirSync(path.join(dir, "jobs"), { recursive: true })
        for (const job of records) {
          fs.writeFileSync(path.join(dir, "jobs", `${job.id}.json`), JSON.stringify(job, null, 2))
        }
        fs.writeFileSync(
          path.join(dir, "state.json"),
          `${JSON.stringify({ version: 1, config: { stopReviewGate: false }, jobs: records }, null, 2)}\n`
        )
      },
      processes
    })
  } finally {
    for (const pid of processes("")) {
      try {
        process.kill(pid, "SIGKILL")
      } catch {
        // It has ended.
      }
    }
    await until(() => processes("").length === 0)
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
