/** Where the earlier half of a host's log is, beside the newest one. */
export const earlierLog = (logFile: string): string => `${logFile}.1`
