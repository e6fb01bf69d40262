import { assert, describe, it } from "@effect/vitest"
import { jobIdOf, openCompanion, resolveStateDir } from "@job-lifecycle/codex-companion"
import type { Execution } from "@job-lifecycle/codex-companion"
import { readStoredJob, runTrackedJob, turnOrClientExit } from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { entryIn, taskIn, withWorkspace } from "./hostFolder.ts"

const secret = "sk-proj-abcdefghijklmnop1234"
const said = `codex app-server exited unexpectedly (exit 1).\nOPENAI_API_KEY=${secret} was refused`

/** What the host throws, or what its client's end is told with. */
const errorOf = () => Object.assign(new Error(said), { data: { line: `{"key":"${secret}"` } })

const ends: Readonly<Record<string, () => Promise<Execution>>> = {
  "an error of its runner": async () => {
    throw errorOf()
  },
  "a text that its runner throws": async () => {
    throw said
  },
  "the end of its client": () =>
    turnOrClientExit(
      { exitPromise: Promise.resolve(), exitError: errorOf() },
      { completion: new Promise<Execution>(() => {}) },
      () => {}
    )
}

/** Every file below a folder, as one text. */
const everythingIn = (folder: string): string =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), "utf8"))
    .join("\n")

describe("a standard error that the host quotes", () => {
  for (const [what, end] of Object.entries(ends)) {
    it(`is kept without its secrets: ${what} (F44)`, () =>
      withWorkspace(async (workspace) => {
        const thrown = await runTrackedJob(taskIn(workspace, "task-1"), end).catch(
          (error: unknown) => error
        )
        const { errorMessage } = (await readStoredJob(workspace, "task-1"))!
        assert.include(errorMessage, "OPENAI_API_KEY=[redacted] was refused")
        assert.strictEqual(entryIn(workspace, "task-1")?.errorMessage, errorMessage)
        const { state } = await (await openCompanion(workspace)).jobs.get(jobIdOf("task-1"))
        assert.strictEqual(state._tag, "Settled")
        assert.notInclude(everythingIn(resolveStateDir(workspace)), secret)
        // Whoever runs it is told by the host as before, on a standard error of its own.
        if (what.includes("runner")) assert.include(String(thrown), secret)
      }))
  }
})
