/** The environment variable by which everything that a job starts can be recognised. */
export const tokenVariable = "JOB_LIFECYCLE_TOKEN"

/** The environment variable that tells a command which job it is. */
export const idVariable = "JOB_LIFECYCLE_ID"
