/**
 * What the tools print, written down from their documentation and sources, not captured on a machine.
 *
 * - `ps`: ps(1) of macOS 14 ("KEYWORDS", "state", "lstart"), with each column's width as in `ps -L`
 * - `ioreg`, `sysctl`: ioreg(8), sysctl(8), and `bsd/kern/kern_sysctl.c` of XNU
 * - PowerShell: "Win32_Process class" and "about_PowerShell_exe" of Microsoft Learn; what it puts on
 *   stderr when that is no console is CLIXML
 * - `reg query`: "reg query" of Microsoft Learn
 */
export const printed = {
  /** Process 501 asks. 640 is stopped, 641 defunct, 702 was started after a midnight of one-digit date. */
  ps: [
    "    1     0     1 Ss   Sat Nov 21 06:00:01 2026    ",
    "  312     1   312 Ss   Sat Nov 21 06:00:09 2026    ",
    "  501   312   501 S+   Sat Nov 21 07:18:36 2026    ",
    "  640   501   640 T    Sat Nov 21 07:18:40 2026    ",
    "  641   501   640 Z    Sat Nov 21 07:18:41 2026    ",
    "  642     1   642 ?E   Sat Nov 21 07:18:42 2026    ",
    "  702   501   702 U<s  Wed Dec  2 00:00:07 2026    ",
    "99998   501   501 RN+  Sat Nov 21 07:19:00 2026    ",
    ""
  ].join("\n"),

  /**
   * The same of a `ps` that may not look into tasks: `ps.c` of adv_cmds-237 asks for none where
   * `PS_ENTITLEMENT_ENFORCED` (`ps.h`) is set, and `state` of `print.c` then has a blank for all that
   * neither `SSTOP` nor `SZOMB` says.
   */
  psUnentitled: [
    "    1     0     1  s   Sat Nov 21 06:00:01 2026    ",
    "  501   312   501      Sat Nov 21 07:18:36 2026    ",
    "  640   501   640 T    Sat Nov 21 07:18:40 2026    ",
    "  641   501   640 Z    Sat Nov 21 07:18:41 2026    ",
    "  702   501   702  <s  Wed Dec  2 00:00:07 2026    ",
    "  703   501   702  X+  Wed Dec  2 00:00:07 2026    ",
    ""
  ].join("\n"),

  /** The same as `LC_ALL` of a French, a German and a Chinese user would have it. */
  psElsewhere: [
    "  501   312   501 S+   Sam 21 nov 07:18:36 2026    \n",
    "  501   312   501 S+   Sa 21 Nov 07:18:36 2026     \n",
    "  501   312   501 S+   六 11/21 07:18:36 2026    \n",
    "  501   312   501 S+   21/11/2026 07:18:36         \n"
  ],

  /** A program that calls itself a row can show up only if somebody asks for names. */
  psWithNames: [
    "  501   312   501 S+   Sat Nov 21 07:18:36 2026     node\n",
    "  501   312   501 S+   Sat Nov 21 07:18:36 2026     a b\n  640     1     1 S    Sat Nov 21 07:18:40 2026    \n"
  ],

  /**
   * Process 5012 asks. 6404 is its child, 7000 the child of one that is gone, 7004 says it is of a
   * later one.
   */
  windows: [
    "0 0 0",
    "4 0 639100000001234560",
    "5012 4 639100000100000000",
    "6404 5012 639100000200000010",
    "7000 6999 639100000300000000",
    "7004 7008 639100000400000000",
    "7008 4 639100000500000000",
    "4294967292 5012 639100000600000000",
    "end",
    ""
  ].join("\r\n"),

  clixml: [
    "#< CLIXML",
    '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj S="progress" RefId="0"><TN RefId="0"><T>System.Management.Automation.PSCustomObject</T></TN></Obj></Objs>',
    ""
  ].join("\r\n"),

  accessDenied: "Get-CimInstance : Zugriff verweigert \r\nIn Zeile:1 Zeichen:1\r\n",

  /** A German `reg`, on a machine where the value is not there. */
  noGuid: "FEHLER: Der angegebene Registrierungsschlüssel wurde nicht gefunden.\r\n"
}
