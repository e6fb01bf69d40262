/**
 * The command as it is installed: `early/entry.ts` and what it takes, in one file. The build puts it
 * here; nothing can be installed out of sources.
 */
export const entryText = ""
