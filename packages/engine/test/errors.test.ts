import { assert, describe, it } from "@effect/vitest"
import {
  ClaimRefused,
  JobAmbiguous,
  JobDamaged,
  JobNotFinished,
  JobNotFound,
  JobStoreError
} from "@job-lifecycle/engine"

const searched = "/store"

describe("an error", () => {
  const said: ReadonlyArray<readonly [{ readonly message: string }, string]> = [
    [
      new JobNotFound({ reference: "ab", searched }),
      'No job "ab" in /store. List all jobs of that store, or search another one.'
    ],
    [
      new JobAmbiguous({ reference: "a", matches: ["a1", "a2", "a3", "a4", "a5"], searched }),
      '"a" names 5 jobs in /store: a1, a2, a3, a4, a5. Give more of the id.'
    ],
    [
      new JobAmbiguous({ reference: "a", matches: ["a1", "a2", "a3", "a4", "a5", "a6"], searched }),
      '"a" names 6 jobs in /store: a1, a2, a3, a4, a5, …. Give more of the id.'
    ],
    [
      new JobNotFinished({ id: "ab", state: "running", searched }),
      "Job ab is running in /store: it has no result yet. Wait for it, then ask again."
    ],
    [
      new JobDamaged({ id: "ab", fact: "claim", detail: "cannot be read", searched }),
      "Job ab in /store is damaged: its claim record cannot be read. Nothing was changed; look at the file, and move the job's folder away if you no longer need it."
    ],
    [
      new JobDamaged({ id: "ab", fact: "claim", detail: "is newer", searched, newer: true }),
      "Job ab in /store cannot be read: its claim record is newer. Nothing was changed; update this program to see it."
    ],
    [
      new ClaimRefused({ id: "ab", standing: "Void", detail: "it was cancelled" }),
      "Job ab cannot be started: it was cancelled. A job is run once; submit a new one with retryOf."
    ],
    [
      new JobStoreError({
        operation: "submit job ab",
        reason: "NoSpace",
        location: "/store",
        detail: "no space is left"
      }),
      "Could not submit job ab in /store: no space is left. Free some space and try again."
    ]
  ]
  for (const [error, message] of said) {
    it(`says what is wrong, where, and what can be done: ${message}`, () => {
      assert.strictEqual(error.message, message)
    })
  }
})
