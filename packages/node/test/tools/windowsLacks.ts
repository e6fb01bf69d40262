/** What Windows has no such thing as, and so its probe cannot show. */
export const windowsLacks = {
  stopped: "no tool shows that all threads of a process are suspended",
  defunct: "nothing is listed of a process that has ended, and its number reads as free",
  rebooted: "a boot is no proof there; what ran before it is gone by its number or start time"
}
