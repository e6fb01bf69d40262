import { lifeOfToken, live } from "../src/simulator/index.ts"

// Lives the life of a token, and ends with 3 when it breaks a law.

if (live(lifeOfToken(process.argv[2]!)).violation !== null) process.exitCode = 3
