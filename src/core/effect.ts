/**
 * An instruction planned by a transition, as data: nothing has run when it is returned, and it survives JSON.
 * `dispatch` opens a step execution for a handler, `openTask` and `openCorrection` one for a person, `openEscalation`
 * one for the officer who is asked, `openReview` one for the second pair of eyes; `close` ends whatever execution of the
 * region is still open. `dispatchUndo` opens the execution that takes the region's effect back, `openUndoTask` the task of
 * a person who decides about it where the department has refused; `dispatchAmend` and `openAmendTask` the same for putting
 * its result right.
 */
export type Effect =
  | { readonly type: 'dispatch' | 'openTask' | 'openCorrection' | 'close'; readonly region: string }
  | { readonly type: 'dispatchUndo' | 'openUndoTask'; readonly region: string }
  | { readonly type: 'dispatchAmend' | 'openAmendTask'; readonly region: string }
  | { readonly type: 'openEscalation' | 'openReview'; readonly region: string }
  | { readonly type: 'openIncident' | 'closeIncident' | 'cancelTimers'; readonly region: string }
  | { readonly type: 'startTimer' | 'remind'; readonly region: string; readonly timer: string };
