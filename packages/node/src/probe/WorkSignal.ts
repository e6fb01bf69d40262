/** What is sent to a process of a job: to ask, to let go on, to hold, to end. */
export type WorkSignal = "SIGTERM" | "SIGCONT" | "SIGSTOP" | "SIGKILL"
