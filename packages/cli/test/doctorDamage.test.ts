import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { asNobody, giveToNobody, noNobody, takeBack } from "./asNobody.ts"
import { changeIdentity } from "./changeIdentity.ts"
import { job, jobOf, makeRoot } from "./command.ts"
import { examined } from "./examined.ts"

/** What the doctor says to another user, whose store this is but for a part of it: as after a sudo. */
const doctorUnder = (root: string, part: string) =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      giveToNobody(root)
      fs.chownSync(part, process.geteuid!(), process.geteuid!())
      fs.chmodSync(part, 0o700)
    }),
    () => job(root, ["doctor"], { under: asNobody }),
    () => Effect.sync(() => takeBack(root))
  )

describe("job doctor, of a store that is damaged", () => {
  it.live("names what cannot be read as a problem, and what to do", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      fs.writeFileSync(path.join(root, "jobs", id.slice(0, 2), id, "created.json"), "{")
      const found = yield* examined(root)
      assert.deepInclude(found.counts, { settled: 1, damaged: 1 })
      assert.deepStrictEqual([found.healthy, found.verdictOf("damage")], [false, "problem"])
      assert.isTrue(
        found.checks.every(({ advice, verdict }) => (advice === null) === (verdict === "ok"))
      )
      const told = yield* job(root, ["doctor"])
      assert.match(told.stdout, /^PROBLEM +damage +1 job cannot be read.*\n +→ see job status/m)
      assert.include(told.stdout, `1 job cannot be read (${id}); all is kept`)
    })
  )

  it.live("names the job of which only a fact cannot be read, and what shows that fact", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      fs.writeFileSync(path.join(root, "jobs", id.slice(0, 2), id, "command.json"), "{")
      const [damage] = (yield* examined(root)).of("damage")
      assert.include(damage!.text, `1 job has facts that cannot be read (${id}); all is kept`)
      assert.include(damage!.advice!, "job status ID")
      assert.match((yield* job(root, ["status", id])).stdout, /^ +unreadable +work$/m)
    })
  )

  it.live("advises to update where a newer version wrote what cannot be read", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const change = (id: string, name: string, change: object) => {
        const file = path.join(root, "jobs", id.slice(0, 2), id, name)
        const record = JSON.parse(fs.readFileSync(file, "utf8"))
        fs.writeFileSync(file, JSON.stringify({ ...record, ...change }))
      }
      const [first, second] = [
        jobOf(yield* job(root, ["run", "--json", "--", "true"])),
        jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      ]
      change(first.id, "created.json", { request: { kind: "container" } })
      change(second.id, "outcome.json", { outcome: { _tag: "Preempted" } })
      const found = yield* examined(root)
      assert.deepInclude(found.counts, { damaged: 1, withUnreadable: 1 })
      const told = found.of("damage")
      assert.deepStrictEqual(
        told.map(({ advice, verdict }) => [verdict, advice]),
        [["problem", "update this program"]]
      )
      assert.match(told[0]!.text, /^2 jobs hold what a newer version wrote/)
    })
  )

  it.live("names facts that cannot be read, and owners that cannot be examined", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const folderOf = (id: string) => path.join(root, "jobs", id.slice(0, 2), id)
      const over = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      fs.writeFileSync(path.join(folderOf(over.id), "outcome.json"), "{")
      const open = jobOf(yield* job(root, ["run", "--detach", "--json", "--", "sleep", "600"]))
      changeIdentity(path.join(folderOf(open.id), "claimed.json"), { pidNamespace: "pid:[1]" })
      const found = yield* examined(root)
      assert.deepInclude(found.counts, { damaged: 0, withUnreadable: 1, unknownOwners: 1 })
      assert.deepStrictEqual(
        [found.verdictOf("damage"), found.verdictOf("owners"), found.healthy],
        ["problem", "warning", false]
      )
    })
  )

  it.live("names a file in place of a folder, over which all reads pass", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      fs.writeFileSync(path.join(root, "settled", "2000-01-01"), "")
      for (const read of ["status", "reconcile", "prune"]) {
        assert.strictEqual((yield* job(root, [read])).code, 0, read)
      }
      assert.include((yield* job(root, ["status"])).stdout, id.slice(0, 8))
      const { code, stdout } = yield* job(root, ["doctor"])
      assert.strictEqual(code, 1)
      assert.match(stdout, /^PROBLEM +damage +.*2000-01-01 should be a folder/m)
    })
  )

  it.live(
    "names the parts that this user may not read, as after a sudo, and counts the rest",
    (context) =>
      Effect.gen(function* () {
        if (noNobody !== null) return context.skip(noNobody)
        const root = yield* makeRoot
        const { id } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
        yield* job(root, ["run", "--", "true"])
        const { code, stdout } = yield* doctorUnder(root, path.join(root, "jobs", id.slice(0, 2)))
        assert.strictEqual(code, 1)
        assert.match(
          stdout,
          /^PROBLEM +damage +.*jobs\/[0-9a-f]{2} cannot be read.*EACCES.*\n +→ see that you may read it/m
        )
        assert.match(stdout, /^OK +jobs +0 open, 2 settled/m)
      })
  )

  it.live("names a part of the listing that this user may not read (I8)", (context) =>
    Effect.gen(function* () {
      if (noNobody !== null) return context.skip(noNobody)
      const root = yield* makeRoot
      yield* job(root, ["run", "--", "true"])
      const [day] = fs.readdirSync(path.join(root, "settled"))
      const part = path.join(root, "settled", day!)
      const { code, stdout } = yield* doctorUnder(root, part)
      assert.strictEqual(code, 1)
      assert.include(stdout, `${part} cannot be read`)
    })
  )

  it.live("says so where all jobs are away, which are listed (I8)", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      yield* job(root, ["run", "--", "true"])
      fs.renameSync(path.join(root, "jobs"), path.join(path.dirname(root), "elsewhere"))
      const { code, stdout } = yield* job(root, ["doctor"])
      assert.strictEqual(code, 1)
      assert.match(stdout, /^PROBLEM +damage +.*jobs is not there, and 1 job is listed/m)
    })
  )

  it.live("says so where the folder of removed jobs cannot be read", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      yield* job(root, ["run", "--", "true"])
      fs.rmdirSync(path.join(root, "trash"))
      fs.writeFileSync(path.join(root, "trash"), "")
      const { code, stderr, stdout } = yield* job(root, ["doctor"])
      assert.deepStrictEqual([code, stderr], [1, ""])
      assert.match(stdout, /^PROBLEM +jobs +ENOTDIR.*trash'\n +→ /m)
    })
  )
})
