import type { OwnerProbe, WorkStopper } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type { Turns } from "./simulatedStore.ts"

/** Whatever can run may come first. */
export const anybodyFirst: Turns = {
  take: () => (call) => Effect.andThen(Effect.yieldNow, call),
  listens: () => {}
}

/** A process looks at an owner at its turn. */
export const inTurnProbe = (
  probe: OwnerProbe["Service"],
  { take }: Turns
): OwnerProbe["Service"] => ({
  ...probe,
  observe: (owner) => take("observe", owner.label)(probe.observe(owner))
})

/** A process does something to the work at its turn. */
export const inTurnStopper = (
  stopper: WorkStopper["Service"],
  { take }: Turns
): WorkStopper["Service"] => ({
  observe: (target) => take("look at the work", "")(stopper.observe(target)),
  signalOnce: (target, how) => take("signal the work", "")(stopper.signalOnce(target, how)),
  stop: (target, how) => take("stop the work", "")(stopper.stop(target, how))
})
