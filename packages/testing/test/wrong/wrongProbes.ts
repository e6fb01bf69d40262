import { Evidence, OwnerProbe } from "@job-lifecycle/engine"
import type { OwnerIdentity } from "@job-lifecycle/engine"
import type { FakeIdentity, FakeProcess, FakeProcessTable } from "@job-lifecycle/testing"
import { FakeOwnerProbe } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

type Probe = OwnerProbe["Service"]

/** Changes what a probe of a fake world answers. */
const answering =
  (observe: (right: Probe, table: FakeProcessTable) => Probe["observe"]) =>
  (table: FakeProcessTable, self: FakeProcess): Layer.Layer<OwnerProbe> =>
    Layer.sync(OwnerProbe, () => {
      const right = FakeOwnerProbe.make(table, self)
      return { ...right, observe: observe(right, table) }
    })

/** What a record may hold, read without care. */
const recordOf = ({ value }: OwnerIdentity) => (value ?? {}) as Partial<FakeIdentity>

/** Wrong: remembers for ever what it saw of an owner first. */
export const remembersForEver = answering(({ observe }) => {
  const seen = new Map<string, Evidence>()
  return (owner) =>
    Effect.gen(function* () {
      const key = JSON.stringify([owner.scheme, owner.value])
      const known = seen.get(key) ?? (yield* observe(owner))
      seen.set(key, known)
      return known
    })
})

const withoutStart = (
  right: Probe,
  judge: (record: Partial<FakeIdentity> & { readonly pid: number }) => Evidence
): Probe["observe"] => {
  return (owner) => {
    const record = recordOf(owner)
    const { born, pid } = record
    if (typeof pid !== "number" || typeof born === "number") return right.observe(owner)
    return Effect.sync(() => judge({ ...record, pid }))
  }
}

/** Wrong: an owner whose start is not on record is whoever has its number. */
export const startlessIsAnybody = answering((right, table) =>
  withoutStart(right, ({ pid }) =>
    table.row(pid) === null
      ? Evidence.Gone({ reason: "Exited", detail: "there is no such number" })
      : Evidence.Alive({ frozen: false })
  )
)

/** Wrong: an owner whose start is not on record is nobody. */
export const startlessIsGone = answering((right) =>
  withoutStart(right, () =>
    Evidence.Gone({ reason: "Exited", detail: "it never said when it was started" })
  )
)

/** Wrong: another boot means that this machine was started anew, whichever machine it is of. */
export const bootOfAnyMachine = answering((right, table) => (owner) => {
  const { boot } = recordOf(owner)
  if (typeof boot !== "number" || boot === table.here.boot) return right.observe(owner)
  return Effect.succeed(Evidence.Gone({ reason: "Rebooted", detail: "it was started anew" }))
})
