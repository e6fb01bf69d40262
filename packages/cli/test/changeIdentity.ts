import * as fs from "node:fs"

/** Changes the identity of the only process that this fact on record names, as damage would. */
export const changeIdentity = (file: string, change: object): void => {
  const fact: unknown = JSON.parse(fs.readFileSync(file, "utf8"))
  const changed = JSON.stringify(fact, (_key, value: unknown) =>
    typeof value === "object" && value !== null && "startTicks" in value
      ? { ...value, ...change }
      : value
  )
  fs.writeFileSync(file, changed)
}
