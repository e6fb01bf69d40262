import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import type { Ended } from "./command.ts"
import { documentOf, errorOf, job, jobOf, jobsOf, makeRoot, startJob, until } from "./command.ts"

const prunedOf = (ended: Ended) => {
  const document = documentOf(ended)
  if (!("pruned" in document)) return assert.fail(`nothing pruned in ${ended.stdout}`)
  return { ...document, pruned: document.pruned.map(({ id }) => id) }
}

const ran = (root: string) =>
  Effect.map(job(root, ["run", "--json", "--", "true"]), (ended) => jobOf(ended).id)

const listed = (root: string) =>
  Effect.map(job(root, ["status", "--all", "--json"]), (ended) => jobsOf(ended).map(({ id }) => id))

describe("job prune", () => {
  it.live(
    "keeps the newest, never an open or an unread job, and says why each stays",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const old = yield* ran(root)
        const newer = yield* ran(root)
        const unread = jobOf(yield* job(root, ["run", "--detach", "--json", "--", "true"])).id
        yield* until(
          "the detached job ended",
          Effect.map(job(root, ["status", unread, "--json"]), (ended) => {
            const { pid, state } = jobOf(ended)
            return state === "settled" && !fs.existsSync(`/proc/${pid}`)
          })
        )
        const open = yield* startJob(root, ["run", "--", "sh", "-c", "echo on; exec sleep 60"])
        yield* open.printed("on\n")

        const asked = prunedOf(yield* job(root, ["prune", "--keep", "0", "--dry-run", "--json"]))
        assert.deepStrictEqual([asked.pruned, asked.dryRun], [[newer, old], true])
        assert.lengthOf(yield* listed(root), 4)

        const done = prunedOf(yield* job(root, ["prune", "--keep", "2", "--json"]))
        assert.deepStrictEqual([done.pruned, done.kept], [[old], { recent: 2 }])
        const told = yield* job(root, ["prune", "--keep", "0"])
        assert.strictEqual(told.code, 0)
        assert.include(told.stdout, "Removed 1 job; 1 stays: 1 that nobody has read")
        assert.strictEqual(
          errorOf(yield* job(root, ["status", newer, "--json"])).tag,
          "JobNotFound"
        )

        const all = prunedOf(
          yield* job(root, ["prune", "--keep", "0", "--include-unread", "--json"])
        )
        assert.deepStrictEqual(all.pruned, [unread])
        assert.lengthOf(yield* listed(root), 1, "the open one")
      }),
    60_000
  )

  it.live("removes what ended longer ago than it is told, and nothing younger", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const id = yield* ran(root)
      const younger = prunedOf(yield* job(root, ["prune", "--older-than", "1h", "--json"]))
      assert.deepStrictEqual([younger.pruned, younger.kept], [[], { recent: 1 }])
      const older = prunedOf(yield* job(root, ["prune", "--older-than", "1ms", "--json"]))
      assert.deepStrictEqual(older.pruned, [id])
    })
  )

  it.live("clears away what half-removed jobs left, wherever it is", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const [id] = [yield* ran(root), yield* ran(root)]
      // As by whoever removes a folder by hand: the job's place in the listing stays.
      fs.rmSync(path.join(root, "jobs", id.slice(0, 2), id), { recursive: true })
      const prune = Effect.map(job(root, ["prune", "--keep", "9", "--json"]), prunedOf)
      const [first, second] = [yield* prune, yield* prune]
      assert.deepStrictEqual([first.pruned, first.swept, second.swept], [[], 1, 0])
    })
  )

  it.live("counts a job whose command runs on after its owner among those that stay", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const run = ["run", "--detach", "--adopt", "leave", "--json", "--", "sleep", "60"]
      const { id, pid } = jobOf(yield* job(root, run))
      process.kill(pid!, "SIGKILL")
      yield* job(root, ["wait", id])
      const line = ["prune", "--keep", "0"]
      const { kept, pruned } = prunedOf(yield* job(root, [...line, "--json"]))
      assert.deepStrictEqual([pruned, kept], [[], { workRunning: 1 }])
      const told = yield* job(root, line)
      assert.strictEqual(told.stdout, "Removed 0 jobs; 1 stays: 1 whose work is still running.\n")
      yield* job(root, ["cancel", id])
      const gone = yield* job(root, line)
      assert.include(gone.stdout, "Removed 1 job; no other settled job stays.")
    })
  )

  it.live(
    "refuses what is no number and no duration, and removes nothing then",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        yield* ran(root)
        for (const [option, value] of [
          ["--older-than", "30"],
          ["--older-than", "-5s"],
          ["--keep", "-1"],
          ["--keep", "few"]
        ] as const) {
          const ended = yield* job(root, ["prune", option, value, "--json"])
          assert.strictEqual(ended.code, 2, `${option} ${value}`)
          assert.include(["InvalidRequest", "WrongUsage"], errorOf(ended).tag)
        }
        assert.lengthOf(yield* listed(root), 1)
      }),
    60_000
  )
})

describe("job reconcile --rebuild", () => {
  it.live(
    "finds every job again whose lists were removed, open and settled",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const settled = [yield* ran(root), yield* ran(root)]
        const open = yield* startJob(root, ["run", "--", "sh", "-c", "echo on; exec sleep 60"])
        yield* open.printed("on\n")
        const before = yield* listed(root)
        assert.lengthOf(before, 3)
        for (const name of ["active", "settled"])
          fs.rmSync(path.join(root, name), { recursive: true })
        assert.deepStrictEqual(yield* listed(root), [])
        yield* job(root, ["reconcile", "--rebuild"])
        assert.deepStrictEqual(yield* listed(root), before)
        assert.includeMembers(before, settled)
      }),
    60_000
  )
})

describe("what goes by itself", () => {
  it.live(
    "goes when somebody submits, once it is older than 30 days, and the run is not the worse for it",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const old = yield* ran(root)
        const kept = yield* ran(root)
        yield* age(root, old)
        fs.writeFileSync(path.join(root, "retention.json"), '{"dueAt":0}')
        const waits = `while [ -e ${folderOf(root, old)} ]; do sleep 0.02; done; exit 3`
        assert.strictEqual((yield* job(root, ["run", "--json", "--", "sh", "-c", waits])).code, 3)
        assert.notInclude(yield* listed(root), old)
        assert.include(yield* listed(root), kept)
        const { dueAt } = JSON.parse(
          fs.readFileSync(path.join(root, "retention.json"), "utf8")
        ) as {
          readonly dueAt: number
        }
        assert.isAbove(dueAt, 0)
      })
  )
})

const folderOf = (root: string, id: string) => path.join(root, "jobs", id.slice(0, 2), id)

/** Makes a settled job 31 days older, its listing too. */
const age = (root: string, id: string) =>
  Effect.gen(function* () {
    const file = path.join(folderOf(root, id), "outcome.json")
    const outcome = JSON.parse(fs.readFileSync(file, "utf8")) as { settledAt: number }
    outcome.settledAt -= 31 * 24 * 3_600_000
    fs.writeFileSync(file, JSON.stringify(outcome))
    fs.rmSync(path.join(root, "settled"), { recursive: true })
    yield* job(root, ["reconcile", "--rebuild"])
  })
