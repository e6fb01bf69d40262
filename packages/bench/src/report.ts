import type { Summary } from "./median.ts"

/** One figure, beside the floor that it is measured against and the ratio that is wanted. */
export interface Row {
  readonly name: string
  readonly floor: string
  readonly goal: number | null
}

/** Prints one line a figure: median (least to greatest), ratio to its floor, and the goal. */
export const report = (
  title: string,
  results: ReadonlyMap<string, Summary>,
  rows: ReadonlyArray<Row>
): void => {
  console.log(`\n${title}`)
  for (const { name, floor, goal } of rows) {
    const { median, least, greatest } = results.get(name)!
    const ratio = median / results.get(floor)!.median
    const against = name === floor ? "" : `  ${ratio.toFixed(2)}x of "${floor}"`
    const verdict = goal === null ? "" : `, goal ${goal}x: ${ratio <= goal ? "met" : "MISSED"}`
    const range = `(${least.toFixed(2)} to ${greatest.toFixed(2)})`
    console.log(
      `  ${name.padEnd(34)} ${median.toFixed(2).padStart(8)} ms ${range.padEnd(20)}${against}${verdict}`
    )
  }
}
