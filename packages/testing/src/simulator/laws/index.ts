import { boundedEndings } from "./boundedEndings.ts"
import { everyReadReconciles } from "./everyReadReconciles.ts"
import { firstOutcomeStands } from "./firstOutcomeStands.ts"
import { lateIsKeptApart } from "./lateIsKeptApart.ts"
import type { Law } from "./Law.ts"
import { noDeathWithoutProof } from "./noDeathWithoutProof.ts"
import { noStrangerSignalled } from "./noStrangerSignalled.ts"
import { nothingLeaks } from "./nothingLeaks.ts"
import { nothingLost } from "./nothingLost.ts"
import { outcomeFirst } from "./outcomeFirst.ts"
import { recordBeforeWork } from "./recordBeforeWork.ts"
import { settlesWithoutHelp } from "./settlesWithoutHelp.ts"
import { unknownStaysUnknown } from "./unknownStaysUnknown.ts"

/** The twelve laws. */
export const laws: ReadonlyArray<Law> = [
  recordBeforeWork,
  firstOutcomeStands,
  everyReadReconciles,
  noDeathWithoutProof,
  settlesWithoutHelp,
  noStrangerSignalled,
  unknownStaysUnknown,
  nothingLost,
  outcomeFirst,
  lateIsKeptApart,
  boundedEndings,
  nothingLeaks
]
