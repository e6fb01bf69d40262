import type { Edit } from "./Edit.ts"
import { broker } from "./adaptations/broker.ts"
import { command } from "./adaptations/command.ts"
import { hooks } from "./adaptations/hooks.ts"
import { records } from "./adaptations/records.ts"
import { turns } from "./adaptations/turns.ts"

/** Everything that is changed, by file below `scripts/`. The rest of the plugin stays as it is. */
export const adaptations: Readonly<Record<string, ReadonlyArray<Edit>>> = {
  ...records,
  ...turns,
  ...broker,
  ...command,
  ...hooks
}
