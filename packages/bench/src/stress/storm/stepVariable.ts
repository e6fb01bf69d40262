/** Where a process of the storm dies: `<step>#<n>`, the nth time; or `survey`: it prints each step. */
export const stepVariable = "STORM_STEP"
