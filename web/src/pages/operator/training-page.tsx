import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schema } from '../../api/client';
import { ProblemError } from '../../api/problem';
import { inUse } from '../../messages/language';
import '../../messages/operator';
import { Page } from '../../ui/page';
import { Failure, Loading } from '../../ui/states';
import { showTime } from '../../ui/time';
import './operator.css';

type Department = Schema<'TrainingDepartmentResponse'>;
type Faults = Schema<'TrainingFaultsRequest'>;

/** What a newcomer would like to see, each a whole department. */
const ways = {
  good: {},
  slow: { slowMs: 3_000 },
  failing: { failRate: 1 },
  broken: { breakRate: 1 },
  refusing: { refuseRate: 1 },
  closed: { closed: true },
} as const satisfies Record<string, Faults>;
type Way = keyof typeof ways;

const isWay = (name: string): name is Way => Object.hasOwn(ways, name);

const wayOf = (faults: Faults): Way | 'other' =>
  (Object.keys(ways) as Way[]).find((way) => JSON.stringify(ways[way]) === JSON.stringify(faults)) ?? 'other';

/** Makes departments misbehave, and moves the clock where it stands still. */
export default function TrainingPage() {
  const { t } = useTranslation('operator');
  const departments = useQuery({
    queryKey: ['training', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/training/departments')),
  });
  const isNoDemo = departments.error instanceof ProblemError && departments.error.problem.status === 404;
  return (
    <Page title={t('training.title')}>
      <p>{t(isNoDemo ? 'training.none' : 'training.hint')}</p>
      {departments.isPending && <Loading />}
      {departments.isError && !isNoDemo && (
        <Failure error={departments.error} onRetry={() => void departments.refetch()} />
      )}
      {departments.data !== undefined && (
        <section className="card stack">
          {departments.data.items.map((department) => (
            <Behaviour key={department.department} department={department} />
          ))}
        </section>
      )}
      <Clock />
    </Page>
  );
}

function Behaviour({ department: { department, title, faults } }: { readonly department: Department }) {
  const { t } = useTranslation('operator');
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: (way: Way) =>
      api.PUT('/api/v1/training/departments/{id}', { params: { path: { id: department } }, body: ways[way] }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['training'] }),
  });
  const way = wayOf(faults);
  const hint = way === 'good' || way === 'other' ? undefined : t(`training.${way}Hint`);
  return (
    <div className="field" data-department={department}>
      <strong>{title}</strong>
      <div className="row">
        <Select
          aria-label={t('training.of', { name: title })}
          value={way}
          onChange={(chosen: string) => {
            if (isWay(chosen)) set.mutate(chosen);
          }}
          loading={set.isPending}
          popupMatchSelectWidth={false}
          options={[
            ...(Object.keys(ways) as Way[]).map((value) => ({ value, label: t(`training.${value}`) })),
            ...(way === 'other' ? [{ value: way, label: t('training.other') }] : []),
          ]}
        />
        <span className="quiet">{hint}</span>
      </div>
      {set.isError && <Failure error={set.error} />}
    </div>
  );
}

function Clock() {
  const { t } = useTranslation('operator');
  const queries = useQueryClient();
  const clock = useQuery({ queryKey: ['clock'], queryFn: () => bodyOf(api.GET('/api/v1/clock')) });
  const move = useMutation({
    mutationFn: (days: number) => api.PUT('/api/v1/clock', { body: { advance: `P${days}D` } }),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <section className="card">
      <h2>{t('training.clock')}</h2>
      {clock.isError && <Failure error={clock.error} />}
      {move.isError && <Failure error={move.error} />}
      {clock.data?.mode === 'system' && <Alert type="info" showIcon title={t('training.clockSystem')} />}
      {clock.data?.mode === 'manual' && (
        <>
          <p aria-live="polite">{t('training.clockManual', { when: showTime(clock.data.now, inUse()) })}</p>
          <div className="row">
            {[1, 3, 7, 30].map((days) => (
              <Button key={days} onClick={() => move.mutate(days)} disabled={move.isPending}>
                {t('training.forward', { days })}
              </Button>
            ))}
          </div>
        </>
      )}
    </section>
  );
}
