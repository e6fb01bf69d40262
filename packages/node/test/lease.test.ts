import { assert, describe, it } from "@effect/vitest"
import type { FakeFiles } from "@job-lifecycle/testing"
import { JobLifecycle, JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import {
  FakeDisk,
  FakeOwnerProbe,
  FakeProcessTable,
  FakeWorkStopper,
  makeFakeProcessExit,
  makeFakeTerminationSignals,
  sampleClaim,
  sampleCreated,
  seededRandom
} from "@job-lifecycle/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import type { Instant, Note } from "../src/store/lease.ts"
import { ageOf } from "../src/store/lease.ts"

describe("the age of a lease", () => {
  const note: Note = {
    about: "n",
    clock: "boot",
    monotonicMillis: 5_000.7,
    wallMillis: 1,
    mtimeMillis: 900_000
  }
  const here: Instant = { clock: "boot", monotonicMillis: 7_000.9, wallMillis: 2 }
  const asksNobody = () => assert.fail("the clock of the files is of no account")

  it("is told by the monotonic clock of one boot, and by no other", () => {
    assert.strictEqual(ageOf(note, here, asksNobody), 2_000)
    assert.strictEqual(ageOf(note, { ...here, monotonicMillis: 4_000 }, asksNobody), 0)
  })

  it("is told by the clock of the files to everybody else", () => {
    for (const [wrote, reads] of [
      ["boot", "another boot"],
      ["boot", null],
      [null, "boot"],
      [null, null]
    ] as const) {
      const age = (filesNow: number) =>
        ageOf({ ...note, clock: wrote }, { ...here, clock: reads }, () => filesNow)
      assert.deepStrictEqual([age(900_123.4), age(899_000)], [123, 0], `${wrote}, ${reads}`)
    }
  })
})

/** On a slow machine. */
const limit = 60_000

const minute = 60_000
const hour = 60 * minute
const created = sampleCreated(1, { claim: sampleClaim(1) })
const { id } = created
const { nonce } = sampleClaim(1)

/** The wall clock, which the files' clock goes by too, and the monotonic one. */
interface Clocks {
  wall: number
  monotonic: number
}

/** One job, its owner, and a reader who cannot examine that owner, on clocks that a test moves. */
interface World extends Clocks {
  readonly owner: JobStore["Service"]
  readonly reader: JobStore["Service"]
}

const started = (): Clocks => ({ wall: created.createdAt, monotonic: 0 })

const inMemory = (): World => {
  const store = MemoryJobStore.make(MemoryJobStore.makeBacking())
  return { ...started(), owner: store, reader: store }
}

const inFiles = (ownersClock: string | null, readersClock: string | null) => (): World => {
  const clocks = started()
  const disk = new FakeDisk({ now: () => clocks.wall })
  const store = (clock: string | null) =>
    FileJobStore.make({ root: "/root", fs: disk.process(), clock })
  return Object.assign(clocks, { owner: store(ownersClock), reader: store(readersClock) })
}

/** `exact`: owner and reader share a clock that nobody can set. */
const worlds = [
  { name: "in memory", make: inMemory, exact: true },
  { name: "in files, on one boot", make: inFiles("a boot", "a boot"), exact: true },
  { name: "in files, of two machines", make: inFiles("a boot", "another"), exact: false },
  { name: "in files, where boots have no names", make: inFiles(null, null), exact: false }
]

const onClocksOf =
  (world: Clocks) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() => {
      const { monotonic, wall } = world
      const nanos = BigInt(Math.round(monotonic)) * 1_000_000n
      const clock: Clock.Clock = {
        currentTimeMillisUnsafe: () => wall,
        currentTimeMillis: Effect.succeed(wall),
        currentTimeNanosUnsafe: () => BigInt(wall) * 1_000_000n,
        currentTimeNanos: Effect.succeed(BigInt(wall) * 1_000_000n),
        monotonicTimeNanosUnsafe: () => nanos,
        monotonicTimeNanos: Effect.succeed(nanos),
        sleep: () => Effect.never
      }
      return Effect.provideService(effect, Clock.Clock, clock)
    })

/** Reads the job as the reader sees it. */
const readingIn = (world: World) => {
  const table = new FakeProcessTable()
  const process = table.spawn()
  const platform = Layer.mergeAll(
    Layer.succeed(JobStore, world.reader),
    FakeOwnerProbe.layer(table, process),
    FakeWorkStopper.layer(table, process),
    makeFakeTerminationSignals().layer,
    makeFakeProcessExit().layer
  )
  return JobLifecycle.layer.pipe(Layer.provide(platform))
}

