import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { InvalidRequest } from "./errors.ts"
import { inMessage } from "./inMessage.ts"

const Millis = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 ** 45 }))

/** The limits of one job, in milliseconds of awake time. `null` means no limit. */
export const Limits = Schema.Struct({
  /** Total time of the work. */
  timeMillis: Schema.NullOr(Millis),
  /** Longest time without any event from the work. */
  silenceMillis: Schema.NullOr(Millis),
  /** How long work that was told to stop may take before it is killed. */
  graceMillis: Millis,
  /** How long a submitted job may wait for an owner. */
  claimMillis: Millis,
  /** How long after its last sign an owner that nobody can examine counts as lost. */
  lostMillis: Millis
})
export type Limits = typeof Limits.Type

/** Limits as a caller gives them. An absent one has the default that its comment says. */
export interface LimitOptions {
  /** Default 30 minutes, or `JOB_LIFECYCLE_TIMEOUT`; zero switches it off. */
  readonly timeLimit?: Duration.Input | undefined
  /** Default off; zero switches it off. */
  readonly silence?: Duration.Input | undefined
  /** Default 5 seconds. */
  readonly grace?: Duration.Input | undefined
  /** Default 60 seconds. */
  readonly claimDeadline?: Duration.Input | undefined
  /** Default 24 hours. */
  readonly lostDeadline?: Duration.Input | undefined
}

/** What holds for a job where its submitter says nothing. */
export const defaultLimits: Limits = {
  timeMillis: 30 * 60_000,
  silenceMillis: null,
  graceMillis: 5_000,
  claimMillis: 60_000,
  lostMillis: 24 * 3_600_000
}

const shorthand: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000
}

/**
 * Reads a duration as people write it: `500ms`, `30s`, `10m`, `2h`, `1d`, `1h30m`, or Effect's
 * words (`"1 second"`). A bare number other than `0` has no unit and is refused, and so are
 * negative and endless ones. Answers milliseconds.
 */
export const parseDuration = (
  field: string,
  text: string
): Effect.Effect<number, InvalidRequest> => {
  if (/^-?(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text.trim())) {
    const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h|d)/g)]
    const millis = parts.reduce((sum, part) => sum + Number(part[1]) * shorthand[part[2]!]!, 0)
    const isNegative = text.trim().startsWith("-")
    return inRange(field, text, (isNegative ? -millis : millis) || tooShort(text))
  }
  if (/^0+$/.test(text.trim())) return Effect.succeed(0)
  if (/^-[\d.]+$/.test(text.trim())) return Effect.fail(invalid(field, text, "is negative"))
  const number = /^\+?(\d+(\.\d+)?)$/.exec(text.trim())?.[1]
  if (number !== undefined) {
    return Effect.fail(invalid(field, text, `has no unit: write ${number}s or ${number}ms`))
  }
  return decode(field, text as Duration.Input, shortly)
}

/** Decodes what a caller gave as a duration. Fails with a sentence that says what to write. */
export const fromInput = (
  field: string,
  input: Duration.Input
): Effect.Effect<number, InvalidRequest> => decode(field, input, inWords)

const decode = (field: string, input: Duration.Input, advice: string) => {
  const decoded = isNoTime(input) ? undefined : Option.getOrUndefined(Duration.fromInput(input))
  const text = shown(input)
  if (decoded === undefined) return Effect.fail(invalid(field, text, "is not a duration", advice))
  return inRange(field, text, Duration.toMillis(decoded) || tooShort(input), advice)
}

/**
 * What rounds to zero and was not written as zero counts as the shortest time, since zero switches limits off.
 * Effect keeps whole nanoseconds, and less of some units.
 */
