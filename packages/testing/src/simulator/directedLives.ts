import type { Cast, JobPlan, Life, LifeAct, LifeEvent } from "./LifeEvent.ts"
import { plainPlan } from "./LifeEvent.ts"

/**
 * Lives that go where drawn ones seldom do. Each is lived with its decisive event at every step of a
 * stretch, so that it does not depend on how many steps anything takes.
 */
export const directedLives = (): ReadonlyArray<Life> =>
  directed.flatMap(({ cast, events, sweep }) =>
    Array.from({ length: sweep }, (_, after): Life => ({
      cast,
      seed: after + 1,
      preempt: 0,
      lag: 0,
      events: events.map((event) => (event.after === swept ? { ...event, after } : event))
    }))
  )

interface Directed {
  readonly cast: Cast
  readonly sweep: number
  readonly events: ReadonlyArray<LifeEvent>
}

/** Marks the event that is tried at every step. */
const swept = -1

const quietly = 60

const then = (act: LifeAct, after = quietly): LifeEvent => ({ after, act })
const run = (plan: Partial<JobPlan> = {}, who = 0): LifeEvent =>
  then({ do: "run", who, plan: { ...plainPlan, ...plan } }, 0)
const submit = then({ do: "submit", who: 1, plan: plainPlan }, 0)
const pass = (millis: number): LifeEvent => then({ do: "pass", millis })
const get = (who: number): LifeEvent => then({ do: "get", who, job: 0 })

/** The clock is set back, and the first look of this one can neither learn nor note since when. */
const setBackUnnoted = (who: number): ReadonlyArray<LifeEvent> => [
  ...["leaseAge", "doubtLease"].map((operation) =>
    then({ do: "fail", operation, reason: "NotWritable", times: 1, landed: false })
  ),
  then({ do: "step", millis: -3_600_000 }, 0),
  get(who),
  pass(2_100),
  get(who),
  pass(2_100),
  get(who),
  pass(100)
]

/** Of the full cast. */
const container = 7
/** The owner that a launch has started in the small cast. */
const launched = 3

