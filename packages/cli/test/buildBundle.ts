import { ensureBundle } from "../src/ensureBundle.ts"

/** Once before all tests: those with real processes start the command as it is shipped. */
export default ensureBundle
