import { assert, describe, it } from "@effect/vitest"
import {
  FakeDisk,
  FileFaults,
  sampleCreated,
  sampleId,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { layoutOf } from "../src/store/layout.ts"
import { removeSettled } from "../src/store/markers.ts"
import type { Store } from "./removal/RemovalWorld.ts"
import { processOn, root } from "./removal/RemovalWorld.ts"
import { instantly } from "./crash/instantly.ts"

const id = sampleId(1)
const submission = sampleCreated(1)

/** A store with one open job, flushed. */
const withOneJob = (): FakeDisk => {
  const disk = new FakeDisk()
  const { store } = processOn(disk)
  instantly(store.submit(sampleCreated(2)))
  // The index is known to be complete: no reader rebuilds it.
  instantly(store.active)
  disk.flushAll()
  return disk
}

/** On this disk every marker is old: files have the disk's time, and processes live far later. */
const everyOperation = (act: (store: Store) => Effect.Effect<unknown, unknown>) => {
  const { files, store } = processOn(withOneJob())
  instantly(act(store))
  return files.operations.map(({ index }) => index)
}

const submit = (store: Store) => store.submit(submission)
const sweep = (store: Store) => store.sweep({ everywhere: true })

const tracesOf = (disk: FakeDisk) =>
  [...disk.contents().keys()].filter((name) => name.includes(id) || /\/trash\/./.test(name))

/** What was told to its submitter is so, and what nobody was told of leaves no trace. */
const assertSubmittedOrNot = (disk: FakeDisk, answer: string, where: string) => {
  const { store } = processOn(disk)
  instantly(sweep(store))
  const facts = instantly(Effect.result(store.facts(id)))
  if (answer === "Won") assert.strictEqual(facts._tag, "Success", where)
  if (facts._tag === "Success") {
    assert.deepStrictEqual(facts.success.created, submission, where)
    assert.include(instantly(store.active), id, where)
  } else {
    assert.strictEqual(facts.failure._tag, "JobNotFound", where)
    assert.deepStrictEqual(tracesOf(disk), [], where)
    assert.deepStrictEqual(instantly(store.find("")), [sampleId(2)], where)
  }
  assert.include(instantly(store.active), sampleId(2), where)
}

const tagOf = (effect: Effect.Effect<{ readonly _tag: string }, unknown>): string => {
  const result = instantly(Effect.result(effect))
  return result._tag === "Success" ? result.success._tag : "Failed"
}

describe("a submission that was begun and not made", () => {
  it("is made anew when a sweep comes between any two of its operations", () => {
    const answers = new Set<string>()
    for (const k of everyOperation(submit)) {
      const disk = withOneJob()
      const sweeper = processOn(disk)
      const { store } = processOn(disk, ({ index }) => {
        if (index === k) instantly(sweep(sweeper.store))
        return null
      })
      const answer = tagOf(submit(store))
      answers.add(answer)
      assertSubmittedOrNot(disk, answer, `swept at operation ${k}: ${answer}`)
    }
    assert.deepStrictEqual([...answers], ["Won"])
  })

  /** What a sweep that is held up at its k-th operation meets when it goes on. */
  const duringSweep = (act: (other: Store) => string): ReadonlySet<string> => {
    const answers = new Set<string>()
    const halfMade = withOneJob()
    const begun = processOn(halfMade, ({ file, name }) =>
      name === "mkdirSync" && file.includes(id) ? { _tag: "Crashes", landed: "Nothing" } : null
    )
    assert.throws(() => instantly(submit(begun.store)))
    const count = processOn(halfMade.copy())
    instantly(sweep(count.store))
    for (const k of count.files.operations.keys()) {
      const disk = halfMade.copy()
      const other = processOn(disk)
      let answer = "nobody"
      const { store } = processOn(disk, ({ index }) => {
        if (index === k) answer = act(other.store)
        return null
      })
      instantly(sweep(store))
      answers.add(answer)
      assertSubmittedOrNot(disk, answer, `at operation ${k}: ${answer}`)
    }
    return answers
  }

  it("is ended by a void one, which decides against a submitter at any operation of the sweep", () => {
    const answers = duringSweep((late) => tagOf(submit(late)))
    assert.deepStrictEqual([...answers].toSorted(), ["Void", "Won"])
  })

  it("is ended by one of two sweeps, and a job that follows loses nothing to the slower one", () => {
    const answers = duringSweep((other) => {
      instantly(sweep(other))
      return tagOf(submit(other))
    })
    assert.deepStrictEqual([...answers], ["Won"])
  })

  it("takes nothing with it, when the disk is full, from a submitter that comes at any operation of it", () => {
    const refused = (at: number, act: () => void, disk: FakeDisk) =>
      processOn(disk, ({ file, index, name }) => {
        if (index === at) act()
        const isRefused = name === "openSync" && file.includes(`${id}/.`)
        return isRefused ? { _tag: "Fails", code: "ENOSPC", landed: "Nothing" } : null
      })
    const alone = refused(-1, () => {}, withOneJob())
    assert.strictEqual(tagOf(submit(alone.store)), "Failed")
    for (const k of alone.files.operations.keys()) {
      const disk = withOneJob()
      const other = processOn(disk)
      let answer = "nobody"
      const { store } = refused(k, () => (answer = tagOf(submit(other.store))), disk)
      tagOf(submit(store))
      assert.strictEqual(answer, "Won")
      assertSubmittedOrNot(disk, answer, `at operation ${k}: ${answer}`)
      assert.include(instantly(other.store.active), id)
    }
  })

  it("leaves no trace after a sweep, wherever its submitter died; nor does a sweep that dies", () => {
    for (const k of everyOperation(submit)) {
      const disk = withOneJob()
      const { store } = processOn(disk, FileFaults.crashAt(k))
      assert.throws(() => instantly(submit(store)))
      const whole = processOn(disk.copy())
      instantly(sweep(whole.store))
      for (const s of whole.files.operations.keys()) {
        if (!whole.files.operations[s]!.changes) continue
        const cut = disk.copy()
        const sweeper = processOn(cut, FileFaults.crashAt(s))
        assert.throws(() => instantly(sweep(sweeper.store)))
        assertSubmittedOrNot(cut, "dead", `submitter died at ${k}, sweeper at ${s}`)
      }
      assertSubmittedOrNot(disk, "dead", `submitter died at ${k}`)
    }
  })

  it("is left alone while it is young", () => {
    const disk = new FakeDisk({ now: () => 1_800_000_000_000 - 30_000 })
    const begun = processOn(disk, ({ file, name }) =>
      name === "linkSync" && file.includes(id) ? { _tag: "Crashes", landed: "Nothing" } : null
    )
    assert.throws(() => instantly(submit(begun.store)))
    const before = tracesOf(disk)
    assert.isAbove(before.length, 1)
    instantly(sweep(processOn(disk).store))
    assert.deepStrictEqual(tracesOf(disk), before)
  })
})

describe("a folder of the listing in which nothing is left", () => {
  const { settledAt } = sampleSettlement()
  const list = (store: Store) => store.index(id, { settledAt, active: false })

  /** One that held the marker of a job which was removed; another job has ended in the same hour. */
  const withEmptyFolder = (): FakeDisk => {
    const disk = withOneJob()
    const { store } = processOn(disk)
    instantly(submit(store))
    instantly(store.publishOnce(id, "outcome", sampleSettlement()))
    instantly(store.index(sampleId(3), { settledAt, active: false }))
    removeSettled(disk.process(), layoutOf(root), { id: sampleId(3), settledAt })
    disk.flushAll()
    return disk
  }

  it("has room for a job all the same when a sweep takes it at any operation of the placing", () => {
    const alone = processOn(withEmptyFolder())
    instantly(list(alone.store))
    for (const k of alone.files.operations.keys()) {
      const disk = withEmptyFolder()
      const sweeper = processOn(disk)
      const { store } = processOn(disk, ({ index }) => {
        if (index === k) instantly(sweep(sweeper.store))
        return null
      })
      instantly(list(store))
      assert.deepStrictEqual(instantly(store.settled(9)), [id], `swept at operation ${k}`)
      assert.deepStrictEqual(instantly(store.active), [sampleId(2)], `swept at operation ${k}`)
    }
  })

  it("stays where a job is placed in it while it is taken", () => {
    const disk = withEmptyFolder()
    const writer = processOn(disk)
    const { store } = processOn(disk, ({ name }) => {
      if (name === "rmdirSync") instantly(list(writer.store))
      return null
    })
    assert.strictEqual(instantly(sweep(store)), 0)
    assert.deepStrictEqual(instantly(store.settled(9)), [id])
  })
})

describe("temporary files", () => {
  /** A number that no process has. */
  const nobody = (2 ** 22 + 5).toString(36)
  const somebody = process.ppid.toString(36)

  it("go an hour after their writer, and stay while it may still use them", () => {
    for (const [name, millis, stays] of [
      [`.${nobody}-a1b2c3-0`, 3_700_000, false],
      [`.${nobody}-a1b2c3-0`, 3_500_000, true],
      [`.${somebody}-a1b2c3-0`, 3_700_000, true],
      [".of-somebody-else.txt", 3_700_000, true]
    ] as const) {
      const disk = new FakeDisk({ now: () => 1_800_000_000_000 - millis })
      const { files, store } = processOn(disk)
      instantly(submit(store))
      const folder = `${root}/jobs/${id.slice(0, 2)}/${id}`
      files.closeSync(files.openSync(`${folder}/${name}`, "wx", 0o600))
      instantly(sweep(store))
      assert.strictEqual(disk.contents().has(`${folder}/${name}`), stays, `${name} ${millis}`)
      assert.strictEqual(instantly(store.facts(id)).created.id, id)
    }
  })

  it("go, but for one that cannot be removed: that is told at the end, and keeps no other (F24)", () => {
    const disk = new FakeDisk({ now: () => 1_800_000_000_000 - 3_700_000 })
    const { files, store } = processOn(disk)
    const left = [1, 2].flatMap((n) => {
      instantly(store.submit(sampleCreated(n)))
      const folder = `${root}/jobs/${sampleId(n).slice(0, 2)}/${sampleId(n)}`
      return [0, 1].map((k) => `${folder}/.${nobody}-a1b2c3-${k}`)
    })
    for (const name of left) files.closeSync(files.openSync(name, "wx", 0o600))
    const refused = processOn(disk, ({ file, name }) =>
      name === "unlinkSync" && file === left[0]
        ? { _tag: "Fails", code: "EACCES", landed: "Nothing" }
        : null
    )
    const error = instantly(Effect.flip(sweep(refused.store)))
    assert.deepInclude(error, { _tag: "JobStoreError", reason: "NotWritable" })
    assert.deepStrictEqual(
      left.map((name) => disk.contents().has(name)),
      [true, false, false, false]
    )
  })

  it("go, and so do empty folders, though another folder cannot be read: that is told (F24)", () => {
    for (const unread of [`${root}/active`, `${root}/settled/1970-01-01`, `${root}/jobs/00`]) {
      const disk = new FakeDisk({ now: () => 1_800_000_000_000 - 3_700_000 })
      const { files, store } = processOn(disk)
      const left = `${root}/.${nobody}-a1b2c3-0`
      instantly(submit(store))
      for (const day of ["1970-01-01", "1970-01-02"]) files.mkdirSync(`${root}/settled/${day}`)
      files.mkdirSync(`${root}/jobs/00`)
      files.closeSync(files.openSync(left, "wx", 0o600))
      const refused = processOn(disk, ({ file, name }) =>
        name === "readdirSync" && file === unread
          ? { _tag: "Fails", code: "EACCES", landed: "Nothing" }
          : null
      )
      const error = instantly(Effect.flip(sweep(refused.store)))
      assert.deepInclude(error, { _tag: "JobStoreError", reason: "NotWritable" }, unread)
      assert.isFalse(disk.contents().has(left), unread)
      assert.isFalse(files.existsSync(`${root}/settled/1970-01-02`), unread)
      assert.strictEqual(files.existsSync(unread), true)
    }
  })

  it("of the store itself, beside its notes, go no later than those of a job", () => {
    const disk = new FakeDisk({ now: () => 1_800_000_000_000 - 3_700_000 })
    const { files, store } = processOn(disk)
    instantly(submit(store))
    const [left, used] = [nobody, somebody].map((pid) => `${root}/.${pid}-a1b2c3-0`)
    for (const name of [left, used]) files.closeSync(files.openSync(name!, "wx", 0o600))
    assert.strictEqual(instantly(store.sweep({ everywhere: false })), 1)
    assert.deepStrictEqual(
      [left, used].map((name) => disk.contents().has(name!)),
      [false, true]
    )
  })
})
