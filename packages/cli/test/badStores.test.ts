import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import type { Ended } from "./command.ts"
import { documentOf, errorOf, job, jobOf, jobsOf, makeRoot } from "./command.ts"

describe("a store that cannot be used is 125 and a sentence, and nothing is lost", () => {
  it.live("a root that is no folder is refused for reading and for running", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      fs.writeFileSync(root, "mine")
      const ran = path.join(path.dirname(root), "ran")
      for (const line of [
        ["status", "--json"],
        ["run", "--json", "--", "touch", ran],
        ["run", "--detach", "--json", "--", "touch", ran],
        ["reconcile", "--json"]
      ]) {
        refused(yield* job(root, line), "NotAStore")
      }
      assert.isFalse(fs.existsSync(ran))
      assert.strictEqual(fs.readFileSync(root, "utf8"), "mine")
    })
  )

  it.live("a folder of somebody's files is refused for jobs, has none, and is left as it is", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      fs.mkdirSync(path.join(root, "src"), { recursive: true })
      fs.writeFileSync(path.join(root, "package.json"), "{}")
      const ran = path.join(path.dirname(root), "ran")
      const here = { cwd: root }
      for (const line of [
        ["run", "--json", "--root", ".", "--", "touch", ran],
        ["run", "--detach", "--json", "--root", ".", "--", "touch", ran]
      ]) {
        refused(yield* job(root, line, here), "NotAStore")
      }
      for (const line of [["status"], ["list", "--all"], ["reconcile", "--rebuild"], ["prune"]]) {
        const read = yield* job(root, [...line, "--root", "."], here)
        assert.deepStrictEqual([read.code, read.stderr], [0, ""])
      }
      assert.include((yield* job(root, ["status"])).stdout, `No jobs in ${root}`)
      assert.strictEqual(errorOf(yield* job(root, ["wait", "ab", "--json"])).tag, "JobNotFound")
      assert.deepStrictEqual(fs.readdirSync(root).toSorted(), ["package.json", "src"])
      assert.isFalse(fs.existsSync(ran))
    })
  )

  it.live("a root where no folder can be made is refused at once", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const below = path.join(root, "below")
      fs.symlinkSync(path.join(path.dirname(root), "absent"), root)
      for (const nowhere of [below, ...(process.platform === "linux" ? ["/proc/x"] : [])]) {
        const ended = yield* job(root, ["run", "--root", nowhere, "--", "true"])
        assert.strictEqual(ended.code, 125)
        const why =
          nowhere === below ? "the link .* leads nowhere for now" : "no folder can be made"
        assert.match(ended.stderr, new RegExp(`^job: Could not submit a job in .*: ${why}`))
        assert.notMatch(ended.stderr, /^ +at /m)
      }
    })
  )

  it.live("a root of somebody else's is never written into", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const foreign = process.getuid!() === 0 ? root : "/"
      if (foreign === root) {
        fs.mkdirSync(root)
        fs.chownSync(root, 12_345, 12_345)
      }
      const before = fs.readdirSync(foreign)
      const ran = path.join(path.dirname(root), "ran")
      refused(
        yield* job(root, ["run", "--json", "--root", foreign, "--", "touch", ran]),
        "ForeignOwner"
      )
      assert.deepStrictEqual(fs.readdirSync(foreign), before)
      assert.isFalse(fs.existsSync(ran))
    })
  )

  it.live("a damaged job keeps no other from being waited for and cancelled", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const bad = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      const folder = path.join(root, "jobs", bad.id.slice(0, 2), bad.id)
      fs.writeFileSync(path.join(folder, "created.json"), "{")
      const launch = ["run", "--detach", "--json", "--", "sleep", "60"]
      const good = jobOf(yield* job(root, launch))
      const cancelled = yield* job(root, ["cancel", bad.id, good.id, "--json"])
      assert.strictEqual(cancelled.code, 125)
      const [only] = jobsOf(cancelled)
      assert.deepStrictEqual([only!.id, only!.outcome!.tag], [good.id, "Cancelled"])
      const any = yield* job(root, ["wait", "--any", bad.id, good.id, "--json"])
      assert.deepStrictEqual([any.code, jobOf(any).id], [120, good.id])
      const both = yield* job(root, ["wait", bad.id, good.id, "--json"])
      assert.deepStrictEqual([both.code, jobsOf(both).length], [125, 1])
    })
  )

  it.live("a newer format is read and not written", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      fs.writeFileSync(path.join(root, "format.json"), '{"version":99}\n')
      const ran = path.join(path.dirname(root), "ran")
      refused(yield* job(root, ["run", "--json", "--", "touch", ran]), "NewerFormat")
      assert.isFalse(fs.existsSync(ran))
      const read = yield* job(root, ["status", "--json"])
      assert.strictEqual(read.code, 0)
      assert.deepStrictEqual(
        jobsOf(read).map((each) => each.id),
        [id]
      )
    })
  )

  it.live("a corrupt record is shown as damaged beside the others, and kept", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const good = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      const bad = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      const record = path.join(path.dirname(bad.logFile!), "created.json")
      fs.writeFileSync(record, "{ not json")
      for (const command of ["status", "wait", "result", "cancel"]) {
        const ended = yield* job(root, [command, bad.id, "--json"])
        assert.strictEqual(ended.code, 125)
        assert.strictEqual(errorOf(ended).tag, "JobDamaged")
        assert.include(errorOf(ended).message, bad.id)
      }
      const listed = yield* job(root, ["status", "--json"])
      const document = documentOf(listed)
      assert.deepStrictEqual(
        jobsOf(listed).map(({ id }) => id),
        [good.id]
      )
      assert.deepStrictEqual(
        "damaged" in document ? document.damaged?.map(({ id, tag }) => [tag, id]) : null,
        [["JobDamaged", bad.id]]
      )
      assert.strictEqual(listed.code, 125)
      const forPeople = yield* job(root, ["status"])
      assert.include(forPeople.stdout, good.id.slice(0, 8))
      assert.include(forPeople.stderr, "damaged")
      assert.strictEqual(fs.readFileSync(record, "utf8"), "{ not json")
    })
  )

  it.live("open jobs are shown where the settled ones cannot be listed, and why (F36)", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const launch = ["run", "--detach", "--json", "--", "sleep", "600"]
      const { id } = jobOf(yield* job(root, launch))
      const settled = path.join(root, "settled")
      fs.rmSync(settled, { recursive: true, force: true })
      fs.writeFileSync(settled, "")
      for (const more of [[], ["--all"], ["--session", "s"]]) {
        const listed = yield* job(root, ["status", "--json", ...more])
        const document = documentOf(listed)
        assert.deepStrictEqual(
          jobsOf(listed).map((each) => each.id),
          more[0] === "--session" ? [] : [id]
        )
        assert.deepStrictEqual(
          "damaged" in document ? document.damaged?.map(({ tag }) => tag) : null,
          ["JobStoreError"]
        )
        assert.strictEqual(listed.code, 125)
      }
      const forPeople = yield* job(root, ["status"])
      assert.include(forPeople.stdout, id.slice(0, 8))
      assert.include(forPeople.stderr, "Could not list the settled jobs")
      assert.strictEqual(forPeople.code, 125)
    })
  )

  it.live("a corrupt record of an open job is told by reconcile, too", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const line = ["run", "--detach", "--json", "--", "sleep", "600"]
      const { id, logFile } = jobOf(yield* job(root, line))
      fs.writeFileSync(path.join(path.dirname(logFile!), "created.json"), "{ not json")
      const reconciled = yield* job(root, ["reconcile", "--json"])
      const document = documentOf(reconciled)
      assert.deepStrictEqual(
        "damaged" in document ? document.damaged?.map((each) => [each.tag, each["id"]]) : null,
        [["JobDamaged", id]]
      )
      const forPeople = yield* job(root, ["reconcile"])
      assert.deepStrictEqual([reconciled.code, forPeople.code], [125, 125])
      assert.include(forPeople.stderr, "damaged")
    })
  )

  it.live("an unreadable outcome is an ended job whose details are lost", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id, logFile } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      fs.writeFileSync(path.join(path.dirname(logFile!), "outcome.json"), "")
      const read = jobOf(yield* job(root, ["status", id, "--json"]))
      assert.strictEqual(read.state, "settled")
      assert.include(read.unreadable, "outcome")
    })
  )
})

const refused = (ended: Ended, reason: string) => {
  assert.strictEqual(ended.code, 125, ended.stdout + ended.stderr)
  const error = errorOf(ended)
  assert.deepStrictEqual([error.tag, error["reason"]], ["JobStoreError", reason])
  assert.isNotEmpty(error.message)
}
