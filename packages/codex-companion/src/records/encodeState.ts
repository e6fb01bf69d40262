import type { HostState } from "./HostState.ts"
import { stateVersion } from "./HostState.ts"

/** Writes a `state.json` as every released version does, byte for byte. */
export const encodeState = ({ config, jobs, odd, rest }: HostState): string =>
  encodeRecord({
    version: stateVersion,
    config,
    jobs: [...jobs, ...odd.map(({ raw }) => raw)],
    ...rest
  })

/** Writes one record as every released version does. */
export const encodeRecord = (record: object): string => `${JSON.stringify(record, null, 2)}\n`