const tooShort = (input: Duration.Input | string): number => {
  if (typeof input === "string")
    return /[1-9]/.test(input) ? (input.trim().startsWith("-") ? -1 : 1) * Number.MIN_VALUE : 0
  if (Duration.isDuration(input)) return 0
  const parts = typeof input === "number" ? [input] : Object.values(Object(input))
  const signs = new Set(parts.map((part) => Math.sign(Number(part)) + 0))
  signs.delete(0)
  // What comes to zero together, as an hour less sixty minutes, is zero.
  return signs.size === 1 ? [...signs][0]! * Number.MIN_VALUE : 0
}

/**
 * Effect takes it for zero, which switches limits off, and removes everything where things are pruned: what is
 * no number, and an object with a word that is no unit, or with none.
 */
const isNoTime = (input: Duration.Input): boolean => {
  if (Number.isNaN(input) || Object.values(Object(input)).some(Number.isNaN)) return true
  if (typeof input !== "object" || input === null) return false
  if (Duration.isDuration(input) || Array.isArray(input)) return false
  return !units.some((unit) => unit in input) || Object.keys(input).some((key) => !isUnit(key))
}

const units: ReadonlyArray<string> = [
  "weeks",
  "days",
  "hours",
  "minutes",
  "seconds",
  "milliseconds",
  "microseconds",
  "nanoseconds"
]
const isUnit = (key: string): boolean => units.includes(key)

const shown = (input: unknown): string =>
  typeof input === "string" || Duration.isDuration(input) ? String(input) : inMessage(input)

const inRange = (field: string, text: string, millis: number, advice = shortly) => {
  if (millis < 0) return Effect.fail(invalid(field, text, "is negative", advice))
  if (!(millis <= 2 ** 45)) return Effect.fail(invalid(field, text, "is too long", advice))
  return Effect.succeed(Math.ceil(millis))
}

/** What can be written where people write, and where programs do: each takes no more than that. */
const shortly = '500ms, 30s, 10m, 2h or "1 second"'
const inWords = '"500 millis", "30 seconds", "10 minutes" or "2 hours"'

const invalid = (field: string, text: string, what: string, advice = shortly) =>
  new InvalidRequest({
    field,
    message: `${field} "${text}" ${what}. Use for example ${advice}${switchedOff.has(field) ? "; 0 switches it off" : ""}.`
  })

/** What 0 switches off. Elsewhere it is no time at all: `prune --older-than 0` removes everything. */
const switchedOff: ReadonlySet<string> = new Set([
  "timeLimit",
  "silence",
  "--timeout",
  "--silence",
  "JOB_LIFECYCLE_TIMEOUT"
])

const configured = Config.String("JOB_LIFECYCLE_TIMEOUT").pipe(Config.option)

const timeFromEnvironment = Effect.gen(function* () {
  const text = yield* Effect.orDie(configured)
  if (Option.isNone(text)) return defaultLimits.timeMillis!
  return yield* parseDuration("JOB_LIFECYCLE_TIMEOUT", text.value)
})

/** Fills in the defaults. Reads `JOB_LIFECYCLE_TIMEOUT` at each call, so that it is never stale. */
export const resolveLimits = Effect.fnUntraced(function* (options: LimitOptions) {
  // Null is refused: by a default it would limit what was meant to have no limit.
  const given = (field: string, input: Duration.Input | undefined, otherwise: number) =>
    input === undefined ? Effect.succeed(otherwise) : fromInput(field, input)
  const time =
    options.timeLimit === undefined
      ? yield* timeFromEnvironment
      : yield* fromInput("timeLimit", options.timeLimit)
  const silence = yield* given("silence", options.silence, 0)
  const limits: Limits = {
    timeMillis: time === 0 ? null : time,
    silenceMillis: silence === 0 ? null : silence,
    graceMillis: yield* given("grace", options.grace, defaultLimits.graceMillis),
    claimMillis: yield* given("claimDeadline", options.claimDeadline, defaultLimits.claimMillis),
    lostMillis: yield* given("lostDeadline", options.lostDeadline, defaultLimits.lostMillis)
  }
  return limits
})
