import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Ended, Surroundings } from "./command.ts"
import { documentOf, job } from "./command.ts"

const doctorOf = (ended: Ended) => {
  const document = documentOf(ended)
  if (!("doctor" in document)) return assert.fail(`no doctor in ${ended.stdout}`)
  return document.doctor
}

/** What `job doctor --json` finds, whose exit code says the same. */
export const examined = (root: string, surroundings?: Surroundings) =>
  Effect.map(job(root, ["doctor", "--json"], surroundings), (ended) => {
    const doctor = doctorOf(ended)
    assert.strictEqual(ended.code, doctor.healthy ? 0 : 1)
    const of = (check: string) => doctor.checks.filter((each) => each.check === check)
    return { ...doctor, of, verdictOf: (check: string) => of(check)[0]?.verdict }
  })
