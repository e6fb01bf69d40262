/** Refusals of reading that pass by themselves, and say nothing of what is there. */
const passing: ReadonlySet<string | undefined> = new Set(["EMFILE", "ENFILE", "ENOMEM"])

/** Whether something could only not be read now: neither that it is there nor that it is not. */
export const isRefusedForNow = (error: unknown): boolean =>
  passing.has((error as NodeJS.ErrnoException | null)?.code)
