import type { JobId } from "@job-lifecycle/engine"
import { openJobLifecycle } from "@job-lifecycle/node"
import type { Note } from "./Note.ts"
import { noteOf } from "./noteOf.ts"

/** File three of three: the host's functions. Nothing of the engine shows on its other side. */
export const openBuilds = async (folder: string) => {
  const jobs = await openJobLifecycle({ root: folder, onSignal: "report" })
  return {
    build: async (title: string, work: () => Promise<string>): Promise<Note> =>
      noteOf(await jobs.run({ name: title, timeLimit: "10 minutes" }, work)),
    plan: async (title: string): Promise<JobId> => (await jobs.submit({ name: title })).id,
    stop: async (id: JobId): Promise<Note> => noteOf((await jobs.cancel(id, { by: "me" })).job),
    notes: async (): Promise<ReadonlyArray<Note>> => (await jobs.list()).jobs.map(noteOf),
    close: jobs.close
  }
}
