import type { LogPage } from "@job-lifecycle/engine"
import { isTerminal } from "../stdio.ts"
import { visibleOutput } from "./visible.ts"

/** What a job's output is on our standard output: as it came, but for a terminal. */
export const asShown = ({ bytes, text }: LogPage): string | Uint8Array =>
  isTerminal("stdout") ? visibleOutput(text) : bytes
