import type { Found } from "./Found.ts"
import type { Mutant } from "./Mutant.ts"

/** One mistake, what found it, and how long that took, its process's start included. */
export interface Hunted {
  readonly mutant: Mutant
  readonly found: Found
  readonly millis: number
}

/** The table of all mistakes, as Markdown. */
export const tableOf = (all: ReadonlyArray<Hunted>): string =>
  [
    "| mistake | in | against | found by | lives | ms |",
    "|---|---|---|---|---|---|",
    ...all.map(({ found, millis, mutant }) =>
      [
        "",
        mutant.name,
        `\`${mutant.file.replace("/src/", "/")}\``,
        mutant.against,
        mutant.by === undefined ? (found.by ?? "nothing") : sentence(mutant.by, found.by),
        String(found.lives ?? ""),
        String(millis),
        ""
      ]
        .map(cell)
        .join("|")
        .trim()
    )
  ].join("\n")

const cell = (text: string): string => (text === "" ? "" : ` ${text.replaceAll("|", "\\|")} `)

const sentence = (file: string, title: string | null): string => {
  const name = file.replace(/^.*\//, "").replace(/\.test\.ts$/, "")
  return title === null ? "nothing" : `${name}: “${title.split(": ").slice(1).join(": ")}”`
}
