import * as path from "node:path"
import { rolldown } from "rolldown"

/**
 * Bundles the program of the worker processes into this folder and answers its path. From one file
 * a process starts in 60 ms instead of 500, which is what thousands of them are made of; and a run
 * that takes long goes on with the code it began with.
 */
export const bundleWorker = async (folder: string): Promise<string> => {
  const bundle = await rolldown({
    input: path.join(import.meta.dirname, "workerMain.ts"),
    platform: "node",
    resolve: { conditionNames: ["source", "node", "import", "default"] }
  })
  const file = path.join(folder, "worker.mjs")
  await bundle.write({ file, format: "esm", codeSplitting: false })
  await bundle.close()
  return file
}
