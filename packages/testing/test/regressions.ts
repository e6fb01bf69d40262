/** A life that broke a law once, and what was wrong in the code then. */
export interface Regression {
  readonly law: string
  readonly was: string
  readonly token: string
}

/** Found by simulated lives, made small, and kept with the fix. */
export const regressions: ReadonlyArray<Regression> = [
  {
    law: "I5 settles-without-help",
    was: "simulated quiet ended while an owner that a full disk had refused was just trying again",
    token:
      "%7B~cast~%3A~small~;~seed~%3A168748;~preempt~%3A0;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Atrue;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A1000;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Atrue%7D%7D%7D;%7B~after~%3A38;~act~%3A%7B~do~%3A~disk~;~full~%3Atrue%7D%7D;%7B~after~%3A58;~act~%3A%7B~do~%3A~pass~;~millis~%3A2100%7D%7D;%7B~after~%3A26;~act~%3A%7B~do~%3A~tell~;~job~%3A2;~word~%3A~notStarted~%7D%7D;%7B~after~%3A46;~act~%3A%7B~do~%3A~rebuildIndex~;~who~%3A1;~job~%3A0%7D%7D;%7B~after~%3A57;~act~%3A%7B~do~%3A~get~;~who~%3A1;~job~%3A0%7D%7D;%7B~after~%3A33;~act~%3A%7B~do~%3A~SIGTERM~;~who~%3A1%7D%7D;%7B~after~%3A120;~act~%3A%7B~do~%3A~interrupt~;~who~%3A0%7D%7D;%7B~after~%3A18;~act~%3A%7B~do~%3A~followAll~;~who~%3A0;~job~%3A0%7D%7D;%7B~after~%3A40;~act~%3A%7B~do~%3A~tell~;~job~%3A1;~word~%3A~notStarted~%7D%7D%5D%7D"
  },
  {
    law: "I5 settles-without-help",
    was: "work whose record could not be read was told to have ended with its owner",
    token:
      "%7B~cast~%3A~small~;~seed~%3A48340;~preempt~%3A0;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A0;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse%7D%7D%7D;%7B~after~%3A22;~act~%3A%7B~do~%3A~tell~;~job~%3A1;~word~%3A~startWork~%7D%7D;%7B~after~%3A2;~act~%3A%7B~do~%3A~kill~;~who~%3A0%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~tear~;~job~%3A0;~fact~%3A~work~%7D%7D%5D%7D"
  },
  {
    law: "I12 nothing-leaks",
    was: "an owner that goes on asking whether a torn claim is its own was told to leak",
    token:
      "%7B~cast~%3A~full~;~seed~%3A35507;~preempt~%3A0;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A1000;~silenceMillis~%3A60;~session~%3Afalse;~onEnd~%3Afalse;~recover~%3A~result~%7D%7D%7D;%7B~after~%3A10;~act~%3A%7B~do~%3A~launch~;~who~%3A5;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Atrue;~upstream~%3Afalse;~stubborn~%3Atrue;~timeMillis~%3A0;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse%7D%7D%7D;%7B~after~%3A10;~act~%3A%7B~do~%3A~tear~;~job~%3A1;~fact~%3A~claim~%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~own~;~who~%3A7;~job~%3A1%7D%7D%5D%7D"
  },
  {
    law: "I5 settles-without-help",
    was: "the law knew of no command that may still appear, its outcome an hour ahead of the clock",
    token:
      "%7B~cast~%3A~small~;~seed~%3A339303;~preempt~%3A0;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Atrue;~dedicated~%3Atrue;~upstream~%3Afalse;~stubborn~%3Atrue;~timeMillis~%3A1000;~silenceMillis~%3A60;~session~%3Afalse;~onEnd~%3Afalse%7D%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~step~;~millis~%3A3600000%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~deny~;~who~%3A0%7D%7D;%7B~after~%3A38;~act~%3A%7B~do~%3A~reconcile~;~who~%3A2;~job~%3A1%7D%7D;%7B~after~%3A3;~act~%3A%7B~do~%3A~leaveDefunct~;~who~%3A0%7D%7D%5D%7D"
  },
  {
    law: "I9 outcome-first",
    was: "an owner that had read who asks to cancel, before that was torn, was told not to have been asked",
    token:
      "%7B~cast~%3A~small~;~seed~%3A151378;~preempt~%3A0;~lag~%3A0.1;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Atrue;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A0;~silenceMillis~%3A0;~session~%3Atrue;~onEnd~%3Atrue%7D%7D%7D;%7B~after~%3A8;~act~%3A%7B~do~%3A~tell~;~job~%3A1;~word~%3A~startWork~%7D%7D;%7B~after~%3A14;~act~%3A%7B~do~%3A~endSession~;~who~%3A2%7D%7D;%7B~after~%3A14;~act~%3A%7B~do~%3A~tear~;~job~%3A0;~fact~%3A~cancel~%7D%7D%5D%7D"
  },
  {
    law: "I1 record-before-work",
    was: "an owner that was refused the look for a cancel, after its claim, was told to have seen it",
    token:
      "%7B~cast~%3A~full~;~seed~%3A7600;~preempt~%3A0;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~launch~;~who~%3A6;~plan~%3A%7B~command~%3Atrue;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A60;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse;~adopt~%3A~kill~%7D%7D%7D;%7B~after~%3A1;~act~%3A%7B~do~%3A~cancel~;~who~%3A0;~job~%3A2%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~fail~;~operation~%3A~standing~;~reason~%3A~Unexpected~;~times~%3A9;~landed~%3Atrue%7D%7D;%7B~after~%3A11;~act~%3A%7B~do~%3A~launch~;~who~%3A3;~plan~%3A%7B~command~%3Atrue;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A60;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse;~adopt~%3A~leave~%7D%7D%7D%5D%7D"
  },
  {
    law: "I9 outcome-first",
    was: "a reader that settles was told that a result stands which another reader had just got of the host",
    token:
      "%7B~cast~%3A~small~;~seed~%3A86827;~preempt~%3A0.1;~lag~%3A0.1;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Atrue;~dedicated~%3Afalse;~upstream~%3Atrue;~stubborn~%3Afalse;~timeMillis~%3A60;~silenceMillis~%3A60;~session~%3Afalse;~onEnd~%3Afalse;~adopt~%3A~kill~;~recover~%3A~result~%7D%7D%7D;%7B~after~%3A12;~act~%3A%7B~do~%3A~tell~;~job~%3A2;~word~%3A~startWork~%7D%7D;%7B~after~%3A13;~act~%3A%7B~do~%3A~get~;~who~%3A1;~job~%3A0%7D%7D;%7B~after~%3A12;~act~%3A%7B~do~%3A~settled~;~who~%3A2;~job~%3A2%7D%7D;%7B~after~%3A1;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~notStarted~%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~get~;~who~%3A1;~job~%3A0%7D%7D;%7B~after~%3A10;~act~%3A%7B~do~%3A~cancel~;~who~%3A2;~job~%3A2%7D%7D;%7B~after~%3A14;~act~%3A%7B~do~%3A~timeline~;~who~%3A0;~job~%3A0%7D%7D;%7B~after~%3A2;~act~%3A%7B~do~%3A~getNobody~;~who~%3A0;~job~%3A2%7D%7D;%7B~after~%3A3;~act~%3A%7B~do~%3A~recycle~;~who~%3A0%7D%7D;%7B~after~%3A9;~act~%3A%7B~do~%3A~get~;~who~%3A1;~job~%3A0%7D%7D;%7B~after~%3A4;~act~%3A%7B~do~%3A~tell~;~job~%3A1;~word~%3A~die~%7D%7D;%7B~after~%3A7;~act~%3A%7B~do~%3A~list~;~who~%3A2;~job~%3A0%7D%7D%5D%7D"
  },
  {
    law: "I5 settles-without-help",
    was: "an orphan's grace did not end before a clock that was set back had come to its outcome",
    token:
      "%7B~cast~%3A~full~;~seed~%3A35475;~preempt~%3A0.1;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Atrue;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A60;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse;~adopt~%3A~kill~%7D%7D%7D;%7B~after~%3A8;~act~%3A%7B~do~%3A~launch~;~who~%3A2;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A0;~silenceMillis~%3A60;~session~%3Atrue;~onEnd~%3Afalse;~adopt~%3A~leave~%7D%7D%7D;%7B~after~%3A1;~act~%3A%7B~do~%3A~tell~;~job~%3A1;~word~%3A~succeed~%7D%7D;%7B~after~%3A12;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~succeed~%7D%7D;%7B~after~%3A10;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~startDeafWork~%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~list~;~who~%3A7;~job~%3A0%7D%7D;%7B~after~%3A4;~act~%3A%7B~do~%3A~step~;~millis~%3A3600000%7D%7D;%7B~after~%3A2;~act~%3A%7B~do~%3A~drain~;~who~%3A0%7D%7D%5D%7D"
  },
  {
    law: "I5 settles-without-help",
    was: "an owner that nobody can see was waited for until a clock that was set back had come to its claim",
    token:
      "%7B~cast~%3A~full~;~seed~%3A48018;~preempt~%3A0;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~step~;~millis~%3A3600000%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A7;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Atrue;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A60;~silenceMillis~%3A0;~session~%3Atrue;~onEnd~%3Atrue%7D%7D%7D;%7B~after~%3A1;~act~%3A%7B~do~%3A~kill~;~who~%3A7%7D%7D%5D%7D"
  },
  {
    law: "I5 settles-without-help",
    was: "what was prepared for a full disk said of work that was named since that it had stopped",
    token:
      "%7B~cast~%3A~full~;~seed~%3A132410;~preempt~%3A0.4;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A1000;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse%7D%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~rebuildIndex~;~who~%3A7;~job~%3A1%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~pass~;~millis~%3A60%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~startDeafWork~%7D%7D;%7B~after~%3A6;~act~%3A%7B~do~%3A~find~;~who~%3A0;~job~%3A2%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~disk~;~full~%3Atrue%7D%7D;%7B~after~%3A7;~act~%3A%7B~do~%3A~exit~;~who~%3A0;~code~%3A0;~uncaught~%3Atrue%7D%7D%5D%7D"
  },
  {
    law: "I5 settles-without-help",
    was: "a runner that was left behind was told to run on after it had ended, where its outcome had been written late",
    token:
      "%7B~cast~%3A~small~;~seed~%3A1601971;~preempt~%3A0.1;~lag~%3A0.1;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Atrue;~upstream~%3Afalse;~stubborn~%3Atrue;~timeMillis~%3A60;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse%7D%7D%7D;%7B~after~%3A8;~act~%3A%7B~do~%3A~get~;~who~%3A1;~job~%3A0%7D%7D;%7B~after~%3A11;~act~%3A%7B~do~%3A~tell~;~job~%3A2;~word~%3A~startBroker~%7D%7D;%7B~after~%3A5;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~answered~%7D%7D;%7B~after~%3A11;~act~%3A%7B~do~%3A~step~;~millis~%3A70%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~get~;~who~%3A1;~job~%3A0%7D%7D;%7B~after~%3A6;~act~%3A%7B~do~%3A~fail~;~operation~%3A~standing~;~reason~%3A~Unexpected~;~times~%3A9;~landed~%3Afalse%7D%7D;%7B~after~%3A5;~act~%3A%7B~do~%3A~tell~;~job~%3A1;~word~%3A~answered~%7D%7D;%7B~after~%3A13;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~die~%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~interrupt~;~who~%3A0%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~pass~;~millis~%3A2100%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~clientGone~%7D%7D%5D%7D"
  },
  {
    law: "I5 settles-without-help",
    was: "what the host knew could not be recorded beside a result that cannot be read, and nothing else was",
    token:
      "%7B~cast~%3A~small~;~seed~%3A1778938;~preempt~%3A0;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Atrue;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A0;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Atrue;~recover~%3A~result~%7D%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~crash~;~who~%3A0;~operations~%3A8;~landed~%3Atrue%7D%7D;%7B~after~%3A10;~act~%3A%7B~do~%3A~interrupt~;~who~%3A0%7D%7D;%7B~after~%3A2;~act~%3A%7B~do~%3A~settled~;~who~%3A1;~job~%3A1%7D%7D;%7B~after~%3A9;~act~%3A%7B~do~%3A~tell~;~job~%3A2;~word~%3A~fail~%7D%7D;%7B~after~%3A4;~act~%3A%7B~do~%3A~SIGINT~;~who~%3A1%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~tear~;~job~%3A2;~fact~%3A~result~%7D%7D%5D%7D"
  },
  {
    law: "I5 settles-without-help",
    was: "work that was named between a reading and the look at its owner was recorded as stopped",
    token:
      "%7B~cast~%3A~small~;~seed~%3A1852930;~preempt~%3A0.1;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A0;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse%7D%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~pass~;~millis~%3A1100%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~log~%7D%7D;%7B~after~%3A2;~act~%3A%7B~do~%3A~SIGTERM~;~who~%3A0%7D%7D;%7B~after~%3A8;~act~%3A%7B~do~%3A~tell~;~job~%3A1;~word~%3A~startWork~%7D%7D;%7B~after~%3A10;~act~%3A%7B~do~%3A~list~;~who~%3A2;~job~%3A0%7D%7D;%7B~after~%3A3;~act~%3A%7B~do~%3A~get~;~who~%3A1;~job~%3A0%7D%7D;%7B~after~%3A1;~act~%3A%7B~do~%3A~timeline~;~who~%3A0;~job~%3A0%7D%7D;%7B~after~%3A13;~act~%3A%7B~do~%3A~SIGTERM~;~who~%3A0%7D%7D%5D%7D"
  },
  {
    law: "I10 late-is-kept-apart",
    was: "what a runner had as its answer was kept as late before the outcome could be written",
    token:
      "%7B~cast~%3A~small~;~seed~%3A1994748;~preempt~%3A0.4;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Atrue;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Atrue;~timeMillis~%3A0;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse%7D%7D%7D;%7B~after~%3A14;~act~%3A%7B~do~%3A~tell~;~job~%3A2;~word~%3A~endClient~%7D%7D;%7B~after~%3A14;~act~%3A%7B~do~%3A~tell~;~job~%3A1;~word~%3A~endWork~%7D%7D;%7B~after~%3A35;~act~%3A%7B~do~%3A~disk~;~full~%3Atrue%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~pass~;~millis~%3A2100%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~startWork~%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~tell~;~job~%3A2;~word~%3A~startWork~%7D%7D;%7B~after~%3A2;~act~%3A%7B~do~%3A~tell~;~job~%3A2;~word~%3A~clientGone~%7D%7D;%7B~after~%3A49;~act~%3A%7B~do~%3A~result~;~who~%3A0;~job~%3A2%7D%7D;%7B~after~%3A53;~act~%3A%7B~do~%3A~tell~;~job~%3A2;~word~%3A~progress~%7D%7D;%7B~after~%3A11;~act~%3A%7B~do~%3A~tell~;~job~%3A1;~word~%3A~answered~%7D%7D;%7B~after~%3A120;~act~%3A%7B~do~%3A~tell~;~job~%3A2;~word~%3A~progress~%7D%7D%5D%7D"
  },
  {
    law: "I5 settles-without-help",
    was: "a listing took a job out of the active ones whose work it had seen stop, and could not write that it had",
    token:
      "%7B~cast~%3A~small~;~seed~%3A16;~preempt~%3A0.4;~lag~%3A0.1;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Atrue;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A0;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse;~adopt~%3A~kill~;~recover~%3A~breaks~%7D%7D%7D;%7B~after~%3A115;~act~%3A%7B~do~%3A~list~;~who~%3A0;~job~%3A1%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~disk~;~full~%3Atrue%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~exit~;~who~%3A0;~code~%3A1;~uncaught~%3Atrue%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~followAll~;~who~%3A0;~job~%3A0%7D%7D;%7B~after~%3A49;~act~%3A%7B~do~%3A~fail~;~operation~%3A~settled~;~reason~%3A~NotWritable~;~times~%3A9;~landed~%3Atrue%7D%7D;%7B~after~%3A116;~act~%3A%7B~do~%3A~getNobody~;~who~%3A2;~job~%3A0%7D%7D%5D%7D"
  },
  {
    law: "I2 first-outcome-stands",
    was: "an owner that had not heard of its outcome wrote the same again after it had been removed, which was told as a second one",
    token:
      "%7B~cast~%3A~full~;~seed~%3A35;~preempt~%3A0.1;~lag~%3A0.1;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Atrue;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A60;~silenceMillis~%3A60;~session~%3Afalse;~onEnd~%3Afalse%7D%7D%7D;%7B~after~%3A29;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~succeed~%7D%7D;%7B~after~%3A20;~act~%3A%7B~do~%3A~stop~;~who~%3A0%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~step~;~millis~%3A3600000%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~wait~;~who~%3A5;~job~%3A1%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~prune~;~who~%3A5;~job~%3A0%7D%7D;%7B~after~%3A43;~act~%3A%7B~do~%3A~exit~;~who~%3A0;~code~%3A0;~uncaught~%3Afalse%7D%7D%5D%7D"
  },
  {
    law: "I9 outcome-first",
    was: "a job whose result an earlier try had recorded was told to have failed, since the next try could not",
    token:
      "%7B~cast~%3A~full~;~seed~%3A399456;~preempt~%3A0;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~settled~;~who~%3A4;~job~%3A2%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~fail~;~operation~%3A~arm~;~reason~%3A~Unexpected~;~times~%3A1;~landed~%3Afalse%7D%7D;%7B~after~%3A5;~act~%3A%7B~do~%3A~own~;~who~%3A6;~job~%3A0%7D%7D;%7B~after~%3A10;~act~%3A%7B~do~%3A~launch~;~who~%3A0;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Atrue;~upstream~%3Atrue;~stubborn~%3Afalse;~timeMillis~%3A0;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse%7D%7D%7D;%7B~after~%3A4;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~succeed~%7D%7D;%7B~after~%3A7;~act~%3A%7B~do~%3A~deny~;~who~%3A0%7D%7D;%7B~after~%3A8;~act~%3A%7B~do~%3A~interrupt~;~who~%3A0%7D%7D;%7B~after~%3A9;~act~%3A%7B~do~%3A~kill~;~who~%3A0%7D%7D;%7B~after~%3A1;~act~%3A%7B~do~%3A~SIGHUP~;~who~%3A0%7D%7D;%7B~after~%3A4;~act~%3A%7B~do~%3A~SIGTERM~;~who~%3A0%7D%7D;%7B~after~%3A13;~act~%3A%7B~do~%3A~interrupt~;~who~%3A0%7D%7D;%7B~after~%3A12;~act~%3A%7B~do~%3A~find~;~who~%3A0;~job~%3A1%7D%7D;%7B~after~%3A14;~act~%3A%7B~do~%3A~tell~;~job~%3A1;~word~%3A~succeed~%7D%7D;%7B~after~%3A3;~act~%3A%7B~do~%3A~disk~;~full~%3Atrue%7D%7D;%7B~after~%3A8;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~answered~%7D%7D;%7B~after~%3A12;~act~%3A%7B~do~%3A~tell~;~job~%3A0;~word~%3A~succeed~%7D%7D;%7B~after~%3A8;~act~%3A%7B~do~%3A~kill~;~who~%3A1%7D%7D%5D%7D"
  },
  {
    law: "I2 first-outcome-stands",
    was: "an outcome that a reader was told of at its fourth try, word for word its first, was told as a second one",
    token:
      "%7B~cast~%3A~full~;~seed~%3A979845;~preempt~%3A0.4;~lag~%3A0.1;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~step~;~millis~%3A70%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~step~;~millis~%3A70%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~fail~;~operation~%3A~publishOnce~;~reason~%3A~Unexpected~;~times~%3A9;~landed~%3Atrue%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~submit~;~who~%3A5;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A0;~silenceMillis~%3A60;~session~%3Afalse;~onEnd~%3Afalse%7D%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~pass~;~millis~%3A1100%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~wait~;~who~%3A7;~job~%3A2%7D%7D;%7B~after~%3A0;~act~%3A%7B~do~%3A~pass~;~millis~%3A310%7D%7D%5D%7D"
  },
  {
    law: "I5 settles-without-help",
    was: "what a function's runner started and named while it was being stopped ran on, and was told to be over",
    token:
      "%7B~cast~%3A~small~;~seed~%3A98210212;~preempt~%3A0;~lag~%3A0;~events~%3A%5B%7B~after~%3A0;~act~%3A%7B~do~%3A~run~;~who~%3A0;~plan~%3A%7B~command~%3Afalse;~dedicated~%3Afalse;~upstream~%3Afalse;~stubborn~%3Afalse;~timeMillis~%3A1000;~silenceMillis~%3A0;~session~%3Afalse;~onEnd~%3Afalse;~adopt~%3A~kill~;~startsLast~%3Atrue%7D%7D%7D%5D%7D"
  }
]
