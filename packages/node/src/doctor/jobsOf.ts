/** So many jobs, and what is said of them. */
export const jobsOf = (count: number, ofOne: string, ofMore: string): string =>
  count === 1 ? `1 job ${ofOne}` : `${count} jobs ${ofMore}`
