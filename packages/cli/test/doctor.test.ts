import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { isAlive, job, jobOf, makeRoot, until } from "./command.ts"
import { examined } from "./examined.ts"

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
        /^warning: JOB_LIFECYCLE_TIMOUT is not a variable/m,
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
