import type { Tally } from "./Tally.ts"

/** Prints where a storm stands. */
export const reportStorm = (tally: Tally): void => {
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ")
  console.log(
    `${tally.kills} kills, ${tally.killsAtSteps} of them at named steps (${tally.diedAt.size} of ` +
      `${tally.steps.size} steps); ${tally.judged.size} jobs, ${tally.acknowledged} acknowledged ` +
      `facts; ${tally.broken.length} violations\n` +
      `  by role: ${list(tally.byRole)}\n  outcomes: ${list(tally.outcomes)}\n` +
      `  removed by a pruner: ${tally.removed.size}; half-made submissions left: ${tally.halfMade.size}`
  )
}
