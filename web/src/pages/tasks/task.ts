import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, type Schema } from '../../api/client';

export type Task = Schema<'TaskResponse'>;

export const isClosed = ({ answeredAt }: Task): boolean => answeredAt !== null;

/** What can be done with a task by its id, as the API names it. */
export const decide = {
  claim: (id: string) => api.POST('/api/v1/tasks/{id}/claim', at(id)),
  release: (id: string) => api.POST('/api/v1/tasks/{id}/release', at(id)),
  confirm: (id: string) => api.POST('/api/v1/tasks/{id}/confirm', at(id)),
  resume: (id: string) => api.POST('/api/v1/tasks/{id}/resume', at(id)),
  complete: (id: string, body: Schema<'CompleteTaskRequest'>) =>
    api.POST('/api/v1/tasks/{id}/complete', { ...at(id), body }),
  refuse: (id: string, code?: string) =>
    api.POST('/api/v1/tasks/{id}/refuse', { ...at(id), body: code === undefined ? {} : { reason: { code } } }),
  requestCorrection: (id: string, body: Schema<'RequestCorrectionRequest'>) =>
    api.POST('/api/v1/tasks/{id}/request-correction', { ...at(id), body }),
  escalate: (id: string, body: Schema<'EscalateTaskRequest'>) =>
    api.POST('/api/v1/tasks/{id}/escalate', { ...at(id), body }),
  return: (id: string, body: Schema<'ReturnTaskRequest'>) => api.POST('/api/v1/tasks/{id}/return', { ...at(id), body }),
  sendBack: (id: string, code: string) =>
    api.POST('/api/v1/tasks/{id}/send-back', { ...at(id), body: { reason: { code } } }),
  pause: (id: string, body: Schema<'PauseTaskRequest'>) => api.POST('/api/v1/tasks/{id}/pause', { ...at(id), body }),
};

const at = (id: string) => ({ params: { path: { id } } });

/** Carries a decision out and shows the list anew, whatever came of it. */
export function useDecision(onDone?: () => void) {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { t } = useTranslation('tasks');
  return useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: () => {
      void message.success(t('done'));
      onDone?.();
    },
    onSettled: () =>
      Promise.all(['tasks', 'case', 'task-form'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