/** Passes time: all clocks run. The machine sleeps: the monotonic one stands still. */
const pass = (world: Clocks, millis: number) => {
  world.wall += millis
  world.monotonic += millis
}

describe("unknown-stays-unknown: an owner that renews its lease", () => {
  /**
   * What happens between two renewals, which are a minute of the owner's own time apart at most. No
   * clock can tell a stop of both from a death: there is one between two renewals, and a look before
   * and after. A clock that somebody can set is no better when it is set, or when both sleep.
   */
  const untilRenewal = (world: World, random: () => number, exact: boolean) => {
    const steps: Array<() => void> = []
    const long = () => Math.floor(random() * 72 * hour)
    const interruptions = [
      () => pass(world, long()),
      () => void (world.wall += long()),
      () => void (world.wall += long() - 36 * hour)
    ]
    steps.push(interruptions[Math.floor(random() * 3)]!)
    if (exact) {
      for (let n = Math.floor(random() * 4); n > 0; n--) {
        steps.push(interruptions[1 + Math.floor(random() * 2)]!)
      }
    }
    for (let n = 0; n < 3; n++) steps.push(() => pass(world, Math.floor((random() * minute) / 3)))
    return steps
      .map((step) => ({ step, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ step }) => step)
  }

  for (const { exact, make, name } of worlds) {
    it.effect(
      `is never lost ${name}, however clocks are set and all are stopped or asleep`,
      () =>
        Effect.gen(function* () {
          for (let seed = 1; seed <= 6; seed++) {
            const world = make()
            const random = seededRandom(seed)
            const onClocks = onClocksOf(world)
            yield* onClocks(world.owner.submit(created))
            yield* Effect.gen(function* () {
              const jobs = yield* JobLifecycle
              const look = onClocks(jobs.get(id))
              for (let renewal = 0; renewal < 40; renewal++) {
                for (const step of untilRenewal(world, random, exact && renewal > 0)) {
                  step()
                  const { health } = yield* look
                  assert.strictEqual(health._tag, "Unknown", `seed ${seed}, renewal ${renewal}`)
                }
                yield* onClocks(world.owner.renewLease(id, nonce))
              }
              // And when it does so no more, nothing keeps it from being lost. The first look doubts.
              world.wall = Math.max(world.wall, created.createdAt + 40 * 24 * hour)
              pass(world, 24 * hour + 1)
              assert.strictEqual((yield* look).health._tag, "Unknown")
              pass(world, 3 * minute - 1)
              assert.strictEqual((yield* look).health._tag, "Unknown")
              pass(world, 1)
              assert.strictEqual((yield* look).health._tag, "Over")
            }).pipe(Effect.provide(readingIn(world)))
          }
        }),
      limit
    )
  }

  for (const { make, name } of worlds) {
    it.effect(`is told by its last sign ${name}`, () =>
      Effect.gen(function* () {
        const world = make()
        const onClocks = onClocksOf(world)
        yield* onClocks(world.owner.submit(created))
        pass(world, 5 * hour)
        yield* onClocks(world.owner.renewLease(id, nonce))
        pass(world, 3 * minute)
        const { health } = yield* Effect.flatMap(JobLifecycle, (jobs) =>
          onClocks(jobs.get(id))
        ).pipe(Effect.provide(readingIn(world)))
        assert.strictEqual(health._tag === "Unknown" && health.sinceMillis, 3 * minute)
      })
    )
  }
})

describe("the superuser in somebody else's store", () => {
  it.effect("is told the age of a lease by its own wall clock, and leaves nothing there", () =>
    Effect.gen(function* () {
      const clocks = started()
      const onClocks = onClocksOf(clocks)
      const disk = new FakeDisk({ now: () => clocks.wall })
      const storeOf = (fs: FakeFiles) => FileJobStore.make({ root: "/root", fs, clock: null })
      const owner = storeOf(disk.process({ uid: 1_000 }))
      yield* onClocks(owner.submit(created))
      yield* onClocks(owner.renewLease(id, nonce))
      pass(clocks, minute)
      const files = disk.process({ uid: 0 })
      const store = storeOf(files)
      assert.strictEqual(yield* onClocks(store.leaseAge(id, nonce)), minute)
      const refused = yield* Effect.flip(onClocks(store.doubtLease(id, nonce)))
      assert.strictEqual(refused._tag, "JobStoreError")
      assert.isFalse(files.operations.some(({ changes }) => changes))
    })
  )
})
