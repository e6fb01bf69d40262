import * as fs from "node:fs"
import * as path from "node:path"

type Job = Readonly<Record<string, unknown>> & { readonly id: string }
interface State {
  readonly config: Readonly<Record<string, unknown>>
  readonly jobs: ReadonlyArray<Job>
}

// How the host's older versions treat its files, as far as it can be seen from outside: the list is
// read, changed and written in place; what cannot be read is taken for nothing; records and logs of
// jobs that fell off the list are deleted. Written for these tests.

const read = (folder: string): State => {
  try {
    const { config = {}, jobs = [] } = JSON.parse(
      fs.readFileSync(path.join(folder, "state.json"), "utf8")
    ) as Partial<State>
    return { config: { stopReviewGate: false, ...config }, jobs }
  } catch {
    return { config: { stopReviewGate: false }, jobs: [] }
  }
}

/** One change of the list by an older version. */
export const oldUpdate = (folder: string, change: (state: State) => State): void => {
  const next = change(read(folder))
  const kept = new Set(next.jobs.map(({ id }) => id))
  for (const { id } of read(folder).jobs) {
    if (kept.has(id)) continue
    for (const end of ["json", "log"]) {
      fs.rmSync(path.join(folder, "jobs", `${id}.${end}`), { force: true })
    }
  }
  fs.mkdirSync(path.join(folder, "jobs"), { recursive: true })
  fs.writeFileSync(
    path.join(folder, "state.json"),
    `${JSON.stringify({ version: 1, ...next }, null, 2)}\n`
  )
}

/** An older version records a job: its own file first, then the list. */
export const oldUpsert = (folder: string, job: Job): void => {
  fs.mkdirSync(path.join(folder, "jobs"), { recursive: true })
  fs.writeFileSync(path.join(folder, "jobs", `${job.id}.json`), `${JSON.stringify(job, null, 2)}\n`)
  oldUpdate(folder, ({ config, jobs }) => ({
    config,
    jobs: [job, ...jobs.filter(({ id }) => id !== job.id)]
  }))
}
