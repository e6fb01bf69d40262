import { assert, describe, it } from "@effect/vitest"
import type { Cancelled } from "@job-lifecycle/codex-companion"
import {
  buildSingleJobSnapshot,
  cancelJob,
  jobIdOf,
  openCompanion,
  readStoredJob,
  resolveResultJob,
  resolveStateDir,
  runTrackedJob
} from "@job-lifecycle/codex-companion"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { entryIn, submitIn, taskIn, withWorkspace } from "./hostFolder.ts"
import { withHost } from "./startHost.ts"

/** How a job ended, by everything that says so: they have to say the same. */
const endOf = async (workspace: string, id: string): Promise<string> => {
  const file = path.join(resolveStateDir(workspace), "jobs", `${id}.json`)
  const said = [
    (await buildSingleJobSnapshot(workspace, id)).job,
    (await resolveResultJob(workspace, id)).job,
    await readStoredJob(workspace, id),
    entryIn(workspace, id),
    JSON.parse(fs.readFileSync(file, "utf8"))
  ].map((job) => [job?.status, job?.completedAt, job?.pid])
  for (const each of said) assert.deepStrictEqual(each, said[0])
  return String(said[0]![0])
}

/** What its canceller was told fits how it ended. */
const fits = (end: string, cancel: PromiseSettledResult<Cancelled>) => {
  if (cancel.status === "fulfilled") {
    assert.strictEqual(cancel.value.job.status, "cancelled")
    assert.strictEqual(end, "cancelled")
  } else {
    assert.match(String(cancel.reason), /had completed before|is completed already/)
    assert.strictEqual(end, "completed")
  }
}

type When = "before" | "after"

/**
 * Runs a job that finishes at once, and asks for its cancel exactly before or after one of its facts
 * becomes known, so that the request is on record then. Answers what became of the cancel.
 */
const cancelAt = async (workspace: string, fact: "claim" | "outcome" | "result", when: When) => {
  const { host } = await openCompanion(workspace)
  await submitIn(workspace, "task-1")
  const id = jobIdOf("task-1")
  const store = host.store as { publishOnce: typeof host.store.publishOnce }
  const publish = store.publishOnce
  let asked = () => {}
  const onRecord = new Promise<void>((resolve) => (asked = resolve))
  let cancelling: Promise<Cancelled> | null = null
  const cancel = Effect.promise(() => {
    cancelling = cancelJob(workspace, "task-1")
    // Refused, it puts nothing on record.
    return Promise.race([onRecord, cancelling.then(asked, asked)])
  })
  store.publishOnce = ((of, name, value) => {
    const published = publish(of, name, value)
    if (of !== id) return published
    if (name === "cancel") return Effect.tap(published, () => Effect.sync(asked))
    if (name !== fact || cancelling !== null) return published
    return when === "before"
      ? Effect.andThen(cancel, published)
      : Effect.tap(published, () => cancel)
  }) as typeof publish
  try {
    const running = runTrackedJob(taskIn(workspace, "task-1"), async () => ({ exitStatus: 0 }))
    const [ran] = await Promise.allSettled([running])
    assert.isNotNull(cancelling)
    const [cancelled] = await Promise.allSettled([cancelling as unknown as Promise<Cancelled>])
    const end = await endOf(workspace, "task-1")
    assert.strictEqual(ran.status === "fulfilled", end === "completed")
    fits(end, cancelled)
    return end
  } finally {
    store.publishOnce = publish
  }
}

describe("a cancel at the very finish", () => {
  for (const [fact, when, expected] of [
    ["claim", "before", "cancelled"],
    ["claim", "after", null],
    ["result", "before", "completed"],
    ["result", "after", "completed"],
    ["outcome", "before", "completed"],
    ["outcome", "after", "completed"]
  ] as const) {
    it(`that comes right ${when} the ${fact} leaves one end, and everything tells it`, () =>
      withWorkspace(async (workspace) => {
        const end = await cancelAt(workspace, fact, when)
        if (expected !== null) assert.strictEqual(end, expected)
      }))
  }

  it("of a job in another process leaves one end, and everything tells it, in each of eight rounds", () =>
    withWorkspace(async (workspace) => {
      for (let n = 0; n < 8; n++) {
        const id = `task-${n}`
        await submitIn(workspace, id)
        await withHost(["worker", workspace, id, "instant"], async ({ end }) => {
          // Half of them wait for the process to be up, so that the two really meet.
          const file = path.join(resolveStateDir(workspace), "jobs", `${id}.json`)
          if (n % 2 === 1) {
            while (JSON.parse(fs.readFileSync(file, "utf8")).status === "queued") {
              await new Promise((resolve) => setImmediate(resolve))
            }
          }
          const [cancelled] = await Promise.allSettled([cancelJob(workspace, id)])
          await end()
          fits(await endOf(workspace, id), cancelled)
        })
      }
    }))
})
