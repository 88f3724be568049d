import {
  CheckCircleOutlined,
  PauseCircleOutlined,
  StopOutlined,
  SyncOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Table, type TableColumnsType } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import '../../messages/operator';
import { useAccount } from '../../session/session';
import { Page } from '../../ui/page';
import { Failure, Loading } from '../../ui/states';
import { Tag } from '../../ui/tag';
import { showTime } from '../../ui/time';
import './operator.css';

/** Fetched when somebody wants it. */
const DepartmentPolicy = lazy(() => import('./department-policy'));

type Department = Schema<'DepartmentResponse'>;

const breakers = {
  closed: ['good', <CheckCircleOutlined />],
  open: ['bad', <StopOutlined />],
  ramping: ['warn', <SyncOutlined />],
} as const;

/** How every department stands: its breaker, its hours, its limits, and what waits for it. */
export default function DepartmentsPage() {
  const { t } = useTranslation('operator');
  const { role } = useAccount();
  const [edited, edit] = useState<Department>();
  const departments = useQuery({
    queryKey: ['departments', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/departments', { params: { query: { limit: 100 } } })),
    refetchInterval: 3_000,
  });
  const columns: TableColumnsType<Department> = [
    {
      title: t('departments.name'),
      key: 'name',
      render: (_, { title, id, incident }) => (
        <>
          <strong>{title}</strong> <span className="quiet">{id}</span>
          {incident !== null && (
            <div>
              <Tag tone="bad" icon={<WarningOutlined />}>
                {incident.code} · {showTime(incident.openedAt, inUse())}
              </Tag>
            </div>
          )}
        </>
      ),
    },
    {
      title: t('departments.breaker'),
      key: 'breaker',
      render: (_, { breaker }) => {
        const [tone, icon] = breakers[breaker];
        return (
          <Tag tone={tone} icon={icon}>
            {t(`breaker.${breaker}`)}
          </Tag>
        );
      },
    },
    { title: t('departments.open'), key: 'open', render: (_, department) => <Opening department={department} /> },
    { title: t('departments.waiting'), dataIndex: 'waiting', align: 'right' },
    { title: t('departments.underWay'), dataIndex: 'underWay', align: 'right' },
    { title: t('departments.limits'), key: 'limits', render: (_, department) => <Limits department={department} /> },
    ...(role === 'operator'
      ? [
          {
            title: t('departments.edit'),
            key: 'edit',
            render: (_: unknown, department: Department) => (
              <Button onClick={() => edit(department)} aria-label={`${t('departments.edit')} ${department.title}`}>
                {t('departments.edit')}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Page title={t('departments.title')}>
      {departments.isPending && <Loading />}
      {departments.isError && <Failure error={departments.error} onRetry={() => void departments.refetch()} />}
      {departments.data !== undefined && (
        <Table<Department>
          rowKey="id"
          columns={columns}
          dataSource={departments.data.items}
          pagination={false}
          scroll={{ x: 'max-content' }}
        />
      )}
      {edited !== undefined && (
        <Suspense>
          <DepartmentPolicy department={edited} onClose={() => edit(undefined)} />
        </Suspense>
      )}
    </Page>
  );
}

function Opening({ department: { open, opensAt } }: { readonly department: Department }) {
  const { t } = useTranslation('operator');
  if (open) {
    return (
      <Tag tone="good" icon={<CheckCircleOutlined />}>
        {t('departments.isOpen')}
      </Tag>
    );
  }
  return (
    <Tag tone="warn" icon={<PauseCircleOutlined />}>
      {opensAt === null
        ? t('departments.isClosedLong')
        : t('departments.isClosed', { when: showTime(opensAt, inUse()) })}
    </Tag>
  );
}

function Limits({ department }: { readonly department: Department }) {
  const { t } = useTranslation('operator');
  const { policy, version, changedAt, changedBy } = department;
  const { rate, concurrency, hours = [], maintenance = [] } = policy;
  const told = [
    ...(rate === undefined ? [] : [t('departments.rate', { ...rate })]),
    ...(concurrency === undefined ? [] : [t('departments.concurrency', { count: concurrency })]),
    ...(hours.length === 0 ? [] : [t('departments.hours', { count: hours.length })]),
    ...(maintenance.length === 0 ? [] : [t('departments.maintenance', { count: maintenance.length })]),
  ];
  return (
    <>
      {told.length === 0 ? t('departments.noLimits') : told.join(' · ')}
      {changedAt !== null && (
        <div className="quiet">
          {t('departments.changed', { version, by: changedBy ?? '', when: showTime(changedAt, inUse()) })}
        </div>
      )}
    </>
  );
}
