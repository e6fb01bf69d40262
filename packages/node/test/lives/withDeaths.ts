import type { Life, LifeEvent } from "@job-lifecycle/testing/simulator"
import { seededRandom } from "@job-lifecycle/testing"

/** The same life, in which processes die more often in the middle of something, and the power goes. */
export const withDeaths = (life: Life): Life => {
  const random = seededRandom(life.seed + 1)
  const below = (limit: number) => Math.floor(random() * limit)
  const events: Array<LifeEvent> = [...life.events]
  const deaths = 1 + below(life.cast === "small" ? 3 : 6)
  for (let nth = 0; nth < deaths; nth++) {
    const who = random() < 0.5 ? 0 : below(8)
    const crash = { do: "crash", who, operations: 1 + below(20), landed: random() < 0.5 } as const
    const act = random() < 0.8 ? crash : ({ do: "reboot" } as const)
    events.splice(1 + below(events.length), 0, { after: below(12), act })
  }
  return { ...life, events }
}
