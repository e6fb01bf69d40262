import type { FakeFiles } from "@job-lifecycle/testing"

/** Leaves the beginning of a record, which is none. */
export const tear = (files: FakeFiles, file: string): void => {
  const fd = files.openSync(file, "w")
  files.writeSync(fd, new TextEncoder().encode("{"))
  files.fsyncSync(fd)
  files.closeSync(fd)
}
