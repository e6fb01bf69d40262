import { registerHooks } from "node:module"
import { Mistake } from "./Mistake.ts"

// Loaded before everything else, so that whatever is loaded after it has the mistake in it.

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    return loaded.source === undefined || loaded.source === null || !url.endsWith(".ts")
      ? loaded
      : { ...loaded, source: Mistake.in(url, String(loaded.source)) }
  }
})
