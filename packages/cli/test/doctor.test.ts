import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { asNobody, giveToNobody, noNobody, takeBack } from "./asNobody.ts"
import { changeIdentity } from "./changeIdentity.ts"
import type { Ended, Surroundings } from "./command.ts"
import { documentOf, isAlive, job, jobOf, makeRoot, until } from "./command.ts"

const doctorOf = (ended: Ended) => {
  const document = documentOf(ended)
  if (!("doctor" in document)) return assert.fail(`no doctor in ${ended.stdout}`)
  return document.doctor
}

const examined = (root: string, surroundings?: Surroundings) =>
  Effect.map(job(root, ["doctor", "--json"], surroundings), (ended) => {
    const doctor = doctorOf(ended)
    assert.strictEqual(ended.code, doctor.healthy ? 0 : 1)
    const of = (check: string) => doctor.checks.filter((each) => each.check === check)
    return { ...doctor, of, verdictOf: (check: string) => of(check)[0]?.verdict }
  })

/** Everything under a folder, with what it says. */
const contentOf = (folder: string) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .toSorted()
    .map((name) => {
      const file = path.join(folder, name)
      return [name, fs.statSync(file).isFile() ? fs.readFileSync(file, "utf8") : null]
    })

describe("job doctor", () => {
  it.live("finds everything in order where no store is yet, and makes none", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const found = yield* examined(root)
      assert.isTrue(found.healthy)
      assert.deepStrictEqual(
        [found.root, found.rootFrom, found.counts],
        [root, "environment", null]
      )
      for (const check of ["root", "access", "publication", "watch", "channel", "node", "space"]) {
        assert.strictEqual(found.verdictOf(check), "ok", check)
      }
      assert.deepStrictEqual(fs.readdirSync(path.dirname(root)), [])
      const told = yield* job(root, ["doctor", "--root", root])
      assert.match(told.stdout, /^OK +root +.*\(from --root\): no store yet/)
      assert.match(told.stdout, /Problems: 0; warnings: \d+\.\n$/)
    })
  )

  it.live("counts what is in a store, and leaves it as it was", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      yield* job(root, ["run", "--", "true"])
      const left = ["run", "--detach", "--json", "--adopt", "leave", "--", "sleep", "600"]
      const { pid } = jobOf(yield* job(root, left))
      process.kill(pid!, "SIGKILL")
      yield* until(
        "the owner is gone",
        Effect.sync(() => !isAlive(pid!))
      )
      yield* job(root, ["run", "--detach", "--", "sleep", "600"])
      yield* job(root, ["status"])
      fs.mkdirSync(path.join(root, "trash", "gone.0000000000000000.x"), { recursive: true })
      const before = contentOf(path.join(root, "settled"))
      const found = yield* examined(root)
      assert.deepStrictEqual(found.counts, {
        open: 1,
        settled: 2,
        workRunning: 1,
        unknownOwners: 0,
        damaged: 0,
        withUnreadable: 0,
        trash: 1
      })
      assert.deepStrictEqual(
        [found.healthy, found.verdictOf("jobs"), found.verdictOf("trash")],
        [true, "warning", "warning"]
      )
      assert.deepStrictEqual(contentOf(path.join(root, "settled")), before)
      assert.isEmpty(fs.readdirSync(root).filter((name) => name.startsWith(".")))
    })
  )

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
      assert.match(told.stdout, /^PROBLEM +damage +1 jobs cannot be read.*\n +→ see job status/m)
    })
  )

  it.live("names the job of which only a fact cannot be read, and what shows that fact", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      fs.writeFileSync(path.join(root, "jobs", id.slice(0, 2), id, "command.json"), "{")
      const [damage] = (yield* examined(root)).of("damage")
      assert.include(damage!.text, `of 1 some facts cannot (${id});`)
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
      assert.match(told[0]!.text, /^of 2 jobs a newer version wrote/)
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
      assert.match(stdout, /^PROBLEM +damage +.*2000-01-01 stands in place of a folder/m)
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
        giveToNobody(root)
        const part = path.join(root, "jobs", id.slice(0, 2))
        fs.chownSync(part, process.geteuid!(), process.geteuid!())
        fs.chmodSync(part, 0o700)
        const { code, stdout } = yield* job(root, ["doctor"], { under: asNobody })
        takeBack(root)
        assert.strictEqual(code, 1)
        assert.match(
          stdout,
          /^PROBLEM +damage +.*jobs\/[0-9a-f]{2} cannot be read.*EACCES.*\n +→ give it back/m
        )
        assert.match(stdout, /^OK +jobs +0 open, 2 settled/m)
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

  const roots: Record<
    string,
    readonly [spoil: (root: string) => void, check: string, verdict: string, text: RegExp]
  > = {
    "that others may read": [(root) => fs.chmodSync(root, 0o755), "access", "warning", /mode 755/],
    "of newer code": [
      (root) => fs.writeFileSync(path.join(root, "format.json"), '{"version":2,"links":true}'),
      "format",
      "problem",
      /format 2 is newer/
    ],
    "whose format is damaged": [
      (root) => fs.writeFileSync(path.join(root, "format.json"), "{"),
      "format",
      "problem",
      /cannot be read/
    ],
    "whose format was taken": [
      (root) => fs.unlinkSync(path.join(root, "format.json")),
      "format",
      "warning",
      /taken away/
    ],
    "that is a file": [
      (root) => (fs.rmSync(root, { recursive: true }), fs.writeFileSync(root, "")),
      "root",
      "problem",
      /not a folder/
    ],
    "that holds other things": [
      (root) => {
        fs.rmSync(root, { recursive: true })
        fs.mkdirSync(root)
        fs.writeFileSync(path.join(root, "thesis.tex"), "")
      },
      "root",
      "problem",
      /thesis\.tex/
    ],
    "of somebody else": [
      (root) => fs.chownSync(root, 65_534, 65_534),
      "root",
      "problem",
      /belongs to the user with id 65534/
    ]
  }
  for (const [name, [spoil, check, verdict, text]] of Object.entries(roots)) {
    const may = name !== "of somebody else" || process.getuid?.() === 0
    it.live.runIf(may)(`knows a root ${name}, and writes nothing into it`, () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        yield* job(root, ["run", "--", "true"])
        spoil(root)
        const before = fs.statSync(root).isDirectory() ? contentOf(root) : null
        const found = yield* examined(root)
        assert.strictEqual(found.verdictOf(check), verdict)
        assert.match(found.of(check)[0]!.text, text)
        assert.strictEqual(found.healthy, verdict !== "problem")
        if (before !== null && verdict === "problem")
          assert.deepStrictEqual(contentOf(root), before)
      })
    )
  }

  it.live("says which variables are in force, and which of them are wrong", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const env = {
        JOB_LIFECYCLE_TIMEOUT: "90",
        JOB_LIFECYCLE_TIMOUT: "2h",
        XDG_STATE_HOME: "state"
      }
      const found = yield* examined(root, { env })
      const said = found.of("environment").map(({ text, verdict }) => `${verdict}: ${text}`)
      assert.isFalse(found.healthy)
      for (const part of [
        /^ok: JOB_LIFECYCLE_ROOT=\//m,
        /^problem: JOB_LIFECYCLE_TIMEOUT "90" has no unit/m,
        /^warning: JOB_LIFECYCLE_TIMOUT says nothing/m,
        /^warning: XDG_STATE_HOME=state is relative and counts as not set$/m
      ]) {
        assert.match(said.join("\n"), part)
      }
      const right = yield* examined(root, { env: { JOB_LIFECYCLE_TIMEOUT: "90m" } })
      assert.isTrue(right.healthy)
    })
  )

  it.live("takes a limit that is empty for one that is not set, as a submission does", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const env = { JOB_LIFECYCLE_TIMEOUT: "" }
      const found = yield* examined(root, { env })
      const said = found.of("environment").map(({ text, verdict }) => `${verdict}: ${text}`)
      assert.include(said, "warning: JOB_LIFECYCLE_TIMEOUT is empty and counts as not set")
      assert.isTrue(found.healthy)
      const submitted = jobOf(yield* job(root, ["run", "--json", "--", "true"], { env }))
      assert.strictEqual(submitted.timeLimitMillis, 30 * 60_000)
    })
  )

  it.live("removes what an earlier one left that was killed, and nothing of another", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      yield* job(root, ["run", "--", "true"])
      // PID_MAX_LIMIT - 1 (proc_sys_kernel(5)): the last number that any process gets.
      const gone = path.join(root, `.job-lifecycle-doctor-${(2 ** 22 - 1).toString(36)}`)
      const other = path.join(root, `.job-lifecycle-doctor-${process.pid.toString(36)}`)
      for (const folder of [gone, other]) fs.mkdirSync(folder)
      fs.writeFileSync(path.join(gone, "linked"), "tried")
      assert.isTrue((yield* examined(root)).healthy)
      assert.deepStrictEqual([fs.existsSync(gone), fs.existsSync(other)], [false, true])
      assert.strictEqual((yield* job(root, ["prune", "--keep", "0"])).code, 0)
    })
  )
})
