import type { HostConfig } from "../records/HostState.ts"
import { openCompanion } from "./Companion.ts"
import { tellOtherPlaces } from "../workspace/tellOtherPlaces.ts"

/** The host's settings of a workspace. */
export const getConfig = async (cwd: string): Promise<HostConfig> => {
  tellOtherPlaces(cwd)
  const { host } = await openCompanion(cwd)
  return host.projection.mend().config
}

/** Changes one setting, and nothing else of the list. */
export const setConfig = async (cwd: string, key: string, value: unknown): Promise<void> => {
  const { host } = await openCompanion(cwd)
  host.projection.mend((state) => ({ ...state, config: { ...state.config, [key]: value } }))
}
