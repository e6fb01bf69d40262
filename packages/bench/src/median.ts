/** Median, least and greatest of some measurements, in their own unit. */
export interface Summary {
  readonly median: number
  readonly least: number
  readonly greatest: number
}

export const summarise = (values: ReadonlyArray<number>): Summary => {
  const sorted = values.toSorted((a, b) => a - b)
  return {
    median: sorted[Math.floor(sorted.length / 2)]!,
    least: sorted[0]!,
    greatest: sorted.at(-1)!
  }
}

/**
 * Runs every contestant once per round, in turn, so that a drifting machine drifts for all. The
 * first `warmUp` rounds are not counted.
 */
export const inTurn = async (
  rounds: number,
  contestants: ReadonlyArray<{ readonly name: string; readonly once: () => Promise<number> }>,
  warmUp = 1
): Promise<ReadonlyMap<string, Summary>> => {
  const times = new Map(contestants.map(({ name }) => [name, [] as Array<number>]))
  for (let round = 0; round < warmUp; round++) {
    for (const { once } of contestants) await once()
  }
  for (let round = 0; round < rounds; round++) {
    for (const { name, once } of contestants) times.get(name)!.push(await once())
  }
  return new Map([...times].map(([name, values]) => [name, summarise(values)]))
}

/** Milliseconds that a piece of work took on the monotonic clock. */
export const millisOf = async (work: () => unknown): Promise<number> => {
  const before = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - before) / 1e6
}
