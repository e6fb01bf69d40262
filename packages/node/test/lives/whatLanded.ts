import type { FactName, JobId } from "@job-lifecycle/engine"
import type { Operation } from "@job-lifecycle/testing"
import { factFile } from "../../src/store/layout.ts"

const factOf = new Map(Object.entries(factFile).map(([fact, file]) => [file, fact as FactName]))

/**
 * What an operation of the disk means for the record of a job: the fact that has its name now, or null when
 * the job is given up for removal. Null: nothing.
 */
export const whatLanded = (
  name: Operation["name"],
  file: string
): { readonly id: JobId; readonly fact: FactName | null } | null => {
  if (name !== "linkSync" && name !== "renameSync") return null
  const [, gone] = /\/trash\/gone\.([0-9a-f]{16})\./.exec(file) ?? []
  if (gone !== undefined) return { id: gone as JobId, fact: null }
  const [, id, entry = ""] = /\/jobs\/[0-9a-f]{2}\/([0-9a-f]{16})\/(.+)$/.exec(file) ?? []
  const fact = factOf.get(entry as never)
  return id === undefined || fact === undefined ? null : { id: id as JobId, fact }
}
