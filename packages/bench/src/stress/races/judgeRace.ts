import type { JobFacts } from "@job-lifecycle/engine"
import { isDeepStrictEqual } from "node:util"
import type { Answer } from "./racerWorker.ts"
import type { RaceName } from "./raceNames.ts"

/** What must never be after one race: two outcomes, or a rival that was told another than stands. */
export const judgeRace = (
  name: RaceName,
  lies: boolean,
  facts: JobFacts,
  answers: ReadonlyArray<Answer>
): ReadonlyArray<string> => {
  const broken: Array<string> = []
  const must = (holds: boolean, what: string) => {
    const told = JSON.stringify({ answers, settlement: facts.settlement, claim: facts.claim?._tag })
    if (!holds) broken.push(`${facts.id}: ${what}: ${told}`)
  }
  must(facts.settlement !== null, "no outcome")
  must(facts.unreadable.length === 0, "a torn fact")
  for (const [at, answer] of answers.entries()) {
    must(answer.error === null, "an error")
    if (answer.refused !== null) {
      must(answer.refused === facts.claim?._tag, "refused for another claim than stands")
      must(!answer.ran, "a refused owner has run")
    } else if (name === "settle against reconcile" && at === 1 && answer.state === "Running") {
      // It looked before the end; nothing was settled for it.
      must(!lies, "a reader left a job alone whose owner is dead")
    } else must(isDeepStrictEqual(answer.settlement, facts.settlement), "told another outcome")
  }
  const tag = facts.settlement?.outcome._tag ?? "none"
  must(expected[name](lies).includes(tag), `the outcome ${tag} cannot come of this`)
  if (tag === "Completed") must(facts.result?.value === 42, "completed without its result")
  if (facts.claim?._tag === "Void") must(tag !== "Completed", "completed without an owner")
  return broken
}

const expected: Record<RaceName, (lies: boolean) => ReadonlyArray<string>> = {
  "two settlers": () => ["Orphaned", "NeverStarted"],
  "settle against reconcile": (lies) => (lies ? ["Completed", "Orphaned"] : ["Completed"]),
  "cancel against claim": () => ["Completed", "Cancelled"],
  "cancel against finish": () => ["Completed", "Cancelled"]
}
