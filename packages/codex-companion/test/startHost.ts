import { afterAll } from "@effect/vitest"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import * as readline from "node:readline"
import { rolldown } from "rolldown"
import { vi } from "vitest"

// Real processes on a slow machine: nothing here is about time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** A started host: its lines, and how it ended. */
export interface StartedHost {
  readonly child: ChildProcess
  /** The next line that it prints. */
  readonly line: () => Promise<string>
  /** All other lines, and its exit code or signal. */
  readonly end: () => Promise<{
    readonly lines: ReadonlyArray<string>
    readonly by: string | number
  }>
}

/** The minimal host in one file: it starts five times as fast as its sources. Made once per test file. */
export const hostFile: Promise<string> = (async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "companion-host-"))
  const bundle = await rolldown({
    input: path.join(import.meta.dirname, "fixtures/host.ts"),
    platform: "node",
    resolve: { conditionNames: ["source", "node", "import", "default"] }
  })
  const file = path.join(folder, "host.mjs")
  await bundle.write({ file, format: "esm", codeSplitting: false })
  await bundle.close()
  return file
})()

afterAll(async () => fs.rmSync(path.dirname(await hostFile), { recursive: true, force: true }))

/** Starts the minimal host with these arguments. It is killed by its id when `body` is over. */
export const withHost = async <A>(
  args: ReadonlyArray<string>,
  body: (host: StartedHost) => Promise<A>,
  env: NodeJS.ProcessEnv = {}
): Promise<A> => {
  const child = spawn(process.execPath, [await hostFile, ...args], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"]
  })
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const exited = new Promise<string | number>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? code ?? "?"))
  })
  const line = async () => {
    const next = await lines.next()
    if (next.done === true) throw new Error("it printed nothing more")
    return next.value
  }
  const rest = async () => {
    const all: Array<string> = []
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      all.push(next.value)
    }
    return { lines: all, by: await exited }
  }
  try {
    return await body({ child, line, end: rest })
  } finally {
    child.kill("SIGKILL")
    await exited
  }
}
