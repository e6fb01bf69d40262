import type { Created, FactValue, JobId, LaterFact, OwnerIdentity } from "@job-lifecycle/engine"
import { defaultLimits } from "@job-lifecycle/engine"

// What each of the rivals publishes in one round: facts of its own jobs, and facts that all of them
// want to be first with. Every value follows from who says it, so that anybody can tell a torn one.

const hex = (n: number, digits: number) => n.toString(16).padStart(digits, "0")

/** Own jobs begin with the rival's number, shared ones with `ff`. */
const ownJob = (rival: number, n: number) => `${hex(rival, 2)}${hex(n, 14)}` as JobId
export const sharedJob = (n: number) => `ff${hex(n, 14)}` as JobId

const owner = (rival: number): OwnerIdentity => ({
  scheme: "bench",
  label: `rival ${rival}`,
  value: { rival }
})

export const created = (id: JobId, rival: number): Created => ({
  id,
  request: {
    name: `of rival ${rival} `.padEnd(400, "x"),
    kind: "function",
    command: null,
    cwd: null,
    session: null,
    retryOf: null,
    upstream: false,
    limits: defaultLimits
  },
  submitter: owner(rival),
  createdAt: 1_700_000_000_000,
  nonce: `rival-${rival}`,
  claim: null
})

/** The facts of one job by one rival. */
export const facts = (
  rival: number
): {
  readonly claim: FactValue<"claim">
  readonly result: FactValue<"result">
  readonly outcome: FactValue<"outcome">
} => ({
  claim: {
    _tag: "Owned",
    owner: owner(rival),
    nonce: `rival-${rival}`,
    token: `token-${rival}`,
    claimedAt: 1_700_000_000_001,
    dedicated: false
  },
  result: { value: `answer of ${rival} `.padEnd(5_000, String(rival)), at: 1_700_000_000_002 },
  outcome: {
    outcome: { _tag: "Completed", result: "Recorded" },
    settledBy: "Owner",
    settledAt: 1_700_000_000_003 + rival,
    work: "Stopped",
    nonce: `rival-${rival}`
  }
})

type Contested = keyof ReturnType<typeof facts>
const contested: ReadonlyArray<Contested & LaterFact> = ["claim", "result", "outcome"]

/** One publication: of a submission, or of a later fact of a job. */
export interface Turn {
  readonly id: JobId
  readonly fact: "created" | Contested
}

/** Four facts for each own job, and one of five publications for a fact that everybody wants. */
export const shareOf = (rival: number, count: number): ReadonlyArray<Turn> => {
  const own: Array<Turn> = []
  const shared: Array<Turn> = []
  for (let n = 0; own.length + shared.length < count; n++) {
    const id = ownJob(rival, n)
    own.push({ id, fact: "created" }, ...contested.map((fact) => ({ id, fact })))
    shared.push({ id: sharedJob(Math.floor(n / 3)), fact: contested[n % 3]! })
  }
  return [...shared, ...own].slice(0, count)
}

/** How many shared jobs that takes. */
export const sharedJobs = (count: number): number => Math.ceil(count / 5 / 3)
