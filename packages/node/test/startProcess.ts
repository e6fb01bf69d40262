import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import * as readline from "node:readline"

export interface Started {
  readonly child: ChildProcess
  readonly pid: number
  /** The next line that it prints; dies when it prints no more. */
  readonly line: Effect.Effect<string>
  /** Everything else that it prints, once it has exited, and how it did. */
  readonly end: Effect.Effect<{ readonly lines: ReadonlyArray<string>; readonly by: string }>
  readonly stderr: () => string
}

/** Starts a real process; the scope kills it by its id. */
export const startProcess = (
  command: ReadonlyArray<string>,
  options: { readonly detached?: boolean; readonly env?: Record<string, string> } = {}
): Effect.Effect<Started, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => start(command, options)),
    ({ child }) =>
      Effect.sync(() => {
        child.kill("SIGKILL")
        child.stdout?.destroy()
        child.stderr?.destroy()
      })
  )

const start = (
  command: ReadonlyArray<string>,
  {
    detached = false,
    env = {}
  }: { readonly detached?: boolean; readonly env?: Record<string, string> }
): Started => {
  const child = spawn(command[0]!, command.slice(1), {
    detached,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const exit = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? String(code)))
  })
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  return {
    child,
    pid: child.pid!,
    line: Effect.promise(async () => {
      const next = await lines.next()
      if (next.done === true) throw new Error(`it printed nothing more; ${stderr}`)
      return next.value
    }),
    end: Effect.promise(async () => {
      const rest: Array<string> = []
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
        rest.push(next.value)
      }
      return { lines: rest, by: await exit }
    }),
    stderr: () => stderr
  }
}

// The suites also run bundled on Node versions that cannot run a fixture's source themselves.
const node = process.env["JOB_TEST_FIXTURE_NODE"] ?? process.execPath
const fixtures = process.env["JOB_TEST_FIXTURES"] ?? new URL("fixtures/", import.meta.url).pathname

/** Starts one of our fixtures with Node, from its TypeScript source. */
export const startFixture = (
  name: string,
  args: ReadonlyArray<string> = [],
  under: ReadonlyArray<string> = []
) => startProcess([...under, node, "--conditions=source", `${fixtures}${name}.ts`, ...args])
