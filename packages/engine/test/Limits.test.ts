import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { parseDuration, resolveLimits } from "../src/model/Limits.ts"

const withTimeout = (value: string) =>
  Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ JOB_LIFECYCLE_TIMEOUT: value })))
const withNothing = Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({})))

describe("durations", () => {
  const good: ReadonlyArray<readonly [string, number]> = [
    ["500ms", 500],
    ["30s", 30_000],
    ["10m", 600_000],
    ["2h", 7_200_000],
    ["1.5s", 1_500],
    ["1d", 86_400_000],
    ["1h30m", 5_400_000],
    ["1m500ms", 60_500],
    ["1 second", 1_000],
    ["2 hours", 7_200_000],
    ["0", 0]
  ]
  for (const [text, millis] of good) {
    it.effect(`"${text}" is ${millis} ms`, () =>
      Effect.map(parseDuration("--timeout", text), (parsed) => assert.strictEqual(parsed, millis))
    )
  }
  for (const text of [
    "30",
    "-5s",
    "-1h30m",
    "30m1",
    "1h 30m 5",
    "-1 second",
    "soon",
    "",
    "1e9h",
    "5 parsecs",
    "s",
    "Infinity"
  ]) {
    it.effect(`"${text}" is refused with a sentence that says what to write`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(parseDuration("--timeout", text))
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.include(error.message, "--timeout")
        assert.include(error.message, "30s")
      })
    )
  }
})

describe("what is wrong with a duration", () => {
  it.effect("says that 0 switches it off where it does, and nowhere else", () =>
    Effect.gen(function* () {
      const said = (field: string) =>
        Effect.map(Effect.flip(parseDuration(field, "-1s")), ({ message }) => message)
      for (const field of ["--timeout", "--silence", "JOB_LIFECYCLE_TIMEOUT"]) {
        assert.include(yield* said(field), "; 0 switches it off.")
      }
      for (const field of ["--older-than", "olderThan", "--grace", "grace", "claimDeadline"]) {
        assert.notInclude(yield* said(field), "0 switches")
      }
    })
  )
})

describe("limits", () => {
  it.effect("have the documented defaults", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* resolveLimits({}), {
        timeMillis: 1_800_000,
        silenceMillis: null,
        graceMillis: 5_000,
        claimMillis: 60_000,
        lostMillis: 86_400_000
      })
    }).pipe(withNothing)
  )

  it.effect("JOB_LIFECYCLE_TIMEOUT sets the total limit where the job does not", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* resolveLimits({})).timeMillis, 90_000)
      assert.strictEqual((yield* resolveLimits({ timeLimit: "1 second" })).timeMillis, 1_000)
    }).pipe(withTimeout("90s"))
  )

  it.effect("zero switches the total limit off, in the environment and in the call", () =>
    Effect.gen(function* () {
      assert.isNull((yield* resolveLimits({})).timeMillis)
      assert.isNull((yield* resolveLimits({ timeLimit: 0 })).timeMillis)
      assert.isNull((yield* resolveLimits({ silence: "0 seconds" })).silenceMillis)
    }).pipe(withTimeout("0"))
  )

  it.effect("a limit that rounds to zero is one all the same: zero alone switches it off", () =>
    Effect.gen(function* () {
      const tiny: ReadonlyArray<Duration.Input> = [
        1e-9,
        Number.MIN_VALUE,
        "0.1 nanos",
        "0.0000001 millis",
        { seconds: 1e-12 },
        [0, 0.1]
      ]
      for (const input of tiny) {
        const { silenceMillis, timeMillis } = yield* resolveLimits({
          timeLimit: input,
          silence: input
        })
        assert.deepStrictEqual([timeMillis, silenceMillis], [1, 1], JSON.stringify(input))
      }
      const zeros: ReadonlyArray<Duration.Input> = [
        -0,
        0n,
        "0.0 seconds",
        [0, 0],
        Duration.zero,
        { hours: 1, minutes: -60 }
      ]
      for (const timeLimit of zeros) {
        assert.isNull((yield* resolveLimits({ timeLimit })).timeMillis)
      }
      for (const timeLimit of [-1e-9, "-0.0000001 millis", { seconds: -1e-12 }] as const) {
        assert.include((yield* Effect.flip(resolveLimits({ timeLimit }))).message, "is negative")
      }
      const underflow = `0.${"0".repeat(400)}1s`
      assert.strictEqual(yield* parseDuration("--timeout", underflow), 1)
      assert.strictEqual(yield* parseDuration("--timeout", "0h0m"), 0)
    }).pipe(withNothing)
  )

  for (const bad of ["forever", "-1s", "30"]) {
    it.effect(`JOB_LIFECYCLE_TIMEOUT="${bad}" is refused by name`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(resolveLimits({}))
        assert.include(error.message, "JOB_LIFECYCLE_TIMEOUT")
      }).pipe(withTimeout(bad))
    )
  }

  it.effect("negative limits are refused", () =>
    Effect.gen(function* () {
      for (const options of [
        { timeLimit: -1 },
        { silence: -1 },
        { grace: -1 },
        { claimDeadline: -1 }
      ]) {
        const error = yield* Effect.flip(resolveLimits(options))
        assert.include(error.message, "negative")
      }
    }).pipe(withNothing)
  )

  it.effect("what is no number is refused, and never taken for zero, which switches off", () =>
    Effect.gen(function* () {
      const wrong = [NaN, [NaN, 0], { minutes: NaN }, {}, { minute: 5 }, { minutes: 5, secs: 3 }]
      for (const field of ["timeLimit", "silence", "grace", "claimDeadline", "lostDeadline"]) {
        for (const input of wrong) {
          const error = yield* Effect.flip(resolveLimits({ [field]: input }))
          assert.strictEqual(error.field, field)
          assert.include(error.message, "is not a duration")
        }
      }
    }).pipe(withNothing)
  )

  it.effect("what is no duration is refused with words that are one", () =>
    Effect.gen(function* () {
      for (const timeLimit of ["30s", -1, {}] as unknown as ReadonlyArray<number>) {
        const { message } = yield* Effect.flip(resolveLimits({ timeLimit }))
        const advised = /Use for example ([^;.]+)/.exec(message)![1]!.split(/, | or /)
        for (const words of advised) {
          yield* resolveLimits({ timeLimit: words.replaceAll('"', "") as "1 second" })
        }
      }
    }).pipe(withNothing)
  )
})
