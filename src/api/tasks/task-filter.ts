import type { HeldBy, TaskFilter } from '../../engine/task-list';
import type { Caller } from '../access/caller';
import { searchOf } from '../instances/search-of';
import type { ListTasksRequest } from './list-tasks.request';
import { holderOf } from './task-desk';

/** What is asked of a list of tasks, by the one who asks. */
export function taskFilterOf(request: ListTasksRequest, caller: Caller): TaskFilter {
  const { department, status, event, step, overdue, level, assignee } = request;
  const q = request.q?.trim() ?? '';
  return {
    ...(department === undefined ? {} : { department }),
    ...(status === undefined ? {} : { status }),
    ...(event === undefined ? {} : { event }),
    ...(step === undefined ? {} : { step }),
    ...(overdue === 'true' ? { overdue: true } : {}),
    ...(level === undefined ? {} : { level }),
    ...(assignee === undefined ? {} : { heldBy: heldBy(assignee, caller) }),
    ...(q === '' ? {} : { search: { title: q, inCase: searchOf(q, caller) } }),
  };
}

function heldBy(assignee: NonNullable<ListTasksRequest['assignee']>, caller: Caller): HeldBy {
  if (assignee === 'nobody') return { kind: 'nobody' };
  return { kind: assignee === 'me' ? 'holder' : 'others', holder: holderOf(caller) };
}
