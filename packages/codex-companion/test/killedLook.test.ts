import { assert, describe, it } from "@effect/vitest"
import {
  buildStatusSnapshot,
  openCompanion,
  readStoredJob,
  resolveStateDir
} from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import { factOf, stateIn, withWorkspace } from "./hostFolder.ts"
import { withHost } from "./startHost.ts"

vi.setConfig({ testTimeout: 300_000 })

/** Loaded first, it ends its process by SIGKILL in place of one change of a file: the one after `CHANGES` others. */
const endingAtChange = `
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
let left = Number(process.env.CHANGES)
const writing = fs.constants.O_WRONLY | fs.constants.O_RDWR
const changes = (name, flags) => name !== "openSync" || flags === "wx" || (flags & writing) !== 0
for (const name of ["linkSync", "mkdirSync", "openSync", "renameSync", "rmSync", "unlinkSync"]) {
  const real = fs[name]
  fs[name] = (...args) => {
    if (changes(name, args[1]) && left-- === 0) process.kill(process.pid, "SIGKILL")
    return real(...args)
  }
}
syncBuiltinESMExports()
`

const ids = ["task-0", "task-1"]
const textOf = (file: string) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null)

/** Dead jobs of ours, and the state folder as it is then, to begin with again and again. */
const withDead = (
  body: (
    workspace: string,
    breakOff: (command: string, changes: number) => Promise<boolean>
  ) => unknown
) =>
  withWorkspace(async (workspace) => {
    await withHost(
      ["many", workspace, "task", String(ids.length)],
      async ({ child, end, line }) => {
        await line()
        child.kill("SIGKILL")
        await end()
      }
    )
    const folder = resolveStateDir(workspace)
    const kept = `${workspace}-kept`
    fs.cpSync(folder, kept, { recursive: true, preserveTimestamps: true })
    const breaking = `${workspace}-breaking.mjs`
    fs.writeFileSync(breaking, endingAtChange)
    await body(workspace, (command, changes) => {
      fs.rmSync(folder, { recursive: true })
      fs.cpSync(kept, folder, { recursive: true, preserveTimestamps: true })
      const env = { NODE_OPTIONS: `--import ${breaking}`, CHANGES: String(changes) }
      return withHost([command, workspace], async ({ end }) => (await end()).by === "SIGKILL", env)
    })
  })

const outcomesIn = (workspace: string) =>
  ids.map((id) => textOf(factOf(workspace, id, "outcome.json")))

describe("a look that is killed", () => {
  for (const [what, command] of [
    ["a status", "status"],
    ["the end of their session", "end"]
  ] as const) {
    it(`wherever ${what} was, has listed nothing as over that is not on record, and the next one goes on (F18)`, () =>
      withDead(async (workspace, breakOff) => {
        let changes = 0
        for (; await breakOff(command, changes); changes++) {
          const when = `after ${changes} changes`
          const recorded = outcomesIn(workspace)
          const listed = stateIn(workspace).jobs
          ids.forEach((id, n) => {
            const entry = listed.find((job) => job.id === id)
            if (entry?.status !== "running") assert.isNotNull(recorded[n], `${when}: ${id}`)
          })
          await buildStatusSnapshot(workspace, { env: {} })
          const outcomes = outcomesIn(workspace)
          const { host } = await openCompanion(workspace)
          for (const [n, id] of ids.entries()) {
            assert.strictEqual(outcomes[n], recorded[n] ?? outcomes[n], when)
            const stored = await readStoredJob(workspace, id)
            assert.strictEqual(stored?.status, "failed", when)
            const entry = stateIn(workspace).jobs.find((job) => job.id === id)
            const record = textOf(path.join(host.files.folder, "jobs", `${id}.json`))
            if (entry !== undefined) assert.deepStrictEqual(entry, stored, when)
            assert.deepStrictEqual(JSON.parse(record ?? "null"), entry ?? null, when)
          }
          assert.deepStrictEqual(fs.readdirSync(path.join(host.files.store, "active")), [], when)
        }
        assert.isAbove(changes, 10)
      }))
  }
})