const directed: ReadonlyArray<Directed> = [
  {
    // Somebody else writes out of turn: before the claim, and after it.
    cast: "small",
    sweep: 1,
    events: [
      submit,
      then({ do: "stray", job: 0, fact: "progress" }),
      then({ do: "stray", job: 0, fact: "workStopped" }),
      then({ do: "stray", job: 0, fact: "read" }),
      get(2),
      then({ do: "own", who: 0, job: 0 }),
      then({ do: "stray", job: 0, fact: "workStopped" }),
      then({ do: "stray", job: 0, fact: "read" }),
      get(2)
    ]
  },
  {
    // An owner that stood still between its look and its claim comes after the end.
    cast: "small",
    sweep: 12,
    events: [
      submit,
      then({ do: "own", who: 0, job: 0 }),
      then({ do: "stop", who: 0 }, swept),
      then({ do: "own", who: 2, job: 0 }),
      then({ do: "tell", job: 0, word: "succeed" }),
      then({ do: "continue", who: 0 })
    ]
  },
  {
    // Two claim at the same time.
    cast: "small",
    sweep: 12,
    events: [
      submit,
      then({ do: "own", who: 0, job: 0 }),
      then({ do: "own", who: 2, job: 0 }, swept)
    ]
  },
  {
    // An owner that was given up as lost goes on.
    cast: "full",
    sweep: 1,
    events: [
      run({}, container),
      then({ do: "stop", who: container }),
      pass(2_100),
      get(3),
      pass(2_100),
      get(3),
      then({ do: "continue", who: container }),
      then({ do: "tell", job: 0, word: "progress" }, 0),
      then({ do: "tell", job: 0, word: "succeed" })
    ]
  },
  {
    // The row of an owner may not be read, and it stands still.
    cast: "small",
    sweep: 1,
    events: [
      run(),
      then({ do: "deny", who: 0 }),
      then({ do: "stop", who: 0 }, 0),
      pass(2_100),
      get(1),
      pass(2_100),
      get(1),
      pass(100)
    ]
  },
  {
    // It had finished before it could no longer be seen.
    cast: "small",
    sweep: 30,
    events: [
      run(),
      then({ do: "tell", job: 0, word: "succeed" }),
      then({ do: "stop", who: 0 }, swept),
      then({ do: "deny", who: 0 }, 0),
      pass(2_100),
      get(1),
      pass(2_100),
      get(1),
      pass(100)
    ]
  },
  {
    // So many jobs that two begin with the same digit.
    cast: "small",
    sweep: 1,
    events: [
      ...Array.from({ length: 17 }, () => submit),
      then({ do: "findAny", who: 2, job: 0 }, 400)
    ]
  },
  {
    // No room for the last words.
    cast: "small",
    sweep: 1,
    events: [
      run(),
      then({ do: "disk", full: true }),
      then({ do: "exit", who: 0, code: 1, uncaught: true })
    ]
  },
  {
    // The launcher and its owner die before the claim.
    cast: "small",
    sweep: 60,
    events: [
      then({ do: "launch", who: 1, plan: plainPlan }, 0),
      then({ do: "kill", who: launched }, swept),
      then({ do: "kill", who: 1 }, 0),
      pass(2_100),
      get(2)
    ]
  },
  {
    // Somebody asked, and the owner died of it before it could say so.
    cast: "small",
    sweep: 30,
    events: [
      run(),
      then({ do: "cancel", who: 1, job: 0 }),
      then({ do: "kill", who: 0 }, swept),
      get(2)
    ]
  },
  {
    // Somebody asks just as it ends.
    cast: "small",
    sweep: 40,
    events: [
      run(),
      then({ do: "tell", job: 0, word: "succeed" }),
      then({ do: "cancel", who: 1, job: 0 }, swept)
    ]
  },
  {
    // Its last sign lies in the future of who reads.
    cast: "small",
    sweep: 1,
    events: [
      run(),
      pass(1_000),
      then({ do: "deny", who: 0 }),
      then({ do: "step", millis: -3_600_000 }, 0),
      get(1),
      pass(100)
    ]
  },
  {
    // So does all that it ever said, and nobody can note since when.
    cast: "small",
    sweep: 1,
    events: [run(), then({ do: "deny", who: 0 }, 20), ...setBackUnnoted(1)]
  },
  {
    // Nobody has claimed it, it was made in the future of who reads, and that cannot be noted either.
    cast: "small",
    sweep: 1,
    events: [submit, ...setBackUnnoted(2)]
  },
  {
    // The client goes after its answer, and the runner makes nothing of it.
    cast: "small",
    sweep: 1,
    events: [
      run({ stubborn: true }),
      then({ do: "tell", job: 0, word: "talk" }),
      then({ do: "tell", job: 0, word: "answered" }),
      then({ do: "tell", job: 0, word: "endClient" })
    ]
  },
  ...(["result", "failure", "breaks"] as const).map((recover): Directed => ({
    // The host knows what became of it.
    cast: "small",
    sweep: 1,
    events: [run({ recover }), then({ do: "kill", who: 0 }), get(1)]
  })),
  ...(["SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK", "drain", "interrupt"] as const).map(
    (act): Directed => ({
      cast: "small",
      sweep: 1,
      events: [run(), then({ do: act, who: 0 })]
    })
  ),
  ...(["kill", "leaveDefunct", "recycle"] as const).map((act): Directed => ({
    cast: "small",
    sweep: 1,
    events: [run({ command: true }), then({ do: act, who: 0 }), get(1)]
  })),
  {
    // What a claim or an outcome said is lost.
    cast: "small",
    sweep: 1,
    events: [
      submit,
      then({ do: "own", who: 0, job: 0 }),
      then({ do: "tell", job: 0, word: "succeed" }),
      then({ do: "tear", job: 0, fact: "claim" }),
      get(1)
    ]
  }
]
